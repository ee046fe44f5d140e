# SPDX-License-Identifier: AGPL-3.0-or-later
"""Time limits as a test wants them."""

from __future__ import annotations

from typing import Any

from linli.platform import stamps

from .models import DeadlineRule
from .queries import STAMP


def change_limit(key: str, **changes: Any) -> None:
    """Change a time limit of the town, as its pack would."""
    DeadlineRule.objects.filter(key=key).update(**changes)
    stamps.bump(STAMP)
    stamps.forget()
