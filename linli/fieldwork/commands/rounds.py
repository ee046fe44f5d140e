# SPDX-License-Identifier: AGPL-3.0-or-later
"""Planning rounds and handing them over."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.ids import new_id
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.places import public as places
from linli.platform.journal.append import append, next_seq

from ..events import HandedOver, Planned
from ..models import Round, Stop
from ..policy import may_plan, may_walk
from ..queries.doors import DoorInfo, candidates
from ..queries.sheets import sheets_near
from ..queries.teams import able_on
from ..rules.routes import plan
from ..rules.walking import Spot
from ..vocab import NOBODY_THERE, NOTHING_TO_VISIT, Basis, Housing

MOST = 60  # doors of one worker on a day: more is no visit


@dataclass(frozen=True)
class NewRound:
    """What is planned: where (a grid or a community), when, why these doors, for how many workers' legs.

    ``count`` is how many doors at most, over all ``workers``; ``housing`` is needed by that basis.
    ``seed`` draws a lot again. ``sheet``: further questions of the place that are asked at each door.
    """

    place: str
    day: date
    basis: Basis
    workers: tuple[UUID, ...]
    count: int = 30
    housing: Housing | None = None
    seed: str = ""
    sheet: UUID | None = None


@transaction.atomic
def plan_rounds(new: NewRound, *, actor: Actor) -> list[UUID]:
    """Plan a round for each of the workers, fairly shared and in the order that walks least.

    Raises ``forbidden``, ``invalid``, ``nobody_there``, ``nothing_to_visit``.
    """
    spot = places.place_by_code(new.place)
    if not may_plan(actor, spot.path):
        raise FORBIDDEN()
    if new.day < places.today() or (new.basis is Basis.HOUSING and new.housing is None):
        raise INVALID(field="day" if new.day < places.today() else "housing")
    if new.sheet and new.sheet not in {one.id for one in sheets_near(actor, spot.path)}:
        raise INVALID(field="sheet")
    able = {one.account for one in able_on(spot.path, new.day)}
    workers = [worker for worker in dict.fromkeys(new.workers) if worker in able]
    if not workers:
        raise NOBODY_THERE()
    seed = new.seed or secrets.token_hex(8) if new.basis is Basis.SAMPLE else ""
    most = min(max(new.count, 1), MOST * len(workers))
    doors = candidates(spot.path, new.day, new.basis, new.housing, seed)[:most]
    if not doors:
        raise NOTHING_TO_VISIT()
    found = plan(_home(doors), [door.spot for door in doors], len(workers))
    now, made, stops, entries = clock.now(), [], [], []
    single = len(found.routes) == 1
    for worker, route in zip(workers, found.routes, strict=False):
        row = Round(
            id=new_id(),
            worker_id=worker,
            place_id=spot.id,
            place_path=spot.path,
            day=new.day,
            basis=new.basis.value,
            housing=new.housing.value if new.basis is Basis.HOUSING and new.housing else "",
            seed=seed,
            sheet_id=new.sheet,
            seconds=route.seconds,
            naive=found.naive if single else 0,
            bound=found.bound if single else 0,
            made_at=now,
            made_by=actor.ref,
        )
        made.append(row)
        stops += [
            Stop(round=row, seq=seq, door_id=doors[position].id)
            for seq, position in enumerate(route.order, 1)
        ]
        told = Planned(spot.code, new.day.isoformat(), new.basis.value, len(route.order), seed)
        entries.append(Entry(told, row.id, 1, actor, now))
    Round.objects.bulk_create(made)
    Stop.objects.bulk_create(stops)
    append(entries)
    return [row.id for row in made]


@transaction.atomic
def hand_over(round_: UUID, worker: UUID, *, actor: Actor) -> None:
    """Give what is left of a round to somebody else of the team: done by its worker or by who plans.

    Raises ``not_found``, ``forbidden``, ``nobody_there`` for who is away or of another place.
    """
    row = Round.objects.select_for_update().filter(pk=round_).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    if not (may_plan(actor, row.place_path) or may_walk(actor, str(row.worker_id), row.place_path)):
        raise FORBIDDEN()
    if worker not in {one.account for one in able_on(row.place_path, max(row.day, places.today()))}:
        raise NOBODY_THERE()
    row.worker_id = worker
    row.save(update_fields=("worker",))
    append([Entry(HandedOver(str(worker)), row.id, next_seq(row.id), actor, clock.now())])


def _home(doors: list[DoorInfo]) -> Spot:
    """Where a round begins and ends: in the middle of its doors, on the ground, where the team meets."""
    count = len(doors)
    return Spot(
        sum(door.spot.longitude for door in doors) / count,
        sum(door.spot.latitude for door in doors) / count,
        sum(door.spot.height for door in doors) / count,
    )
