# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proving once more who one is, before what opens an account is changed (OWASP ASVS 5.0, 7.5.1)."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.problem import NOT_FOUND
from linli.platform import crypto
from linli.platform.access import throttle
from linli.platform.journal.append import append, next_seq

from ..events import ProvedAnew
from ..models import Account, Contact, SignIn
from ..vocab import WRONG_CODE, WRONG_PASSWORD
from .sessions import account_of, lock
from .sign_in import proved_code, send_code


def prove_password(typed: str, *, actor: Actor) -> None:
    """That somebody knows their own password. Raises ``wrong_password``, ``too_many``."""
    account = Account.objects.get(pk=account_of(actor))
    throttle.allow("password:anew", actor.id, times=10, seconds=600)
    if not account.check_password(typed):
        raise WRONG_PASSWORD()
    throttle.forget("password:anew", actor.id)


def send_own_code(contact: UUID, *, address: str, language: str, town: str, actor: Actor) -> UUID:
    """Send a code to an own contact; the id to prove it with. Raises ``not_found``, ``too_many``."""
    row = Contact.objects.filter(pk=contact, account=account_of(actor)).first()
    if row is None:
        raise NOT_FOUND()
    value = crypto.unseal(row.sealed, "people_contact", "sealed", row.id)
    return send_code(value, address=address, language=language, town=town)


def prove_code(code_id: UUID, typed: str, *, actor: Actor) -> None:
    """That somebody holds a contact of their own. Raises ``wrong_code``, also for a code that went
    to any other contact."""
    code = proved_code(code_id, typed)
    if not Contact.objects.filter(account=account_of(actor), blind=bytes(code.blind)).exists():
        raise WRONG_CODE()


@transaction.atomic
def note_proof(way: str, *, old: str, new: str, actor: Actor) -> None:
    """Write down that somebody proved who they are, and keep the line of their session, whose key
    was changed by it from ``old`` to ``new``."""
    account = account_of(actor)
    lock(account)
    SignIn.objects.filter(key=old).update(key=new)
    append([Entry(ProvedAnew(way), account, next_seq(account), actor, clock.now())])
