# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads. Each takes who looks, and never writes."""

from .access import WRONG_NUMBER_OR_CODE, case_code, find_case, holder_of
from .detail import CaseDetail, FileInfo, ThreadLine, case_detail, contact_of, file_for, public_case
from .facts import scope
from .family import children
from .lines import CaseFilter, CaseLine, Page, case_list, own_list, public_list
from .looks import LookLine, looks_of
from .numbers import (
    PlaceCount,
    TownNumbers,
    group_counts,
    numbers_of,
    place_counts,
    saved_views,
    town_numbers,
)
from .parts import PartInfo
from .press import PressInfo, PressLine, open_parts_of, press_list
from .rates import Appeal, appeals, newest_rows, rate_rows, to_ask
from .routing import Effect, Rehearsal, UnitLoad, rehearse, unit_loads

__all__ = [
    "WRONG_NUMBER_OR_CODE",
    "Appeal",
    "CaseDetail",
    "CaseFilter",
    "CaseLine",
    "Effect",
    "FileInfo",
    "LookLine",
    "Page",
    "PartInfo",
    "PlaceCount",
    "PressInfo",
    "PressLine",
    "Rehearsal",
    "ThreadLine",
    "TownNumbers",
    "UnitLoad",
    "appeals",
    "case_code",
    "case_detail",
    "case_list",
    "children",
    "contact_of",
    "file_for",
    "find_case",
    "group_counts",
    "holder_of",
    "looks_of",
    "newest_rows",
    "numbers_of",
    "open_parts_of",
    "own_list",
    "place_counts",
    "press_list",
    "public_case",
    "public_list",
    "rate_rows",
    "rehearse",
    "saved_views",
    "scope",
    "to_ask",
    "town_numbers",
    "unit_loads",
]
