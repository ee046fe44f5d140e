# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is visited on a day: by their own wish, by the kind of homes, by lot. Nobody by a label."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from ..vocab import Rhythm

T = TypeVar("T")
LONGEST_WISH = timedelta(days=366)  # a wish to be visited ends by itself: silence is no consent
EVERY = {Rhythm.ONCE: timedelta(0), Rhythm.MONTH: timedelta(days=28), Rhythm.QUARTER: timedelta(days=84)}
REVISIT = timedelta(days=180)  # by kind of homes or by lot nobody is visited again sooner
TERM = {Rhythm.ONCE: timedelta(days=60), Rhythm.MONTH: LONGEST_WISH, Rhythm.QUARTER: LONGEST_WISH}


def ends_of(rhythm: Rhythm, begins: date) -> date:
    """The last day of a wish that nobody ended before."""
    return begins + TERM[rhythm]


def due_wishes(wishes: Iterable[tuple[T, Rhythm, date, date]], last: dict[T, date], day: date) -> list[T]:
    """Doors whose wish (door, rhythm, first and last day) calls for a visit on a day, in the order given.

    ``last`` is when somebody was met there; a wish for one visit ends with it.
    """
    found = []
    for door, rhythm, begins, ends in wishes:
        met = last.get(door)
        if not begins <= day <= ends:
            continue
        if met is None or met < begins or (rhythm is not Rhythm.ONCE and met + EVERY[rhythm] <= day):
            found.append(door)
    return found


def lot(doors: Iterable[UUID], count: int, seed: str) -> list[UUID]:
    """So many of the doors, drawn by a seed that is kept with the round: anybody can draw again."""
    return sorted(doors, key=lambda door: hashlib.sha256(f"{seed}:{door}".encode()).digest())[:count]


def fair_shares(count: int, workers: int) -> list[int]:
    """How many doors each worker takes: never more than one more than another."""
    least, more = divmod(count, workers)
    return [least + (number < more) for number in range(workers)]
