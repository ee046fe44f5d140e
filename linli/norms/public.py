# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of norms: time limits with their source, and working days."""

from .commands import check_pack, load_pack
from .queries import Deadline, TownCalendar, calendar, deadline, extended, limit, limits, put_off
from .rules import LimitRule
from .vocab import MEASURE_WORDS, Measure, SourceMark, Start

__all__ = [
    "MEASURE_WORDS",
    "Deadline",
    "LimitRule",
    "Measure",
    "SourceMark",
    "Start",
    "TownCalendar",
    "calendar",
    "check_pack",
    "deadline",
    "extended",
    "limit",
    "limits",
    "load_pack",
    "put_off",
]
