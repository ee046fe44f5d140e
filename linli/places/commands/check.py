# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong with the places of a pack. Changes nothing."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from linli.kernel.problem import mark
from linli.platform.packs import Fault, Pack, Row, as_date, as_list, names

from ..rules import code_fault
from ..vocab import CodeScheme

LONGEST_KIND = 20  # as the columns of the tables


def check_pack(pack: Pack) -> list[Fault]:
    """Faults of ``town.yaml``, ``places.csv``, ``overlays.csv`` and their boundaries."""
    faults = _town(pack)
    rows = pack.rows("places.csv")
    if not rows:
        faults.append(Fault("places.csv", 0, mark("a town needs at least one place")))
    codes = _codes(rows, pack, faults)
    overlays = pack.rows("overlays.csv")
    for row in overlays:
        faults += _common(row, pack)
        if fault := code_fault(row["code"], row["kind"], None, CodeScheme.FREE):
            faults.append(row.fault(fault, row["code"]))
        if row["parent"] and row["parent"] not in codes:
            faults.append(row.fault(mark("the place above must stand in a row before"), row["parent"]))
        if row["code"] in codes:
            faults.append(row.fault(mark("this code is used twice"), row["code"]))
        codes[row["code"]] = row
        faults += [
            row.fault(mark("this place is not in places.csv"), code)
            for code in as_list(row["places"])
            if code not in codes
        ]
    return [*faults, *_boundaries(pack, codes), *_drawings(pack)]


def scheme_of(pack: Pack) -> CodeScheme:
    return CodeScheme(pack.town.get("codes", CodeScheme.FREE.value))


def _town(pack: Pack) -> list[Fault]:
    town = pack.town
    faults = [
        Fault("town.yaml", 0, mark("this key is missing"), key)
        for key in ("code", "name", "languages", "time_zone")
        if not town.get(key)
    ]
    if town.get("code") and code_fault(str(town["code"]), "", None, CodeScheme.FREE):
        what = mark("a code has letters, digits, dots and dashes only, at most 40")
        faults.append(Fault("town.yaml", 0, what, "code"))
    if town.get("name") and not isinstance(town["name"], dict):
        faults.append(Fault("town.yaml", 0, mark("the name must be given by language"), "name"))
    if town.get("languages") and not _are_words(town["languages"]):
        faults.append(Fault("town.yaml", 0, mark("this must be a list of words"), "languages"))
    try:
        ZoneInfo(str(town.get("time_zone", "UTC")))
    except (ZoneInfoNotFoundError, ValueError):
        faults.append(Fault("town.yaml", 0, mark("this time zone does not exist")))
    try:
        scheme_of(pack)
    except ValueError:
        faults.append(Fault("town.yaml", 0, mark("codes must be cn or free")))
    return faults


def _are_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


def _codes(rows: list[Row], pack: Pack, faults: list[Fault]) -> dict[str, Row]:
    codes: dict[str, Row] = {}
    roots = 0
    for row in rows:
        faults += _common(row, pack)
        if row["code"] in codes:
            faults.append(row.fault(mark("this code is used twice"), row["code"]))
        if row["parent"] and row["parent"] not in codes:
            faults.append(row.fault(mark("the place above must stand in a row before"), row["parent"]))
        roots += not row["parent"]
        try:
            scheme = scheme_of(pack)
        except ValueError:
            scheme = CodeScheme.FREE
        if fault := code_fault(row["code"], row["kind"], row["parent"] or None, scheme):
            faults.append(row.fault(fault, row["code"]))
        codes[row["code"]] = row
    if rows and roots != 1:
        faults.append(Fault("places.csv", 0, mark("exactly one place has no place above it")))
    return codes


def _common(row: Row, pack: Pack) -> list[Fault]:
    faults = []
    if not row["code"]:
        faults.append(row.fault(mark("a code is missing")))
    if not row["kind"]:
        faults.append(row.fault(mark("a kind is missing")))
    if len(row["kind"]) > LONGEST_KIND:
        faults.append(row.fault(mark("a kind has at most 20 letters"), row["kind"]))
    if not names(row, pack.languages):
        faults.append(row.fault(mark("a name is missing")))
    try:
        begins, ends = as_date(row["valid_from"]), as_date(row["valid_to"])
        if begins and ends and ends <= begins:
            faults.append(row.fault(mark("valid_to must come after valid_from")))
    except ValueError:
        faults.append(row.fault(mark("a date must be written YYYY-MM-DD")))
    return faults


def _boundaries(pack: Pack, codes: dict[str, Row]) -> list[Fault]:
    file, faults, seen = "places.geojson", [], set()
    for number, feature in enumerate(pack.features(file), 1):
        properties = _properties(feature)
        code = str(properties.get("code", ""))
        if code not in codes:
            faults.append(Fault(file, number, mark("no row has this code"), code))
            continue
        if code in seen:
            faults.append(Fault(file, number, mark("this code is used twice"), code))
        seen.add(code)
        try:
            as_date(str(properties.get("valid_from") or ""))
        except ValueError:
            faults.append(Fault(file, number, mark("a date must be written YYYY-MM-DD"), code))
        outline, fault = _geometry(feature)
        if outline is None:
            faults.append(Fault(file, number, mark("this is not a geometry"), fault))
            continue
        if outline.geom_type not in ("Polygon", "MultiPolygon") or outline.is_empty:
            faults.append(Fault(file, number, mark("a boundary is a polygon"), code))
        elif not outline.is_valid:
            why = shapely.is_valid_reason(outline)
            faults.append(Fault(file, number, mark("this boundary crosses itself"), why))
        elif not _are_degrees(outline):
            faults.append(Fault(file, number, mark("coordinates are degrees in WGS 84"), code))
    return faults


def _drawings(pack: Pack) -> list[Fault]:
    file, faults = "map.geojson", []
    for number, feature in enumerate(pack.features(file), 1):
        kind = _properties(feature).get("kind", "")
        outline, fault = _geometry(feature)
        if outline is None or outline.is_empty:
            faults.append(Fault(file, number, mark("this is not a geometry"), fault))
        elif not isinstance(feature.get("properties"), dict):
            faults.append(Fault(file, number, mark("this key is missing"), "properties"))
        elif len(str(kind)) > LONGEST_KIND:
            faults.append(Fault(file, number, mark("a kind has at most 20 letters"), str(kind)))
        elif not _are_degrees(outline):
            faults.append(Fault(file, number, mark("coordinates are degrees in WGS 84")))
    return faults


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    found = feature.get("properties")
    return found if isinstance(found, dict) else {}


def _geometry(feature: dict[str, Any]) -> tuple[BaseGeometry | None, str]:
    """The geometry of a feature, or ``None`` and what was raised: shapely raises many kinds."""
    try:
        return shape(feature.get("geometry")), ""
    except Exception as error:
        return None, type(error).__name__


def _are_degrees(outline: BaseGeometry) -> bool:
    west, south, east, north = outline.bounds
    return bool(west >= -180 and east <= 180 and south >= -90 and north <= 90)
