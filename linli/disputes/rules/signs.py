# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signs: the same place and the same topic again. About places and topics, never about persons. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

FEWEST = 3  # a sign of fewer people could point to one of them; a pack may only ask for more
LONGEST = 365  # days that letters may lie apart and still count together
GRID = 15  # signs of the code of a grid, the smallest place that a sign is about
QUIET = timedelta(days=60)  # after a person decided, the same place and topic raise no sign for so long


def watched(category: str, watches: Mapping[str, object]) -> str:
    """The watched category that a category is or lies below; the nearest one, or none."""
    while category and category not in watches:
        category = category.rpartition(".")[0]
    return category


def spot(place: str) -> str:
    """The code of the place that a letter counts for: its grid, or what is larger."""
    return place[:GRID]
