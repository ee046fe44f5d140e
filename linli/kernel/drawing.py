# SPDX-License-Identifier: AGPL-3.0-or-later
"""A signature drawn on a screen: strokes on a field of 600 x 200, as moves and lines of whole numbers."""

from __future__ import annotations

import re

DRAWN = re.compile(r"(?:M\d{1,3} \d{1,3}(?:L\d{1,3} \d{1,3})+){1,60}", re.ASCII)
LONGEST = 20_000


def drawing(path: str) -> str:
    """The strokes, or nothing if they are not strokes (a tap, something else than a drawing)."""
    return path if len(path) <= LONGEST and DRAWN.fullmatch(path) else ""
