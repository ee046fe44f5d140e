# SPDX-License-Identifier: AGPL-3.0-or-later
"""Phones on which the field is kept: noted when one signs in there, wiped when one is lost."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.problem import FORBIDDEN, NOT_FOUND
from linli.places import public as places
from linli.platform.journal.append import append, next_seq

from ..events import PhoneLost
from ..models import Phone
from ..queries.phones import digest_of

LIFETIME = timedelta(days=180)


@transaction.atomic
def note_phone(name: str, *, actor: Actor) -> str:
    """A key for the phone that somebody works on; told once, to that phone. Raises ``forbidden``."""
    if actor.kind != "account":
        raise FORBIDDEN()
    account, today = UUID(actor.id), places.today()
    Phone.objects.filter(account=account, noted_on__lt=today - LIFETIME).delete()
    key = secrets.token_urlsafe(32)
    Phone.objects.create(account_id=account, digest=digest_of(key), name=name[:80], noted_on=today)
    return key


@transaction.atomic
def lose_phone(phone: UUID, *, actor: Actor) -> None:
    """A phone is lost: everything on it goes at its next contact, what waits there too.

    Said by its worker or by an administrator. Raises ``not_found``.
    """
    row = Phone.objects.select_for_update().filter(pk=phone, lost=False).order_by("id").first()
    if row is None or not (actor.id == str(row.account_id) or actor.has("administrator")):
        raise NOT_FOUND()
    row.lost = True
    row.save(update_fields=("lost",))
    append([Entry(PhoneLost(), row.id, next_seq(row.id), actor, clock.now())])
