# SPDX-License-Identifier: AGPL-3.0-or-later
"""Doors and who of them is due for a visit. Addresses are no secret; who wished for visits is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from linli.places import public as places
from linli.platform import crypto

from ..models import Door, Stop, Visit, Wish
from ..rules import REVISIT, due_wishes, lot
from ..rules.walking import Spot
from ..vocab import Basis, Housing, Outcome, Rhythm


@dataclass(frozen=True)
class DoorInfo:
    """A door as pages and routes need it. ``closed``: the household wishes for no visit."""

    id: UUID
    code: str
    place: places.PlaceInfo
    house: str
    entrance: str
    door: str
    housing: Housing
    spot: Spot
    closed: bool

    @property
    def label(self) -> str:
        """The address as it is written on a letter, without the place."""
        return " ".join(part for part in (self.house, self.entrance, self.door) if part)


def door_info(row: Door) -> DoorInfo:
    """A row as it is told."""
    spot = Spot(
        row.longitude, row.latitude, row.height, row.floor, row.lift, f"{row.house}\0{row.entrance}"
    )
    return DoorInfo(
        row.id, row.code, places.place_by_id(row.place_id), row.house, row.entrance, row.door,
        Housing(row.housing), spot, row.closed_at is not None,
    )  # fmt: skip


def houses(place: str) -> list[tuple[str, int]]:
    """Houses of a place (by code) with the number of their doors, by name."""
    rows = _under(places.place_by_code(place).path).values("house").annotate(n=Count("id"))
    return list(rows.order_by("house").values_list("house", "n"))


def doors_of(place: str, house: str) -> list[DoorInfo]:
    """Doors of one house, from the ground up."""
    rows = _under(places.place_by_code(place).path).filter(house=house)
    return [door_info(row) for row in rows.order_by("entrance", "floor", "door", "code")]


def door_by_id(door: UUID) -> DoorInfo | None:
    """One door that is lived behind."""
    row = Door.objects.filter(pk=door, active=True).order_by("id").first()
    return door_info(row) if row else None


def candidates(
    path: str, day: date, basis: Basis, housing: Housing | None = None, seed: str = ""
) -> list[DoorInfo]:
    """Doors from a place down that a plan would go to on a day, the longest not visited first.

    Never one whose household wishes for no visit, or that is on another round of that day already.
    """
    rows = _under(path).filter(closed_at=None)
    busy = Stop.objects.filter(round__day=day, door__place_path__startswith=path)
    rows = rows.exclude(pk__in=busy.values("door"))
    match basis:
        case Basis.WISH:
            found = _wished(path, day, rows)
        case Basis.HOUSING:
            seen = _met(path)
            kind = rows.filter(housing=housing or "").order_by("code")
            free = [row for row in kind if row.id not in seen or seen[row.id] + REVISIT <= day]
            found = sorted(free, key=lambda row: seen.get(row.id, date.min))
        case Basis.SAMPLE:
            by_id = {row.id: row for row in rows.order_by("code")}
            found = [by_id[door] for door in lot(by_id, len(by_id), seed)]
    return [door_info(row) for row in found]


def _wished(path: str, day: date, rows: QuerySet[Door]) -> list[Door]:
    wishes = Wish.objects.filter(door__in=rows, begins__lte=day, ends__gte=day).order_by("begins", "id")
    lines = [
        (door, Rhythm(rhythm), begins, ends)
        for door, rhythm, begins, ends in wishes.values_list("door", "rhythm", "begins", "ends")
    ]
    seen = _met(path)
    by_id = {row.id: row for row in rows.filter(pk__in=[line[0] for line in lines])}
    due = due_wishes(lines, seen, day)
    return [by_id[door] for door in sorted(due, key=lambda door: (seen.get(door, date.min), str(door)))]


def _met(path: str) -> dict[UUID, date]:
    """When somebody was last met behind each door from a place down."""
    rows = Visit.objects.filter(place_path__startswith=path, outcome=Outcome.VISITED.value)
    last = rows.values("door").annotate(last=Max("day")).order_by("door")
    return dict(last.values_list("door", "last"))


def _under(path: str) -> QuerySet[Door]:
    return Door.objects.filter(place_path__startswith=path, active=True)


def door_sums(paths: Iterable[str], day: date) -> dict[str, tuple[int, int]]:
    """Of each place (by path): how many doors there are, and how many wish to be visited on a day."""
    wanted = tuple(paths)
    inside = Q(pk__in=[])
    for path in wanted:
        inside |= Q(place_path__startswith=path)
    rows = Door.objects.filter(inside, active=True).values("place_path").annotate(n=Count("id"))
    doors = dict(rows.order_by("place_path").values_list("place_path", "n"))
    running = Wish.objects.filter(begins__lte=day, ends__gte=day, door__in=Door.objects.filter(inside))
    wishes = dict(
        running.values("door__place_path")
        .annotate(n=Count("door", distinct=True))
        .order_by("door__place_path")
        .values_list("door__place_path", "n")
    )

    def under(counts: dict[str, int], path: str) -> int:
        return sum(count for place, count in counts.items() if place.startswith(path))

    return {path: (under(doors, path), under(wishes, path)) for path in wanted}


def places_with_doors() -> list[places.PlaceInfo]:
    """Communities in which doors are known, in the order of places."""
    tree = places.tree()
    codes = Door.objects.filter(active=True).order_by("place__code").values_list("place__code", flat=True)
    known = {tree.above(tree.by_code[code])[-1].code for code in codes.distinct()}
    return [place for place in tree if place.code in known]


def told_by(visit: UUID, purpose: str) -> bytes:
    """A key of the home that a visit went to, of no use beyond ``purpose``; empty if the visit is gone."""
    door = Visit.objects.filter(pk=visit).order_by("pk").values_list("door_id", flat=True).first()
    return crypto.blind(str(door), purpose) if door else b""
