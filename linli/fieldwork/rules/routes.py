# SPDX-License-Identifier: AGPL-3.0-or-later
"""The order in which doors are gone to, for one worker or fairly shared among several (PyVRP)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from .bound import least
from .walking import Spot, matrix, nearest

TRIES = 600  # of the local search: 60 doors take a quarter of a second
PATIENCE = 0.6  # seconds after which the best that was found is taken


@dataclass(frozen=True)
class Route:
    """One worker's round: positions of the doors in their order, and the seconds it takes to walk."""

    order: tuple[int, ...]
    seconds: int


@dataclass(frozen=True)
class Plan:
    """Rounds for all workers. ``naive`` is the one round that always goes to the nearest door left,
    ``bound`` a time below which no single round through all doors can be: seconds of walking."""

    routes: tuple[Route, ...]
    naive: int
    bound: int

    @property
    def seconds(self) -> int:
        return sum(route.seconds for route in self.routes)

    @property
    def gain(self) -> float:
        """The share of walking that is saved against the nearest neighbour."""
        return 1 - self.seconds / self.naive if self.naive else 0.0


def plan(
    home: Spot,
    doors: Sequence[Spot],
    workers: int = 1,
    *,
    tries: int = TRIES,
    patience: float | None = PATIENCE,
) -> Plan:
    """Rounds from ``home`` through all doors and back. No worker gets more than one door more than another.

    With the same ``tries`` and no ``patience`` the plan is always the same.
    """
    times = matrix([home, *doors])
    order, naive = nearest(times)
    workers = min(workers, len(doors)) or 1
    routes = _solved(times, workers, tries, patience) or [order]
    found = tuple(Route(tuple(door - 1 for door in route), _length(times, route)) for route in routes)
    if workers == 1 and naive < sum(route.seconds for route in found):
        found = (Route(tuple(door - 1 for door in order), naive),)
    single = sum(route.seconds for route in found) if workers == 1 else naive
    return Plan(found, naive, least(times, single))


def _solved(
    times: Sequence[Sequence[int]], workers: int, tries: int, patience: float | None
) -> list[list[int]]:
    if len(times) < 4:
        return _dealt(len(times) - 1, workers)
    import numpy as np
    import pyvrp
    from pyvrp import stop

    count = len(times) - 1
    table: Any = np.asarray(times, dtype=np.int64)
    share = -(-count // workers)
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in times],
        clients=[pyvrp.Client(number, delivery=[1]) for number in range(1, count + 1)],
        depots=[pyvrp.Depot(0)],
        vehicle_types=[pyvrp.VehicleType(workers, capacity=[share])],
        distance_matrices=[table],
        duration_matrices=[table],
    )
    limits: list[Any] = [stop.MaxIterations(tries)]
    if patience is not None:
        limits.append(stop.MaxRuntime(patience))
    best = pyvrp.solve(data, stop.MultipleCriteria(limits), seed=1, display=False, collect_stats=False).best
    return _evened(times, [_clients(route) for route in best.routes()], workers)


def _clients(route: Any) -> list[int]:
    return [int(activity.idx) + 1 for activity in route if activity.is_client()]


def _dealt(count: int, workers: int) -> list[list[int]]:
    return [list(range(1 + number, count + 1, workers)) for number in range(workers)]


def _evened(times: Sequence[Sequence[int]], routes: list[list[int]], workers: int) -> list[list[int]]:
    """Nobody with more than one door more than another: from the fullest round the door that lies nearest
    to the emptiest one moves there, where it costs least."""
    routes += [[] for _ in range(workers - len(routes))]
    while True:
        routes.sort(key=len)
        few, many = routes[0], routes[-1]
        if len(many) - len(few) <= 1:
            return routes
        door, place = min(
            ((door, place) for door in many for place in range(len(few) + 1)),
            key=lambda move: _more(times, few, *move) - _less(times, many, move[0]),
        )
        many.remove(door)
        few.insert(place, door)


def _more(times: Sequence[Sequence[int]], route: list[int], door: int, place: int) -> int:
    before = route[place - 1] if place else 0
    after = route[place] if place < len(route) else 0
    return times[before][door] + times[door][after] - times[before][after]


def _less(times: Sequence[Sequence[int]], route: list[int], door: int) -> int:
    place = route.index(door)
    return _more(times, [*route[:place], *route[place + 1 :]], door, place)


def _length(times: Sequence[Sequence[int]], route: Sequence[int]) -> int:
    stops = [0, *route, 0]
    return sum(times[one][other] for one, other in pairwise(stops))
