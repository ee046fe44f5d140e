# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal: append-only, and letters handed over in order until they are taken."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import QuerySet

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.events import TYPES, Entry, Event, Letter, event
from linli.platform.access.models import Look
from linli.platform.journal import subscribe
from linli.platform.journal.append import append, next_seq
from linli.platform.journal.deliver import ATTEMPTS, deliver_all, deliver_one
from linli.platform.journal.models import Delivery, EventRecord
from linli.platform.journal.reconcile import reconcile, state
from linli.platform.testing.queries import counted

from .letters import CLERK, NOW, Grown, Other, count_it, listen, listen_with, write

pytestmark = pytest.mark.usefixtures("own_letters")


def own() -> QuerySet[EventRecord]:
    return EventRecord.objects.filter(type__startswith="tests.")


# --- writing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "update journal_event set actor = 'nobody'",
        "update journal_event set id = id",
        "delete from journal_event",
        "truncate journal_event cascade",
        "truncate journal_event, journal_delivery",
        "insert into journal_event select * from journal_event on conflict (id) do update set seq = 9",
        "merge into journal_event e using (select 1) one on true when matched then delete",
    ],
)
def test_what_is_written_is_never_changed_even_by_hand(db: None, statement: str) -> None:
    write(uuid4(), 1)
    before = list(own().values())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert list(own().values()) == before


def test_nor_through_models(db: None) -> None:
    write(uuid4(), 1)
    record = own().get()
    record.actor = "nobody"
    for change in (record.save, record.delete, own().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_an_event_is_refused_outside_of_the_transaction_of_what_it_tells(committed: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        append([Entry(Grown(step="s1"), uuid4(), 1, SYSTEM, NOW)])
    assert not own().exists()


def test_what_is_rolled_back_leaves_no_event_and_no_delivery(committed: None) -> None:
    listen("tests.one")
    with pytest.raises(RuntimeError), transaction.atomic():
        write(uuid4(), 1, 2)
        assert Delivery.objects.count() == 2
        raise RuntimeError
    assert (own().count(), Delivery.objects.count()) == (0, 0)


def test_an_event_is_kept_with_its_envelope(db: None) -> None:
    subject, then = uuid4(), NOW - timedelta(days=3)
    with clock.standing_at(NOW):
        (identity,) = append([Entry(Grown(step="s1"), subject, 7, CLERK, then, "replay", "restricted")])
    assert own().values().get() == {
        "id": identity, "type": "tests.grown", "version": 1, "subject": subject, "seq": 7,
        "occurred_at": then, "recorded_at": NOW, "origin": "replay", "compartment": "restricted",
        "actor": "account:0192aaaa", "data": {"step": "s1"},
    }  # fmt: skip


def test_a_number_of_a_subject_is_given_once(db: None) -> None:
    subject = uuid4()
    assert next_seq(subject) == 1
    write(subject, 1, 2)
    assert next_seq(subject) == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        write(subject, 2)


def test_hundreds_are_written_in_one_statement_in_the_order_given(db: None) -> None:
    listen("tests.one")
    listen("tests.two", "tests.grown", "tests.other")
    subject = uuid4()
    with counted() as statements:
        ids = write(subject, *range(1, 301))
    assert len(statements) == 1
    assert ids == sorted(ids)
    assert list(own().order_by("id").values_list("seq", flat=True)) == [*range(1, 301)]
    assert Delivery.objects.count() == 600
    assert append([]) == []


def test_an_event_with_words_in_it_writes_nothing_at_all(db: None) -> None:
    good, bad = (Entry(Grown(step=step), uuid4(), 1, SYSTEM, NOW) for step in ("s1", "王小明"))
    with pytest.raises(ValueError, match="not an id or a code"), transaction.atomic():
        append([good, bad])
    assert not own().exists()


# --- delivering ----------------------------------------------------------------------------------


def test_a_letter_tells_what_happened_to_whom_and_by_whom(db: None) -> None:
    letters: list[Letter] = []
    listen_with("tests.one", letters.append)
    subject = uuid4()
    with clock.standing_at(NOW):
        write(subject, 1)
        assert deliver_all() == 1
    assert letters == [Letter(Grown(step="s1"), subject, 1, "account:0192aaaa", NOW, "live")]
    assert deliver_all() == 0


def test_each_subscriber_gets_the_types_and_origins_it_asked_for(db: None) -> None:
    grown, both = listen("tests.one"), listen("tests.two", "tests.grown", "tests.other")
    imports = listen("tests.three", "tests.grown", origins=("live", "import"))
    a, b, c = uuid4(), uuid4(), uuid4()
    write(a, 1)
    write(b, 1, kind=Other)
    write(c, 1, origin="import")
    deliver_all()
    assert (grown, both, imports) == ([(a, 1)], [(a, 1), (b, 1)], [(a, 1), (c, 1)])
    assert reconcile() == 0, "nor does the reconciler bring an import to who wants none"


def test_letters_of_a_subject_come_in_order_even_if_they_are_due_in_another(db: None) -> None:
    taken, subject = listen("tests.one"), uuid4()
    write(subject, 3, 1, 4, 2)
    Delivery.objects.filter(seq=1).update(attempts=1, not_before=clock.now() + timedelta(seconds=30))
    assert deliver_all() == 0, "the first is not due, so none of those after it is"
    with clock.shifted_by(timedelta(seconds=31)):
        assert deliver_all() == 4
    assert taken == [(subject, seq) for seq in (1, 2, 3, 4)]


def test_a_letter_that_is_not_taken_holds_up_its_subject_and_nobody_else(db: None) -> None:
    bad, good = uuid4(), uuid4()
    taken: list[tuple[UUID, int]] = []

    def handler(letter: Letter) -> None:
        if letter.subject == bad and letter.seq == 1:
            raise LookupError
        taken.append((letter.subject, letter.seq))

    listen_with("tests.one", handler)
    other = listen("tests.two")
    write(bad, 1, 2)
    write(good, 1, 2)
    deliver_all()
    assert taken == [(good, 1), (good, 2)]
    assert sorted(other) == sorted([(bad, 1), (bad, 2), (good, 1), (good, 2)])
    assert state() == {"waiting": 2, "failed": 0}


def test_it_is_tried_again_after_growing_pauses_and_then_counts_as_failed(db: None) -> None:
    listen_with("tests.one", lambda letter: {}["missing"])
    subject, now, pauses = uuid4(), NOW, []
    with clock.standing_at(now):
        write(subject, 1)
    for attempt in range(1, ATTEMPTS + 1):
        with clock.standing_at(now):
            assert deliver_one(), attempt
            assert not deliver_one(), "it is not due again at once"
        row = Delivery.objects.get()
        assert row.attempts == attempt
        pauses.append((row.not_before - now).total_seconds())
        if attempt < ATTEMPTS:
            assert row.state == "waiting"
            with clock.standing_at(row.not_before - timedelta(milliseconds=1)):
                assert not deliver_one()
            now = row.not_before
    assert (row.state, row.error) == ("failed", "KeyError")
    assert pauses[: ATTEMPTS - 1] == [1, 2, 4, 8, 16, 32, 64]
    with clock.standing_at(now + timedelta(days=400)):
        assert not deliver_one(), "a person has to look at it now"
        assert reconcile() == 0
    assert state() == {"waiting": 0, "failed": 1}


def test_what_a_failing_handler_wrote_is_taken_back_and_its_words_are_not_kept(db: None) -> None:
    def handler(letter: Letter) -> None:
        count_it(letter)
        raise ValueError("王小明 13800000000")

    listen_with("tests.one", handler)
    write(uuid4(), 1)
    deliver_one()
    assert not Look.objects.exists()
    assert Delivery.objects.get().error == "ValueError"


def test_an_error_of_the_database_in_a_handler_does_not_stop_delivery(db: None) -> None:
    def handler(letter: Letter) -> None:
        connection.cursor().execute("insert into access_look (actor) values (null)")

    listen_with("tests.one", handler)
    after = listen("tests.two")
    write(uuid4(), 1)
    assert deliver_all() == 2
    assert after and Delivery.objects.get(subscriber="tests.one").error == "IntegrityError"


def test_a_letter_that_was_late_is_taken_and_its_error_forgotten(db: None) -> None:
    mood = ["bad"]
    listen_with("tests.one", lambda letter: {}[mood.pop()] if mood else None)
    write(uuid4(), 1)
    deliver_one()
    with clock.shifted_by(timedelta(seconds=2)):
        deliver_one()
    row = Delivery.objects.get()
    assert (row.state, row.error, row.attempts) == ("done", "", 2)


def test_a_letter_of_an_older_linli_is_lifted_and_one_of_an_unknown_type_waits(db: None) -> None:
    letters: list[Letter] = []
    subscribe("tests.one", "tests.grown", "tests.other")(letters.append)
    write(uuid4(), 1)
    write(uuid4(), 1, kind=Other)
    del TYPES["tests.grown"], TYPES["tests.other"]

    @event("tests.grown", version=2)
    class Later(Event):
        stage: str
        upcasters = {1: lambda data: {"stage": data["step"]}}

    deliver_all()
    assert [letter.event for letter in letters] == [Later(stage="s1")]
    assert Delivery.objects.get(state="waiting").error == "KeyError"
