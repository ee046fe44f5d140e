# SPDX-License-Identifier: AGPL-3.0-or-later
"""Grouping letters as they come: one pass, the same small cost for every letter, bounded memory.

Each letter is a short sketch: its heaviest pairs, triples and single characters by rarity so far. Rare
pieces lead to the last letters that held them (rings), these to their issues; the letter joins the issue
whose sampled members are most like it on average, or begins one. Sketches live in a ring: an issue whose
letters have all left it is closed. The exact pass over a window (``likeness``) repairs what was torn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from .likeness import BLANKS, LONGEST, TITLES, Letter

BITS = 20
SKETCH = 160  # heaviest pieces kept of a letter
SINGLES = 1.6  # weight of single characters beside pairs and triples
RING = 24  # last letters remembered for a piece
POSTED = 96  # pairs and triples of a letter under which it is found again
CANDIDATES = 24  # letters compared
MEMBERS = 16  # members of an issue that are compared
JOIN_SMALL, JOIN_LARGE, LARGE = 0.24, 0.11, 16  # mean likeness to join an issue of one, of many letters
U = np.uint64
END = 10  # the code of a line's end
ONE, TWO, MIX = U(0x9E3779B97F4A7C15), U(0xC2B2AE3D27D4EB4F), U(0xBF58476D1CE4E5B9)


class Stream:
    """Issues of a stream of letters. ``memory`` is how many letters are remembered at once."""

    def __init__(self, memory: int = 200_000, bits: int = BITS) -> None:
        self.memory = memory
        self.bits = bits
        self.seen = np.zeros(1 << bits, np.int32)
        self.rings = np.full((1 << bits, RING), -1, np.int32)
        self.turn = np.zeros(1 << bits, np.uint8)
        self.columns = np.zeros((memory, SKETCH), np.uint32)
        self.weights = np.zeros((memory, SKETCH), np.float16)
        self.issue = np.full(memory, -1, np.int64)
        self.members: dict[int, list[int]] = {}
        self.alive: Counter[int] = Counter()
        self.count = 0
        self.issues = 0
        self._scratch = np.zeros(1 << bits, np.float32)
        self._chance = np.random.default_rng(1)

    def add(self, letter: Letter, into: int | None = None) -> int:
        """The number of the issue that a letter joins, or the one that it begins.

        ``into`` is the issue of a letter of which that is known already; a number from ``begin``.
        """
        columns, weights, rare = self._sketch(letter)
        slot = self.count % self.memory
        self._leave(slot)
        issue = self._choose(columns, weights, rare) if into is None else into
        if issue is None:
            issue = self.begin()
        self.columns[slot, : columns.size], self.columns[slot, columns.size :] = columns, 0
        self.weights[slot, : columns.size], self.weights[slot, columns.size :] = weights, 0
        self.issue[slot] = issue
        self.alive[issue] += 1
        self._sample(issue, slot)
        self.rings[rare, self.turn[rare]] = slot
        self.turn[rare] = (self.turn[rare] + 1) % RING
        self.count += 1
        return issue

    def begin(self) -> int:
        """The number of an issue without letters yet."""
        self.issues += 1
        return self.issues - 1

    def _choose(
        self, columns: NDArray[np.int64], weights: NDArray[np.float32], rare: NDArray[np.int64]
    ) -> int | None:
        near = self.rings[rare].ravel()
        near = near[near >= 0]
        if not near.size:
            return None
        slots, times = np.unique(near, return_counts=True)
        best = slots[np.argsort(-times, kind="stable")[:CANDIDATES]]
        issues = list(dict.fromkeys(each for each in self.issue[best].tolist() if each >= 0))[:8]
        if not issues:
            return None
        groups = [self.members[issue] for issue in issues]
        members = np.concatenate([np.array(group) for group in groups])
        self._scratch[columns] = weights
        alike = (self._scratch[self.columns[members]] * self.weights[members]).sum(axis=1)
        self._scratch[columns] = 0
        starts = np.cumsum([0, *(len(group) for group in groups[:-1])])
        means = np.add.reduceat(alike, starts) / [len(group) for group in groups]
        over = [mean - _bar(self.alive[issue]) for mean, issue in zip(means, issues, strict=True)]
        at = int(np.argmax(over))
        return issues[at] if over[at] >= 0 else None

    def _sketch(self, letter: Letter) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.int64]]:
        title, body = BLANKS.sub("", letter.title), BLANKS.sub("", letter.body)[:LONGEST]
        signs = np.frombuffer((f"{title}\n" * TITLES + body).encode("utf-32-le"), dtype="<u4").astype(U)
        found = [*_pieces(signs, self.bits)]
        columns, counts = np.unique(np.concatenate(found), return_counts=True)
        single = np.isin(columns, found[0], assume_unique=False)
        rarity = np.log((2 + self.count) / (1 + self.seen[columns])) + np.where(single, 1.0, 0.0)
        self.seen[columns] += 1
        weights = (1 + np.log(counts)) * np.maximum(rarity, 0) * np.where(single, SINGLES, 1.0)
        kept = np.argsort(-weights, kind="stable")[:SKETCH]
        heavy = weights[kept].astype(np.float32)
        length = float(np.sqrt(np.square(heavy).sum())) or 1.0
        return columns[kept], heavy / length, columns[kept[~single[kept]]][:POSTED]

    def _sample(self, issue: int, slot: int) -> None:
        members = self.members.setdefault(issue, [])
        if len(members) < MEMBERS:
            members.append(slot)
        elif self._chance.random() < MEMBERS / self.alive[issue]:
            members[int(self._chance.integers(MEMBERS))] = slot

    def _leave(self, slot: int) -> None:
        """Forget the letter whose place is needed; its issue is closed with its last letter."""
        issue = int(self.issue[slot])
        if issue < 0:
            return
        self.alive[issue] -= 1
        left = [member for member in self.members[issue] if member != slot]
        if left and self.alive[issue] > 0:
            self.members[issue] = left
        else:
            del self.members[issue], self.alive[issue]
            self.issue[self.issue == issue] = -1
        self.issue[slot] = -1


def _bar(size: int) -> float:
    grown = np.log(max(size, 1)) / np.log(LARGE)
    return float(JOIN_SMALL + (JOIN_LARGE - JOIN_SMALL) * min(grown, 1.0))


def _pieces(signs: NDArray[np.uint64], bits: int) -> Iterator[NDArray[np.int64]]:
    """Hashed single characters, pairs and triples, none over the end of a title."""
    hashed, inside = np.zeros(signs.size, U), np.ones(signs.size, bool)
    for size in (1, 2, 3):
        hashed = hashed[: signs.size - size + 1] * TWO + signs[size - 1 :] * ONE
        inside = inside[: signs.size - size + 1] & (signs[size - 1 :] != END)
        mixed = ((hashed + U(size)) ^ ((hashed + U(size)) >> U(29))) * MIX
        yield ((mixed >> U(32)) & U((1 << bits) - 1)).astype(np.int64)[inside]
