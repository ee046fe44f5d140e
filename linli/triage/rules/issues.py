# SPDX-License-Identifier: AGPL-3.0-or-later
"""Issues that live on: which group is which issue, and how hot one is. Pure functions."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

FRESH = timedelta(days=14)  # what counts as now
BASE = timedelta(days=180)  # against which growth is measured
LIKES = 3.0  # weight of the logarithm of likes: a thousand likes weigh like twenty people
FEWEST = 3  # different people from which an issue may be shown to anybody but those who handle it


@dataclass(frozen=True)
class Heat:
    """How hot an issue is: people, not letters. ``growth`` is recent people against the usual pace."""

    people: int
    recent: int
    growth: float
    days: int
    heat: float


@dataclass(frozen=True)
class Matched:
    """Groups of letters recognised as issues. ``None`` stands for an issue that is new."""

    issues: tuple[UUID | None, ...]
    merged: tuple[tuple[UUID, int], ...]  # (issue that ended, group it went into)
    split: tuple[tuple[UUID, int], ...]  # (issue that goes on, new group that left it)


def match(groups: Sequence[Sequence[str]], was: Mapping[str, UUID]) -> Matched:
    """Give every group the issue with which it shares most letters; each issue goes to one group.

    An issue that no group carries on has merged into the group that holds most of its letters; a group
    without an issue of its own whose letters were in one has split off.
    """
    shared = [Counter(was[about] for about in group if about in was) for group in groups]
    order = sorted(
        ((count, str(issue), issue, at) for at, each in enumerate(shared) for issue, count in each.items()),
        key=lambda each: (-each[0], each[1], each[3]),
    )
    found: list[UUID | None] = [None] * len(groups)
    taken: set[UUID] = set()
    for _, _, issue, at in order:
        if found[at] is None and issue not in taken:
            found[at] = issue
            taken.add(issue)
    merged = [
        (issue, max(range(len(groups)), key=lambda at, issue=issue: shared[at][issue]))  # type: ignore[misc]
        for issue in sorted({issue for each in shared for issue in each} - taken)
    ]
    split = [
        (each.most_common(1)[0][0], at)
        for at, each in enumerate(shared)
        if found[at] is None and each and each.most_common(1)[0][0] in taken
    ]
    return Matched(tuple(found), tuple(merged), tuple(split))


def held(groups: Sequence[Sequence[str]], decided: Mapping[str, str]) -> list[list[str]]:
    """The groups with what people decided: letters of one decision together, apart from others.

    ``decided`` maps a letter to the name of the issue a person put it into. A letter that a person
    placed takes the place; the rest of a group stays with its majority.
    """
    kept: dict[object, list[str]] = {}
    for number, group in enumerate(groups):
        names = Counter(decided[about] for about in group if about in decided)
        home: object = names.most_common(1)[0][0] if names else number
        for about in group:
            kept.setdefault(decided.get(about, home), []).append(about)
    return list(kept.values())


def heat_of(first_seen: Mapping[str, datetime], now: datetime, opened: datetime, likes: int = 0) -> Heat:
    """The heat of an issue from the first moment of each different person in it.

    One person's forty letters are one voice. The usual pace is that of the issue's own place and topic
    before: people in the half year before the fresh fortnight.
    """
    recent = sum(now - at <= FRESH for at in first_seen.values())
    before = sum(FRESH < now - at <= FRESH + BASE for at in first_seen.values())
    expected = before * (FRESH / BASE)
    growth = (recent + 1) / (expected + 1)
    heat = (len(first_seen) + LIKES * math.log1p(max(likes, 0))) * (1 + math.log(max(growth, 1)))
    return Heat(len(first_seen), recent, round(growth, 2), (now - opened).days, round(heat, 2))
