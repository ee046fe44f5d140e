# SPDX-License-Identifier: AGPL-3.0-or-later
"""Grouping letters as they come: one pass, the same small cost for every letter, bounded memory.

Each letter is a short sketch: its heaviest single characters, and its heaviest pairs and triples, by rarity
so far. Rare pieces lead to the last letters that held them (rings), these to their issues; the letter joins
the issue whose sampled members are most like it on average, or begins one. How alike two letters are is as
in the exact pass (``likeness``), on sketches: what they share, and how much of what is rare in one title
stands in the other letter. An issue told in several ways begins several times: a letter that would join two
issues makes them one, if their members are like each other too. Sketches live in a ring: an issue whose
letters have all left it is closed. The exact pass over a window repairs what was torn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .likeness import BLANKS, LONGEST, TITLES, Letter

BITS = 20
SINGLES, PIECES = 64, 128  # heaviest single characters, and pairs and triples, kept of a letter
SKETCH = SINGLES + PIECES
HALF = np.sqrt(np.float32(0.5))  # both blocks weigh the same
HELD_POORER, HELD_RICHER = 0.2, 0.05  # what is rare in a title and stands in the other letter
RING = 24  # last letters remembered for a piece
POSTED = 96  # pairs and triples of a letter under which it is found again
CANDIDATES = 24  # letters compared
ISSUES = 8  # issues compared
MEMBERS = 16  # members of an issue that are compared
SAMPLE = 8  # members of an issue that are compared with those of another, to make them one
JOIN_SMALL, JOIN_LARGE, LARGE = 0.31, 0.18, 16  # mean likeness to join an issue of one, of many letters
U = np.uint64
END = 10  # the code of a line's end
ONE, TWO, MIX = U(0x9E3779B97F4A7C15), U(0xC2B2AE3D27D4EB4F), U(0xBF58476D1CE4E5B9)


@dataclass(frozen=True)
class Sketch:
    """A letter in short: ``SINGLES`` characters, then ``PIECES`` pairs and triples, filled up with zeros.

    ``title`` says how much of what is rare in its title each of them is.
    """

    columns: NDArray[np.int64]
    weights: NDArray[np.float32]
    title: NDArray[np.float32]


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
        self.titles = np.zeros((memory, SKETCH), np.float16)
        self.issue = np.full(memory, -1, np.int64)
        self.members: dict[int, list[int]] = {}
        self.alive: Counter[int] = Counter()
        self.went: dict[int, int] = {}  # issues that became part of another
        self.count = 0
        self.issues = 0
        self._scratch = np.zeros((3, 1 << bits), np.float32)
        self._chance = np.random.default_rng(1)

    def add(self, letter: Letter, into: int | None = None) -> int:
        """The number of the issue that a letter joins, or the one that it begins.

        ``into`` is the issue of a letter of which that is known already; a number from ``begin``. A later
        letter may show that two issues are one: ask ``now`` for the number that counts.
        """
        sketch, posted = self._sketch(letter)
        slot = self.count % self.memory
        self._leave(slot)
        issue = self._choose(sketch, posted) if into is None else self.now(into)
        if issue is None:
            issue = self.begin()
        self.columns[slot], self.weights[slot] = sketch.columns, sketch.weights
        self.titles[slot] = sketch.title
        self.issue[slot] = issue
        self.alive[issue] += 1
        self._sample(issue, slot)
        self.rings[posted, self.turn[posted]] = slot
        self.turn[posted] = (self.turn[posted] + 1) % RING
        self.count += 1
        return issue

    def begin(self) -> int:
        """The number of an issue without letters yet."""
        self.issues += 1
        return self.issues - 1

    def now(self, issue: int) -> int:
        """The number of an issue today, after it may have become part of another."""
        while issue in self.went:
            issue = self.went[issue]
        return issue

    def _choose(self, sketch: Sketch, posted: NDArray[np.int64]) -> int | None:
        near = self.rings[posted].ravel()
        slots, times = np.unique(near[near >= 0], return_counts=True)
        best = slots[np.argsort(-times, kind="stable")[:CANDIDATES]]
        issues = list(dict.fromkeys(each for each in self.issue[best].tolist() if each >= 0))[:ISSUES]
        if not issues:
            return None
        groups = [self.members[issue] for issue in issues]
        alike = self._alike(sketch, np.concatenate([np.array(group) for group in groups]))
        starts = np.cumsum([0, *(len(group) for group in groups[:-1])])
        means = np.add.reduceat(alike, starts) / [len(group) for group in groups]
        over = [mean - _bar(self.alive[issue]) for mean, issue in zip(means, issues, strict=True)]
        at = int(np.argmax(over))
        if over[at] < 0:
            return None
        for other in (issue for issue, more in zip(issues, over, strict=True) if more >= 0):
            if other != issues[at] and self._are_one(issues[at], other):
                self._unite(issues[at], other)
        return issues[at]

    def _alike(self, sketch: Sketch, members: NDArray[np.int64]) -> NDArray[np.float32]:
        """The likeness of a letter to each of some members, 0 to 1.25."""
        columns, weights = self.columns[members], self.weights[members]
        shared, title, held = self._scratch
        pieces = sketch.columns[SINGLES:]
        shared[sketch.columns], title[sketch.columns], held[pieces] = sketch.weights, sketch.title, 1
        told = (shared[columns] * weights).sum(axis=1)
        there = (title[columns] * (weights > 0)).sum(axis=1)
        here = (held[columns] * self.titles[members]).sum(axis=1)
        shared[sketch.columns], title[sketch.columns], held[pieces] = 0, 0, 0
        return np.asarray(
            told + HELD_POORER * np.minimum(here, there) + HELD_RICHER * np.maximum(here, there)
        )

    def _are_one(self, issue: int, other: int) -> bool:
        """Whether the members of two issues are as like each other as letters that join."""
        members = np.array(self.members[other])
        mine = self.members[issue][:SAMPLE]
        alike = [self._alike(self._kept(slot), members).mean() for slot in mine]
        return float(np.mean(alike)) >= _bar(max(self.alive[issue], self.alive[other]))

    def _kept(self, slot: int) -> Sketch:
        return Sketch(
            self.columns[slot].astype(np.int64),
            self.weights[slot].astype(np.float32),
            self.titles[slot].astype(np.float32),
        )

    def _unite(self, issue: int, other: int) -> None:
        self.issue[self.issue == other] = issue
        self.alive[issue] += self.alive.pop(other)
        both = self.members[issue] + self.members.pop(other)
        if len(both) > MEMBERS:
            both = [both[at] for at in sorted(self._chance.choice(len(both), MEMBERS, replace=False))]
        self.members[issue] = both
        self.went[other] = issue

    def _sketch(self, letter: Letter) -> tuple[Sketch, NDArray[np.int64]]:
        """A letter in short, and the pieces under which it is found again."""
        title, body = BLANKS.sub("", letter.title), BLANKS.sub("", letter.body)[:LONGEST]
        signs = np.frombuffer((f"{title}\n" * TITLES + body).encode("utf-32-le"), dtype="<u4").astype(U)
        one, two, three = _pieces(signs, self.bits)
        # The pieces of the first of the copies of the title stand first.
        named = np.concatenate([two[: max(len(title) - 1, 0)], three[: max(len(title) - 2, 0)]])
        columns, found = np.zeros(SKETCH, np.int64), one
        weights, rare = np.zeros(SKETCH, np.float32), np.zeros(SKETCH, np.float32)
        for start, most, pieces, more in (
            (0, SINGLES, one, 1.0),
            (SINGLES, PIECES, np.concatenate([two, three]), 0.0),
        ):
            found, counts = np.unique(pieces, return_counts=True)
            rarity = np.maximum(np.log((2 + self.count) / (1 + self.seen[found])) + more, 0)
            self.seen[found] += 1
            weight = (1 + np.log(counts)) * rarity
            kept = np.argsort(-weight, kind="stable")[:most]
            found, rarity, weight = found[kept], rarity[kept], weight[kept]
            place = slice(start, start + found.size)
            columns[place] = found
            weights[place] = weight / (np.sqrt(np.square(weight).sum()) or 1.0) * HALF
            if start:
                rare[place] = np.where(np.isin(found, named), rarity, 0)
        return Sketch(columns, weights, rare / (rare.sum() or 1.0)), found[:POSTED]

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
