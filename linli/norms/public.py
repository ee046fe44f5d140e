# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of norms: law by title, article and day; time limits with their source; working days."""

from .commands import check_pack, load_pack
from .queries import (
    Cited,
    Deadline,
    Found,
    TownCalendar,
    Way,
    article_on,
    calendar,
    deadline,
    extended,
    limits,
    search,
    ways,
)
from .rules import LimitRule
from .vocab import LEVEL_WORDS, MEASURE_WORDS, Level, Measure, SourceMark, Start

__all__ = [
    "LEVEL_WORDS",
    "MEASURE_WORDS",
    "Cited",
    "Deadline",
    "Found",
    "Level",
    "LimitRule",
    "Measure",
    "SourceMark",
    "Start",
    "TownCalendar",
    "Way",
    "article_on",
    "calendar",
    "check_pack",
    "deadline",
    "extended",
    "limits",
    "load_pack",
    "search",
    "ways",
]
