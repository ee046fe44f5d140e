# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days on which a rule holds: from its first day on, up to the day before its end."""

from __future__ import annotations

from datetime import date


def in_force(valid_from: date | None, valid_to: date | None, on: date) -> bool:
    """Whether something with these bounds holds on a day; ``None`` is no bound."""
    return (valid_from is None or valid_from <= on) and (valid_to is None or on < valid_to)
