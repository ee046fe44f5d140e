# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drawing the town: one base map as SVG, made from boundaries and drawings, and frames to look at it.

Units of the drawing are thousandths of its width; north is up. Colours are names of style tokens, so
the same file serves light, dark and print.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import quoteattr

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from linli.platform import stamps

from ..models import Drawing
from .locator import in_force, since
from .tree import STAMP, PlaceInfo, today, tree

WIDTH = 10_000
MARGIN = 0.03  # of the frame, on each side
FLAT = 2.0  # drawing units: points closer to the line than this are left out of the base map

# kind -> (element id it belongs to, attributes)
LOOKS: dict[str, str] = {
    "green": 'fill="var(--map-green)"',
    "river": 'fill="var(--map-water)" stroke="var(--map-water)" stroke-width="2"',
    "street": 'fill="none" stroke="var(--map-road)" stroke-width="1.5"',
    "road": 'fill="none" stroke="var(--map-road)" stroke-width="4"',
    "bridge": 'fill="none" stroke="var(--map-road)" stroke-width="4"',
    "rail": 'fill="none" stroke="var(--map-edge)" stroke-width="1.5" stroke-dasharray="6 3"',
    "ferry": 'fill="none" stroke="var(--map-edge)" stroke-width="1.5" stroke-dasharray="2 4"',
}
ORDER = ("green", "river", "ferry", "street", "road", "bridge", "rail")


@dataclass(frozen=True)
class Frame:
    """From WGS 84 to the drawing: degrees of the left and upper edge, units per degree."""

    left: float
    top: float
    per_longitude: float
    per_latitude: float
    height: int

    def as_text(self) -> str:
        """For scripts: left, top, units per degree of longitude and of latitude."""
        return f"{self.left} {self.top} {self.per_longitude} {self.per_latitude}"

    def point(self, longitude: float, latitude: float) -> tuple[int, int]:
        return (
            round((longitude - self.left) * self.per_longitude),
            round((self.top - latitude) * self.per_latitude),
        )


@dataclass(frozen=True)
class Label:
    """A name on the map. ``size`` is in drawing units."""

    place: PlaceInfo
    x: int
    y: int


@dataclass(frozen=True)
class Landmark:
    """Something with a name that helps to find one's way."""

    names: Mapping[str, str]
    x: int
    y: int


@dataclass(frozen=True, eq=False)
class MapSheet:
    """What a page needs to draw the town: frame, outlines by code, label points, landmarks, file.

    Equal only to itself, so that what was drawn on it can be held by it."""

    frame: Frame
    outlines: Mapping[str, str]
    labels: Mapping[str, Label]
    boxes: Mapping[str, tuple[int, int, int, int]]
    landmarks: tuple[Landmark, ...]
    svg: str
    version: str

    def view(self, code: str | None = None, ratio: float = 1.25) -> tuple[int, int, int, int]:
        """The part of the drawing to show for a place, widened to ``ratio`` (width by height)."""
        box = self.boxes.get(code or "") or (0, 0, WIDTH, self.frame.height)
        left, top, right, bottom = box
        width, height = right - left, bottom - top
        grow = max(width, height * ratio) * (1 + 2 * MARGIN)
        tall = grow / ratio
        return (
            round(left + width / 2 - grow / 2),
            round(top + height / 2 - tall / 2),
            round(grow),
            round(tall),
        )


def map_sheet() -> MapSheet | None:
    """The drawing of the town, or ``None`` while no place has a boundary."""
    return stamps.cached(f"{STAMP}:sheet:{since(today())}", _draw)


def _draw() -> MapSheet | None:
    places = tree()
    shapes = {code: shape(geometry) for code, geometry in in_force()}
    if not shapes:
        return None
    frame = _frame(shapes[places.root.code] if places.root.code in shapes else next(iter(shapes.values())))
    drawings = list(Drawing.objects.order_by("id").values_list("kind", "names", "geometry"))
    outlines = {code: _path(frame, outline) for code, outline in shapes.items()}
    labels, boxes = {}, {}
    for code, outline in shapes.items():
        inside = outline.representative_point()
        labels[code] = Label(places.by_code[code], *frame.point(inside.x, inside.y))
        west, south, east, north = outline.bounds
        boxes[code] = (*frame.point(west, north), *frame.point(east, south))
    landmarks = tuple(
        Landmark(names, *frame.point(*geometry["coordinates"]))
        for kind, names, geometry in drawings
        if kind == "landmark" and geometry.get("type") == "Point"
    )
    svg = _svg(frame, places.root.code, outlines, drawings)
    version = hashlib.sha256(svg.encode()).hexdigest()[:12]
    return MapSheet(frame, outlines, labels, boxes, landmarks, svg, version)


def _frame(root: BaseGeometry) -> Frame:
    west, south, east, north = root.bounds
    per_longitude = WIDTH / (east - west)
    per_latitude = per_longitude / math.cos(math.radians((south + north) / 2))
    return Frame(west, north, per_longitude, per_latitude, round((north - south) * per_latitude))


def _svg(
    frame: Frame, root: str, outlines: Mapping[str, str], drawings: Iterable[tuple[str, Any, Any]]
) -> str:
    places = tree()
    layers: dict[str, list[str]] = {}
    for kind, _, geometry in drawings:
        if kind in LOOKS:
            outline = shape(geometry)
            line = outline.geom_type.endswith("LineString")
            look = LOOKS[kind]
            if kind == "river" and line:
                look = 'fill="none" stroke="var(--map-water)" stroke-width="5"'
            layers.setdefault(kind, []).append(f'<path {look} d="{_path(frame, outline)}"/>')
    finest = [place for place in places if not place.overlay and place.code in outlines]
    levels: dict[int, list[str]] = {}
    for place in finest:
        levels.setdefault(place.depth, []).append(outlines[place.code])
    parts = [f'<path id="land" fill="var(--map-land)" d="{outlines.get(root, "")}"/>']
    parts += [layer for kind in ORDER for layer in layers.get(kind, ())]
    edges = []
    for depth in sorted(levels, reverse=True):
        weight = {0: 2.5, 1: 2.0, 2: 1.2}.get(depth, 0.6)
        dash = "" if depth <= 2 else ' stroke-dasharray="3 3"'
        edges.append(
            f'<path id="level-{depth}" fill="none" stroke="var(--map-edge)" stroke-width="{weight}"{dash} '
            f'vector-effect="non-scaling-stroke" d={quoteattr("".join(levels[depth]))}/>'
        )
    body = "".join(parts).replace("<path ", '<path vector-effect="non-scaling-stroke" ')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {frame.height}">'
        f'<g id="base" stroke-linejoin="round" stroke-linecap="round">{body}</g>{"".join(edges)}</svg>'
    )


def _path(frame: Frame, outline: BaseGeometry) -> str:
    """An SVG path of whole units, relative from point to point."""
    scaled = shapely.transform(
        outline,
        lambda points: (points - (frame.left, frame.top)) * (frame.per_longitude, -frame.per_latitude),
    )
    drawn = shapely.simplify(scaled, FLAT)
    parts = []
    for line in _lines(drawn):
        points = [(round(x), round(y)) for x, y in shapely.get_coordinates(line)]
        parts.append(f"M{points[0][0]} {points[0][1]}l")
        steps = (f"{x - before[0]} {y - before[1]}" for before, (x, y) in pairwise(points))
        parts.append(" ".join(steps).replace(" -", "-"))
        if points[0] == points[-1]:
            parts.append("z")
    return "".join(parts)


def _lines(outline: BaseGeometry) -> Iterable[BaseGeometry]:
    if outline.geom_type in ("MultiPolygon", "MultiLineString", "GeometryCollection"):
        for part in outline.geoms:
            yield from _lines(part)
    elif outline.geom_type == "Polygon":
        yield outline.exterior
        yield from outline.interiors
    elif outline.geom_type == "LineString":
        yield outline
