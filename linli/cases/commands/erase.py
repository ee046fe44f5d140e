# SPDX-License-Identifier: AGPL-3.0-or-later
"""Erasing what a person told of themselves, while the matter goes its way."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from linli.kernel.actor import Actor
from linli.platform.outbox import send

from ..events import ContactErased
from ..models import Reporter
from ..vocab import Deed, See
from .base import take


@transaction.atomic
def erase_contact(case_id: UUID, *, actor: Actor) -> int:
    """Erase name and contact of the reporter (个人信息保护法 15, 47); the new version.

    Messages that still wait lose their address. Number and code, or the account, open the matter as
    before. Done again, it changes nothing.
    """
    work = take(case_id, Deed.ERASE, actor=actor)
    known = Reporter.objects.filter(case=work.case).exclude(name=None, contact=None)
    erased = known.update(
        name=None, contact=None, contact_kind="", wants_messages=False, may_be_called=False
    )
    if not erased:
        return work.case.version
    send.forget(work.case.id)
    work.done(Deed.ERASE, ContactErased(), sees=See.REPORTER)
    return work.case.version
