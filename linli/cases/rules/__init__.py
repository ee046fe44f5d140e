# SPDX-License-Identifier: AGPL-3.0-or-later
"""The course as a table, what each step needs, numbers and wording: pure."""

from .course import COURSE, FINAL, OPEN, STEPS, StepRule
from .importing import Draft, ImportMap, Refusal, draft_of, read_map
from .number import make_number, parse_number, title_of

__all__ = [
    "COURSE",
    "FINAL",
    "OPEN",
    "STEPS",
    "Draft",
    "ImportMap",
    "Refusal",
    "StepRule",
    "draft_of",
    "make_number",
    "parse_number",
    "read_map",
    "title_of",
]
