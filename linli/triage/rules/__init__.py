# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pure functions of the reader: text as numbers, a linear head, fitting one."""

from .hard import Trigger, hard_routes
from .learning import least_sure
from .likeness import Letter, likest
from .replies import ReplyCheck, check_reply, questions_in
from .text import danger_in, tidy
from .train import fit
from .weights import Head, pack, unpack

__all__ = [
    "Head",
    "Letter",
    "ReplyCheck",
    "Trigger",
    "check_reply",
    "danger_in",
    "fit",
    "hard_routes",
    "least_sure",
    "likest",
    "pack",
    "questions_in",
    "tidy",
    "unpack",
]
