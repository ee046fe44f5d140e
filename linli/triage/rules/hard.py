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

UNSAID = re.compile(INNOCENT, re.IGNORECASE)
COMPILED = {
    route: tuple(
        (re.compile(sign, re.IGNORECASE), re.compile(near, re.IGNORECASE) if near else None)
        for sign, near in signs
    )
    for route, signs in SIGNS.items()
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
    for route, signs in COMPILED.items():
        for sign, near in signs:
            for hit in sign.finditer(text):
                around = text[max(0, hit.start() - NEAR) : hit.end() + NEAR]
                if (near is None or near.search(around)) and not UNSAID.search(around):
                    found.setdefault((route, hit.start()), Trigger(route, hit.start(), hit.end()))
    return sorted(found.values(), key=lambda each: (each.start, each.route))
