# SPDX-License-Identifier: AGPL-3.0-or-later
"""The course as a table, what each step needs, numbers and wording: pure."""

from .course import COURSE, FINAL, OPEN, STEPS, StepRule
from .hard import ROUTES, Route, Sign, hard_signs, kept_route
from .importing import Draft, ImportMap, Refusal, draft_of, read_map
from .number import make_number, parse_number, title_of

__all__ = [
    "COURSE",
    "FINAL",
    "OPEN",
    "ROUTES",
    "STEPS",
    "Draft",
    "ImportMap",
    "Refusal",
    "Route",
    "Sign",
    "StepRule",
    "draft_of",
    "hard_signs",
    "kept_route",
    "make_number",
    "parse_number",
    "read_map",
    "title_of",
]
