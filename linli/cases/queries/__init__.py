# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads. Each takes who looks, and never writes."""

from .access import WRONG_NUMBER_OR_CODE, case_code, holder_of
from .detail import CaseDetail, FileInfo, ThreadLine, case_detail, contact_of, file_for, public_case
from .facts import facts_of, scope
from .lines import CaseFilter, CaseLine, Page, case_list, own_list, public_list
from .numbers import (
    PlaceCount,
    TownNumbers,
    group_counts,
    numbers_of,
    place_counts,
    saved_views,
    town_numbers,
)

__all__ = [
    "WRONG_NUMBER_OR_CODE",
    "CaseDetail",
    "CaseFilter",
    "CaseLine",
    "FileInfo",
    "Page",
    "PlaceCount",
    "ThreadLine",
    "TownNumbers",
    "case_code",
    "case_detail",
    "case_list",
    "contact_of",
    "facts_of",
    "file_for",
    "group_counts",
    "holder_of",
    "numbers_of",
    "own_list",
    "place_counts",
    "public_case",
    "public_list",
    "saved_views",
    "scope",
    "town_numbers",
]
