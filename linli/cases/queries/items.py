# SPDX-License-Identifier: AGPL-3.0-or-later
"""Problem lists: what is published for everybody, all of it for those who answer for place or unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND
from linli.people import public as people
from linli.places import public as places

from ..models import ProblemItem, ProblemStep
from ..policy import may_promise, may_report
from ..rules.items import CHECKS, ITEMS, LIVE
from ..vocab.items import ItemState, ItemStep, Source

PAGE = 50
ITEM_GROUPS = ("open", "late", "done", "closed", "declined")


@dataclass(frozen=True)
class ItemLine:
    """A problem in a list; in public its place is the community, never the grid."""

    id: UUID
    number: str
    source: Source
    title: str
    text: str
    place: places.PlaceInfo
    unit: people.UnitInfo
    state: ItemState
    due_at: datetime | None
    due_rule: str
    late: bool
    published: bool
    listed_at: datetime
    version: int


@dataclass(frozen=True)
class ItemStepLine:
    """What became of it, one line."""

    action: str
    text: str
    unit: people.UnitInfo
    at: datetime


@dataclass(frozen=True)
class ItemDetail:
    """One problem; ``actions`` is what this viewer may do now, ``case`` the matter it is handled in."""

    line: ItemLine
    steps: tuple[ItemStepLine, ...]
    actions: tuple[ItemStep, ...]
    may_publish: bool
    case: str


@dataclass(frozen=True)
class ItemPage:
    """A page of a list; ``after`` leads to the next one."""

    lines: list[ItemLine]
    more: bool
    after: int
    counts: Mapping[str, int]


def item_list(*, group: str = "open", after: int = 0, viewer: Actor | None = None) -> ItemPage:
    """Published problems; with ``viewer`` all those that they answer for. What runs comes by its day."""
    rows = ProblemItem.objects.select_related("unit")
    rows = rows.exclude(published_at=None) if viewer is None else rows.filter(_own(viewer))
    groups = {
        "open": Q(state__in=(ItemState.LISTED, ItemState.TAKEN)),
        "late": Q(state__in=LIVE, due_at__lt=clock.now()),
        "done": Q(state=ItemState.DONE),
        "closed": Q(state=ItemState.CLOSED),
        "declined": Q(state=ItemState.DECLINED),
    }
    counts = rows.aggregate(**{name: Count("pk", filter=wanted) for name, wanted in groups.items()})
    order = ("due_at", "id") if group in ("open", "late", "done") else ("-listed_at", "id")
    found = list(rows.filter(groups[group]).order_by(*order)[after : after + PAGE + 1])
    lines = [_line(row, public=viewer is None) for row in found[:PAGE]]
    return ItemPage(lines, len(found) > PAGE, after + PAGE, counts)


def item_by_number(number: str, *, viewer: Actor | None = None) -> ItemDetail:
    """One problem. Raises ``not_found`` for what is not published, or not the viewer's to answer for."""
    row = ProblemItem.objects.select_related("unit", "case").filter(number=number).order_by("id").first()
    if row is None or (viewer is None and row.published_at is None):
        raise NOT_FOUND()
    owns = viewer is not None and may_report(viewer, row.place_path, row.unit.path)
    place = viewer is not None and may_promise(viewer, row.place_path)
    if viewer is not None and not (owns or place):
        raise NOT_FOUND()
    steps = ProblemStep.objects.filter(item=row).select_related("unit").order_by("seq")
    actions = [
        step
        for step in ITEMS.actions(ItemState(row.state))
        if (place and viewer is not None and viewer.ref != row.done_by if step in CHECKS else owns)
    ]
    return ItemDetail(
        _line(row, public=viewer is None),
        tuple(ItemStepLine(one.action, one.text, people.unit_by_id(one.unit_id), one.at) for one in steps),
        tuple(actions),
        place and row.published_at is None,
        row.case.number if row.case and viewer is not None else "",
    )


def _own(viewer: Actor) -> Q:
    """Those of a place that one answers for or of one's unit: the same as ``policy.may_report``."""
    if viewer.kind == "system":
        return Q()
    seen = Q(pk__in=[])
    for holding in viewer.at("coordinator", "community_worker"):
        seen |= Q(place_path__startswith=holding.place_path)
    for holding in viewer.at("handler", "coordinator", "operator"):
        if holding.unit_path:
            seen |= Q(unit__path__startswith=holding.unit_path)
    return seen


def _line(row: ProblemItem, *, public: bool) -> ItemLine:
    place = places.place_by_id(row.place_id)
    if public and place.kind == places.PlaceKind.GRID.value:
        place = places.tree().above(place)[-1]
    state = ItemState(row.state)
    return ItemLine(
        row.id, row.number, Source(row.source), row.title, row.text, place, people.unit_by_id(row.unit_id),
        state, row.due_at, row.due_rule,
        state in LIVE and row.due_at is not None and row.due_at < clock.now(),
        row.published_at is not None, row.listed_at, row.version,
    )  # fmt: skip
