# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli bench places``: from points to grids, for a generated city whose truth is known.

The grids are star-shaped: each is the fan of triangles between its middle and its outline. A point is
drawn inside one triangle of one fan, so its grid is known without asking any geometry library; one in
a hundred is a corner that several grids share (the smallest code is right), one in a hundred lies
outside of the city.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from .queries.locator import Locator

EDGE = 10  # outline points on each of the four sides of a grid
STEP = 0.001  # degrees from one grid to the next, about 100 m
WEST, SOUTH = 106.0, 29.0
SINGLES = 20_000


@dataclass(frozen=True)
class City:
    """``outlines`` is (grids, 4 × EDGE, 2) of longitude and latitude, counter-clockwise."""

    outlines: NDArray[np.float64]
    middles: NDArray[np.float64]
    codes: list[str]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--grids", type=int, default=70_000)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3, help="the median of so many runs is told")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    chance = np.random.default_rng(options.seed)
    city = generated_city(options.grids, chance)
    points, truth = points_of(city, options.points, chance)
    began = time.perf_counter()
    locator = Locator(city.codes, list(shapely.polygons(city.outlines)))
    built = time.perf_counter() - began
    began = time.perf_counter()
    found = locator.many(points)  # the first call also draws the raster
    first = time.perf_counter() - began
    wrong = int((found != truth).sum())
    bulk = []
    for _ in range(options.runs):
        began = time.perf_counter()
        locator.many(points)
        bulk.append(time.perf_counter() - began)
    single = []
    for _ in range(options.runs):
        few = chance.choice(len(points), SINGLES)
        asked = [(float(x), float(y)) for x, y in points[few]]
        began = time.perf_counter()
        answers = [locator.one(x, y) for x, y in asked]
        single.append((time.perf_counter() - began) / SINGLES)
        right = [city.codes[index] if index >= 0 else None for index in truth[few]]
        wrong += sum(answer != code for answer, code in zip(answers, right, strict=True))
    told = {
        "grids": len(city.codes),
        "points": len(points),
        "wrong": wrong,
        "bulk_per_s": round(len(points) / statistics.median(bulk)),
        "first_per_s": round(len(points) / first),
        "single_us": round(statistics.median(single) * 1e6, 1),
        "build_s": round(built, 2),
    }
    print(json.dumps(told) if options.json else "\n".join(f"{k:<12} {v:>12,}" for k, v in told.items()))
    return 1 if wrong else 0


def generated_city(grids: int, chance: np.random.Generator) -> City:
    """A city of ``grids`` grids with crooked, shared outlines; nearly square as a whole."""
    columns = int(np.ceil(grids**0.5))
    rows = -(-grids // columns)
    x, y = np.meshgrid(np.arange(columns + 1.0), np.arange(rows + 1.0), indexing="ij")
    corners = np.stack([x, y], axis=-1) + chance.uniform(-0.17, 0.17, (columns + 1, rows + 1, 2))
    flat = crooked(corners[:-1], corners[1:], chance)  # [column, row]: along the southern side
    upright = crooked(corners[:, :-1], corners[:, 1:], chance)  # [column, row]: along the western side
    outlines = np.concatenate(
        [
            flat[:, :-1, :-1],  # west to east
            upright[1:, :, :-1],  # south to north
            flat[:, 1:, :0:-1],  # east to west
            upright[:-1, :, :0:-1],  # north to south
        ],
        axis=2,
    ).reshape(columns * rows, 4 * EDGE, 2)[:grids]
    outlines = outlines * STEP + (WEST, SOUTH)
    middles = outlines.mean(axis=1)
    assert (doubled_areas(outlines, middles) > 0).all(), "a grid is not star-shaped"
    return City(outlines, middles, [f"{number:015d}" for number in range(grids)])


def crooked(
    starts: NDArray[np.float64], ends: NDArray[np.float64], chance: np.random.Generator
) -> NDArray[np.float64]:
    """Lines of EDGE + 1 points from ``starts`` to ``ends``, shaken a little between them."""
    along = np.linspace(0, 1, EDGE + 1)[:, None]
    lines: NDArray[np.float64] = starts[:, :, None] * (1 - along) + ends[:, :, None] * along
    lines[:, :, 1:-1] += chance.uniform(-0.015, 0.015, lines[:, :, 1:-1].shape)
    lines[:, :, 0], lines[:, :, -1] = starts, ends
    return lines


def doubled_areas(outlines: NDArray[np.float64], middles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Twice the signed area of every triangle of every fan."""
    one = outlines - middles[:, None]
    two = np.roll(one, -1, axis=1)
    areas: NDArray[np.float64] = one[..., 0] * two[..., 1] - one[..., 1] * two[..., 0]
    return areas


def points_of(
    city: City, count: int, chance: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """``count`` points and the index of the grid that is right for each (-1 outside)."""
    grids, sides = city.outlines.shape[:2]
    truth = chance.integers(0, grids, count)
    side = chance.integers(0, sides, count)
    weights = chance.dirichlet((1, 1, 1), count) * 0.998 + 0.002 / 3  # never on an edge of the triangle
    triangle = np.stack(
        [city.middles[truth], city.outlines[truth, side], city.outlines[truth, (side + 1) % sides]], axis=1
    )
    points = (triangle * weights[..., None]).sum(axis=1)
    special = chance.permutation(count)[: count // 50]
    corners, outside = np.array_split(special, 2)
    points[corners], truth[corners] = shared_corners(city, truth[corners])
    points[outside] = city.outlines.reshape(-1, 2).max(axis=0) + chance.uniform(STEP, 9, (len(outside), 2))
    truth[outside] = -1
    return points, truth


def shared_corners(city: City, grids: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The south-western corner of each grid, and the smallest of the grids that meet there."""
    every = city.outlines.reshape(-1, 2)
    owner = np.repeat(np.arange(len(city.outlines)), city.outlines.shape[1])
    _, first, group = np.unique(every, axis=0, return_index=True, return_inverse=True)
    smallest = np.full(len(first), len(city.outlines))
    np.minimum.at(smallest, group.ravel(), owner)
    corner = city.outlines[grids, 0]
    return corner, smallest[group.ravel()[grids * city.outlines.shape[1]]]
