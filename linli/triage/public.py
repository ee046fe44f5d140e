# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of triage: ``suggest`` reads a text, ``learn`` keeps what people decided."""

from .commands import check_pack, forget, learn, load_pack, train
from .queries import (
    Guess,
    PlaceGuess,
    Reading,
    Suggestion,
    current,
    place_in,
    read_many,
    suggest,
)
from .rules import danger_in
from .vocab import DANGER_WORDS, Danger

__all__ = [
    "DANGER_WORDS",
    "Danger",
    "Guess",
    "PlaceGuess",
    "Reading",
    "Suggestion",
    "check_pack",
    "current",
    "danger_in",
    "forget",
    "learn",
    "load_pack",
    "place_in",
    "read_many",
    "suggest",
    "train",
]
