# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads: limits and working days, the library of norms, search in it, procedures and pacts."""

from .courses import COURSES, course_of, courses, due_by, step_named
from .library import (
    LIBRARY,
    Cited,
    Library,
    Link,
    NormInfo,
    VersionInfo,
    article_on,
    articles_of,
    comparison,
    library,
    lines_of,
    linked,
    norm_by_code,
)
from .limits import STAMP, Deadline, TownCalendar, calendar, deadline, extended, limit, limits, put_off
from .pacts import PactDetail, PactInfo, pact_detail, pact_list
from .search import PROCEDURES, Found, Way, search, ways

__all__ = [
    "COURSES",
    "LIBRARY",
    "PROCEDURES",
    "STAMP",
    "Cited",
    "Deadline",
    "Found",
    "Library",
    "Link",
    "NormInfo",
    "PactDetail",
    "PactInfo",
    "TownCalendar",
    "VersionInfo",
    "Way",
    "article_on",
    "articles_of",
    "calendar",
    "comparison",
    "course_of",
    "courses",
    "deadline",
    "due_by",
    "extended",
    "library",
    "limit",
    "limits",
    "lines_of",
    "linked",
    "norm_by_code",
    "pact_detail",
    "pact_list",
    "put_off",
    "search",
    "step_named",
    "ways",
]
