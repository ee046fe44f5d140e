# SPDX-License-Identifier: AGPL-3.0-or-later
"""After an agreement: what it promises by day, when parties are reminded, rates with their doubt. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from ..vocab import BAD_STEP, State

LEAST = 5  # a figure about fewer mediations is not shown (house rule on small counts)
# House rule, no time limit: a party that wishes so is told so many days before a day, and the day after.
BEFORE, AFTER = timedelta(days=3), timedelta(days=1)
FOLLOWED = frozenset({State.AGREED, State.CONFIRMED, State.BREACHED})  # something may still be done
VISITED = FOLLOWED | {State.PERFORMED}
_STEP = re.compile(r"(\d{4})[-年/.](\d{1,2})[-月/.](\d{1,2})日?[ \t\u3000：:，,]+(\S.*)")
Z = 1.96  # of 95 percent


def steps_of(text: str) -> list[tuple[date, str]]:
    """The things to be done, one a line: a day, then who does what. Raises ``agreement_step_unclear``."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        told = _STEP.fullmatch(line.strip())
        try:
            if told is None:
                raise ValueError(line)
            found.append((date(int(told[1]), int(told[2]), int(told[3])), told[4].strip()))
        except ValueError:
            raise BAD_STEP(line=number) from None
    return found


def reminder(due_on: date, today: date) -> str:
    """Which reminder of something that is still to be done is due: ``before``, ``after`` or none."""
    if due_on - BEFORE <= today <= due_on:
        return "before"
    return "after" if today >= due_on + AFTER else ""


@dataclass(frozen=True)
class Rate:
    """``part`` of ``whole``, in percent with a 95 % interval (Wilson); none where there are too few."""

    name: str
    part: int
    whole: int

    @property
    def shown(self) -> bool:
        """Whether there are enough for a figure."""
        return self.whole >= LEAST

    @property
    def percent(self) -> float | None:
        """The share in percent."""
        return round(100 * self.part / self.whole, 1) if self.shown else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Between which percentages the share would lie if it all were to happen again."""
        if not self.shown:
            return None
        n, share = self.whole, self.part / self.whole
        middle = share + Z * Z / (2 * n)
        half = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
        scale = 1 + Z * Z / n
        low, high = max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)
        return round(100 * low, 1), round(100 * high, 1)
