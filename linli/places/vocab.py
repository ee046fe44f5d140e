# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark, problem


class PlaceKind(StrEnum):
    """Kinds of places we have words for; a pack may use kinds of its own beside these."""

    CITY = "city"
    DISTRICT = "district"
    COUNTY = "county"
    SUBDISTRICT = "subdistrict"
    TOWN = "town"
    TOWNSHIP = "township"
    COMMUNITY = "community"
    VILLAGE = "village"
    GRID = "grid"
    COMPOUND = "compound"
    BUILDING = "building"
    YARD = "yard"
    GROUP = "group"
    SPECIAL_GRID = "special_grid"
    AREA = "area"


KIND_WORDS = {
    PlaceKind.CITY: mark("city"),
    PlaceKind.DISTRICT: mark("district"),
    PlaceKind.COUNTY: mark("county"),
    PlaceKind.SUBDISTRICT: mark("subdistrict"),
    PlaceKind.TOWN: mark("town"),
    PlaceKind.TOWNSHIP: mark("township"),
    PlaceKind.COMMUNITY: mark("community"),
    PlaceKind.VILLAGE: mark("village"),
    PlaceKind.GRID: mark("grid"),
    PlaceKind.COMPOUND: mark("residential compound"),
    PlaceKind.BUILDING: mark("building"),
    PlaceKind.YARD: mark("yard"),
    PlaceKind.GROUP: mark("residents' group"),
    PlaceKind.SPECIAL_GRID: mark("special grid"),
    PlaceKind.AREA: mark("area"),
}


class CoordinateSystem(StrEnum):
    """Where a coordinate comes from. We keep WGS 84; the others are converted at the edge."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


class CodeScheme(StrEnum):
    """How codes of places are checked: China's 12 + 3 digits, or not at all."""

    CN = "cn"
    FREE = "free"


class Reason(StrEnum):
    """Why words led to a place."""

    NAMED = "named"
    ALIAS = "alias"
    WITHIN = "within"
    HINT = "hint"
    SEVERAL = "several"
    POINT = "point"


REASON_WORDS = {
    Reason.NAMED: mark("the text names it"),
    Reason.ALIAS: mark("the text uses a name that people have for it"),
    Reason.WITHIN: mark("the text also names the place around it"),
    Reason.HINT: mark("it lies where this was taken down"),
    Reason.SEVERAL: mark("several places have this name"),
    Reason.POINT: mark("the point on the map lies in it"),
}

UNKNOWN_PLACE = problem(
    "unknown_place",
    422,
    mark("We do not know this place."),
    mark("Choose a community from the list, or leave the place open: we will ask."),
)
OUTSIDE_TOWN = problem(
    "outside_town",
    422,
    mark("This point lies outside of the town."),
    mark("Move the point, or describe the place in words."),
)
NO_TOWN = problem(
    "no_town",
    503,
    mark("No town has been loaded yet."),
    mark("Load a town pack: linli pack load packs/shancheng"),
)
