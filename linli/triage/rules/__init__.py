# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pure functions of the reader: text as numbers, a linear head, fitting one."""

from .text import danger_in, tidy
from .train import fit
from .weights import Head, pack, unpack

__all__ = ["Head", "danger_in", "fit", "pack", "tidy", "unpack"]
