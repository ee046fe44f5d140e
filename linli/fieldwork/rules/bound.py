# SPDX-License-Identifier: AGPL-3.0-or-later
"""A time below which no round can be: what a route is printed beside (Held and Karp, 1970 and 1971)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

STEPS = 150


def least(times: Sequence[Sequence[int]], best: int) -> int:
    """A lower bound in seconds of every round through all points; ``best`` is a round that is known.

    Each step weighs the points of a cheapest one-tree so that it looks more like a round.
    """
    cost = np.asarray(times, dtype=float)
    if len(cost) < 3:
        return int(2 * cost[0].sum()) if len(cost) > 1 else 0
    weights = np.zeros(len(cost))
    found, scale = 0.0, 2.0
    for step in range(STEPS):
        length, degrees = _one_tree(cost + weights[:, None] + weights[None, :])
        bound = length - 2 * weights.sum()
        found = max(found, bound)
        off = degrees - 2
        if not off.any():
            break
        weights = weights + scale * max(best - bound, 1.0) / float(off @ off) * off
        if step % 15 == 14:
            scale /= 2
    return min(int(found), best)


def _one_tree(cost: NDArray[np.float64]) -> tuple[float, NDArray[np.int64]]:
    """The cheapest tree over all points but the first, and the two cheapest ways to that one."""
    count = len(cost)
    degrees = np.zeros(count, dtype=np.int64)
    inside = np.zeros(count, dtype=bool)
    inside[[0, 1]] = True
    nearest, source, total = cost[1].copy(), np.ones(count, dtype=np.int64), 0.0
    for _ in range(count - 2):
        point = int(np.where(inside, np.inf, nearest).argmin())
        total += nearest[point]
        degrees[point] += 1
        degrees[source[point]] += 1
        inside[point] = True
        closer = cost[point] < nearest
        nearest[closer], source[closer] = cost[point][closer], point
    home = np.argsort(cost[0, 1:], kind="stable")[:2] + 1
    degrees[home] += 1
    degrees[0] = 2
    return total + float(cost[0, home].sum()), degrees
