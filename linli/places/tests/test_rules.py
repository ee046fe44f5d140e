# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes of places, coordinates of three systems, and colours that can be read."""

from __future__ import annotations

import math
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.places.rules import (
    ACCENT,
    DARK_ACCENT,
    DARK_PAPER,
    PAPER,
    accent_colours,
    code_fault,
    contrast,
    folded,
    from_wgs84,
    in_gcj02_area,
    to_wgs84,
)
from linli.places.vocab import CodeScheme, CoordinateSystem

EXAMPLES = 5000 if os.environ.get("LINLI_FULL") == "1" else 300
EXACT = 1e-9  # degrees: a tenth of a millimetre

DISTRICT, STREET, COMMUNITY = "509901000000", "509901001000", "509901001002"
RIGHT = [
    (DISTRICT, "district", None),
    ("110000000000", "city", None),
    ("509921000000", "county", None),
    (STREET, "subdistrict", DISTRICT),
    ("509901099000", "subdistrict", DISTRICT),
    ("509901100000", "town", DISTRICT),
    ("509901199000", "town", DISTRICT),
    ("509901200000", "township", DISTRICT),
    ("509901399000", "township", DISTRICT),
    (COMMUNITY, "community", STREET),
    ("509901001199", "community", STREET),
    ("509901001200", "village", STREET),
    ("509901001399", "village", STREET),
    ("509901001002001", "grid", COMMUNITY),
    ("509901001002999", "grid", COMMUNITY),
    ("B-017", "building", COMMUNITY),
    ("anything.at-all_1", "our own kind", COMMUNITY),
]
WRONG = [
    ("", "district", None, "a code has"),
    ("-1", "grid", None, "a code has"),
    ("a/b", "building", None, "a code has"),
    ("社区一", "building", None, "a code has"),
    ("five o", "building", None, "a code has"),
    ("x" * 41, "building", None, "a code has"),
    ("5099010000００", "district", None, "a code has"),
    ("509901", "district", None, "6 digits and then six zeros"),
    (STREET, "district", None, "6 digits and then six zeros"),
    ("50990A000000", "city", None, "6 digits and then six zeros"),
    ("509901001", "subdistrict", DISTRICT, "12 digits"),
    (COMMUNITY, "subdistrict", DISTRICT, "12 digits"),
    ("509901001002", "grid", COMMUNITY, "12 digits"),
    ("5099010010020010", "grid", COMMUNITY, "12 digits"),
    ("50990100100A", "community", STREET, "12 digits"),
    (DISTRICT, "subdistrict", DISTRICT, "range"),
    ("509901100000", "subdistrict", DISTRICT, "range"),
    ("509901099000", "town", DISTRICT, "range"),
    ("509901200000", "town", DISTRICT, "range"),
    ("509901199000", "township", DISTRICT, "range"),
    ("509901400000", "township", DISTRICT, "range"),
    (STREET, "community", STREET, "range"),
    ("509901001200", "community", STREET, "range"),
    ("509901001199", "village", STREET, "range"),
    ("509901001400", "village", STREET, "range"),
    ("509901001002000", "grid", COMMUNITY, "range"),
    ("509902001000", "subdistrict", DISTRICT, "continue"),
    ("509901002002", "community", STREET, "continue"),
    ("509901001003001", "grid", COMMUNITY, "continue"),
]


@pytest.mark.parametrize(("code", "kind", "parent"), RIGHT)
def test_a_right_code_has_no_fault(code: str, kind: str, parent: str | None) -> None:
    assert code_fault(code, kind, parent, CodeScheme.CN) is None


@pytest.mark.parametrize(("code", "kind", "parent", "fault"), WRONG)
def test_a_wrong_code_is_told_what_is_wrong(code: str, kind: str, parent: str | None, fault: str) -> None:
    assert fault in str(code_fault(code, kind, parent, CodeScheme.CN))


def test_free_codes_need_only_be_plain() -> None:
    assert code_fault("area-1", "community", "chicago", CodeScheme.FREE) is None
    assert code_fault("area 1", "community", "chicago", CodeScheme.FREE) is not None


def test_names_are_compared_without_width_and_case() -> None:
    assert folded("Ｒｅｎｍｉｎ　ＲＯＡＤ") == "renmin road"
    assert folded("１号楼") == "1号楼"
    assert folded("人民街道濱江路社區") == folded("人民街道滨江路社区")


# --- coordinates ---------------------------------------------------------------------------------

INLAND = st.tuples(st.floats(73, 137), st.floats(1.5, 55))
SHIFTED = [CoordinateSystem.GCJ02, CoordinateSystem.BD09]


@pytest.mark.parametrize("system", SHIFTED)
@settings(max_examples=EXAMPLES, deadline=None)
@given(point=INLAND)
def test_a_point_comes_back_from_another_system(
    system: CoordinateSystem, point: tuple[float, float]
) -> None:
    there = from_wgs84(*point, system)
    assert math.dist(to_wgs84(*there, system), point) < EXACT
    back = to_wgs84(*point, system)
    assert math.dist(from_wgs84(*back, system), point) < EXACT


@settings(max_examples=EXAMPLES, deadline=None)
@given(point=INLAND)
def test_the_shift_inside_china_is_some_hundred_metres(point: tuple[float, float]) -> None:
    shift = math.dist(from_wgs84(*point, CoordinateSystem.GCJ02), point)
    assert 0 < shift < 0.03


@settings(max_examples=EXAMPLES, deadline=None)
@given(point=st.tuples(st.floats(-180, 180), st.floats(-90, 90)))
def test_outside_china_gcj02_changes_nothing(point: tuple[float, float]) -> None:
    if not in_gcj02_area(*point):
        assert from_wgs84(*point, CoordinateSystem.GCJ02) == point
        assert to_wgs84(*point, CoordinateSystem.GCJ02) == point


def test_known_points_of_the_published_formula() -> None:
    """Values that two published implementations (coordtransform, eviltransform) give."""
    to_gcj = {
        (116.404, 39.915): (116.41024449916938, 39.91640428150164),
        (121.5272106, 31.1774276): (121.531541859215, 31.17530398364597),
        (113.912316, 22.543847): (113.9171764808363, 22.540796131694766),
    }
    for point, shifted in to_gcj.items():
        assert from_wgs84(*point, CoordinateSystem.GCJ02) == pytest.approx(shifted, abs=1e-8)
    wgs = to_wgs84(116.404, 39.915, CoordinateSystem.GCJ02)
    bd09 = (116.41036949371029, 39.92133699351021)
    assert from_wgs84(*wgs, CoordinateSystem.BD09) == pytest.approx(bd09, abs=1e-8)
    assert from_wgs84(1.5, 2.5, CoordinateSystem.WGS84) == (1.5, 2.5)
    assert to_wgs84(1.5, 2.5, CoordinateSystem.WGS84) == (1.5, 2.5)


# --- the town's colour ---------------------------------------------------------------------------


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == pytest.approx(1)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


def test_our_own_colours_can_be_read() -> None:
    assert contrast(ACCENT, PAPER) >= 4.5
    assert contrast(DARK_ACCENT, DARK_PAPER) >= 4.5


@settings(max_examples=EXAMPLES)
@given(
    light=st.text("0123456789abcdefABCDEF", min_size=6, max_size=6), dark=st.none() | st.text(max_size=8)
)
def test_whatever_a_pack_says_the_accent_can_be_read(light: str, dark: str | None) -> None:
    chosen, chosen_dark = accent_colours(f"#{light}", dark)
    assert contrast(chosen, PAPER) >= 4.5
    assert contrast(chosen_dark, DARK_PAPER) >= 4.5
    assert chosen in (f"#{light}", ACCENT)
    if contrast(f"#{light}", PAPER) >= 4.5:
        assert chosen == f"#{light}"


@pytest.mark.parametrize(
    "given_colour", ["", None, "red", "#fff", "#777777", "#1e6b52;}", "url(x)", "#1e6b5g", 112233, True]
)
def test_a_colour_that_is_none_is_replaced_by_ours(given_colour: object) -> None:
    assert accent_colours(given_colour, given_colour) == (ACCENT, DARK_ACCENT)  # type: ignore[arg-type]
