# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of norms: law by title, article and day; asking it; limits and working days; pacts."""

from .commands import check_pack, load_pack, move_pact
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
    limit,
    limits,
    pact_detail,
    pact_list,
    put_off,
    search,
    ways,
)
from .rules import LimitRule
from .rules.pacts import Basis, Body, PactAction, PactState
from .vocab import LEVEL_WORDS, MEASURE_WORDS, Level, Measure, SourceMark, Start

__all__ = [
    "LEVEL_WORDS",
    "MEASURE_WORDS",
    "Basis",
    "Body",
    "Cited",
    "Deadline",
    "Found",
    "Level",
    "LimitRule",
    "Measure",
    "PactAction",
    "PactState",
    "SourceMark",
    "Start",
    "TownCalendar",
    "Way",
    "article_on",
    "calendar",
    "check_pack",
    "deadline",
    "extended",
    "limit",
    "limits",
    "load_pack",
    "move_pact",
    "pact_detail",
    "pact_list",
    "put_off",
    "search",
    "ways",
]
