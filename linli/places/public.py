# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of places: the town, its tree, finding a place from a point or from words."""

from .commands import check_pack, load_pack
from .queries import (
    Found,
    Located,
    Locator,
    MapSheet,
    PlaceInfo,
    TownInfo,
    Tree,
    day_of,
    find,
    locate,
    locator,
    map_sheet,
    place,
    place_by_code,
    place_by_id,
    today,
    town,
    town_or_none,
    tree,
)
from .rules import from_wgs84, to_wgs84
from .vocab import OUTSIDE_TOWN, UNKNOWN_PLACE, CoordinateSystem, PlaceKind, Reason

__all__ = [
    "OUTSIDE_TOWN",
    "UNKNOWN_PLACE",
    "CoordinateSystem",
    "Found",
    "Located",
    "Locator",
    "MapSheet",
    "PlaceInfo",
    "PlaceKind",
    "Reason",
    "TownInfo",
    "Tree",
    "check_pack",
    "day_of",
    "find",
    "from_wgs84",
    "load_pack",
    "locate",
    "locator",
    "map_sheet",
    "place",
    "place_by_code",
    "place_by_id",
    "to_wgs84",
    "today",
    "town",
    "town_or_none",
    "tree",
]
