# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was kept long enough ends at night: the right things, bounded, with a trace, and never in panic."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import TOWN
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.people.commands import (
    check_pack,
    confirm_night,
    decide_hold,
    end_by_time,
    give_consent,
    load_pack,
    propose_hold,
    withdraw_consent,
)
from linli.people.models import Consent, RetentionNight, RetentionRule
from linli.people.queries import due_lines, kept_for, open_stops
from linli.people.rules import BATCH, clock_is_plausible, is_usual, months_after, months_before
from linli.people.vocab import Ending, Stop
from linli.places import public as places
from linli.platform import erasure
from linli.platform.erasure import keeping
from linli.platform.erasure.models import Tombstone
from linli.platform.journal.models import EventRecord
from linli.platform.packs import open_pack

NOW = datetime(2030, 6, 1, 18, 20, tzinfo=UTC)
NIGHT = timedelta(days=1)
PURPOSE = "people.consent"  # kept for 36 months by the built-in town
TERM = timedelta(days=3 * 366)


@pytest.fixture
def at() -> Iterator[Any]:
    """Let the clock stand somewhere for one night's work."""

    def night(moment: datetime, **more: Any) -> int:
        with clock.standing_at(moment):
            return end_by_time(**more)

    yield night


def taken_back(cast: Any, when: datetime, count: int = 1) -> list[UUID]:
    """Consents that were taken back at a moment."""
    account = UUID(cast.resident.id)
    rows = [
        Consent(
            account_id=account, purpose="news", version=1, channel="web", given_at=when, withdrawn_at=when
        )
        for _ in range(count)
    ]
    return [row.pk for row in Consent.objects.bulk_create(rows)]


def left() -> set[UUID]:
    return set(Consent.objects.values_list("pk", flat=True))


def code_of(do: Any) -> str:
    with pytest.raises(Problem) as caught:
        do()
    return caught.value.code


# --- the right things end -----------------------------------------------------------------------------


def test_what_was_kept_long_enough_ends_and_the_rest_stays(cast: Any, at: Any) -> None:
    old, young = taken_back(cast, NOW - TERM - NIGHT), taken_back(cast, NOW - timedelta(days=900))
    give_consent("follow_up", "web", actor=cast.resident)
    standing = Consent.objects.get(withdrawn_at=None).pk
    assert at(NOW - NIGHT) == 0 and RetentionNight.objects.get().why == Stop.FIRST, "the first only looks"
    assert at(NOW) == 1
    assert left() == {*young, standing}
    event = EventRecord.objects.get(subject=old[0])
    assert (event.type, event.data) == (
        "people.retention_ended",
        {"purpose": PURPOSE, "ending": "erase"},
    )
    assert erasure.is_erased(PURPOSE, old[0])
    night = RetentionNight.objects.get(purpose=PURPOSE, done=1)
    assert (night.kept, night.due, night.failed) == (2, 1, 0)
    assert at(NOW + NIGHT) == 0, "done again it changes nothing"
    withdraw_consent("follow_up", actor=cast.resident)


def test_a_restore_ends_it_again(cast: Any, at: Any) -> None:
    taken_back(cast, NOW - TERM - NIGHT)
    before = list(Consent.objects.order_by("id").values())
    at(NOW - NIGHT)
    at(NOW)
    Consent.objects.bulk_create(Consent(**row) for row in before)
    lines = [{"kind": PURPOSE, "subject": str(before[0]["id"]), "at": "2030-06-01T00:00:00+00:00"}]
    Tombstone.objects.all().delete()
    erasure.reapply(lines)
    assert not left()


def test_a_night_that_was_killed_is_made_up_for_by_the_next(
    cast: Any, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is queued: a night works from what is there, and what one batch ended stays ended."""
    ids = taken_back(cast, NOW - TERM - NIGHT, 2 * BATCH)
    taken_back(cast, NOW, 20 * BATCH)
    at(NOW - NIGHT)
    keeper, calls = keeping.keepers()[PURPOSE], []

    def dies(subject: UUID) -> None:
        calls.append(subject)
        if len(calls) > BATCH + 3:
            raise KeyboardInterrupt
        assert keeper.end is not None
        keeper.end(subject)

    monkeypatch.setitem(keeping._keepers, PURPOSE, keeping.Keeper(
        keeper.purpose, keeper.words, keeper.starts, keeper.rows, dies, keeper.find))  # fmt: skip
    with pytest.raises(KeyboardInterrupt):
        at(NOW)
    monkeypatch.undo()
    assert len(left() & set(ids)) == BATCH, "whole batches only"
    assert at(NOW + NIGHT) == BATCH
    assert not left() & set(ids)
    assert EventRecord.objects.filter(type="people.retention_ended").count() == 2 * BATCH


def test_one_thing_that_does_not_end_holds_up_no_other(
    cast: Any, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = taken_back(cast, NOW - TERM - NIGHT, 3)
    at(NOW - NIGHT)
    keeper = keeping.keepers()[PURPOSE]

    def stumbles(subject: UUID) -> None:
        if subject == ids[1]:
            raise RuntimeError("not this one")
        assert keeper.end is not None
        keeper.end(subject)

    monkeypatch.setitem(keeping._keepers, PURPOSE, keeping.Keeper(
        keeper.purpose, keeper.words, keeper.starts, keeper.rows, stumbles, keeper.find))  # fmt: skip
    assert at(NOW) == 2 and left() == {ids[1]}
    assert RetentionNight.objects.get(purpose=PURPOSE).failed == 1


def test_a_night_ends_no_more_than_its_ceiling(cast: Any, at: Any) -> None:
    taken_back(cast, NOW - TERM - NIGHT, 7)
    at(NOW - NIGHT)
    assert at(NOW, ceiling=3) == 3 and at(NOW + timedelta(hours=1), ceiling=3) == 0, (
        "one night, one ceiling"
    )
    assert at(NOW + NIGHT, ceiling=3) == 3 and at(NOW + 2 * NIGHT, ceiling=3) == 1


# --- never in panic -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "jump", [timedelta(days=4), timedelta(days=366), timedelta(days=36600), -5 * NIGHT]
)
def test_a_clock_set_forward_erases_nothing(cast: Any, at: Any, jump: timedelta) -> None:
    old = taken_back(cast, NOW - TERM - NIGHT)
    at(NOW - 2 * NIGHT)
    with clock.standing_at(NOW - NIGHT):
        end_by_time(ceiling=0)
    young = taken_back(cast, NOW)
    for nights in range(3):
        assert at(NOW + jump + nights * NIGHT) == 0
    assert left() == {*old, *young}
    stop = open_stops()[0]
    assert stop.why and RetentionNight.objects.filter(why=Stop.CLOCK).count() == 1
    assert code_of(lambda: confirm_night(stop.id, actor=cast.coordinator)) == "forbidden"
    with clock.standing_at(NOW + NIGHT):  # somebody set the clock right, and says so
        confirm_night(stop.id, actor=cast.data_officer)
    assert not open_stops()
    assert at(NOW + 2 * NIGHT) == 1 and left() == set(young)


def test_far_more_than_usual_waits_for_a_look(cast: Any, at: Any) -> None:
    taken_back(cast, NOW - TERM - NIGHT, 51)
    at(NOW - NIGHT)
    assert at(NOW) == 0 and at(NOW + NIGHT) == 0 and len(left()) == 51
    stop = open_stops()[0]
    assert (stop.due, stop.kept) == (51, 51) and stop.why
    with clock.standing_at(NOW + NIGHT):
        confirm_night(stop.id, actor=cast.administrator)
    assert code_of(lambda: confirm_night(stop.id, actor=cast.administrator)) == "not_found"
    assert at(NOW + 2 * NIGHT, ceiling=40) == 40 and at(NOW + 3 * NIGHT, ceiling=40) == 11


def test_a_hold_keeps_it_and_two_people_decide(cast: Any, at: Any) -> None:
    mine, other = taken_back(cast, NOW - TERM - NIGHT)[0], cast.player("other_resident")
    theirs = Consent.objects.create(
        account_id=other.account, purpose="news", version=1, channel="web",
        given_at=NOW - TERM - NIGHT, withdrawn_at=NOW - TERM - NIGHT,
    ).pk  # fmt: skip
    at(NOW - NIGHT)
    officer, chief = cast.data_officer, cast.administrator
    with clock.standing_at(NOW):
        until = places.today() + timedelta(days=30)
        for wrong in (("nothing", "", until), (PURPOSE, "nobody", until), (PURPOSE, "", places.today())):
            purpose, called, day = wrong
            assert (
                code_of(lambda p=purpose, c=called, d=day: propose_hold(p, c, "x", d, actor=officer))
                == "invalid"
            )
        assert code_of(lambda: propose_hold(PURPOSE, "", "x", until, actor=cast.auditor)) == "forbidden"
        assert code_of(lambda: propose_hold(PURPOSE, "", " ", until, actor=officer)) == "needs_reason"
        hold = propose_hold(PURPOSE, "cast-resident", "法院调卷（2030）1号", until, actor=officer)
    assert at(NOW) == 1 and left() == {mine}, "a proposed hold holds already; the rest ends"
    assert theirs not in left()
    assert code_of(lambda: decide_hold(hold, True, "", actor=officer)) == "own_proposal"
    assert code_of(lambda: decide_hold(hold, False, "", actor=chief)) == "needs_reason"
    decide_hold(hold, True, "", actor=chief)
    assert code_of(lambda: decide_hold(hold, True, "", actor=chief)) == "not_found"
    for days in range(1, 31):
        assert at(NOW + days * NIGHT) == 0
    assert at(NOW + 31 * NIGHT) == 1 and not left(), "it ends on its day by itself"


def test_a_refused_hold_holds_nothing_and_one_on_all_holds_all(cast: Any, at: Any) -> None:
    taken_back(cast, NOW - TERM - NIGHT)
    at(NOW - NIGHT)
    with clock.standing_at(NOW):
        until = places.today() + timedelta(days=30)
        hold = propose_hold(PURPOSE, "", "审计", until, actor=cast.administrator)
    assert at(NOW) == 0
    decide_hold(hold, False, "没有依据", actor=cast.data_officer)
    assert at(NOW + NIGHT) == 1


@settings(deadline=None)
@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.integers(1, 400))
def test_months_go_back_to_the_same_day_or_the_last(moment: datetime, months: int) -> None:
    back = months_before(moment, months)
    assert (moment.year * 12 + moment.month) - (back.year * 12 + back.month) == months
    assert back.day == moment.day or (back + timedelta(days=1)).month != back.month
    ahead = months_after(back.date(), months)
    assert (ahead.year, ahead.month) == (moment.year, moment.month) and ahead.day <= moment.day


def test_a_leap_day_ends_with_its_month() -> None:
    assert months_before(datetime(2028, 2, 29, tzinfo=UTC), 12) == datetime(2027, 2, 28, tzinfo=UTC)
    assert months_after(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert clock_is_plausible(NOW + NIGHT, NOW) and not clock_is_plausible(NOW + 4 * NIGHT, NOW)
    assert is_usual(50, 50) and not is_usual(51, 500) and is_usual(51, 520)


# --- who reads it --------------------------------------------------------------------------------------


def test_everybody_reads_how_long_and_why(cast: Any, sign_in: Any) -> None:
    for page in (Client().get("/kept/"), sign_in("resident").get("/me/")):
        text = page.content.decode()
        assert all(one.source in text and one.article in text for one in kept_for())
    archived = {one.purpose for one in kept_for() if one.ending is Ending.ARCHIVE}
    assert archived == {"cases.record", "disputes.record"}


def test_every_purpose_has_a_term_in_the_built_in_town(db: None) -> None:
    assert all(one.months and one.source and one.article for one in kept_for())
    assert {one.purpose for one in kept_for()} == set(keeping.keepers())


def test_the_page_tells_what_is_due_soon_and_was_done(cast: Any, at: Any, sign_in: Any) -> None:
    now = clock.now()
    for days in (1, -20, -80, -200):  # before and after the end of the term
        taken_back(cast, months_before(now, 36) - timedelta(days=days))
    line = next(line for line in due_lines() if line.kept_for.purpose == PURPOSE)
    assert (line.kept, line.due, line.in_30, line.in_90, line.done) == (4, 1, 2, 3, 0)
    at(now - NIGHT)
    assert at(now) == 1
    line = next(line for line in due_lines() if line.kept_for.purpose == PURPOSE)
    assert (line.kept, line.due, line.done) == (3, 0, 1)
    for name in ("data_officer", "administrator", "auditor"):
        assert sign_in(name).get("/desk/retention/").status_code == 200
    sent = {"purpose": PURPOSE, "called": "nobody", "until": "2030-01-01", "reason": ""}
    assert sign_in("data_officer").post("/desk/retention/", sent).status_code == 422


def test_a_faulty_table_is_told_with_file_and_row(db: None, tmp_path: Path) -> None:
    for file in TOWN.iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    head = "purpose,months,ending,source,article,mark,valid_from,valid_to\n"
    rows = [
        "nothing,1,erase,法,,V,,",
        f"{PURPOSE},0,burn,,,X,2030-01-01,2029-01-01",
        f"{PURPOSE},1,erase,法,,V,x,",
    ]
    (tmp_path / "retention.csv").write_text(head + "\n".join(rows) + "\n", "utf-8")
    faults = [fault for fault in check_pack(open_pack(tmp_path)) if fault.file == "retention.csv"]
    assert {fault.row for fault in faults} == {2, 3, 4} and len(faults) == 6
    (tmp_path / "retention.csv").write_text(head, "utf-8")
    load_pack(open_pack(tmp_path), actor=SYSTEM)
    assert not RetentionRule.objects.exists() and all(one.months is None for one in kept_for())
