# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a town pack: rows with their line numbers, and faults that name file, row and remedy."""

from .reader import Fault, Loaded, Pack, Row, as_date, as_list, names, open_pack
from .sync import sync

__all__ = ["Fault", "Loaded", "Pack", "Row", "as_date", "as_list", "names", "open_pack", "sync"]
