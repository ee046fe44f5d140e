# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a reader may learn from, and whether a new one may replace it: pure functions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

SHARE, ALWAYS = 0.05, 20  # the corrections of one account: at most this share of all, but this many always
RECENT = 40  # corrections since the reader in use from which a new one is compared with it
# A figure may be lower by chance: what a fall must exceed to count, on some dozens of texts.
SLACK = {"macro_f1": 0.01, "calibration": 0.02, "worst_f1": 0.05}


@dataclass(frozen=True)
class Labelled:
    """What somebody decided about a text. ``by`` is an account; empty for a pack's own example."""

    text: str
    kind: str
    category: str
    about: str
    by: str
    at: datetime
    example: UUID | None = None


def latest(labels: Iterable[Labelled]) -> list[Labelled]:
    """The last decision about each matter; labels that name no matter are all kept."""
    kept: dict[object, Labelled] = {}
    for number, label in enumerate(sorted(labels, key=lambda each: each.at)):
        kept.pop(label.about or number, None)
        kept[label.about or number] = label
    return list(kept.values())


def bounded(labels: Sequence[Labelled]) -> tuple[list[Labelled], dict[str, int]]:
    """Labels to learn from, and how many of whose were left out: one account cannot move the reader.

    The first ones of an account are kept: a flood comes late.
    """
    most = max(ALWAYS, int(SHARE * len(labels)))
    seen: Counter[str] = Counter()
    kept: list[Labelled] = []
    left: defaultdict[str, int] = defaultdict(int)
    for label in labels:
        seen[label.by] += 1
        if label.by and seen[label.by] > most:
            left[label.by] += 1
        else:
            kept.append(label)
    return kept, dict(left)


def split(labels: Sequence[Labelled], since: datetime) -> tuple[list[Labelled], list[Labelled]]:
    """A time split for comparing: what to learn from, and the later half of what came ``since``."""
    new = sorted((label for label in labels if label.about and label.at > since), key=lambda each: each.at)
    later = new[len(new) // 2 :] if len(new) >= RECENT else []
    asked = {id(label) for label in later}
    return [label for label in labels if id(label) not in asked], later


def falls(used: dict[str, float], tried: dict[str, float]) -> list[str]:
    """The figures that would fall if the tried reader replaced the used one; none: it may."""
    signs = {"macro_f1": 1, "calibration": -1, "worst_f1": 1}
    return [name for name, sign in signs.items() if sign * (used[name] - tried[name]) > SLACK[name]]


def least_sure(probabilities: Iterable[tuple[Any, float]]) -> list[Any]:
    """Keys with the least sure first: what is worth asking a person about."""
    return [key for key, _ in sorted(probabilities, key=lambda each: (each[1], str(each[0])))]
