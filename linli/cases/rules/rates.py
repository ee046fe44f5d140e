# SPDX-License-Identifier: AGPL-3.0-or-later
"""The three rates (响应率、解决率、满意率, 北京接诉即办条例 32), from rows that anybody may have. Pure.

A rate is told with its denominator and an interval (Wilson, 95 %), and not at all below a smallest
number of answers: one case makes no rate and no rank. Who could not be reached, and what nobody could
have solved, stand apart and in no denominator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

SMALLEST = 10  # answers below which no rate is told
Z = 1.96  # of the normal distribution, for 95 %
SATISFIED = 4  # of 5, from which on somebody counts as satisfied
OTHERS = ""  # stands for units that are too small to be told by name


class Outcome(StrEnum):
    """What became of asking the person after an answer."""

    RATED = "rated"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"  # the person did not wish to say


@dataclass(frozen=True)
class Row:
    """One answer that somebody was asked about. ``excluded`` is the ground on which the office above
    took it out at the unit's request; empty otherwise. Only ``rated`` rows say more."""

    month: str
    unit: str
    outcome: Outcome
    contacted: bool = False
    solved: str = ""
    satisfied: int = 0
    excluded: str = ""


@dataclass(frozen=True)
class Rate:
    """A share with its interval, all from 0 to 1; ``None`` where the number is too small to tell."""

    count: int
    of: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Rates:
    """The rates of a unit (or of all, with ``OTHERS`` as its code) and what stands apart from them."""

    unit: str
    asked: int
    contact: Rate
    resolution: Rate
    satisfaction: Rate
    partly: int
    unreachable: int
    refused: int
    excluded: Mapping[str, int]


def rate(count: int, of: int, smallest: int = SMALLEST) -> Rate:
    """``count`` of ``of`` with its Wilson interval."""
    if of < max(1, smallest):
        return Rate(count, of, None, None, None)
    share, spread = count / of, Z * Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * sqrt(share * (1 - share) / of + spread / (4 * of))
    return Rate(count, of, share, max(0.0, middle - half), min(1.0, middle + half))


def rates(rows: Iterable[Row], unit: str = OTHERS, smallest: int = SMALLEST) -> Rates:
    """The rates of some rows taken together."""
    found = list(rows)
    grounds = sorted({row.excluded for row in found if row.excluded})
    valid = [row for row in found if row.outcome is Outcome.RATED and not row.excluded]
    counted = [row for row in found if not row.excluded]
    return Rates(
        unit=unit,
        asked=len(found),
        contact=rate(sum(row.contacted for row in valid), len(valid), smallest),
        resolution=rate(sum(row.solved == "yes" for row in valid), len(valid), smallest),
        satisfaction=rate(sum(row.satisfied >= SATISFIED for row in valid), len(valid), smallest),
        partly=sum(row.solved == "partly" for row in valid),
        unreachable=sum(row.outcome is Outcome.UNREACHABLE for row in counted),
        refused=sum(row.outcome is Outcome.REFUSED for row in counted),
        excluded={ground: sum(row.excluded == ground for row in found) for ground in grounds},
    )


def by_unit(rows: Iterable[Row], smallest: int = SMALLEST) -> list[Rates]:
    """The rates of each unit by its code, those too small to be named together last."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.unit, []).append(row)
    named = [rates(found, unit, smallest) for unit, found in sorted(groups.items()) if unit != OTHERS]
    return named + ([rates(groups[OTHERS], OTHERS, smallest)] if OTHERS in groups else [])


def veiled(rows: Iterable[Row], smallest: int = SMALLEST) -> list[Row]:
    """The rows as everybody may have them: units with few rows are not named, so that nobody learns
    from the figures how one person rated."""
    found = list(rows)
    counts: dict[str, int] = {}
    for row in found:
        counts[row.unit] = counts.get(row.unit, 0) + (row.outcome is Outcome.RATED)
    return sorted(
        (
            row
            if counts[row.unit] >= smallest
            else Row(row.month, OTHERS, row.outcome, row.contacted, row.solved, row.satisfied, row.excluded)
            for row in found
        ),
        key=lambda row: (row.month, row.unit, row.outcome, row.solved, row.satisfied, row.contacted),
    )
