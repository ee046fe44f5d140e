# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web server's clock jumps an hour forth and back between requests: order and deadlines stay right."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from linli.cases.models import Case, Step
from linli.cases.public import Action, ReporterData
from linli.cases.testing import a_case, act
from linli.kernel import clock
from linli.platform.journal.deliver import deliver_all
from linli.platform.journal.models import Delivery, EventRecord
from linli.platform.outbox.models import Message
from linli.platform.outbox.send import send_one

HOUR = timedelta(hours=1)
JUMPS = sorted(set(permutations([-HOUR, timedelta(), HOUR])))


@pytest.mark.parametrize("jumps", JUMPS, ids=lambda jumps: " ".join(f"{j / HOUR:+.0f}" for j in jumps))
def test_order_is_by_number_and_never_by_the_clock(cast: Any, jumps: tuple[timedelta, ...]) -> None:
    with clock.shifted_by(jumps[0]):
        case = a_case(reporter=ReporterData(contact="someone@example.org")).id
    due = Case.objects.get(pk=case).due_at
    for jump, action in zip(jumps[1:], (Action.DISPATCH, Action.RESOLVE), strict=True):
        with clock.shifted_by(jump):
            act(case, action, text="换了灯")
    events = list(EventRecord.objects.filter(subject=case).order_by("id"))
    steps = list(Step.objects.filter(case=case).order_by("seq"))
    assert [event.seq for event in events] == [step.seq for step in steps] == [1, 2, 3]
    assert [step.deed for step in steps] == ["receive", "dispatch", "resolve"]
    assert Case.objects.get(pk=case).due_at == due, "what was promised does not move with a clock"

    # The worker's clock is right: letters of a clock that was ahead wait for nothing, in their order.
    deliver_all()
    assert not Delivery.objects.exclude(state="done").exists()
    while send_one():
        pass
    assert Message.objects.exists() and not Message.objects.exclude(state="sent").exists()


def test_a_deadline_counts_from_the_day_and_an_hour_changes_at_most_that_day(cast: Any) -> None:
    dues = []
    for jump in (-HOUR, timedelta(), HOUR):
        with clock.shifted_by(jump):
            dues.append(Case.objects.get(pk=a_case().id).due_at)
    assert dues == sorted(dues)


def test_a_letter_put_off_waits_by_the_clock_all_the_same(cast: Any) -> None:
    a_case(reporter=ReporterData(contact="someone@example.org"))
    Delivery.objects.update(attempts=1, not_before=clock.now() + HOUR)
    assert deliver_all() == 0
    with clock.shifted_by(HOUR + timedelta(seconds=1)):
        assert deliver_all() > 0
