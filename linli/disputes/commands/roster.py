# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is on the roster of mediators."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor, within
from linli.kernel.events import Entry
from linli.kernel.problem import FORBIDDEN
from linli.places import public as places
from linli.platform.journal.append import append, next_seq

from ..events import Enrolled
from ..models import Mediator
from ..vocab import Kind


@transaction.atomic
def enrol(
    account: UUID,
    place: str,
    kinds: Iterable[Kind],
    *,
    actor: Actor,
    head: bool = False,
    active: bool = True,
) -> UUID:
    """Put somebody on the roster of a place, or change what stands there. For its coordinator.

    Nobody puts themselves on it: the coordinator of a place is not let in by it to its mediations.
    """
    spot = places.place_by_code(place)
    near = any(within(spot.path, holding.place_path) for holding in actor.at("coordinator"))
    if actor.kind != "system" and (not near or actor.id == str(account)):
        raise FORBIDDEN()
    row, _ = Mediator.objects.update_or_create(
        account_id=account,
        place_id=spot.id,
        defaults={
            "place_path": spot.path,
            "kinds": sorted(kind.value for kind in kinds),
            "head": head,
            "active": active,
        },
    )
    append([Entry(Enrolled(active), row.id, next_seq(row.id), actor, clock.now())])
    return row.id
