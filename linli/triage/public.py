# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of triage: ``suggest`` reads a text, ``learn`` keeps what people decided."""

from .commands import check_pack, choose_reader, forget, learn, load_pack, train
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
from .rules import Trigger, danger_in, hard_routes, least_sure
from .vocab import DANGER_WORDS, HARD_WORDS, Danger, HardRoute

__all__ = [
    "DANGER_WORDS",
    "HARD_WORDS",
    "Danger",
    "Guess",
    "HardRoute",
    "PlaceGuess",
    "Reading",
    "Suggestion",
    "Trigger",
    "check_pack",
    "choose_reader",
    "current",
    "danger_in",
    "forget",
    "hard_routes",
    "learn",
    "least_sure",
    "load_pack",
    "place_in",
    "read_many",
    "suggest",
    "train",
]
