# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong with the places of a pack. Changes nothing."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import shapely
from shapely.geometry import shape

from linli.kernel.problem import mark
from linli.platform.packs import Fault, Pack, Row, as_date, as_list, names

from ..rules import code_fault
from ..vocab import CodeScheme


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
        if row["code"] in codes:
            faults.append(row.fault(mark("this code is used twice"), row["code"]))
        codes[row["code"]] = row
        faults += [
            row.fault(mark("this place is not in places.csv"), code)
            for code in as_list(row["places"])
            if code not in codes
        ]
    faults += _boundaries(pack, codes)
    return faults


def scheme_of(pack: Pack) -> CodeScheme:
    return CodeScheme(pack.town.get("codes", CodeScheme.FREE.value))


def _town(pack: Pack) -> list[Fault]:
    town = pack.town
    faults = [
        Fault("town.yaml", 0, mark("this key is missing"), key)
        for key in ("code", "name", "languages", "time_zone")
        if not town.get(key)
    ]
    try:
        ZoneInfo(str(town.get("time_zone", "UTC")))
    except (ZoneInfoNotFoundError, ValueError):
        faults.append(Fault("town.yaml", 0, mark("this time zone does not exist")))
    try:
        scheme_of(pack)
    except ValueError:
        faults.append(Fault("town.yaml", 0, mark("codes must be cn or free")))
    return faults


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
    file, faults = "places.geojson", []
    for number, feature in enumerate(pack.features(file), 1):
        code = str((feature.get("properties") or {}).get("code", ""))
        if code not in codes:
            faults.append(Fault(file, number, mark("no row has this code"), code))
            continue
        try:
            outline = shape(feature.get("geometry"))
        except Exception as error:  # shapely raises many kinds for broken geometry
            faults.append(Fault(file, number, mark("this is not a geometry"), type(error).__name__))
            continue
        if outline.geom_type not in ("Polygon", "MultiPolygon") or outline.is_empty:
            faults.append(Fault(file, number, mark("a boundary is a polygon"), code))
        elif not outline.is_valid:
            faults.append(
                Fault(
                    file,
                    number,
                    mark("this boundary crosses itself"),
                    shapely.is_valid_reason(outline),
                )
            )
        elif not (outline.bounds[0] >= -180 and outline.bounds[2] <= 180 and abs(outline.bounds[3]) <= 90):
            faults.append(Fault(file, number, mark("coordinates are degrees in WGS 84"), code))
    return faults
