# SPDX-License-Identifier: AGPL-3.0-or-later
"""From words to places: the town's own names, found in one pass, never guessed silently.

Every answer carries a reason and a confidence. Where several places have the name that was used,
all are answered, and a person chooses.
"""

from __future__ import annotations

from dataclasses import dataclass

import ahocorasick

from linli.platform import stamps

from ..rules import folded, speaks_of_a_place
from ..vocab import Reason
from .tree import STAMP, PlaceInfo, Tree, tree

CERTAIN, ALIAS_SURE, BY_PARENT, BY_HINT = 0.97, 0.85, 0.9, 0.75
ALIAS_ALONE = 0.6  # offered, never asserted
SHORTEST = 2  # characters; shorter names hit everywhere


@dataclass(frozen=True)
class Found:
    """A place that a text speaks of. ``start`` and ``end`` are offsets in the folded text."""

    place: PlaceInfo
    confidence: float
    reason: Reason
    words: str
    start: int
    end: int


@dataclass(frozen=True)
class _Name:
    words: str
    official: tuple[str, ...]  # codes that have it as a name
    alias: tuple[str, ...]  # codes that have it as an alias


def find(text: str, hint: str | None = None) -> list[Found]:
    """Places named in ``text``, best first; ``hint`` is the code of where it was taken down.

    The first is safe to suggest when its confidence is high and no second one comes near.
    """
    places = tree()
    words = folded(text)
    hits = _longest(words)
    named = {code for _, _, name in hits for code in (*name.official, *name.alias)}
    found: dict[str, Found] = {}
    for start, end, name in hits:
        for candidate in _resolve(name, places, named, hint, start, end, words):
            known = found.get(candidate.place.code)
            if known is None or known.confidence < candidate.confidence:
                found[candidate.place.code] = candidate
    # A place around another named one only explains it: "Renmin Subdistrict, Matou Community".
    around = {
        ancestor.code
        for item in found.values()
        if item.reason is not Reason.SEVERAL
        for ancestor in places.above(item.place)
    }
    finest = [item for code, item in found.items() if code not in around]
    return sorted(finest, key=lambda item: (-item.confidence, -item.place.depth, item.place.code))


def _resolve(
    name: _Name, places: Tree, named: set[str], hint: str | None, start: int, end: int, text: str
) -> list[Found]:
    codes = name.official or name.alias
    sure, reason = (CERTAIN, Reason.NAMED) if name.official else (ALIAS_SURE, Reason.ALIAS)

    def answer(code: str, confidence: float, why: Reason) -> Found:
        return Found(places.by_code[code], confidence, why, name.words, start, end)

    if len(codes) == 1:
        here = places.by_code.get(hint or "")
        place = places.by_code[codes[0]]
        known = here is not None and _related(place, here)
        if not name.official and not known and not any(up.code in named for up in places.above(place)):
            sure = sure if speaks_of_a_place(name.words, text[:start], text[end:]) else ALIAS_ALONE
        return [answer(codes[0], sure, reason)]
    within = [
        code
        for code in codes
        if any(above.code in named - set(codes) for above in places.above(places.by_code[code]))
    ]
    if len(within) == 1:
        return [answer(within[0], BY_PARENT, Reason.WITHIN)]
    if hint in places.by_code:
        here = places.by_code[hint]
        near = [code for code in codes if _related(places.by_code[code], here)]
        holding = [code for code in near if places.by_code[code].holds(here)]
        if holding or len(near) == 1:  # those that hold it lie within one another: the finest
            finest = max(holding or near, key=lambda code: places.by_code[code].depth)
            return [answer(finest, BY_HINT, Reason.HINT)]
    left = within or list(codes)
    return [answer(code, round(0.6 / len(left), 3), Reason.SEVERAL) for code in left]


def _related(one: PlaceInfo, other: PlaceInfo) -> bool:
    return one.holds(other) or other.holds(one)


def _longest(text: str) -> list[tuple[int, int, _Name]]:
    """Names in the text from left to right, longest first where they overlap."""
    automaton = _automaton()
    if not automaton:
        return []
    hits = []
    for last, name in automaton.iter(text):
        start = last - len(name.words) + 1
        if _whole(text, start, last, name.words):
            hits.append((start, last + 1, name))
    hits.sort(key=lambda hit: (hit[0], -hit[1]))
    chosen, reached = [], 0
    for start, end, name in hits:
        if start >= reached:
            chosen.append((start, end, name))
            reached = end
    return chosen


def _whole(text: str, start: int, end: int, words: str) -> bool:
    """Whether a Latin name stands as a whole word; Chinese has no such borders."""
    if not words.isascii():
        return True
    before = text[start - 1] if start else " "
    after = text[end + 1] if end + 1 < len(text) else " "
    return not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())


def _automaton() -> ahocorasick.Automaton:
    return stamps.cached(f"{STAMP}:names", _load)


def _load() -> ahocorasick.Automaton:
    official: dict[str, list[str]] = {}
    alias: dict[str, list[str]] = {}
    for place in tree():
        for name in place.names.values():
            official.setdefault(folded(name), []).append(place.code)
        for name in place.aliases:
            alias.setdefault(folded(name), []).append(place.code)
    automaton = ahocorasick.Automaton()
    for words in official.keys() | alias.keys():
        if len(words) >= SHORTEST:
            codes = (tuple(dict.fromkeys(names.get(words, ()))) for names in (official, alias))
            automaton.add_word(words, _Name(words, *codes))
    if automaton:
        automaton.make_automaton()
    return automaton
