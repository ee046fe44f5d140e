# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counts that everybody reads."""

from __future__ import annotations

FEWEST = 3  # numbers smaller than this are not published: a small number may point to a person


def published(count: int) -> int | None:
    """A number as everybody may read it; none where it is small enough to point to a person."""
    return count if count == 0 or count >= FEWEST else None
