# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads of the telephone desk, of paper and of messages."""

from .arrivals import ArrivalInfo, ArrivalLine, arrival_file, arrival_of, arrivals
from .calls import (
    CALL,
    CallbackInfo,
    CallbackLine,
    Caller,
    CallInfo,
    call_of,
    callback,
    callbacks,
    caller_of,
    counts,
    own_drafts,
)
from .kiosks import KioskInfo, came_of_box, kiosks
from .papers import letter_of, paper_form, paper_request
from .sheets import SheetInfo, sheet_of, sheets
from .ways import OwnReach, Way, not_reached, own_reach, reach_by_link, ways

__all__ = [
    "CALL",
    "ArrivalInfo",
    "ArrivalLine",
    "CallInfo",
    "CallbackInfo",
    "CallbackLine",
    "Caller",
    "KioskInfo",
    "OwnReach",
    "SheetInfo",
    "Way",
    "arrival_file",
    "arrival_of",
    "arrivals",
    "call_of",
    "callback",
    "callbacks",
    "caller_of",
    "came_of_box",
    "counts",
    "kiosks",
    "letter_of",
    "not_reached",
    "own_drafts",
    "own_reach",
    "paper_form",
    "paper_request",
    "reach_by_link",
    "sheet_of",
    "sheets",
    "ways",
]
