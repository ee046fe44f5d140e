# SPDX-License-Identifier: AGPL-3.0-or-later
"""From which certainty the reader speaks by itself: what each choice would mean, and its drawing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

GRID = (30, 40, 50, 60, 70, 75, 80, 85, 90, 92, 94, 96, 98, 99)  # certainties to choose from, in percent
NEVER = 100  # a certainty that no reading reaches: it only offers choices
ENOUGH = 60  # decisions from which they are measured by themselves
FEWEST = 10  # suggestions from which a share is worth drawing
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 360, 250, 46, 14, 14, 44  # the drawing, in its own units
Z = 1.96  # of a normal curve: 95 of 100

Tally = Mapping[int, Sequence[int]]  # whole percent of certainty -> [right, wrong]


@dataclass(frozen=True)
class Step:
    """What follows from a certainty: of ``asked`` texts ``told`` get a suggestion, ``wrong`` a wrong."""

    percent: int
    asked: int
    told: int
    wrong: int

    @property
    def of_100(self) -> int:
        """Texts of 100 that get a suggestion."""
        return round(100 * self.told / self.asked) if self.asked else 0

    @property
    def wrong_of_100(self) -> int:
        """Texts of 100 that get a wrong one."""
        return round(100 * self.wrong / self.asked) if self.asked else 0

    @property
    def left_of_100(self) -> int:
        """Texts of 100 that a person reads without a suggestion."""
        return 100 - self.of_100

    @property
    def right(self) -> float:
        """The share of suggestions that are right, 0 to 1."""
        return 1 - self.wrong / self.told if self.told else 0.0

    @property
    def span(self) -> tuple[float, float]:
        """Where that share lies with 95 % certainty (Wilson's interval)."""
        if not self.told:
            return 0.0, 1.0
        share, of = self.right, self.told
        middle = share + Z * Z / (2 * of)
        half = Z * math.sqrt(share * (1 - share) / of + Z * Z / (4 * of * of))
        whole = 1 + Z * Z / of
        return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


@dataclass(frozen=True)
class Plot:
    """A curve as points of a drawing (SVG: y grows downwards). Marks are (x, y, percent)."""

    line: str
    band: str
    across: tuple[tuple[float, int], ...]
    upward: tuple[tuple[float, int], ...]
    now: tuple[float, float, int] | None
    chosen: tuple[float, float, int] | None


def bar_of(percent: int) -> float:
    """The probability from which a choice lets the reader speak."""
    return 2.0 if percent >= NEVER else percent / 100


def tally(found: Iterable[tuple[float, bool]]) -> dict[int, list[int]]:
    """Readings with their certainty, as counts of right and wrong for each whole percent."""
    counts: dict[int, list[int]] = {}
    for sure, right in found:
        counts.setdefault(min(int(100 * sure + 1e-9), 100), [0, 0])[not right] += 1
    return dict(sorted(counts.items()))


def tallies(
    probabilities: NDArray[np.float64], right: NDArray[np.bool_], read: Sequence[str]
) -> dict[str, list[list[int]]]:
    """By what was read: rows of percent, right, wrong; as a reader keeps them with its figures."""
    by: dict[str, list[tuple[float, bool]]] = {}
    for name, sure, good in zip(read, probabilities.tolist(), right.tolist(), strict=True):
        by.setdefault(name, []).append((sure, good))
    return {
        name: [[percent, *counts] for percent, counts in tally(found).items()]
        for name, found in sorted(by.items())
    }


def added(kept: Iterable[Sequence[Sequence[int]]]) -> dict[int, list[int]]:
    """Kept tallies of several labels as one."""
    total: dict[int, list[int]] = {}
    for rows in kept:
        for percent, good, bad in rows:
            counts = total.setdefault(int(percent), [0, 0])
            counts[0] += good
            counts[1] += bad
    return total


def step(counted: Tally, percent: int) -> Step:
    """What one certainty would mean."""
    told = [counts for sure, counts in counted.items() if sure >= percent and percent < NEVER]
    wrong = sum(bad for _, bad in told)
    return Step(percent, sum(map(sum, counted.values())), sum(good for good, _ in told) + wrong, wrong)


def steps(counted: Tally) -> list[Step]:
    """What every certainty of the grid would mean, from the boldest to silence."""
    return [step(counted, percent) for percent in (*GRID, NEVER)]


def plot(counted: Tally, now: int, chosen: int | None = None) -> Plot | None:
    """The curve: across how many of 100 get a suggestion, upwards how many of these are right.

    ``None`` where too little was measured. The shaded band is what the small number leaves open.
    """
    drawn = [each for each in (step(counted, percent) for percent in range(100)) if each.told >= FEWEST]
    if not drawn:
        return None
    lowest = min(min(each.span[0] for each in drawn), 0.9)
    floor = math.floor(10 * lowest) * 10

    def at(each: Step, share: float) -> tuple[float, float]:
        return _x(100 * each.told / each.asked), _y(100 * share, floor)

    def mark(percent: int | None) -> tuple[float, float, int] | None:
        known = step(counted, percent) if percent is not None else None
        return (*at(known, known.right), percent or 0) if known and known.told else None

    upper = [at(each, each.span[1]) for each in drawn]
    lower = [at(each, each.span[0]) for each in reversed(drawn)]
    tick = 10 if floor >= 50 else 20
    return Plot(
        _points(at(each, each.right) for each in drawn),
        _points([*upper, *lower]),
        tuple((_x(value), value) for value in range(0, 101, 20)),
        tuple((_y(value, floor), value) for value in range(100, floor - 1, -tick)),
        mark(now),
        mark(chosen) if chosen != now else None,
    )


def _x(percent: float) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * percent / 100, 1)


def _y(percent: float, floor: int) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (100 - percent) / (100 - floor), 1)


def _points(found: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in dict.fromkeys(found))
