# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pure functions of the reader: text as numbers, a linear head, fitting one."""

from .text import Features, danger_in, features, tidy
from .train import fit
from .weights import Head, pack, unpack

__all__ = ["Features", "Head", "danger_in", "features", "fit", "pack", "tidy", "unpack"]
