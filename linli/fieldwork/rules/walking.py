# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long a worker walks from door to door, in seconds: ways, steps and stairs of a hilly town.

On a closed round everything that is climbed is also descended, so each metre of height costs the mean of
both ways: the table of times is symmetric without losing anything.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

PACE = 1.1  # metres a second on the flat, with a bag: between 0.9 (older people) and 1.3 (free walking)
DETOUR = 1.3  # ways between houses against the straight line
CLIMB = 2.6  # seconds for a metre of height, mean of going up (0.3 m/s) and down (0.55 m/s)
STOREY = 3.0  # metres of height between two floors
LIFT = 45  # seconds to wait for a lift and ride it
DEGREE = 111_320.0  # metres of one degree of latitude


@dataclass(frozen=True)
class Spot:
    """A door: degrees (WGS 84), metres of its entrance above a common zero, floor (1 is the ground), lift.

    ``entrance`` is the same for doors behind one entrance.
    """

    longitude: float
    latitude: float
    height: float = 0.0
    floor: int = 1
    lift: bool = False
    entrance: str = ""


def seconds_of(one: Spot, other: Spot) -> int:
    """The time from one door to the other."""
    if one.entrance and one.entrance == other.entrance:
        storeys = abs(one.floor - other.floor) * STOREY * CLIMB
        return round(min(storeys, LIFT) if one.lift else storeys) + 8  # along the landing
    east = (
        (other.longitude - one.longitude)
        * DEGREE
        * math.cos(math.radians((one.latitude + other.latitude) / 2))
    )
    north = (other.latitude - one.latitude) * DEGREE
    way = math.hypot(east, north) * DETOUR / PACE
    return round(way + abs(one.height - other.height) * CLIMB + _stairs(one) + _stairs(other)) + 8


def _stairs(spot: Spot) -> float:
    storeys = abs(spot.floor - 1) * STOREY * CLIMB
    return min(storeys, LIFT) if spot.lift else storeys


def matrix(spots: Sequence[Spot]) -> list[list[int]]:
    """Times between all of them, 0 on the diagonal."""
    table = [[0] * len(spots) for _ in spots]
    for i, one in enumerate(spots):
        for j in range(i):
            table[i][j] = table[j][i] = seconds_of(one, spots[j])
    return table


def nearest(times: Sequence[Sequence[int]]) -> tuple[list[int], int]:
    """What anybody would do: from 0 always to the nearest door left, then home. Order and seconds."""
    left, order, total = set(range(1, len(times))), [0], 0
    while left:
        here = order[-1]
        there = min(left, key=lambda door: (times[here][door], door))
        total += times[here][there]
        order.append(there)
        left.remove(there)
    return order[1:], total + times[order[-1]][0]
