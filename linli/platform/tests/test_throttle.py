# SPDX-License-Identifier: AGPL-3.0-or-later
"""How often something may be tried, the same for all processes, without naming anybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from linli.kernel import clock
from linli.kernel.problem import Problem
from linli.platform.access import throttle
from linli.platform.access.models import Attempt

from .letters import at_once

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)


def attempt(who: str = "10.0.0.7", what: str = "sign-in", times: int = 3, seconds: int = 600) -> bool:
    """Whether it was let through."""
    try:
        throttle.allow(what, who, times=times, seconds=seconds)
    except Problem as error:
        assert (error.code, error.status, error.facts) == ("too_many", 429, {"minutes": seconds // 60})
        return False
    return True


def test_it_is_let_through_as_often_as_is_allowed_and_then_not(db: None) -> None:
    assert [attempt() for _ in range(5)] == [True, True, True, False, False]


def test_one_does_not_use_up_the_tries_of_another(db: None) -> None:
    for _ in range(4):
        attempt()
    assert not attempt()
    assert attempt(who="10.0.0.8")
    assert attempt(what="look-up")


def test_a_window_ends_and_the_count_begins_anew(db: None) -> None:
    with clock.standing_at(NOW):
        assert [attempt() for _ in range(4)] == [True, True, True, False]
    with clock.standing_at(NOW + timedelta(seconds=599)):
        assert not attempt()
    with clock.standing_at(NOW + timedelta(seconds=600)):
        assert [attempt() for _ in range(4)] == [True, True, True, False]
    with clock.standing_at(NOW + timedelta(seconds=1199)):
        assert not attempt(), "the new window has its own end"


def test_tries_that_are_refused_do_not_push_the_end_away(db: None) -> None:
    for second in range(0, 600, 50):
        with clock.standing_at(NOW + timedelta(seconds=second)):
            attempt()
    with clock.standing_at(NOW + timedelta(seconds=601)):
        assert attempt()


def test_after_success_one_may_begin_anew(db: None) -> None:
    for _ in range(4):
        attempt()
    throttle.forget("sign-in", "10.0.0.7")
    assert attempt()


def test_nobody_is_named_in_the_table(db: None) -> None:
    attempt("wang@example.org")
    row = Attempt.objects.get()
    assert len(row.bucket) == 64 and set(row.bucket) <= set("0123456789abcdef")


def test_ended_windows_are_swept_and_open_ones_stay(db: None) -> None:
    with clock.standing_at(NOW):
        attempt("a", seconds=60)
        attempt("b", seconds=600)
    with clock.standing_at(NOW + timedelta(seconds=61)):
        assert throttle.sweep() == 1
        assert throttle.sweep() == 0
    assert Attempt.objects.count() == 1


def test_what_is_shorter_than_a_minute_is_told_as_one(db: None) -> None:
    with pytest.raises(Problem) as caught:
        throttle.allow("x", "y", times=0, seconds=5)
    assert caught.value.facts == {"minutes": 1}


def test_many_at_once_get_through_exactly_as_often_as_is_allowed(committed: None) -> None:
    through: list[bool] = []

    def several() -> None:
        for _ in range(10):
            with transaction.atomic():
                through.append(attempt(times=25))

    at_once(several, 4)
    assert (through.count(True), through.count(False)) == (25, 15)
