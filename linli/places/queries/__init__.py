# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads: the tree in memory, a place from a point, a place from words, what a map draws."""

from .drawing import Label, Landmark, MapSheet, map_sheet
from .finder import Found, find
from .locator import Located, Locator, in_force, locate, locator
from .tree import (
    PlaceInfo,
    TownInfo,
    Tree,
    day_of,
    last_day,
    place,
    place_by_code,
    place_by_id,
    today,
    town,
    town_or_none,
    town_words,
    tree,
)

__all__ = [
    "Found",
    "Label",
    "Landmark",
    "Located",
    "Locator",
    "MapSheet",
    "PlaceInfo",
    "TownInfo",
    "Tree",
    "day_of",
    "find",
    "in_force",
    "last_day",
    "locate",
    "locator",
    "map_sheet",
    "place",
    "place_by_code",
    "place_by_id",
    "today",
    "town",
    "town_or_none",
    "town_words",
    "tree",
]
