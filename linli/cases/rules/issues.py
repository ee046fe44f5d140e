# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a page of a hot issue draws and says: people a week, and the words that set it apart. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.kernel.problem import mark, problem

WEEK = timedelta(days=7)
WEEKS = 12
HIGH, WIDE, STEP = 48, 14, 18  # of the drawing, in its own units

ONE_PLAN = problem(
    "one_plan",
    409,
    mark("There is a plan for this issue already."),
    mark("Publish the result of that plan first; then a new one can be made."),
)


@dataclass(frozen=True)
class Bar:
    """A week: how many people spoke for the first time, and where its bar stands."""

    people: int
    x: int
    y: int
    high: int


def weekly(firsts: Sequence[datetime], now: datetime) -> list[Bar]:
    """The last twelve weeks, the oldest first; each person counts once, in the week of their first word."""
    counts = Counter((now - at) // WEEK for at in firsts if at <= now)
    people = [counts[week] for week in reversed(range(WEEKS))]
    most = max([*people, 1])
    heights = [math.ceil(HIGH * count / most) for count in people]
    return [
        Bar(count, number * STEP, HIGH - high, high)
        for number, (count, high) in enumerate(zip(people, heights, strict=True))
    ]


def typical(
    texts: Sequence[Collection[str]], others: Sequence[Collection[str]], most: int = 8
) -> list[str]:
    """Words that stand in many of these texts and in few others; of equal ones the longer first.

    Each text counts a word once, so that nobody makes a word typical by repeating it. A word must stand
    in two texts at least.
    """
    here, there = (Counter(word for text in group for word in set(text)) for group in (texts, others))
    size, around = max(len(texts), 1), len(others) + 1
    weight = {
        word: (count / size) * math.log((count / size) / ((there[word] + 0.5) / around))
        for word, count in here.items()
        if count > 1 and len(word) > 1 and not word.isdigit()
    }
    order = sorted(weight, key=lambda word: (-weight[word], -len(word), word))
    kept: list[str] = []
    for word in order:
        if weight[word] > 0 and not any(word in other or other in word for other in kept):
            kept.append(word)
    return kept[:most]


def comparable(text: str) -> bool:
    """Whether a text is mostly Chinese. Likeness compares characters: in alphabets all letters are alike,
    and letters about anything would make one false issue."""
    signs = [sign for sign in text if sign.isalpha()]
    return 2 * sum("\u3400" <= sign <= "\u9fff" for sign in signs) > len(signs)
