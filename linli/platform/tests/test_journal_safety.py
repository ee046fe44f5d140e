# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal under two workers at once, after deaths and losses."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from linli.kernel import clock
from linli.kernel.events import Letter
from linli.platform.access.models import Look
from linli.platform.journal.deliver import deliver_all, deliver_one
from linli.platform.journal.models import Delivery, Subscriber
from linli.platform.journal.reconcile import KEEP_DONE, reconcile, state, sweep

from .letters import NOW, at_once, count_it, listen, listen_with, write

FULL = os.environ.get("LINLI_FULL") == "1"
pytestmark = pytest.mark.usefixtures("own_letters")

# --- two at once ---------------------------------------------------------------------------------


def test_two_that_deliver_at_once_make_one_effect_of_each_letter_in_order(committed: None) -> None:
    listen_with("tests.one", count_it)
    subjects, length = [uuid4() for _ in range(40 if FULL else 8)], 10
    for subject in subjects:
        write(subject, *range(1, length + 1))
    at_once(deliver_all, 4 if FULL else 2)
    at_once(deliver_all)  # what one saw blocked while the other worked
    for subject in subjects:
        found = Look.objects.filter(subject=subject).order_by("id").values_list("actor", flat=True)
        assert list(found) == [f"seq:{seq}" for seq in range(1, length + 1)]
    assert state() == {"waiting": 0, "failed": 0}


def test_only_handing_over_does_not_wait_for_the_disk(committed: None) -> None:
    def waits() -> str:
        with connection.cursor() as cursor:
            cursor.execute("show synchronous_commit")
            return str(cursor.fetchone()[0])

    found: list[str] = []
    listen_with("tests.one", lambda letter: found.append(waits()))
    write(uuid4(), 1, 2)
    deliver_all()
    assert found == ["off", "off"]
    assert waits() == "on", "what comes after on the same connection waits again"


def test_handlers_that_fail_now_and_then_still_make_one_effect(committed: None) -> None:
    turns: dict[tuple[UUID, int], int] = {}

    def handler(letter: Letter) -> None:
        count_it(letter)
        key = (letter.subject, letter.seq)
        turns[key] = turns.get(key, 0) + 1
        if letter.seq % 3 == 0 and turns[key] == 1:
            raise TimeoutError

    listen_with("tests.one", handler)
    subjects = [uuid4() for _ in range(5)]
    for subject in subjects:
        write(subject, *range(1, 8))

    def deliver_after(hours: int) -> None:
        with clock.shifted_by(timedelta(hours=hours)):
            deliver_all()

    for hours in range(3):
        at_once(partial(deliver_after, hours))
    assert Look.objects.count() == 5 * 7
    assert Look.objects.values("subject", "actor").distinct().count() == 5 * 7
    assert {turns[subject, 3] for subject in subjects} == {2}


def test_a_worker_that_dies_in_the_middle_leaves_the_letter_to_the_next(committed: None) -> None:
    def handler(letter: Letter) -> None:
        count_it(letter)
        if len(died) < 1:
            died.append(letter.seq)
            connection.connection.close()  # the line to the server is gone, as after a kill

    died: list[int] = []
    listen_with("tests.one", handler)
    write(uuid4(), 1)

    def dying() -> None:
        with suppress(DatabaseError, transaction.TransactionManagementError):
            deliver_one()

    at_once(dying, 1)
    assert died == [1]
    assert not Look.objects.exists()
    assert Delivery.objects.values_list("state", "attempts").get() == ("waiting", 0)
    assert deliver_one()
    assert Look.objects.count() == 1


# --- what fell between ---------------------------------------------------------------------------


def test_after_the_loss_of_the_whole_delivery_table_every_letter_arrives(db: None) -> None:
    taken, subject = listen("tests.one"), uuid4()
    assert reconcile() == 0
    write(subject, 1, 2, 3)
    Delivery.objects.all().delete()
    assert deliver_all() == 0
    assert reconcile() == 3
    assert reconcile() == 0
    assert deliver_all() == 3
    assert taken == [(subject, 1), (subject, 2), (subject, 3)]


def test_one_lost_row_is_put_back_in_its_place(db: None) -> None:
    taken, subject = listen("tests.one"), uuid4()
    reconcile()
    write(subject, 1, 2, 3)
    Delivery.objects.filter(seq=2).delete()
    assert reconcile() == 1
    deliver_all()
    assert taken == [(subject, 1), (subject, 2), (subject, 3)]


def test_a_new_subscriber_gets_the_past_only_if_it_wants_it(db: None) -> None:
    subject = uuid4()
    with clock.standing_at(NOW - timedelta(days=900)):
        write(subject, 1)
    with clock.standing_at(NOW):
        write(subject, 2)
        write(uuid4(), 1, origin="import")
    with clock.standing_at(NOW + timedelta(minutes=1)):
        past, future = listen("tests.past", backfill=True), listen("tests.future")
        assert reconcile() == 2
    with clock.standing_at(NOW + timedelta(minutes=2)):
        write(subject, 3)
        deliver_all()
        assert reconcile() == 0
    assert past == [(subject, 1), (subject, 2), (subject, 3)]
    assert future == [(subject, 3)]
    assert Subscriber.objects.count() == 2


def test_what_was_done_long_ago_is_swept_and_not_delivered_again(db: None) -> None:
    taken, subject = listen("tests.one", backfill=True), uuid4()
    with clock.standing_at(NOW):
        reconcile()
        write(subject, 1)
        deliver_all()
    with clock.standing_at(NOW + 2 * KEEP_DONE):
        assert sweep() == 0
    with clock.standing_at(NOW + 2 * KEEP_DONE + timedelta(minutes=1)):
        write(subject, 2)
        assert sweep() == 1
        assert reconcile() == 0
        assert deliver_all() == 1
        assert sweep() == 0
    assert taken == [(subject, 1), (subject, 2)]


def test_a_failed_or_waiting_letter_is_never_swept(db: None) -> None:
    listen_with("tests.one", lambda letter: {}["missing"])
    with clock.standing_at(NOW):
        write(uuid4(), 1)
        write(uuid4(), 1)
        Delivery.objects.filter(pk=Delivery.objects.first().pk).update(state="failed")
    with clock.standing_at(NOW + timedelta(days=900)):
        assert sweep() == 0
    assert state() == {"waiting": 1, "failed": 1}


def test_a_name_subscribes_once() -> None:
    listen("tests.one")
    with pytest.raises(ValueError, match="registered twice"):
        listen("tests.one")
