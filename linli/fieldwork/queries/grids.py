# SPDX-License-Identifier: AGPL-3.0-or-later
"""Grids at work: team, doors, what is open there. Grids stand in the order of their places, and no count
stands beside a worker's name: this is for seeing where hands are missing, never for comparing people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from linli.cases import public as cases
from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND
from linli.kernel.validity import in_force
from linli.people import public as people
from linli.places import public as places

from ..models import GridAsk, GridTask, Stop, Visit
from ..policy import sees_grid
from ..vocab import AskState, Share
from .doors import door_sums

FEWEST = 3  # visits below which what they found is not counted: a house would be told by it
SPAN = timedelta(days=90)
FOUND = ("needs", "signs", "offers")


@dataclass(frozen=True)
class Standard:
    """What a grid should be like by the town's own rule: doors, and workers for them."""

    least: int
    most: int
    source: str
    mark: str


@dataclass(frozen=True)
class GridLine:
    """A grid: who stands in it, and how much is open there. ``above`` says that it has more doors than the
    standard; ``bare`` that nobody works full time there today and nobody stands in."""

    place: places.PlaceInfo
    community: places.PlaceInfo
    team: tuple[people.TeamMember, ...]
    doors: int
    wishes: int
    matters: int
    asks: int
    visits: int
    above: bool
    bare: bool


@dataclass(frozen=True)
class TaskInfo:
    """A task of grids with its ground."""

    code: str
    names: Mapping[str, str]
    share: Share
    source: str
    article: str
    mark: str


def standard() -> Standard | None:
    """The town's rule on the size of a grid, from ``town.yaml``; ``None`` where it names none."""
    found: Any = places.town().settings.get("grids")
    if not isinstance(found, dict):
        return None
    return Standard(
        int(found["least"]), int(found["most"]), str(found["source"]), str(found.get("mark", "M"))
    )


def tasks(on: date | None = None) -> list[TaskInfo]:
    """Everything that grids may be asked on a day, and what they may not be asked, by kind and code."""
    day = on or places.today()
    rows = [row for row in GridTask.objects.order_by("code") if in_force(row.valid_from, row.valid_to, day)]
    order = list(Share)
    found = [
        TaskInfo(row.code, row.names, Share(row.share), row.source, row.article, row.mark) for row in rows
    ]
    return sorted(found, key=lambda one: order.index(one.share))


def grids_of(viewer: Actor) -> list[GridLine]:
    """The grids at or below the places of the viewer's posts, in the order of places."""
    tree = places.tree()
    seen = [
        place
        for place in tree
        if place.kind == places.PlaceKind.GRID.value and sees_grid(viewer, place.path)
    ]
    return _lines(seen)


def grid_of(code: str, viewer: Actor) -> GridLine:
    """One grid. Raises ``not_found`` for who has no post there or above."""
    place = places.place(code)
    if place is None or place.kind != places.PlaceKind.GRID.value or not sees_grid(viewer, place.path):
        raise NOT_FOUND()
    return _lines([place])[0]


def asks_of(path: str, limit: int = 50) -> list[GridAsk]:
    """What a grid was asked, open first."""
    rows = GridAsk.objects.filter(place_path__startswith=path).select_related("task", "unit")
    return sorted(rows.order_by("-asked_at", "id")[:limit], key=lambda row: row.state != AskState.ASKED)


def found_in(path: str) -> dict[str, list[tuple[str, int]]]:
    """What the visits of the last ninety days found from a place down, by code: counts from three on."""
    rows = Visit.objects.filter(place_path__startswith=path, day__gt=places.today() - SPAN)
    counts: dict[str, Counter[str]] = {name: Counter() for name in FOUND}
    for values in rows.order_by("id").values_list(*FOUND):
        for name, codes in zip(FOUND, values, strict=True):
            counts[name].update(codes)
    return {
        name: [(code, count) for code, count in sorted(found.items()) if count >= FEWEST]
        for name, found in counts.items()
    }


def _lines(grids: list[places.PlaceInfo]) -> list[GridLine]:
    if not grids:
        return []
    tree, today, size = places.tree(), places.today(), standard()
    paths = [place.path for place in grids]
    root = _common(paths)
    teams = people.teams(root)
    sums = door_sums(paths, today)
    open_matters = cases.open_by_place(paths)
    asks = _counted(GridAsk.objects.filter(_in(paths), state=AskState.ASKED.value), "place_path")
    stops = _counted(
        Stop.objects.filter(_in(paths, "door__"), round__day__gte=today, outcome=""), "door__place_path"
    )
    found = []
    for place in grids:
        community = tree.above(place)[-1]
        team = (*teams.get(place.code, ()), *teams.get(community.code, ()))
        doors, wishes = sums[place.path]
        at_work = any(
            one.place == place.code
            and one.station in (people.Station.FULL_TIME, people.Station.PART_TIME)
            and (one.away_until is None or one.deputy_id is not None)
            for one in team
        )
        found.append(
            GridLine(
                place,
                community,
                team,
                doors,
                wishes,
                open_matters.get(place.path, 0),
                asks.get(place.path, 0),
                stops.get(place.path, 0),
                size is not None and doors > size.most,
                not at_work,
            )
        )
    return found


def _in(paths: list[str], prefix: str = "") -> Q:
    return Q(**{f"{prefix}place_path__in": paths})


def _counted(rows: Any, by: str) -> dict[str, int]:
    return dict(rows.values(by).annotate(n=Count("id")).order_by(by).values_list(by, "n"))


def _common(paths: list[str]) -> str:
    """The path of the lowest place above all of them, one level up so that a community's head is seen."""
    first, last = min(paths).split("/")[:-2], max(paths).split("/")[:-2]
    shared = []
    for one, other in zip(first, last, strict=False):
        if one != other:
            break
        shared.append(one)
    return "/".join(shared) + "/"
