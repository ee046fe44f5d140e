# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a mediation agreement holds: 人民调解法 29 and, for its being valid, 29 and 30."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from linli.kernel.drawing import drawing
from linli.kernel.problem import mark

# Order of the law; the parties (当事人的基本情况) come from the register and are checked with these.
CONTENTS = {
    "parties": mark("the parties"),
    "facts": mark("the main facts"),
    "points": mark("what is in dispute"),
    "duties": mark("who is responsible for what"),
    "terms": mark("what was agreed"),
    "way": mark("how it is performed"),
    "by": mark("by when it is performed"),
}
LONGEST = 4000  # signs of one content


def missing(contents: Mapping[str, object]) -> tuple[str, ...]:
    """The contents of article 29 that are not there, by code, in the order of the law."""
    return tuple(code for code in CONTENTS if len(str(contents.get(code) or "").strip()) < 2)


def digest_of(number: str, edition: int, contents: Mapping[str, object]) -> str:
    """SHA-256 of a wording, in hexadecimal: what a signature is about; no other wording fits it."""
    said = json.dumps(
        [number, edition, contents], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(said.encode()).hexdigest()


def picture(path: str) -> str:
    """A drawn signature as SVG; the strokes were checked by :func:`linli.kernel.drawing.drawing`."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 200" width="600" height="200">'
        f'<path d="{drawing(path)}" fill="none" stroke="#111" stroke-width="5"'
        ' stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
