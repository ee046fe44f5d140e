# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting calls: pure."""

from .line import Counts, Standard, count_log, standard_of

__all__ = ["Counts", "Standard", "count_log", "standard_of"]
