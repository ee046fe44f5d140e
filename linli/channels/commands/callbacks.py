# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ringing back: who, when, how often it was tried, what came of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.ids import new_id
from linli.kernel.problem import FORBIDDEN, NOT_FOUND, STALE
from linli.people import public as people
from linli.platform import crypto
from linli.platform.journal.append import append
from linli.platform.text import clean

from ..events import CallbackAsked, CallbackTried
from ..models import Callback, CallbackTry
from ..policy import answers_for, desk_of
from ..queries.calls import blind_number
from ..vocab import ENDS, Outcome, Why


@transaction.atomic
def ask_back(
    contact: str,
    due_at: datetime,
    why: Why,
    *,
    actor: Actor,
    name: str = "",
    call: UUID | None = None,
    case: UUID | None = None,
    identity: UUID | None = None,
) -> UUID:
    """Put somebody on the list of those to be rung back; the id. Raises ``no_contact``."""
    found, desk = people.contact_of(contact), desk_of(actor)
    if found is None or found[0] is not people.ContactKind.PHONE:
        raise people.NO_CONTACT()
    if not desk:
        raise FORBIDDEN()
    row, now, called = identity or new_id(), clock.now(), clean(name)[:60]
    Callback.objects.create(
        id=row,
        place_path=desk,
        why=why.value,
        call_id=call,
        case_id=case,
        blind=blind_number(found[1]),
        contact=crypto.seal(found[1], "channels_callback", "contact", row),
        name=crypto.seal(called, "channels_callback", "name", row) if called else None,
        asked_by_id=UUID(actor.id),
        asked_at=now,
        due_at=max(due_at, now),
    )
    append([Entry(CallbackAsked(why.value), row, 1, actor, now)])
    return row


@transaction.atomic
def try_back(
    identity: UUID,
    outcome: Outcome,
    *,
    actor: Actor,
    again_at: datetime | None = None,
    expected_version: int | None = None,
) -> int:
    """Note what came of ringing; the new version. Reached, wrong or given up ends it, and name and number
    go; otherwise it waits, until ``again_at`` if the person named a time."""
    rows = Callback.objects.select_for_update(of=("self",)).filter(pk=identity, done_at=None)
    row = rows.order_by("pk").first()
    if row is None or not answers_for(actor, row.place_path):
        raise NOT_FOUND()
    if expected_version is not None and expected_version != row.version:
        raise STALE(version=row.version)
    now = clock.now()
    row.version += 1
    if outcome in ENDS:
        row.done_at, row.contact, row.name = now, None, None
    elif again_at:
        row.due_at = max(again_at, now)
    row.save(update_fields=("version", "done_at", "contact", "name", "due_at"))
    CallbackTry.objects.create(callback=row, at=now, actor=actor.ref, outcome=outcome.value)
    append([Entry(CallbackTried(outcome.value), row.id, row.version, actor, now)])
    return row.version
