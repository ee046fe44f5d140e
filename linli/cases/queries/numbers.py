# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counts of matters by place, group and state: for the map, the queue's side and the front page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, F, Q

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.places import public as places
from linli.platform import stamps

from ..models import Case, SavedView
from .facts import scope
from .lines import CaseFilter, _group, where

MINUTE = 60.0  # seconds
LATELY = timedelta(days=90)
GROUPS = (
    "new", "overdue", "soon", "decide", "open", "answered", "parked", "urgent", "joint", "pressed",
)  # fmt: skip


@dataclass(frozen=True)
class PlaceCount:
    """How many listed matters a place had lately, and how many are still open."""

    place: places.PlaceInfo
    total: int
    open: int


def group_counts(viewer: Actor) -> dict[str, int]:
    """How many matters wait in each group of the viewer's queue, in one statement."""
    rows = Case.objects.filter(scope(viewer)).filter(_group("open") | _group("answered"))
    return rows.aggregate(**{name: Count("pk", filter=_group(name)) for name in GROUPS})


def place_counts(wanted: CaseFilter) -> list[PlaceCount]:
    """Listed matters by community, for the public map: what came in lately and what is still open.

    At most a minute old: everybody sees the same map, and many look at it.
    """
    return stamps.held(f"cases:map:{wanted}", MINUTE, lambda: _count_places(wanted))


def _count_places(wanted: CaseFilter) -> list[PlaceCount]:
    lately = Q(received_at__gte=clock.now() - LATELY)
    rows = (
        Case.objects.filter(listed=True, restricted=False, merged_into=None)
        .filter(lately | _group("open"), where(wanted))
        .order_by()
        .values("place_path")
        .annotate(total=Count("pk"), open=Count("pk", filter=_group("open")))
        .values_list("place_path", "total", "open")
    )
    tree = places.tree()
    sums: dict[str, list[int]] = {}
    for path, total, open_ in rows:
        place = tree.by_code[path.strip("/").rsplit("/", 1)[-1]]
        if place.kind == places.PlaceKind.GRID.value and place.parent:
            place = tree.by_code[place.parent]
        entry = sums.setdefault(place.code, [0, 0])
        entry[0] += total
        entry[1] += open_
    return [PlaceCount(tree.by_code[code], *entry) for code, entry in sorted(sums.items())]


def open_by_place(paths: Sequence[str]) -> dict[str, int]:
    """How many listed matters are open at just these places (by path): counts of places, of nobody's."""
    rows = Case.objects.filter(_group("open"), place_path__in=paths, restricted=False, merged_into=None)
    counted = rows.order_by().values("place_path").annotate(n=Count("pk"))
    return dict(counted.values_list("place_path", "n"))


@dataclass(frozen=True)
class TownNumbers:
    """What the front page tells of the last thirty days."""

    received: int
    answered: int
    in_time: int


def town_numbers() -> TownNumbers:
    """Numbers of the last thirty days, at most a minute old."""
    return stamps.held("cases:town", MINUTE, _count_town)


def _count_town() -> TownNumbers:
    since = clock.now() - timedelta(days=30)
    rows = Case.objects.filter(received_at__gte=since)
    answered = Case.objects.filter(answered_at__gte=since)
    return TownNumbers(
        rows.count(),
        answered.count(),
        answered.filter(Q(due_at=None) | Q(answered_at__lte=F("due_at"))).count(),
    )


def numbers_of(cases: Iterable[UUID]) -> dict[UUID, str]:
    """The numbers that people know matters by; an id that is none is left out."""
    return dict(Case.objects.filter(pk__in=set(cases)).order_by("id").values_list("id", "number"))


def saved_views(account: UUID) -> list[tuple[UUID, str, str]]:
    """The filters that a member of staff keeps: id, name, query."""
    rows = SavedView.objects.filter(account=account).order_by("name")
    return list(rows.values_list("id", "name", "query"))
