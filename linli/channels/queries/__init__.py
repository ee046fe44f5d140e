# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads of the telephone desk."""

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

__all__ = [
    "CALL",
    "CallInfo",
    "CallbackInfo",
    "CallbackLine",
    "Caller",
    "KioskInfo",
    "SheetInfo",
    "call_of",
    "callback",
    "callbacks",
    "caller_of",
    "came_of_box",
    "counts",
    "kiosks",
    "letter_of",
    "own_drafts",
    "paper_form",
    "paper_request",
    "sheet_of",
    "sheets",
]
