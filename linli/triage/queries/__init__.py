# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads: suggestions for a text, and the card of the reader that makes them."""

from .bars import BarPage, bar_page
from .cards import Month, ReaderCard, drift, reader_card, reader_versions
from .issues import IssueInfo, hot_issues, issue_info, issue_of
from .reading import (
    STAMP,
    Guess,
    PlaceGuess,
    Reader,
    Reading,
    Suggestion,
    current,
    place_in,
    read_many,
    reader_in_use,
    suggest,
    top_of,
)

__all__ = [
    "STAMP",
    "BarPage",
    "Guess",
    "IssueInfo",
    "Month",
    "PlaceGuess",
    "Reader",
    "ReaderCard",
    "Reading",
    "Suggestion",
    "bar_page",
    "current",
    "drift",
    "hot_issues",
    "issue_info",
    "issue_of",
    "place_in",
    "read_many",
    "reader_card",
    "reader_in_use",
    "reader_versions",
    "suggest",
    "top_of",
]
