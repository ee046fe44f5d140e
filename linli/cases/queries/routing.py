# SPDX-License-Identifier: AGPL-3.0-or-later
"""What duties mean for real matters: a change tried out on past ones, and who has how many open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q

from linli.kernel import clock
from linli.people import public as people
from linli.places import public as places
from linli.topics import public as topics

from ..models import Case
from .lines import _group

TRIED = timedelta(days=90)
MUCH = 1.5  # open matters a head, as a multiple of the town's median, from which a unit has much


@dataclass(frozen=True)
class Effect:
    """So many matters would have gone to ``after`` instead of ``before``."""

    before: people.UnitInfo
    after: people.UnitInfo
    count: int


@dataclass(frozen=True)
class Rehearsal:
    """A change of duties tried on past matters: how many were looked at, and which would differ."""

    looked_at: int
    effects: tuple[Effect, ...]

    @property
    def moved(self) -> int:
        return sum(effect.count for effect in self.effects)


@dataclass(frozen=True)
class UnitLoad:
    """What lies with a unit: open and overdue matters, and how many people hold a post there."""

    unit: people.UnitInfo
    open: int
    overdue: int
    holders: int
    much: bool


def rehearse(change: people.ChangeInfo) -> Rehearsal:
    """Who would have led for the matters of the last ninety days with a proposed change, and who leads
    by the duties in force. Both are asked as of today, so that only the change makes a difference."""
    after, today = people.duties_with(change), places.today()
    counts: Counter[tuple[UUID, UUID]] = Counter()
    looked_at = 0
    for category, place, count in _kinds(change):
        code, where = topics.category_by_id(category).code, places.place_by_id(place).code
        was = people.responsible(code, where, today).unit
        will_be = people.responsible(code, where, today, table=after).unit
        looked_at += count
        if was.id != will_be.id:
            counts[was.id, will_be.id] += count
    effects = tuple(
        Effect(people.unit_by_id(was), people.unit_by_id(will_be), count)
        for (was, will_be), count in counts.most_common()
    )
    return Rehearsal(looked_at, effects)


def _kinds(change: people.ChangeInfo) -> list[tuple[UUID, UUID, int]]:
    """Category, place and number of the matters that the change could touch."""
    line = change.line
    rows = Case.objects.filter(
        received_at__gte=clock.now() - TRIED,
        category__isnull=False,
        place_path__startswith=places.place_by_code(line.place).path,
    )
    if line.category:
        rows = rows.filter(category_path__startswith=topics.category_by_code(line.category).path)
    counted = rows.order_by().values_list("category", "place").annotate(count=Count("pk"))
    return list(counted.order_by("category", "place"))


def unit_loads(limit: int = 20) -> list[UnitLoad]:
    """The units with most open matters; of a matter only that it is there is told."""
    waits = _group("overdue")
    rows = (
        Case.objects.filter(_group("open"))
        .order_by()
        .values_list("unit")
        .annotate(open=Count("pk"), overdue=Count("pk", filter=waits & Q(parked_until=None)))
        .order_by("-open", "unit")
    )
    holders = people.holders_by_unit(places.today())
    found = []
    for identity, open_, overdue in rows:
        unit = people.unit_by_id(identity)
        found.append((unit, open_, overdue, holders.get(unit.code, 0)))
    shares = sorted(open_ / max(1, heads) for _, open_, _, heads in found)
    middle = shares[len(shares) // 2] if shares else 0.0
    return [
        UnitLoad(unit, open_, overdue, heads, open_ / max(1, heads) > MUCH * max(middle, 1.0))
        for unit, open_, overdue, heads in found[:limit]
    ]
