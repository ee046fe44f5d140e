# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a point to its place: the tree, the raster and plain shapely give the same one answer."""

from __future__ import annotations

import os
import sys

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from linli.places.queries import Locator, in_force, locate, locator, place_by_code, tree
from linli.places.vocab import Reason

module = sys.modules[Locator.__module__]
FULL = os.environ.get("LINLI_FULL") == "1"
SIDE = 6  # the drawn town below has SIDE x SIDE squares with whole numbers as corners


def squares() -> Locator:
    """Squares side by side; codes run from the north-west, so that order is not that of space."""
    codes, shapes = [], []
    for row in range(SIDE):
        for column in range(SIDE):
            codes.append(f"{SIDE - row:02d}-{column:02d}")
            shapes.append(shapely.box(column, row, column + 1, row + 1))
    return Locator(codes, shapes)


def by_hand(finder: Locator, points: NDArray[np.float64]) -> NDArray[np.int64]:
    """The smallest index of a place that touches each point, asked place by place."""
    found = np.full(len(points), -1, dtype=np.int64)
    for index in range(len(finder.codes) - 1, -1, -1):
        found[shapely.intersects_xy(finder.shapes[index], points[:, 0], points[:, 1])] = index
    return found


def some_points(finder: Locator, count: int) -> NDArray[np.float64]:
    """Random points in and around the places, every corner, and points on the edges between corners."""
    random = np.random.default_rng(7)
    left, bottom, right, top = shapely.total_bounds(finder.shapes)
    wide, high = right - left, top - bottom
    scattered = random.uniform(
        (left - wide / 10, bottom - high / 10), (right + wide / 10, top + high / 10), (count, 2)
    )
    corners = shapely.get_coordinates(finder.shapes)
    between = (corners[:-1] + corners[1:]) / 2
    return np.concatenate([scattered, corners, between])


def test_codes_stand_in_order_whatever_order_they_came_in() -> None:
    assert squares().codes == sorted(squares().codes)


@settings(max_examples=2000 if FULL else 200, deadline=None)
@given(x=st.integers(-1, SIDE + 1), y=st.integers(-1, SIDE + 1), half=st.booleans())
def test_a_point_on_a_border_or_corner_belongs_to_the_smaller_code(x: int, y: int, half: bool) -> None:
    finder = squares()
    point = (x + (0.5 if half else 0.0), float(y))
    touching = [
        code for code in finder.codes if shapely.intersects_xy(finder.shape_of(code), point[0], point[1])
    ]
    assert finder.one(*point) == (min(touching) if touching else None)
    assert finder.all(*point) == sorted(touching)
    index = finder.many(np.array([point]))[0]
    assert (finder.codes[index] if index >= 0 else None) == finder.one(*point)


@pytest.mark.parametrize("raster", [False, True], ids=["tree", "raster"])
def test_many_points_are_found_as_by_hand(monkeypatch: pytest.MonkeyPatch, raster: bool) -> None:
    finder = squares()
    points = some_points(finder, 3000)
    monkeypatch.setattr(module, "WORTH_A_RASTER", 1 if raster else 10**9)
    assert np.array_equal(finder.many(points), by_hand(finder, points))


@pytest.mark.parametrize("raster", [False, True], ids=["tree", "raster"])
def test_many_points_of_the_town_are_found_as_by_hand(
    db: None, monkeypatch: pytest.MonkeyPatch, raster: bool
) -> None:
    finder = locator()
    points = some_points(finder, 50_000 if FULL else 5_000)
    monkeypatch.setattr(module, "WORTH_A_RASTER", 1 if raster else 10**9)
    found = finder.many(points)
    assert np.array_equal(found, by_hand(finder, points))
    assert (found < 0).any()
    assert len(set(found[found >= 0])) == len(finder.codes) == 120


def test_one_point_and_many_points_agree(db: None) -> None:
    finder = locator()
    points = some_points(finder, 500)[:: 1 if FULL else 5]
    many = finder.many(points)
    for (x, y), index in zip(points, many, strict=True):
        assert finder.one(x, y) == (finder.codes[index] if index >= 0 else None)


def test_from_a_hundred_thousand_points_on_the_raster_answers_the_same(db: None) -> None:
    finder = locator()
    points = np.tile(some_points(finder, 20_000), (5, 1))[: module.WORTH_A_RASTER]
    assert len(points) == module.WORTH_A_RASTER
    whole = finder.many(points)
    assert "_raster" in finder.__dict__
    part = finder.many(points[: module.WORTH_A_RASTER - 1])
    assert np.array_equal(whole[:-1], part)


def test_places_with_holes_and_islands_are_found_on_the_raster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORTH_A_RASTER", 1)
    ring = shapely.box(0, 0, 9, 9).difference(shapely.box(3, 3, 6, 6))
    isles = shapely.MultiPolygon([shapely.box(20, 0, 21, 1), shapely.box(24, 4, 25, 5)])
    finder = Locator(["b-isles", "a-ring", "c-core"], [isles, ring, shapely.box(3.5, 3.5, 5.5, 5.5)])
    points = some_points(finder, 3000)
    assert np.array_equal(finder.many(points), by_hand(finder, points))


def test_where_outlines_overlap_the_raster_too_tells_the_smaller_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "WORTH_A_RASTER", 1)
    finder = Locator(
        ["c", "b", "a"], [shapely.box(0, 0, 9, 9), shapely.box(2, 2, 7, 7), shapely.box(4, 4, 11, 11)]
    )
    points = some_points(finder, 3000)
    assert np.array_equal(finder.many(points), by_hand(finder, points))


def test_a_town_without_boundaries_holds_no_point() -> None:
    empty = Locator([], [])
    assert empty.one(106.5, 29.5) is None
    assert empty.all(106.5, 29.5) == []
    assert empty.many(np.array([[106.5, 29.5]])).tolist() == [-1]


def test_only_the_finest_places_are_looked_up_and_each_has_its_outline(db: None) -> None:
    finder = locator()
    assert {place_by_code(code).kind for code in finder.codes} == {"grid"}
    with pytest.raises(KeyError):
        finder.shape_of("509901001000")


def test_locate_tells_the_grid_and_every_overlay_that_lies_there(db: None) -> None:
    crossing = locator(overlay=True)
    assert crossing.codes
    seen = set()
    for code, outline in zip(crossing.codes, crossing.shapes, strict=True):
        inside = outline.representative_point()
        found = locate(inside.x, inside.y)
        if found is None:
            continue
        seen.add(code)
        assert found.place.code == locator().one(inside.x, inside.y)
        assert found.reason is Reason.POINT
        expected = [
            other
            for other, shape in zip(crossing.codes, crossing.shapes, strict=True)
            if shapely.intersects_xy(shape, inside.x, inside.y)
        ]
        assert [place.code for place in found.overlays] == sorted(expected)
        assert code in expected
        assert all(place.overlay for place in found.overlays)
    assert len(seen) == len(crossing.codes)


def test_a_point_outside_of_the_town_is_nowhere(db: None) -> None:
    west, south, east, north = shapely.total_bounds(locator().shapes)
    for point in ((west - 0.01, south), (east + 0.01, north), (0.0, 0.0), (-179.9, 89.9)):
        assert locate(*point) is None


def test_every_place_of_the_tree_has_an_outline_that_holds_those_below(db: None) -> None:
    outlines = {code: shapely.geometry.shape(found) for code, found in in_force(None)}
    for place in tree():
        if place.overlay or place.parent is None:
            continue
        above, here = outlines[place.parent], outlines[place.code]
        assert here.difference(above.buffer(1e-9)).is_empty, place.code
