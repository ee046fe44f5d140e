# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is visited when, in which order, and what a grid may be asked: tables and pure functions."""

from .bound import least
from .plans import LONGEST_WISH, REVISIT, due_wishes, ends_of, fair_shares, lot
from .walking import Spot, matrix, nearest, seconds_of

__all__ = [
    "LONGEST_WISH",
    "REVISIT",
    "Spot",
    "due_wishes",
    "ends_of",
    "fair_shares",
    "least",
    "lot",
    "matrix",
    "nearest",
    "seconds_of",
]
