# SPDX-License-Identifier: AGPL-3.0-or-later
"""Factories of field work: doors stand in the built-in town; rounds are made by the real commands."""

from __future__ import annotations

from uuid import UUID

from linli.kernel.actor import SYSTEM, Actor
from linli.places import public as places

from .commands import NewRound, plan_rounds, sign_up
from .models import Door, Stop
from .vocab import Basis, Rhythm, Way

GRID = "509901001002003"


def doors(count: int, grid: str = GRID) -> list[UUID]:
    """Doors of a grid, from the first."""
    rows = Door.objects.filter(place__code=grid).order_by("code").values_list("id", flat=True)
    return list(rows[:count])


def a_round(worker: Actor, count: int = 3, grid: str = GRID) -> list[UUID]:
    """Homes sign up by telephone, and the worker has a round to them today: its stops in order."""
    for door in doors(count, grid):
        sign_up(door, Rhythm.MONTH, actor=SYSTEM, way=Way.PHONE)
    new = NewRound(grid, places.today(), Basis.WISH, (UUID(worker.id),), count)
    made = plan_rounds(new, actor=SYSTEM)[0]
    return list(Stop.objects.filter(round=made).order_by("seq").values_list("id", flat=True))


def round_of(stop: UUID) -> UUID:
    """The round that a stop is on."""
    found: UUID = Stop.objects.values_list("round", flat=True).get(pk=stop)
    return found
