# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads: suggestions for a text, and the card of the reader that makes them."""

from .cards import ReaderCard, reader_card, reader_versions
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
)

__all__ = [
    "STAMP",
    "Guess",
    "PlaceGuess",
    "Reader",
    "ReaderCard",
    "Reading",
    "Suggestion",
    "current",
    "place_in",
    "read_many",
    "reader_card",
    "reader_in_use",
    "reader_versions",
    "suggest",
]
