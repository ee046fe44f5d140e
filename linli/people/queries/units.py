# SPDX-License-Identifier: AGPL-3.0-or-later
"""Units and their duties as read-only snapshots in memory. Both are public."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.places import public as places
from linli.platform import stamps
from linli.topics import public as topics

from ..models import Duty, Unit
from ..rules import DutyLine, Table, choose, conflicts, table_of
from ..vocab import NOBODY_OUTSIDE, UNKNOWN_UNIT, DutyRole

STAMP = "people"


@dataclass(frozen=True, slots=True)
class UnitInfo:
    """A unit with the names, telephone and hours that residents need."""

    id: UUID
    code: str
    parent: str | None
    path: str
    organisation: str
    kind: str
    place: str
    names: Mapping[str, str]
    phone: str
    addresses: Mapping[str, str]
    hours: Mapping[str, str]
    round_the_clock: bool
    active: bool


class Units:
    """All units by id and code, parents before children."""

    def __init__(self, units: list[UnitInfo]) -> None:
        self.by_id = {unit.id: unit for unit in units}
        self.by_code = {unit.code: unit for unit in units}

    def __iter__(self) -> Iterator[UnitInfo]:
        return iter(self.by_code.values())

    def __len__(self) -> int:
        return len(self.by_code)

    def active(self) -> list[UnitInfo]:
        return [unit for unit in self if unit.active]


@dataclass(frozen=True)
class Responsible:
    """Who answers for a matter and why. ``duty`` is ``None`` for general intake."""

    unit: UnitInfo
    assisting: tuple[UnitInfo, ...]
    duty: DutyLine | None


def units() -> Units:
    """The snapshot of all units."""
    return stamps.cached(f"{STAMP}:units", _load_units, "places")


def unit(code: str) -> UnitInfo | None:
    return units().by_code.get(code)


def unit_by_code(code: str) -> UnitInfo:
    """The unit with this code. Raises ``unknown_unit``."""
    found = units().by_code.get(code)
    if found is None:
        raise UNKNOWN_UNIT(unit=code)
    return found


def unit_by_id(identity: UUID) -> UnitInfo:
    """The unit with this id. Raises ``unknown_unit``."""
    found = units().by_id.get(identity)
    if found is None:
        raise UNKNOWN_UNIT(unit=str(identity))
    return found


def general_intake() -> UnitInfo:
    """The unit that takes what nobody else was found for, as the pack names it."""
    return unit_by_code(str(places.town().settings.get("general_intake", "")))


def responsible(
    category: str | None,
    place: str | None,
    on: date,
    *,
    about: str | None = None,
    table: Table | None = None,
) -> Responsible:
    """Who answers for a category at a place on a day, never the unit complained ``about``.

    With no category, no place, or no duty for them, general intake takes it; where that is the
    unit complained about, the level above it; where even the highest unit is meant, the town's
    supervision body. Raises ``nobody_outside`` in a town that names none.
    """
    without = unit_by_code(about).path if about else None
    lead: DutyLine | None = None
    helpers: list[DutyLine] = []
    if category and place:
        chain = [item.code for item in topics.tree().chain(topics.category_by_code(category))]
        home = places.place_by_code(place)
        around = [home.code, *(above.code for above in reversed(places.tree().above(home)))]
        known = duties() if table is None else table
        lead, helpers = choose(known, chain[::-1], around, on, without=without)
    if lead is not None:
        assisting = tuple(unit_by_code(duty.unit) for duty in helpers)
        return Responsible(unit_by_code(lead.unit), assisting, lead)
    return Responsible(_intake(without), (), None)


def _intake(without: str | None) -> UnitInfo:
    """Who takes what nobody else answers for, outside of the path ``without``."""
    intake: UnitInfo | None = general_intake()
    while without and intake and intake.path.startswith(without):
        intake = units().by_code.get(intake.parent or "")
    intake = intake or units().by_code.get(str(places.town().settings.get("supervision", "")))
    if intake is None or (without and intake.path.startswith(without)):
        raise NOBODY_OUTSIDE()
    return intake


def duties() -> Table:
    """All duties by (category, place)."""
    return stamps.cached(f"{STAMP}:duties", duties_now, "places", "topics")


def duty_conflicts() -> list[tuple[DutyLine, DutyLine]]:
    """Leading duties that claim the same category and place at the same time."""
    return conflicts(duties())


def _load_units() -> Units:
    rows = Unit.objects.order_by("path").values_list(
        "id", "code", "parent__code", "path", "organisation__code", "organisation__kind",
        "place__code", "names", "phone", "addresses", "hours", "round_the_clock", "active",
    )  # fmt: skip
    return Units([UnitInfo(*row) for row in rows])


def duties_now() -> Table:
    """The table as this transaction sees it; for commands, whose writing may yet be undone."""
    rows = Duty.objects.order_by("code").values_list(
        "id", "unit__code", "unit__path", "category__code", "place__code", "role", "source",
        "article", "valid_from", "valid_to",
    )  # fmt: skip
    return table_of(
        DutyLine(row[0], row[1], row[2], row[3] or "", row[4], DutyRole(row[5]), *row[6:]) for row in rows
    )
