# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed between two versions, article by article, also where articles were renumbered."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .structure import Article

ALIKE = 0.35  # share of common pairs of signs from which two articles count as the same one, changed


class Change(StrEnum):
    """What became of an article."""

    SAME = "same"
    MOVED = "moved"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Pair:
    """An article before and after; ``pieces`` are (kind, text), kind one of equal, insert, delete."""

    change: Change
    before: Article | None
    after: Article | None
    pieces: tuple[tuple[str, str], ...] = ()


def compare(before: Sequence[Article], after: Sequence[Article]) -> list[Pair]:
    """Pair the articles of two versions: same words first, then same number, then the most alike."""
    left = {article.key: article for article in before}
    right = {article.key: article for article in after}
    pairs: dict[tuple[int, int], tuple[int, int]] = {}  # after -> before
    words: dict[str, list[tuple[int, int]]] = {}
    for article in before:
        words.setdefault(article.text, []).append(article.key)
    for article in after:
        same = words.get(article.text)
        if same:
            pairs[article.key] = same.pop(0)
    free = [key for key in left if key not in pairs.values()]
    grams = {key: _pairs(left[key].text) for key in free}
    candidates: list[tuple[float, tuple[int, int], tuple[int, int]]] = []
    for key in (key for key in right if key not in pairs):
        own = _pairs(right[key].text)
        for other, theirs in grams.items():
            likeness = len(own & theirs) / (len(own | theirs) or 1) + (0.15 if other == key else 0)
            if likeness >= ALIKE:
                candidates.append((likeness, key, other))
    taken: set[tuple[int, int]] = set()
    for _, key, other in sorted(candidates, reverse=True):
        if key not in pairs and other not in taken:
            pairs[key] = other
            taken.add(other)
    found = [_pair(left.get(pairs.get(key, (0, 0))), right[key]) for key in right]
    gone = [article for article in before if article.key not in pairs.values()]
    return sorted(
        [*found, *(Pair(Change.REMOVED, article, None) for article in gone)],
        key=lambda pair: (pair.after or pair.before or before[0]).key,
    )


def _pair(before: Article | None, after: Article) -> Pair:
    if before is None:
        return Pair(Change.ADDED, None, after)
    if before.text == after.text:
        return Pair(Change.SAME if before.key == after.key else Change.MOVED, before, after)
    pieces: list[tuple[str, str]] = []
    matcher = difflib.SequenceMatcher(None, before.text, after.text, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(("equal", before.text[a:b]))
            continue
        if b > a:
            pieces.append(("delete", before.text[a:b]))
        if d > c:
            pieces.append(("insert", after.text[c:d]))
    return Pair(Change.CHANGED, before, after, tuple(pieces))


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))
