# SPDX-License-Identifier: AGPL-3.0-or-later
"""How screens in halls are, for who keeps the line; and what became of what one of them held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.cases import public as cases
from linli.kernel import clock
from linli.places import public as places
from linli.platform import boxes, crypto

from ..models import Kiosk

SILENT = timedelta(minutes=5)  # a screen that told nothing for so long is looked after


@dataclass(frozen=True)
class KioskInfo:
    """A screen as it last told of itself. ``silent``: it told nothing for some minutes, or never."""

    id: UUID
    name: str
    place: Mapping[str, str]
    seen_at: datetime | None
    waiting: int
    away_seconds: int
    silent: bool


def kiosk_by_key(key: str) -> Kiosk | None:
    """The screen whose browser was given this key, while it stands."""
    if not key:
        return None
    rows = Kiosk.objects.filter(blind=crypto.blind(key[:80], "kiosk"), ended_at=None)
    return rows.order_by("id").first()


def kiosks() -> list[KioskInfo]:
    """Every screen that stands, by name."""
    now = clock.now()
    return [
        KioskInfo(
            row.id, row.name, places.place_by_id(row.place_id).names, row.seen_at, row.waiting,
            row.away_seconds, row.seen_at is None or now - row.seen_at > SILENT,
        )
        for row in Kiosk.objects.filter(ended_at=None).order_by("name", "id")
    ]  # fmt: skip


def came_of_box(secret: str) -> tuple[str, str] | None:
    """Number and code of the matter that came in the box with this secret, once it has come."""
    return cases.number_and_code(boxes.identity_of(secret)) if 16 <= len(secret) <= 80 else None
