# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rounds and their stops: for the worker whose day it is, and for who plans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND
from linli.people import public as people
from linli.places import public as places

from ..models import GridAsk, Round, Stop, Visit, Wish
from ..policy import may_plan, may_walk, works
from ..vocab import Basis, Outcome, Rhythm
from .doors import DoorInfo, door_info
from .sheets import SheetInfo, sheet_of_round

PAGE = 50


@dataclass(frozen=True)
class StopInfo:
    """A door on a round; ``outcome`` is ``None`` until somebody was there."""

    id: UUID
    seq: int
    door: DoorInfo
    outcome: Outcome | None
    visit: UUID | None = None
    noted: bool = False  # words or answers were kept with the visit, sealed


@dataclass(frozen=True)
class RoundInfo:
    """A round. ``naive`` and ``bound`` are 0 where the doors were shared among several."""

    id: UUID
    worker: UUID
    names: Mapping[str, str]
    place: places.PlaceInfo
    day: date
    basis: Basis
    housing: str
    seed: str
    seconds: int
    naive: int
    bound: int
    doors: int
    left: int
    sheet: UUID | None = None

    @property
    def minutes(self) -> int:
        return round(self.seconds / 60)

    @property
    def more(self) -> int:
        """By how many hundredths always going to the nearest door would take longer."""
        return max(0, round(100 * self.naive / self.seconds - 100)) if self.naive and self.seconds else 0

    @property
    def bound_minutes(self) -> int:
        return round(self.bound / 60)


@dataclass(frozen=True)
class StopDetail:
    """A stop for the one who stands at the door: why, until when they wished it, when last met."""

    stop: StopInfo
    round: RoundInfo
    rhythm: Rhythm | None
    wished_until: date | None
    met_on: date | None
    sheet: SheetInfo | None


def rounds_of(worker: UUID, day: date) -> list[RoundInfo]:
    """The rounds of somebody on a day."""
    return _infos(Round.objects.filter(worker=worker, day=day).order_by("made_at", "id"))


def rounds_near(viewer: Actor, *, place: str = "") -> list[RoundInfo]:
    """The newest rounds of the places that the viewer plans for, and their own."""
    seen = Q(worker=viewer.id) if viewer.kind == "account" else Q(pk__in=[])
    for holding in viewer.at("community_worker", "coordinator"):
        seen |= Q(place_path__startswith=holding.place_path)
    rows = Round.objects.filter(seen)
    if place:
        rows = rows.filter(place_path__startswith=places.place_by_code(place).path)
    return _infos(rows.order_by("-day", "made_at", "id")[:PAGE])


def round_detail(round_: UUID, *, viewer: Actor) -> tuple[RoundInfo, list[StopInfo]]:
    """A round and its stops in their order. Raises ``not_found`` for who neither plans nor walks it."""
    row = Round.objects.filter(pk=round_).order_by("id").first()
    if row is None or not (
        may_plan(viewer, row.place_path) or may_walk(viewer, str(row.worker_id), row.place_path)
    ):
        raise NOT_FOUND()
    return _infos([row])[0], stops_of([row.id])[row.id]


def stops_of(rounds: Iterable[UUID]) -> dict[UUID, list[StopInfo]]:
    """The stops of rounds, each in the order of its round."""
    wanted = list(rounds)
    visits = {
        stop: (visit, note is not None or answers is not None)
        for stop, visit, note, answers in Visit.objects.filter(stop__round__in=wanted)
        .order_by("day", "id")
        .values_list("stop", "id", "note", "answers")
    }
    found: dict[UUID, list[StopInfo]] = {one: [] for one in wanted}
    rows = Stop.objects.filter(round__in=wanted).select_related("door").order_by("round", "seq")
    for row in rows:
        outcome = Outcome(row.outcome) if row.outcome else None
        visit = visits.get(row.id, (None, False))
        found[row.round_id].append(StopInfo(row.id, row.seq, door_info(row.door), outcome, *visit))
    return found


def stop_detail(stop: UUID, *, viewer: Actor) -> StopDetail:
    """One stop for whose round it is. Raises ``not_found`` for everybody else."""
    row = Stop.objects.select_related("door", "round").filter(pk=stop).order_by("id").first()
    if row is None or not may_walk(viewer, str(row.round.worker_id), row.round.place_path):
        raise NOT_FOUND()
    today = places.today()
    wish = Wish.objects.filter(door=row.door_id, ends__gte=today).order_by("-begins", "id").first()
    met = Visit.objects.filter(door=row.door_id, outcome=Outcome.VISITED.value).order_by("-day", "id")
    outcome = Outcome(row.outcome) if row.outcome else None
    return StopDetail(
        StopInfo(row.id, row.seq, door_info(row.door), outcome),
        _infos([row.round])[0],
        Rhythm(wish.rhythm) if wish else None,
        wish.ends if wish else None,
        met.values_list("day", flat=True).first(),
        sheet_of_round(row.round.sheet_id),
    )


def asks_for(viewer: Actor) -> list[GridAsk]:
    """What the viewer's grids are asked and nobody answered yet, the most urgent first."""
    paths = [holding.place_path for holding in viewer.at("grid_worker", "community_worker")]
    near = Q(pk__in=[])
    for path in paths:
        near |= Q(place_path__startswith=path)
    rows = GridAsk.objects.filter(near, state="asked").select_related("task", "unit")
    return list(rows.order_by("due_on", "id")[:PAGE])


def ask_of(ask: UUID, *, viewer: Actor) -> GridAsk:
    """One request, for the team of the grid. Raises ``not_found``."""
    rows = GridAsk.objects.select_related("task", "unit").filter(pk=ask)
    row = rows.order_by("id").first()
    if row is None or not works(viewer, row.place_path):
        raise NOT_FOUND()
    return row


def _infos(rows: Iterable[Round]) -> list[RoundInfo]:
    listed = list(rows)
    names = people.account_names({row.worker_id for row in listed})
    counts = {
        one: (count, left)
        for one, count, left in Stop.objects.filter(round__in=listed)
        .values("round")
        .annotate(n=Count("id"), left=Count("id", filter=Q(outcome="")))
        .order_by("round")
        .values_list("round", "n", "left")
    }
    return [
        RoundInfo(
            row.id, row.worker_id, names.get(row.worker_id, {}), places.place_by_id(row.place_id), row.day,
            Basis(row.basis), row.housing, row.seed, row.seconds, row.naive, row.bound,
            *counts.get(row.id, (0, 0)), row.sheet_id,
        )
        for row in listed
    ]  # fmt: skip
