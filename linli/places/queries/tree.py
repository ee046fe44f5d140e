# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town and its tree as read-only snapshots in memory. Places are public: no viewer is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from linli.kernel import clock
from linli.platform import stamps

from ..models import Place, Town
from ..vocab import NO_TOWN, UNKNOWN_PLACE

STAMP = "places"


@dataclass(frozen=True, slots=True)
class TownInfo:
    """The town of this database. ``settings`` is what the pack says beyond names."""

    id: UUID
    code: str
    names: Mapping[str, str]
    languages: tuple[str, ...]
    zone: ZoneInfo
    settings: Mapping[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class PlaceInfo:
    """A place. ``path`` is the codes from the root, each followed by a slash."""

    id: UUID
    code: str
    parent: str | None
    kind: str
    overlay: bool
    path: str
    depth: int
    names: Mapping[str, str]
    aliases: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None

    def holds(self, other: PlaceInfo) -> bool:
        """Whether the other place is this one or lies below it."""
        return other.path.startswith(self.path)


class Tree:
    """All places, by id and by code, in the order of the tree."""

    def __init__(self, places: list[PlaceInfo]) -> None:
        self.by_id = {place.id: place for place in places}
        self.by_code = {place.code: place for place in places}
        self._children: dict[str | None, list[PlaceInfo]] = {}
        for place in places:
            self._children.setdefault(place.parent, []).append(place)

    def __iter__(self) -> Iterator[PlaceInfo]:
        return iter(self.by_code.values())

    def __len__(self) -> int:
        return len(self.by_code)

    @property
    def root(self) -> PlaceInfo:
        return next(place for place in self._children[None] if not place.overlay)

    def children(self, code: str | None) -> list[PlaceInfo]:
        return [place for place in self._children.get(code, []) if not place.overlay]

    def overlays(self) -> list[PlaceInfo]:
        return [place for place in self if place.overlay]

    def above(self, place: PlaceInfo) -> list[PlaceInfo]:
        """The places above, from the root down, without the place itself."""
        codes = place.path.strip("/").split("/")[:-1]
        return [self.by_code[code] for code in codes if code in self.by_code]


def town_or_none() -> TownInfo | None:
    """The town, or ``None`` while no pack has been loaded."""
    return stamps.cached(f"{STAMP}:town", _load_town)


def town() -> TownInfo:
    """The town. Raises ``no_town`` while no pack has been loaded."""
    found = town_or_none()
    if found is None:
        raise NO_TOWN()
    return found


def town_words() -> set[str]:
    """How the town is called, whole, in its words and without the sign for its rank (山城 of 山城区)."""
    found = town_or_none()
    names = found.names.values() if found else ()
    return {word.lower() for name in names for word in (name, name[:-1], *name.split())}


def day_of(instant: datetime) -> date:
    """The day in the town's own time on which an instant falls."""
    found = town_or_none()
    return instant.astimezone(found.zone if found else UTC).date()


def last_day(due: datetime) -> date:
    """The last day of a limit: the due moment is the midnight after it."""
    return day_of(due - timedelta(seconds=1))


def today() -> date:
    """The day that it is in the town, wherever this machine stands."""
    return day_of(clock.now())


def tree() -> Tree:
    """The snapshot of all places."""
    return stamps.cached(f"{STAMP}:tree", _load_tree)


def place(code: str) -> PlaceInfo | None:
    return tree().by_code.get(code)


def place_by_code(code: str) -> PlaceInfo:
    """The place with this code. Raises ``unknown_place``."""
    found = tree().by_code.get(code)
    if found is None:
        raise UNKNOWN_PLACE(place=code)
    return found


def place_by_id(identity: UUID) -> PlaceInfo:
    """The place with this id. Raises ``unknown_place``."""
    found = tree().by_id.get(identity)
    if found is None:
        raise UNKNOWN_PLACE(place=str(identity))
    return found


def _load_town() -> TownInfo | None:
    row = Town.objects.order_by("code").first()
    if row is None:
        return None
    return TownInfo(
        row.id,
        row.code,
        row.names,
        tuple(row.languages),
        ZoneInfo(row.zone),
        row.settings,
        row.digest,
    )


def _load_tree() -> Tree:
    rows = Place.objects.order_by("overlay", "path").values_list(
        "id", "code", "parent__code", "kind", "overlay", "path", "depth", "names", "aliases",
        "valid_from", "valid_to",
    )  # fmt: skip
    return Tree([PlaceInfo(*row[:8], tuple(row[8]), *row[9:]) for row in rows])
