# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether somebody answers everywhere: categories without a unit, places and units without a holder.

Seen here before a resident meets it: today, and on a day to come when duties or posts will have ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from linli.places import public as places
from linli.topics import public as topics

from ..models import Post
from ..rules import DutyLine, Table, choose
from ..vocab import DutyRole, Role
from .units import UnitInfo, duties, units

# Which role each kind of place needs.
NEEDED = {
    places.PlaceKind.GRID.value: Role.GRID_WORKER,
    places.PlaceKind.COMMUNITY.value: Role.COMMUNITY_WORKER,
    places.PlaceKind.VILLAGE.value: Role.COMMUNITY_WORKER,
    places.PlaceKind.SUBDISTRICT.value: Role.COORDINATOR,
    places.PlaceKind.TOWN.value: Role.COORDINATOR,
    places.PlaceKind.TOWNSHIP.value: Role.COORDINATOR,
}
HANDLERS = (Role.HANDLER.value, Role.OPERATOR.value, Role.COMMUNITY_WORKER.value, Role.GRID_WORKER.value,
            Role.COORDINATOR.value)  # fmt: skip


@dataclass(frozen=True)
class Hole:
    """A category that no unit leads for, at these communities; all of them if ``everywhere``."""

    category: topics.CategoryInfo
    places: tuple[places.PlaceInfo, ...]
    everywhere: bool


@dataclass(frozen=True)
class Staffing:
    """How many places of a kind below a subdistrict have a holder of the role that they need."""

    place: places.PlaceInfo
    role: Role
    needed: int
    held: int
    empty: tuple[places.PlaceInfo, ...]


def holes(on: date, table: Table | None = None) -> list[Hole]:
    """Offered leaf categories that nobody leads for somewhere on a day; general intake is nobody."""
    table = duties() if table is None else table
    tree, towns = topics.tree(), places.tree()
    communities = [place for place in towns if _is_community(place)]
    chains = {
        place.code: [place.code, *(above.code for above in reversed(towns.above(place)))]
        for place in communities
    }
    found = []
    for leaf in tree.leaves():
        categories = [item.code for item in tree.chain(leaf)][::-1]
        bare = tuple(
            place for place in communities if choose(table, categories, chains[place.code], on)[0] is None
        )
        if bare:
            found.append(Hole(leaf, bare, len(bare) == len(communities)))
    return found


def staffing(on: date) -> list[Staffing]:
    """Subdistrict by subdistrict and role by role, the places whose post nobody holds on a day."""
    held = set(_posts(on).values_list("place__code", "role"))
    tree = places.tree()
    found = []
    for street in tree:
        if NEEDED.get(street.kind) is not Role.COORDINATOR:
            continue
        inside = [place for place in tree if place.path.startswith(street.path) and not place.overlay]
        for role in (Role.COORDINATOR, Role.COMMUNITY_WORKER, Role.GRID_WORKER):
            wanted = [place for place in inside if NEEDED.get(place.kind) is role]
            empty = tuple(place for place in wanted if (place.code, role.value) not in held)
            if wanted:
                found.append(Staffing(street, role, len(wanted), len(wanted) - len(empty), empty))
    return found


def idle_units(on: date) -> list[UnitInfo]:
    """Units that lead for something on a day while nobody holds a post in them or above them."""
    manned = set(_posts(on).filter(role__in=HANDLERS).values_list("unit__path", flat=True)) - {None}
    leading = {
        line.unit
        for found in duties().values()
        for line in found
        if line.role is DutyRole.LEAD and line.in_force(on)
    }
    return [unit for unit in units() if unit.code in leading and not _has_holder(unit, manned)]


def retired_duties(on: date) -> list[tuple[UnitInfo, int]]:
    """Units that are no longer active and still lead for something: how many duties each."""
    by_code = units().by_code
    counts: dict[str, int] = {}
    for found in duties().values():
        for line in found:
            if line.in_force(on) and not by_code[line.unit].active:
                counts[line.unit] = counts.get(line.unit, 0) + 1
    return [(by_code[code], count) for code, count in sorted(counts.items())]


@dataclass(frozen=True)
class Gap:
    """What lacks at one place: posts that nobody holds there or in its grids, categories that no unit leads
    for there and not elsewhere, duties that claim the same, units without a holder or with too much."""

    place: places.PlaceInfo
    posts: tuple[tuple[Role, places.PlaceInfo], ...]
    bare: tuple[topics.CategoryInfo, ...]
    clashes: tuple[tuple[DutyLine, DutyLine], ...]
    idle: tuple[UnitInfo, ...]
    loaded: tuple[UnitInfo, ...]

    @property
    def total(self) -> int:
        return sum(map(len, (self.posts, self.bare, self.clashes, self.idle, self.loaded)))

    open = total  # on a map, all of it is open


def gaps(
    bare: Iterable[Hole],
    posts: Iterable[Staffing],
    clashes: Iterable[tuple[DutyLine, DutyLine]],
    idle: Iterable[UnitInfo],
    loaded: Iterable[UnitInfo],
) -> list[Gap]:
    """The same faults by place, for a map and a list, most first; a grid's are its community's.

    A category that nobody leads for anywhere is of no place, and not among them.
    """
    tree = places.tree()
    found: dict[str, tuple[list[Any], ...]] = {}

    def at(code: str) -> tuple[list[Any], ...]:
        place = tree.by_code.get(code, tree.root)
        if place.kind == places.PlaceKind.GRID.value and place.parent:
            place = tree.by_code[place.parent]
        return found.setdefault(place.code, ([], [], [], [], []))

    for line in posts:
        for place in line.empty:
            at(place.code)[0].append((line.role, place))
    for hole in bare:
        for place in () if hole.everywhere else hole.places:
            at(place.code)[1].append(hole.category)
    for pair in clashes:
        at(pair[0].place)[2].append(pair)
    for unit in idle:
        at(unit.place)[3].append(unit)
    for unit in loaded:
        at(unit.place)[4].append(unit)
    made = [Gap(tree.by_code[code], *map(tuple, parts)) for code, parts in found.items()]
    return sorted(made, key=lambda gap: (-gap.total, gap.place.path))


def holders_by_unit(on: date) -> dict[str, int]:
    """How many people hold a handling post in each unit (by code) on a day."""
    counts: dict[str, int] = {}
    rows = _posts(on).filter(role__in=HANDLERS).exclude(unit=None)
    for code in rows.values_list("unit__code", flat=True):
        counts[code] = counts.get(code, 0) + 1
    return counts


def _posts(on: date) -> Any:
    held = Q(valid_from=None) | Q(valid_from__lte=on)
    return Post.objects.filter(
        held, Q(valid_to=None) | Q(valid_to__gt=on), account__is_active=True
    ).order_by("id")


def _has_holder(unit: UnitInfo, manned: Iterable[str]) -> bool:
    return any(unit.path.startswith(path) or path.startswith(unit.path) for path in manned)


def _is_community(place: places.PlaceInfo) -> bool:
    return NEEDED.get(place.kind) is Role.COMMUNITY_WORKER and not place.overlay
