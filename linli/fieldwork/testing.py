# SPDX-License-Identifier: AGPL-3.0-or-later
"""Factories of field work: doors stand in the built-in town; rounds are made by the real commands."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.problem import Problem
from linli.people import public as people
from linli.places import public as places
from linli.platform.journal.models import EventRecord

from .commands import NewRound, plan_rounds, sign_up
from .commands.rounds import MOST
from .models import Door, Stop, Visit, VisitPhoto
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


def stops_for(worker: UUID, count: int) -> list[UUID]:
    """So many stops of a worker's rounds, drawn by lot over the grids in which they work."""
    made: list[UUID] = []
    for holding in people.actor_of_account(worker).at("grid_worker"):
        code = holding.place_path.strip("/").rsplit("/", 1)[-1]
        while len(made) < count:
            left = min(MOST, count - len(made))
            try:
                new = NewRound(code, places.today(), Basis.SAMPLE, (worker,), left)
                rounds = plan_rounds(new, actor=SYSTEM)
            except Problem:
                break  # every door of this grid is on a round of the day
            rows = Stop.objects.filter(round__in=rounds).order_by("round", "seq")
            made += rows.values_list("id", flat=True)
    return made


@dataclass(frozen=True)
class Kept:
    """What is there of visits that were sent."""

    visits: int
    doubled: int
    photos: int


def visits_kept(sent: list[UUID]) -> Kept:
    """How many of these visits are there, how many stops or events there are twice, and how many photos."""
    rows = Visit.objects.filter(pk__in=sent)
    stops = rows.values_list("stop", flat=True)
    told = EventRecord.objects.filter(type="visit.noted", subject__in=sent)
    doubled = len(stops) - len(set(stops)) + told.count() - rows.count()
    return Kept(rows.count(), doubled, VisitPhoto.objects.filter(visit__in=sent).count())
