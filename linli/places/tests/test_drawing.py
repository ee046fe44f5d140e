# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's drawing: well-formed paths, every place inside its view, one file for light and dark."""

from __future__ import annotations

import re
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
import shapely
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from linli.places.queries import in_force, map_sheet, tree
from linli.places.queries.drawing import FLAT, WIDTH, Frame, MapSheet, _path
from linli.places.templatetags.places import Bubble, map_context, town_map

HERE = "509901001002"
PATH = re.compile(r"(?:M-?\d+ -?\d+l(?:-?\d+[ -]?-?\d+ ?)+z?)+")
NUMBER = re.compile(r"-?\d+")


@pytest.fixture
def sheet(db: None) -> MapSheet:
    found = map_sheet()
    assert found is not None
    return found


def rings(path: str) -> list[list[tuple[int, int]]]:
    """Points of the lines of a path, as a browser would read them."""
    lines = []
    for part in filter(None, path.split("M")):
        start, steps = part.rstrip("z").split("l")
        x, y = map(int, start.split())
        points, numbers = [(x, y)], list(map(int, NUMBER.findall(steps)))
        assert len(numbers) % 2 == 0
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        lines.append(points)
    return lines


def test_every_outline_is_a_closed_path_of_whole_numbers(sheet: MapSheet) -> None:
    assert len(sheet.outlines) > 150
    for code, path in sheet.outlines.items():
        assert PATH.fullmatch(path), code
        assert path.endswith("z")
        for points in rings(path):
            assert points[0] == points[-1], code
            assert len(points) >= 4, code


def test_a_drawn_outline_lies_where_the_boundary_is(sheet: MapSheet) -> None:
    for code, geometry in in_force():
        real = shapely.transform(
            shape(geometry),
            lambda points: (
                (points - (sheet.frame.left, sheet.frame.top))
                * (sheet.frame.per_longitude, -sheet.frame.per_latitude)
            ),
        )
        drawn = shapely.MultiLineString(rings(sheet.outlines[code]))
        assert shapely.hausdorff_distance(drawn, shapely.boundary(real)) < FLAT + 1.5, code


def test_the_town_fills_the_drawing(sheet: MapSheet) -> None:
    left, top, right, bottom = sheet.boxes[tree().root.code]
    assert (left, top, right) == (0, 0, WIDTH)
    assert bottom == sheet.frame.height


def test_the_view_of_a_place_contains_it_in_the_wished_ratio(sheet: MapSheet) -> None:
    for code in (*sheet.boxes, None, "no such place"):
        for ratio in (1.25, 0.5, 2.0):
            x, y, width, height = sheet.view(code, ratio)
            left, top, right, bottom = sheet.boxes.get(code or "", (0, 0, WIDTH, sheet.frame.height))
            assert x <= left and y <= top and x + width >= right and y + height >= bottom, code
            assert width / height == pytest.approx(ratio, rel=0.1)
            roomy = max(right - left, (bottom - top) * ratio)
            assert width <= roomy * 1.2 + 2


def test_a_name_stands_inside_of_its_place(sheet: MapSheet) -> None:
    outlines = {code: shape(geometry) for code, geometry in in_force()}
    for code, label in sheet.labels.items():
        longitude = sheet.frame.left + label.x / sheet.frame.per_longitude
        latitude = sheet.frame.top - label.y / sheet.frame.per_latitude
        near = 1.0 / sheet.frame.per_longitude
        assert outlines[code].distance(shapely.Point(longitude, latitude)) <= near, code


@settings(max_examples=200)
@given(st.floats(106.9, 107.0), st.floats(29.9, 30.0))
def test_north_is_up_and_east_is_right(x: float, y: float) -> None:
    frame = Frame(106.9, 30.0, 100_000, 115_000, 11_500)
    here, further = frame.point(x, y), frame.point(x + 0.001, y + 0.001)
    assert further[0] > here[0] and further[1] < here[1]


def test_north_to_south_is_as_long_as_east_to_west(sheet: MapSheet) -> None:
    """A degree of latitude is longer than one of longitude by 1 / cos(latitude)."""
    middle = (sheet.frame.top - sheet.frame.height / sheet.frame.per_latitude / 2) * 3.14159265 / 180
    cosine = 1 - middle**2 / 2 + middle**4 / 24 - middle**6 / 720
    assert sheet.frame.per_longitude / sheet.frame.per_latitude == pytest.approx(cosine, rel=1e-3)


def test_the_file_is_well_formed_and_names_no_colour(sheet: MapSheet) -> None:
    drawing = ElementTree.fromstring(sheet.svg)
    assert drawing.attrib["viewBox"] == f"0 0 {WIDTH} {sheet.frame.height}"
    for element in drawing.iter():
        for name in ("fill", "stroke"):
            value = element.attrib.get(name, "none")
            assert value == "none" or value.startswith("var(--map-"), value
    ids = [element.attrib["id"] for element in drawing.iter() if "id" in element.attrib]
    assert sorted(ids) == sorted({"base", "land", "level-0", "level-1", "level-2", "level-3"})
    assert len(sheet.svg) < 300_000, "small enough for a slow phone"


def test_landmarks_have_names_and_lie_on_the_sheet(sheet: MapSheet) -> None:
    assert len(sheet.landmarks) > 10
    for landmark in sheet.landmarks:
        assert landmark.names["zh-Hans"]
        assert 0 <= landmark.x <= WIDTH and 0 <= landmark.y <= sheet.frame.height


def test_a_place_smaller_than_the_line_is_still_drawn() -> None:
    frame = Frame(106.9, 30.0, 10_000, 11_500, 1_150)
    path = _path(frame, shapely.box(106.95, 29.95, 106.95001, 29.95001))
    assert len(rings(path)) == 1


def test_a_hole_is_a_line_of_its_own() -> None:
    frame = Frame(0, 1, 1000, 1000, 1000)
    ring = shapely.box(0, 0, 1, 1).difference(shapely.box(0.4, 0.4, 0.6, 0.6))
    assert len(rings(_path(frame, ring))) == 2


def test_a_page_s_map_shows_the_place_with_its_pin(sheet: MapSheet) -> None:
    context = map_context(sheet, HERE, (106.94, 29.945), picks=True, title="here")
    left, top, width, height = map(int, context["view"].split())
    box = sheet.boxes[HERE]
    assert left <= box[0] and top <= box[1] and left + width >= box[2] and top + height >= box[3]
    assert context["pin"] == sheet.frame.point(106.94, 29.945)
    assert {label.place.kind for label in context["labels"]} == {"grid"}
    whole = map_context(sheet)
    assert {label.place.kind for label in whole["labels"]} == {"community", "village"}


def test_a_held_map_follows_the_language_and_the_counts(sheet: MapSheet) -> None:
    def drawn(code: str, opened: int) -> str:
        with override(code):
            return town_map(
                counts=[SimpleNamespace(place=tree().by_code[HERE], total=9, open=opened)], base="/?place="
            )

    assert drawn("en", 3) == drawn("en", 3) != drawn("en", 4)
    assert "3 open of 9" in drawn("en", 3) and f'href="/?place={HERE}"' in drawn("en", 3)
    name = tree().by_code[HERE].names["zh-Hans"]
    assert name in drawn("zh-hans", 3) and name not in drawn("en", 3)


def test_bubbles_of_places_that_are_not_drawn_are_left_out(sheet: MapSheet) -> None:
    assert map_context(sheet, counts=[Bubble("999999999999", 1, 1)])["counts"] == []
