# SPDX-License-Identifier: AGPL-3.0-or-later
"""Walking, routes beside their bound, fair shares, who is due: all pure."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import pairwise, permutations
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from linli.fieldwork.rules import due_wishes, ends_of, fair_shares, least, lot, matrix, nearest, seconds_of
from linli.fieldwork.rules.routes import plan
from linli.fieldwork.rules.walking import Spot
from linli.fieldwork.vocab import Rhythm

HOME = Spot(106.95, 29.94)
DAY = date(2026, 6, 10)


def town(seed: int, count: int) -> list[Spot]:
    """Doors over a hilly community: 300 houses on 1.8 km, a fifth of them with a lift."""
    chance = random.Random(seed)
    houses = [(chance.uniform(-900, 900), chance.uniform(-900, 900)) for _ in range(300)]
    found = []
    for _ in range(count):
        number = chance.randrange(len(houses))
        x, y = houses[number]
        lift = number % 5 == 0
        floor = chance.randint(1, 18 if lift else 6)
        found.append(
            Spot(106.95 + x / 96_000, 29.94 + y / 111_320, round((x + y) / 12), floor, lift, str(number))
        )
    return found


def length(order: tuple[int, ...], doors: list[Spot]) -> int:
    stops = [HOME, *(doors[number] for number in order), HOME]
    return sum(seconds_of(one, other) for one, other in pairwise(stops))


def test_stairs_lifts_and_slopes_take_time() -> None:
    ground = Spot(106.95, 29.94, entrance="a")
    hall = Spot(106.95, 29.94, lift=True, entrance="a")
    up = Spot(106.95, 29.94, floor=6, entrance="a")
    lift = Spot(106.95, 29.94, floor=16, lift=True, entrance="a")
    other = Spot(106.951, 29.94, entrance="b")
    above = Spot(106.951, 29.94, height=30, entrance="b")
    assert seconds_of(ground, ground) < seconds_of(ground, up)
    assert seconds_of(hall, lift) <= 45 + 8 < seconds_of(ground, up) + 20
    assert seconds_of(other, above) < seconds_of(ground, above)  # behind one entrance there is no slope
    assert seconds_of(ground, above) == seconds_of(above, ground)
    assert seconds_of(ground, above) - seconds_of(ground, other) == round(30 * 2.6)
    assert seconds_of(up, other) > seconds_of(ground, other)


@settings(max_examples=12)
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_a_route_of_few_doors_is_the_best_and_no_bound_is_above_it(seed: int, count: int) -> None:
    doors = town(seed, count)
    found = plan(HOME, doors, tries=200, patience=None)
    best = min(length(order, doors) for order in permutations(range(count)))
    assert sorted(found.routes[0].order) == list(range(count))
    assert found.seconds == length(found.routes[0].order, doors) == best
    assert found.bound <= best <= found.naive


def test_sixty_doors_are_walked_in_a_seventh_less_than_from_door_to_nearest_door() -> None:
    plans = [plan(HOME, town(seed, 60), patience=None) for seed in (0, 1, 3)]
    saved = 1 - sum(one.seconds for one in plans) / sum(one.naive for one in plans)
    assert saved >= 0.15
    for one in plans:
        assert one.bound <= one.seconds <= one.bound * 1.05  # how far from the best it can be at most


def test_several_workers_share_doors_fairly() -> None:
    doors = town(2, 41)
    found = plan(HOME, doors, 3, tries=100, patience=None)
    assert sorted(len(route.order) for route in found.routes) == sorted(fair_shares(41, 3)) == [13, 14, 14]
    assert sorted(door for route in found.routes for door in route.order) == list(range(41))
    assert all(route.seconds == length(route.order, doors) for route in found.routes)
    assert len(plan(HOME, doors[:2], 5).routes) == 2


def test_the_nearest_neighbour_and_the_bound_of_nothing() -> None:
    assert nearest(matrix([HOME])) == ([], 0)
    assert least(matrix([HOME]), 0) == 0
    one = matrix([HOME, town(1, 1)[0]])
    assert least(one, 2 * one[0][1]) == 2 * one[0][1]


def test_a_wish_is_due_by_its_rhythm_and_ends_by_itself() -> None:
    begun = DAY - timedelta(days=30)
    lines = [(rhythm.value, rhythm, begun, ends_of(rhythm, begun)) for rhythm in Rhythm]
    assert due_wishes(lines, {}, DAY) == ["once", "month", "quarter"]
    met = {rhythm.value: begun + timedelta(days=1) for rhythm in Rhythm}
    assert due_wishes(lines, met, DAY) == ["month"]
    assert due_wishes(lines, {"once": begun - timedelta(days=1)}, DAY)[0] == "once"  # before they wished
    assert due_wishes(lines, {}, begun + timedelta(days=400)) == []
    assert due_wishes(lines, {}, begun - timedelta(days=1)) == []


def test_a_lot_can_be_drawn_again_and_no_other_seed_gives_the_same() -> None:
    homes = [UUID(int=number) for number in range(200)]
    assert lot(homes, 20, "a") == lot(reversed(homes), 20, "a")
    assert set(lot(homes, 20, "a")) != set(lot(homes, 20, "b"))
    drawn = [door for number in range(400) for door in lot(homes, 20, str(number))]
    assert all(15 <= drawn.count(home) <= 75 for home in homes[:50])  # 40 each, give and take
