# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes: examples from packs and from corrections, training, forgetting."""

from .learn import forget, learn
from .pack import check_pack, load_pack
from .train import choose_reader, train

__all__ = ["check_pack", "choose_reader", "forget", "learn", "load_pack", "train"]
