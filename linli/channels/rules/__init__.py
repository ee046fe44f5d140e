# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting calls, reading a form, reading messages: pure."""

from .incoming import is_auto, lasting, numbers_in, said_now, stop_word, without_secrets
from .line import Counts, Standard, count_log, standard_of
from .sheet import LABELS, Piece, accuracy, fields_of, new_number, number_in

__all__ = [
    "LABELS",
    "Counts",
    "Piece",
    "Standard",
    "accuracy",
    "count_log",
    "fields_of",
    "is_auto",
    "lasting",
    "new_number",
    "number_in",
    "numbers_in",
    "said_now",
    "standard_of",
    "stop_word",
    "without_secrets",
]
