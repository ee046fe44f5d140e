# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a point to the grid that holds it, in memory.

Single points go through an STR tree. Many points first look into a raster: a cell that lies wholly
in one grid answers at once, only cells on a boundary ask the tree. A point on a shared boundary
belongs to the grid with the smaller code, so every point has one answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from linli.platform import stamps

from ..models import Boundary
from ..vocab import Reason
from .tree import STAMP, PlaceInfo, place_by_code, tree

WORTH_A_RASTER = 100_000  # points; below that the raster costs more than it saves
CELLS_A_GRID = 16
MOST_CELLS = 1_500_000


@dataclass(frozen=True)
class Located:
    """The grid (or smallest place) that holds a point, and the overlays that hold it too."""

    place: PlaceInfo
    overlays: tuple[PlaceInfo, ...]
    reason: Reason = Reason.POINT


class Locator:
    """Answers for one set of boundaries. ``codes`` and ``shapes`` run in parallel."""

    def __init__(self, codes: Sequence[str], shapes: Sequence[shapely.Geometry]) -> None:
        order = sorted(range(len(codes)), key=lambda index: codes[index])
        self.codes = [codes[index] for index in order]
        self.shapes = np.array([shapes[index] for index in order], dtype=object)
        shapely.prepare(self.shapes)
        self.tree = shapely.STRtree(self.shapes)

    def one(self, longitude: float, latitude: float) -> str | None:
        """The code of the place that holds a WGS 84 point, or ``None`` outside of all."""
        hits = self.tree.query(shapely.Point(longitude, latitude), predicate="intersects")
        return self.codes[int(hits.min())] if hits.size else None

    def shape_of(self, code: str) -> shapely.Geometry:
        """The outline of a place; raises ``KeyError`` for one without."""
        return self._by_code[code]

    @cached_property
    def _by_code(self) -> dict[str, shapely.Geometry]:
        return dict(zip(self.codes, self.shapes, strict=True))

    def all(self, longitude: float, latitude: float) -> list[str]:
        """Codes of all places that hold a point (overlays may lie over one another)."""
        hits = self.tree.query(shapely.Point(longitude, latitude), predicate="intersects")
        return [self.codes[int(hit)] for hit in sorted(hits)]

    def many(self, points: NDArray[np.float64]) -> NDArray[np.int64]:
        """Indexes into ``codes`` for an (n, 2) array of longitude and latitude; -1 outside."""
        found = np.full(len(points), -1, dtype=np.int64)
        open_ = np.arange(len(points))
        if len(points) >= WORTH_A_RASTER:
            left, bottom, width, height, cells = self._raster
            side = len(cells)
            column = np.floor((points[:, 0] - left) / width).astype(np.int64)
            row = np.floor((points[:, 1] - bottom) / height).astype(np.int64)
            inside = (column >= 0) & (column < side) & (row >= 0) & (row < side)
            open_ = open_[inside]
            found[open_] = cells[column[inside], row[inside]]
            open_ = open_[found[open_] < 0]
        asked, hits = self.tree.query(shapely.points(points[open_]), predicate="intersects")
        # Several hits of one point come in no order: writing from the largest down leaves the smallest.
        last_first = np.argsort(-hits, kind="stable")
        found[open_[asked[last_first]]] = hits[last_first]
        return found

    @cached_property
    def _raster(self) -> tuple[float, float, float, float, NDArray[np.int32]]:
        left, bottom, right, top = shapely.total_bounds(self.shapes)
        side = int(min(CELLS_A_GRID * len(self.codes), MOST_CELLS) ** 0.5) + 1
        width, height = (right - left) / side, (top - bottom) / side
        columns, rows = np.divmod(np.arange(side * side), side)
        x, y = left + columns * width, bottom + rows * height
        # A little larger than the cell, so that rounding never puts a point beside its own cell.
        grow_x, grow_y = width * 1e-6, height * 1e-6
        boxes = shapely.box(x - grow_x, y - grow_y, x + width + grow_x, y + height + grow_y)
        cell, holder = self.tree.query(boxes, predicate="covered_by")
        cells = np.full(side * side, -1, dtype=np.int32)
        cells[cell] = holder
        return left, bottom, width, height, cells.reshape(side, side)


def locator(on: date | None = None, *, overlay: bool = False) -> Locator:
    """The locator for the boundaries in force on a day (default: those that hold now).

    Only the finest places of the tree are looked up; ``overlay`` asks for those that cross it.
    """
    name = f"{STAMP}:locator:{on or ''}:{overlay}"
    return stamps.cached(name, lambda: _load(on, overlay))


def locate(longitude: float, latitude: float, on: date | None = None) -> Located | None:
    """The smallest place of the tree at a WGS 84 point, with the overlays there."""
    code = locator(on).one(longitude, latitude)
    if code is None:
        return None
    crossing = locator(on, overlay=True).all(longitude, latitude)
    return Located(place_by_code(code), tuple(place_by_code(found) for found in crossing))


def _load(on: date | None, overlay: bool) -> Locator:
    places = tree()
    codes, shapes = [], []
    for code, geometry in in_force(on):
        place = places.by_code[code]
        if place.overlay is overlay and (overlay or not places.children(code)):
            codes.append(code)
            shapes.append(shape(geometry))
    return Locator(codes, shapes)


def in_force(on: date | None) -> list[tuple[str, dict[str, object]]]:
    """Codes and geometries of the boundaries in force on a day; the newest where two meet."""
    rows = Boundary.objects.order_by("place_id", "valid_from", "id").values_list(
        "place__code", "geometry", "valid_from", "valid_to"
    )
    chosen: dict[str, dict[str, object]] = {}
    for code, geometry, begins, ends in rows:
        holds = (
            ends is None if on is None else (begins is None or begins <= on) and (ends is None or on < ends)
        )
        if holds:
            chosen[code] = geometry
    return sorted(chosen.items())
