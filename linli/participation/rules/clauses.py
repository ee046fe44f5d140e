# SPDX-License-Identifier: AGPL-3.0-or-later
"""The next edition of a text from the one before and the amendments that were taken. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..vocab.texts import Change


@dataclass(frozen=True)
class Taken:
    """An amendment that goes into the text: its number, what it does to which clause (from 1), its words.

    An addition stands behind its clause; behind 0 is at the beginning.
    """

    seq: int
    kind: Change
    clause: int
    words: str = ""


@dataclass(frozen=True)
class NextClause:
    """A clause of the next edition, its number in the edition before (0: new), the amendments behind it."""

    words: str
    before: int
    by: tuple[int, ...] = ()


def clashes(one: Taken, others: Iterable[Taken]) -> int:
    """The number of an amendment taken already that changes the same clause; 0 if there is none.

    Additions never clash: they stand behind one another in the order of their numbers.
    """
    if one.kind is Change.ADD:
        return 0
    same = (two for two in others if two.kind is not Change.ADD and two.clause == one.clause)
    return next((two.seq for two in same if two.seq != one.seq), 0)


def next_edition(clauses: Sequence[str], taken: Sequence[Taken]) -> list[NextClause]:
    """The clauses of the next edition. What nobody changed stays word for word, in its order."""
    changed = {one.clause: one for one in taken if one.kind is not Change.ADD}
    added: dict[int, list[Taken]] = {}
    for one in sorted(taken, key=lambda one: one.seq):
        if one.kind is Change.ADD:
            added.setdefault(one.clause, []).append(one)
    found = [NextClause(one.words, 0, (one.seq,)) for one in added.get(0, ())]
    for number, words in enumerate(clauses, 1):
        change = changed.get(number)
        if change is None:
            found.append(NextClause(words, number))
        elif change.kind is Change.REPLACE:
            found.append(NextClause(change.words, number, (change.seq,)))
        found += [NextClause(one.words, 0, (one.seq,)) for one in added.get(number, ())]
    return found


def pieces(before: str, after: str) -> list[tuple[str, str]]:
    """What changed between two wordings: (kind, text), kind one of equal, insert, delete."""
    found: list[tuple[str, str]] = []
    match = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in match.get_opcodes():
        if kind == "equal":
            found.append(("equal", before[a:b]))
            continue
        if b > a:
            found.append(("delete", before[a:b]))
        if d > c:
            found.append(("insert", after[c:d]))
    return found
