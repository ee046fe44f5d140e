# SPDX-License-Identifier: AGPL-3.0-or-later
"""Templates of answers: which places for facts they may hold, and how these are filled. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from linli.kernel.problem import mark

from ..vocab import Action, See
from .course import STEPS

PLACES = {
    "number": mark("the matter's number"),
    "category": mark("what it is about"),
    "place": mark("where it is"),
    "unit": mark("the unit that has it"),
    "day": mark("the day on which it is due"),
    "town": mark("the town"),
}
HOLE = re.compile(r"\{([^{}\n]{1,40})\}")
# Actions whose words a person reads: for these a template makes sense.
TEMPLATED = tuple(action for action in Action if STEPS[action].text and STEPS[action].sees is See.REPORTER)


def unknown_places(text: str) -> list[str]:
    """Words in braces that stand for nothing that we know."""
    return [name for name in HOLE.findall(text) if name not in PLACES]


def filled(text: str, facts: Mapping[str, str]) -> str:
    """A template with facts in its places; what is not known becomes an ellipsis, to be seen and mended."""
    return HOLE.sub(lambda found: facts.get(found[1]) or "…", text)
