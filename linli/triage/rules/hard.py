# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hard routes: danger to life, harm to a child, violence at home, an official accused.

Rules that anyone can read, recall before precision: a person looks at once and may set it right. Each
route is some pairs of a sign and, where the sign alone says too little, of what must stand near it.
Clear talk of something else (a drill, a film, a course, a thanks) takes a sign away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from linli.kernel.writing import simplified

from ..vocab import HardRoute
from .signs import INNOCENT, SIGNS

NEAR = 45  # characters on either side in which the second part must stand

LATIN = re.compile(r"[a-z]{3}", re.IGNORECASE)
UNSAID = re.compile(INNOCENT, re.IGNORECASE)


def _compiled(pattern: str) -> re.Pattern[str] | None:
    return re.compile(pattern, re.IGNORECASE) if pattern else None


def _without_english(pattern: str) -> str:
    """A pattern without those of its alternatives that begin at the edge of an English word."""
    pieces, depth, start = [], 0, 0
    for at, sign in enumerate([*pattern, "|"]):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            pieces.append(pattern[start:at])
            start = at + 1
    return "|".join(piece for piece in pieces if not piece.startswith(r"\b"))


# For each route its signs for any text, and those for a text without a word in Latin letters.
COMPILED = {
    latin: {
        route: tuple(
            (_compiled(sign if latin else _without_english(sign)), _compiled(near)) for sign, near in signs
        )
        for route, signs in SIGNS.items()
    }
    for latin in (True, False)
}


@dataclass(frozen=True)
class Trigger:
    """Where a route was triggered: the piece ``text[start:end]`` is shown highlighted."""

    route: HardRoute
    start: int
    end: int


def hard_routes(text: str) -> list[Trigger]:
    """What in a text calls for a hard route, in order of the text; at most one mark per sign and place."""
    text = simplified(text[:20_000])
    found: dict[tuple[HardRoute, int], Trigger] = {}
    there: dict[re.Pattern[str], bool] = {}  # whether the second part stands anywhere
    for route, signs in COMPILED[bool(LATIN.search(text))].items():
        for sign, near in signs:
            if near is not None and near not in there:
                there[near] = bool(near.search(text))
            if sign is None or (near is not None and not there[near]):
                continue
            for hit in sign.finditer(text):
                around = text[max(0, hit.start() - NEAR) : hit.end() + NEAR]
                if (near is None or near.search(around)) and not UNSAID.search(around):
                    found.setdefault((route, hit.start()), Trigger(route, hit.start(), hit.end()))
    return sorted(found.values(), key=lambda each: (each.start, each.route))
