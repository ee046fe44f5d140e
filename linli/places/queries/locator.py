# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a point to the grid that holds it, in memory.

Single points go through an STR tree. Many points first look into a raster: a cell that no outline
crosses answers at once, only cells on a boundary ask the tree. A point on a shared boundary
belongs to the grid with the smaller code, so every point has one answer.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import shapely
from django.db.models import F, Q
from numpy.typing import NDArray
from shapely.geometry import shape

from linli.platform import stamps

from ..models import Boundary
from ..vocab import Reason
from .tree import STAMP, PlaceInfo, place_by_code, today, tree

WORTH_A_RASTER = 100_000  # points; below that the raster costs more than it saves
CELLS_A_GRID = 16
MOST_CELLS = 1_500_000
CROSSED = -2  # a cell with an outline in it: only the tree can tell
TINY = 1e-6  # of a cell: rounding never puts a point beside its own cell


@dataclass(frozen=True)
class Located:
    """The grid (or smallest place) that holds a point, and the overlays that hold it too."""

    place: PlaceInfo
    overlays: tuple[PlaceInfo, ...]
    reason: Reason = Reason.POINT


@dataclass(frozen=True)
class Raster:
    """Cells of ``size`` from ``corner``; ``cells[column, row]`` is an index, -1 outside, or CROSSED."""

    corner: NDArray[np.float64]
    size: NDArray[np.float64]
    cells: NDArray[np.int64]


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
        if len(points) < WORTH_A_RASTER:
            return self._by_tree(points)
        raster = self._raster  # drawn before the threads ask for it
        with ThreadPoolExecutor(cores := os.cpu_count() or 1) as threads:
            parts = np.array_split(points, 2 * cores)
            return np.concatenate(list(threads.map(lambda part: self._by_raster(part, raster), parts)))

    def _by_tree(self, points: NDArray[np.float64]) -> NDArray[np.int64]:
        found = np.full(len(points), -1, dtype=np.int64)
        asked, hits = self.tree.query(shapely.points(points), predicate="intersects")
        # Several hits of one point come in no order: writing from the largest down leaves the smallest.
        last_first = np.argsort(-hits, kind="stable")
        found[asked[last_first]] = hits[last_first]
        return found

    def _by_raster(self, points: NDArray[np.float64], raster: Raster) -> NDArray[np.int64]:
        found = np.full(len(points), -1, dtype=np.int64)
        cell = np.floor((points - raster.corner) / raster.size).astype(np.int64)
        inside = ((cell >= 0) & (cell < len(raster.cells))).all(axis=1)
        found[inside] = raster.cells[cell[inside, 0], cell[inside, 1]]
        open_ = np.flatnonzero(inside & (found == CROSSED))
        found[open_] = self._by_tree(points[open_])
        return found

    @cached_property
    def _raster(self) -> Raster:
        left, bottom, right, top = shapely.total_bounds(self.shapes)
        side = int(min(CELLS_A_GRID * len(self.codes), MOST_CELLS) ** 0.5) + 1
        # A little wider than the town, so that its eastern and northern edge lie in the last cells.
        corner, size = np.array([left, bottom]), np.array([right - left, top - bottom]) * (1 + 1e-9) / side
        # Outlines in pieces shorter than a cell: the cells of a piece's ends hold all that it crosses.
        lines = shapely.segmentize(shapely.boundary(self.shapes), 0.9 * size.min())
        ends = (shapely.get_coordinates(lines) - corner) / size
        low = np.floor(np.minimum(ends[1:], ends[:-1]) - TINY).astype(np.int64).clip(0, side - 1)
        high = np.floor(np.maximum(ends[1:], ends[:-1]) + TINY).astype(np.int64).clip(0, side - 1)
        crossed = np.zeros((side, side), dtype=bool)
        for column in (low[:, 0], high[:, 0]):
            for row in (low[:, 1], high[:, 1]):
                crossed[column, row] = True
        # A cell that no outline crosses has one answer everywhere: that of its middle.
        whole = np.argwhere(~crossed)
        cells = np.full((side, side), CROSSED, dtype=np.int64)
        cells[~crossed] = self._by_tree(corner + (whole + 0.5) * size)
        return Raster(corner, size, cells)


def locator(on: date | None = None, *, overlay: bool = False) -> Locator:
    """The locator for the boundaries in force on a day (default: today).

    Only the finest places of the tree are looked up; ``overlay`` asks for those that cross it.
    """
    day = on or today()
    return stamps.cached(f"{STAMP}:locator:{since(day)}:{overlay}", lambda: _load(day, overlay))


def since(day: date) -> date | None:
    """The day since which the boundaries stand as they do on ``day``; ``None`` from the beginning."""
    changes = stamps.cached(f"{STAMP}:changes", _changes)
    place = bisect_right(changes, day)
    return changes[place - 1] if place else None


def _changes() -> list[date]:
    rows = Boundary.objects.order_by("id").values_list("valid_from", "valid_to")
    return sorted({day for row in rows for day in row if day is not None})


def locate(longitude: float, latitude: float, on: date | None = None) -> Located | None:
    """The smallest place of the tree at a WGS 84 point, with the overlays there."""
    code = locator(on).one(longitude, latitude)
    if code is None:
        return None
    crossing = locator(on, overlay=True).all(longitude, latitude)
    return Located(place_by_code(code), tuple(place_by_code(found) for found in crossing))


def _load(on: date, overlay: bool) -> Locator:
    places = tree()
    codes, shapes = [], []
    for code, geometry in in_force(on):
        place = places.by_code[code]
        if place.overlay is overlay and (overlay or not places.children(code)):
            codes.append(code)
            shapes.append(shape(geometry))
    return Locator(codes, shapes)


def in_force(on: date | None = None) -> list[tuple[str, dict[str, object]]]:
    """Codes and geometries of the boundaries in force on a day (default: today); the newest where
    two meet."""
    day = on or today()
    rows = (
        Boundary.objects.filter(Q(valid_from=None) | Q(valid_from__lte=day))
        .filter(Q(valid_to=None) | Q(valid_to__gt=day))
        .order_by("place_id", F("valid_from").asc(nulls_first=True), "id")
        .values_list("place__code", "geometry")
    )
    return sorted(dict(rows).items())
