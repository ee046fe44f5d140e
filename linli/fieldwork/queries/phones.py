# SPDX-License-Identifier: AGPL-3.0-or-later
"""Phones on which the field is kept."""

from __future__ import annotations

import hashlib
from uuid import UUID

from linli.kernel.actor import Actor

from ..models import Phone


def digest_of(key: str) -> bytes:
    """What is kept of a phone's key."""
    return hashlib.sha256(key.encode()).digest()


def phone_state(key: str) -> str:
    """``lost``, ``known``, or empty for a phone that nobody noted."""
    if not key:
        return ""
    row = Phone.objects.filter(digest=digest_of(key)).order_by("id").first()
    return "" if row is None else "lost" if row.lost else "known"


def phones_of(viewer: Actor) -> list[Phone]:
    """One's own phones that are not lost; an administrator sees all."""
    rows = Phone.objects.filter(lost=False).order_by("-noted_on", "id")
    if not viewer.has("administrator"):
        rows = rows.filter(account=UUID(viewer.id)) if viewer.kind == "account" else rows.none()
    return list(rows[:200])
