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

__all__ = [
    "CALL",
    "CallInfo",
    "CallbackInfo",
    "CallbackLine",
    "Caller",
    "call_of",
    "callback",
    "callbacks",
    "caller_of",
    "counts",
    "own_drafts",
]
