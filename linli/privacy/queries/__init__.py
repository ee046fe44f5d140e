# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads: the register of official requests for its viewer, impact assessments, public figures."""

from . import person as person
from .assessments import (
    AssessmentInfo,
    assessment,
    assessments,
    in_force,
    last_review,
    missing,
    reviews_due,
    versions,
)
from .requests import (
    RequestDetail,
    RequestLine,
    ToldInfo,
    asked_parts,
    extract_of,
    found_for,
    public_figures,
    request_detail,
    requests,
    scan_of,
    told_about,
)
from .sources import Found, Source, register, source, sources

__all__ = [
    "AssessmentInfo",
    "Found",
    "RequestDetail",
    "RequestLine",
    "Source",
    "ToldInfo",
    "asked_parts",
    "assessment",
    "assessments",
    "extract_of",
    "found_for",
    "in_force",
    "last_review",
    "missing",
    "person",
    "public_figures",
    "register",
    "request_detail",
    "requests",
    "reviews_due",
    "scan_of",
    "source",
    "sources",
    "told_about",
    "versions",
]
