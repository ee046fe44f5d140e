# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signs, for those who decide on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from linli.kernel.actor import Actor
from linli.places import public as places
from linli.platform import crypto
from linli.topics import public as topics

from ..models import Sign
from .facts import heads

MOST = 100  # signs on the page


@dataclass(frozen=True)
class SignLine:
    """A sign: where, about what, how many letters within how many days, what came of it."""

    id: UUID
    place: Mapping[str, str]
    topic: Mapping[str, str]
    count: int
    days: int
    raised_at: datetime
    decision: str
    reason: str
    decided_at: datetime | None
    done: str
    done_at: datetime | None


def signs(*, viewer: Actor) -> list[SignLine]:
    """The signs of the viewer's places: those to be decided first, then the newest. Others see none."""
    if viewer.kind != "account":
        return []
    paths = {holding.place_path for holding in viewer.at("community_worker", "coordinator")}
    paths |= {path for head, path in heads() if head == viewer.id}
    seen = Q(pk__in=[])
    for path in sorted(filter(None, paths)):
        seen |= Q(place_path__startswith=path)
    rows = Sign.objects.filter(seen).order_by("-raised_at", "id")[:MOST]
    found = [
        SignLine(
            row.id,
            places.place_by_id(row.place_id).names,
            topics.category_by_code(row.category).names,
            row.count,
            row.days,
            row.raised_at,
            row.decision,
            crypto.unseal(row.reason, "disputes_sign", "reason", row.id) if row.reason else "",
            row.decided_at,
            crypto.unseal(row.done, "disputes_sign", "done", row.id) if row.done else "",
            row.done_at,
        )
        for row in rows
    ]
    return sorted(found, key=lambda line: bool(line.decision))
