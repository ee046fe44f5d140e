# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checking the places of a pack: every fault is named with file, row and what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from linli.places.commands import check_pack
from linli.places.testing import BUILT_IN, edited, small_town, square, write_features
from linli.platform.packs import Fault, open_pack

GRID_3 = "110100001002001,110100001002,grid,东二第一网格,East Two Grid 1,,,\n"


def faults_of(folder: Path) -> list[Fault]:
    pack = open_pack(folder)
    found = check_pack(pack)
    return [*pack.faults, *found]


def test_the_built_in_pack_and_the_small_one_have_no_fault(tmp_path: Path) -> None:
    assert faults_of(BUILT_IN) == []
    assert faults_of(small_town(tmp_path)) == []


TOWN: list[tuple[str, str, str]] = [
    ("code: small\n", "", "this key is missing"),
    ("name: {zh-Hans: 小城, en: Small Town}\n", "", "this key is missing"),
    ("name: {zh-Hans: 小城, en: Small Town}\n", "name: Small Town\n", "by language"),
    ("languages: [zh-Hans, en]\n", "", "this key is missing"),
    ("languages: [zh-Hans, en]\n", "languages: zh-Hans\n", "a list"),
    ("languages: [zh-Hans, en]\n", "languages: [1, 2]\n", "a list"),
    ("languages: [zh-Hans, en]\n", "languages: 5\n", "a list"),
    ("time_zone: Asia/Shanghai\n", "", "this key is missing"),
    ("time_zone: Asia/Shanghai\n", "time_zone: Asia/Atlantis\n", "this time zone does not exist"),
    ("time_zone: Asia/Shanghai\n", "time_zone: ../../etc\n", "this time zone does not exist"),
    ("time_zone: Asia/Shanghai\n", "time_zone: [1]\n", "this time zone does not exist"),
    ("codes: cn\n", "codes: us\n", "codes must be cn or free"),
    ("codes: cn\n", "codes: [cn]\n", "codes must be cn or free"),
    ("code: small\n", "code: [a]\n", "a code has letters"),
    ("code: small\n", f"code: {'x' * 41}\n", "a code has letters"),
]


@pytest.mark.parametrize(("old", "new", "what"), TOWN)
def test_a_fault_of_the_town_is_named(tmp_path: Path, old: str, new: str, what: str) -> None:
    found = faults_of(small_town(tmp_path, edited("town.yaml", old, new)))
    assert any(fault.file == "town.yaml" and what in fault.what for fault in found), found


@pytest.mark.parametrize("text", ["", "[]", "just words", "a: [", "a: b: c", "\x00", "name: &a [*a]"])
def test_a_town_file_that_is_no_map_is_a_fault_and_no_crash(tmp_path: Path, text: str) -> None:
    found = faults_of(small_town(tmp_path, {"town.yaml": text}))
    assert {fault.file for fault in found} >= {"town.yaml"}


def test_a_folder_without_anything_says_what_is_missing(tmp_path: Path) -> None:
    found = faults_of(tmp_path)
    assert any("this file is missing" in fault.what for fault in found)
    assert any("at least one place" in fault.what for fault in found)


PLACES: list[tuple[str, str, str, int]] = [
    ("110100001002001,110100001002,grid", ",110100001002,grid", "a code is missing", 8),
    ("110100001002001,110100001002,grid", "110100001002001,110100001002,", "a kind is missing", 8),
    ("110100001002001,110100001002,grid", "110100001002001,110100001009,grid", "in a row before", 8),
    ("110100001002001,110100001002,grid", "110100001001002,110100001001,grid", "used twice", 8),
    ("110100001002001,110100001002,grid", "110100001001003,110100001002,grid", "does not continue", 8),
    ("110100001002001,110100001002,grid", f"{'9' * 41},110100001002,grid", "a code has letters", 8),
    ("110100001002001,110100001002,grid", f"110100001002001,110100001002,{'k' * 21}", "at most 20", 8),
    ("东二第一网格,East Two Grid 1", ",", "a name is missing", 8),
    (GRID_3, GRID_3.replace(",,,\n", ",,2026-02-30,\n"), "YYYY-MM-DD", 8),
    (GRID_3, GRID_3.replace(",,,\n", ",,,soon\n"), "YYYY-MM-DD", 8),
    (GRID_3, GRID_3.replace(",,,\n", ",,2026-02-02,2026-02-02\n"), "must come after", 8),
    (GRID_3, GRID_3.replace(",,,\n", ",,,,,,\n"), "more cells than the header", 8),
    ("110100001000,110100000000,subdistrict", "110100001000,,subdistrict", "exactly one place", 0),
    ("code,parent,kind", "code,kind,kind", "two columns have the same name", 0),
    ("东二第一网格", '"东二第一网格', "", 0),
]


@pytest.mark.parametrize(("old", "new", "what", "row"), PLACES)
def test_a_fault_of_a_place_is_named_with_its_row(
    tmp_path: Path, old: str, new: str, what: str, row: int
) -> None:
    found = faults_of(small_town(tmp_path, edited("places.csv", old, new)))
    assert any(
        fault.file == "places.csv" and what in fault.what and (not row or fault.row == row)
        for fault in found
    ), found


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    small_town(tmp_path)
    path = tmp_path / "places.csv"
    path.write_bytes(path.read_text("utf-8").encode("gb18030"))
    assert any("not UTF-8" in fault.what and fault.remedy for fault in faults_of(tmp_path))


def test_signs_that_no_database_keeps_are_told(tmp_path: Path) -> None:
    found = faults_of(small_town(tmp_path, edited("places.csv", "东二第一网格", "东二\x00第一网格")))
    assert any(fault.file == "places.csv" for fault in found), found


OVERLAYS: list[tuple[str, str, str]] = [
    ("C-1,compound", ",compound", "a code is missing"),
    ("C-1,compound", "C-1,", "a kind is missing"),
    ("C-1,compound", "110100001001001,compound", "this code is used twice"),
    ("C-1,compound", "C/1,compound", "a code has letters"),
    ("C-1,compound", "C 1,compound", "a code has letters"),
    ("|110100001001002", "|110100001001009", "this place is not in places.csv"),
    ("和平小区,Heping Compound", ",", "a name is missing"),
    (
        ",,,\n",
        ",2026-05-01,2026-04-01,\n".replace(",\n", "\n").replace(",2026-05", ",,2026-05"),
        "must come after",
    ),
    ("code,kind,places,", "code,parent,places,", "a kind is missing"),
]


@pytest.mark.parametrize(("old", "new", "what"), OVERLAYS)
def test_a_fault_of_an_overlay_is_named(tmp_path: Path, old: str, new: str, what: str) -> None:
    found = faults_of(small_town(tmp_path, edited("overlays.csv", old, new)))
    assert any(fault.file == "overlays.csv" and what in fault.what for fault in found), found


def test_an_overlay_s_place_above_must_be_known(tmp_path: Path) -> None:
    text = "code,parent,kind,places,name:zh-Hans\nC-1,C-9,compound,,和平小区\n"
    found = faults_of(small_town(tmp_path, {"overlays.csv": text}))
    assert any(fault.file == "overlays.csv" and "in a row before" in fault.what for fault in found), found


def polygon(*points: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(point) for point in (*points, points[0])]]}


def feature(geometry: Any, code: Any = "110100001001001", **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"code": code, **properties}, "geometry": geometry}


BOUNDARIES: list[tuple[Any, str]] = [
    (square(0, 0, "110100009"), "no row has this code"),
    ({"type": "Feature", "geometry": None}, "no row has this code"),
    ({"type": "Feature", "properties": [1], "geometry": None}, "no row has this code"),
    (feature(None), "this is not a geometry"),
    (feature({"type": "Circle", "coordinates": [1, 2]}), "this is not a geometry"),
    (feature({"type": "Polygon", "coordinates": "here"}), "this is not a geometry"),
    (feature({"type": "Point", "coordinates": [116, 39]}), "a boundary is a polygon"),
    (feature({"type": "Polygon", "coordinates": []}), "a boundary is a polygon"),
    (feature(polygon((116, 39), (117, 40), (117, 39), (116, 40))), "crosses itself"),
    (feature(polygon((116, 39), (190, 39), (190, 40))), "degrees in WGS 84"),
    (feature(polygon((-190, 39), (116, 39), (116, 40))), "degrees in WGS 84"),
    (feature(polygon((116, 39), (117, 39), (117, 95))), "degrees in WGS 84"),
    (feature(polygon((116, -95), (117, 39), (116, 40))), "degrees in WGS 84"),
    (feature(polygon((12950000, 4850000), (12960000, 4850000), (12960000, 4860000))), "degrees in WGS 84"),
    (feature(polygon((116, 39), (117, 39), (117, 40)), valid_from="soon"), "YYYY-MM-DD"),
]


@pytest.mark.parametrize(("broken", "what"), BOUNDARIES)
def test_a_fault_of_a_boundary_is_named_with_its_number(tmp_path: Path, broken: Any, what: str) -> None:
    small_town(tmp_path)
    write_features(tmp_path / "places.geojson", [square(1, 0, "110100001001002"), broken])
    found = faults_of(tmp_path)
    assert any(
        fault.file == "places.geojson" and fault.row == 2 and what in fault.what for fault in found
    ), found


def test_two_boundaries_of_one_place_are_a_fault(tmp_path: Path) -> None:
    small_town(tmp_path)
    same = "110100001001002"
    write_features(tmp_path / "places.geojson", [square(1, 0, same), square(5, 0, same)])
    assert any(fault.row == 2 and "used twice" in fault.what for fault in faults_of(tmp_path))


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{}", '{"features": 5}', "not json", '{"features": {"a": 1}}', "\xff"]
)
@pytest.mark.parametrize("name", ["places.geojson", "map.geojson"])
def test_a_file_that_is_no_geojson_is_a_fault_and_no_crash(tmp_path: Path, name: str, text: str) -> None:
    small_town(tmp_path)
    (tmp_path / name).write_text(text, "latin-1")
    assert any(fault.file == name for fault in faults_of(tmp_path))


DRAWINGS: list[Any] = [
    {"type": "Feature", "properties": None, "geometry": {"type": "Point", "coordinates": [116, 39]}},
    {"type": "Feature", "properties": {"kind": "river"}, "geometry": None},
    {"type": "Feature", "properties": {"kind": "river"}, "geometry": {"type": "Line", "coordinates": []}},
    {
        "type": "Feature",
        "properties": {"kind": "landmark"},
        "geometry": {"type": "Point", "coordinates": []},
    },
    {
        "type": "Feature",
        "properties": {"kind": "k" * 21},
        "geometry": {"type": "Point", "coordinates": [1, 2]},
    },
    {"type": "Feature"},
]


@pytest.mark.parametrize("broken", DRAWINGS, ids=json.dumps)
def test_a_drawing_that_cannot_be_drawn_is_a_fault(tmp_path: Path, broken: Any) -> None:
    small_town(tmp_path)
    write_features(tmp_path / "map.geojson", [broken])
    assert [(fault.file, fault.row) for fault in faults_of(tmp_path)] == [("map.geojson", 1)]


def test_checking_reads_the_pack_and_changes_nothing(db: None, tmp_path: Path) -> None:
    from linli.places.models import Place
    from linli.platform.stamps.models import Stamp

    before = (list(Place.objects.order_by("code").values()), list(Stamp.objects.values()))
    faults_of(small_town(tmp_path, edited("places.csv", "grid,东二", ",东二")))
    assert before == (list(Place.objects.order_by("code").values()), list(Stamp.objects.values()))
