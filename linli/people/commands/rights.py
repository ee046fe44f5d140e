# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nobody is an administrator all day: the rights are opened for a time, with a reason, and logged."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.platform.journal.append import append
from linli.platform.text import clean

from ..events import RightsClosed, RightsOpened
from ..models import Opening
from ..policy import may_open
from ..rules import MINUTES


@transaction.atomic
def open_rights(reason: str, minutes: int = MINUTES[1], *, actor: Actor) -> UUID:
    """Open the rights of the actor's post; the id that the browser's session has to show.

    Raises ``invalid`` without a reason or for another time than those in ``MINUTES``.
    """
    if not may_open(actor):
        raise FORBIDDEN()
    reason = clean(reason)[:300]
    if not reason or minutes not in MINUTES:
        raise INVALID(field="minutes" if reason else "reason")
    now = clock.now()
    opening = Opening.objects.create(
        account_id=UUID(actor.id), reason=reason, opened_at=now, ends_at=now + timedelta(minutes=minutes)
    )
    append([Entry(RightsOpened(actor.id, minutes), opening.id, 1, actor, now)])
    return opening.id


@transaction.atomic
def close_rights(opening: UUID, *, actor: Actor) -> None:
    """Close an opening of one's own before its time. Raises ``not_found`` if it is no longer open."""
    now = clock.now()
    row = Opening.objects.select_for_update().filter(pk=opening, closed_at=None, ends_at__gt=now).first()
    if row is None or str(row.account_id) != actor.id:
        raise NOT_FOUND()
    row.closed_at = now
    row.save(update_fields=("closed_at",))
    append([Entry(RightsClosed(actor.id), row.id, 2, actor, now)])
