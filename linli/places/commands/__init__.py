# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes: loading the town and its places from a pack."""

from .check import check_pack
from .load import load_pack

__all__ = ["check_pack", "load_pack"]
