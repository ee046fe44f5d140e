# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads: limits and working days, the library of norms, search in it, procedures and pacts."""

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
from .limits import STAMP, Deadline, TownCalendar, calendar, deadline, extended, limits

__all__ = [
    "LIBRARY",
    "STAMP",
    "Cited",
    "Deadline",
    "Library",
    "Link",
    "NormInfo",
    "TownCalendar",
    "VersionInfo",
    "article_on",
    "articles_of",
    "calendar",
    "comparison",
    "deadline",
    "extended",
    "library",
    "limits",
    "lines_of",
    "linked",
    "norm_by_code",
]
