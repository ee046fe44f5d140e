# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who joins a mediation beside parties and mediator, as its team and its parties see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from linli.kernel.actor import within
from linli.platform import crypto

from ..models import Guest, Mediation, Welcome
from .roster import MediatorInfo, roster


@dataclass(frozen=True)
class GuestInfo:
    """Somebody who joined, or may when all parties consent; ``waits`` are the parties not heard yet."""

    id: UUID
    kind: str
    name: str
    names: Mapping[str, str]
    place: Mapping[str, str]
    about: str
    joined: bool
    waits: tuple[UUID, ...]


def guests_of(mediation: UUID, parties: tuple[UUID, ...]) -> tuple[GuestInfo, ...]:
    """Those who joined or were asked for, and have not left."""
    rows = Guest.objects.filter(mediation=mediation, left_at=None).order_by("asked_at", "id")
    if not rows:
        return ()
    heard = set(Welcome.objects.filter(guest__in=rows).order_by("id").values_list("guest_id", "party_id"))
    known = {one.id: one for one in roster()}
    return tuple(
        GuestInfo(
            row.id,
            row.kind,
            crypto.unseal(row.name, "disputes_guest", "name", row.id) if row.name else "",
            known[row.mediator_id].names if row.mediator_id in known else {},
            known[row.mediator_id].place if row.mediator_id in known else {},
            crypto.unseal(row.about, "disputes_guest", "about", row.id) if row.about else "",
            row.joined_at is not None,
            tuple(party for party in parties if (row.id, party) not in heard),
        )
        for row in rows
    )


def may_join(row: Mediation) -> list[MediatorInfo]:
    """Who of other communities could mediate jointly: competent for the kind, not of this place."""
    return [
        one
        for one in roster()
        if row.kind in one.kinds
        and not within(row.place_path, one.place_path)
        and one.id != row.mediator_id
    ]
