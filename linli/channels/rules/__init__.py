# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting calls, reading a form: pure."""

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
    "new_number",
    "number_in",
    "standard_of",
]
