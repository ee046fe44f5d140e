# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in with a one-time code, which is also how a resident's account comes to be."""

from __future__ import annotations

import hmac
import re
import secrets
import unicodedata
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.events import Entry
from linli.kernel.ids import new_id
from linli.platform import crypto
from linli.platform.access import throttle
from linli.platform.journal.append import append
from linli.platform.outbox import send

from ..events import Registered
from ..models import Account, Contact, OneTimeCode
from ..rules import contact_of
from ..vocab import NO_CONTACT, WRONG_CODE

LIFETIME = timedelta(minutes=10)
TRIES = 5
DIGITS = 6


def send_code(typed: str, *, address: str, language: str, town: str) -> UUID:
    """Send a one-time code to a telephone number or e-mail address; the id to confirm it with.

    The answer is the same whether or not an account exists, so nobody can find out by asking.
    ``address`` is the network address to count tries by.
    """
    contact = contact_of(typed)
    if contact is None:
        raise NO_CONTACT()
    kind, value = contact
    throttle.allow("code:to", value, times=5, seconds=900)
    throttle.allow("code:from", address, times=60, seconds=900)
    digits = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    identity, now = new_id(), clock.now()
    with transaction.atomic():
        OneTimeCode.objects.create(
            id=identity,
            kind=kind.value,
            sealed=crypto.seal(value, "people_code", "sealed", identity),
            blind=crypto.blind(value, "contact"),
            digest=crypto.blind(digits, f"code:{identity}"),
            expires_at=now + LIFETIME,
        )
        send.queue(
            value,
            "people.code",
            gettext("Your code for %(town)s") % {"town": town},
            gettext("Your code is %(code)s. It holds for ten minutes. Nobody from us asks for it.")
            % {"code": digits},
            unique_key=f"people.code:{identity}",
            language=language,
        )
    return identity


def confirm_code(code_id: UUID, typed: str) -> Account:
    """The account that belongs to a confirmed contact, made now if it is the first time.

    Raises ``wrong_code`` for a wrong, used, worn-out or expired code; every try counts.
    """
    with transaction.atomic():
        code = _prove(code_id, typed)
        account = _account_of(code) if code is not None else None
    if account is None or not account.is_active:
        raise WRONG_CODE()
    return account


def proved_code(code_id: UUID, typed: str) -> OneTimeCode:
    """A code that was typed right, and is used up by it. Raises ``wrong_code``; every try counts."""
    with transaction.atomic():
        code = _prove(code_id, typed)
    if code is None:
        raise WRONG_CODE()
    return code


def confirm_contact(code_id: UUID, typed: str) -> str:
    """The contact that a code went to, once the code is confirmed; no account comes of it.

    Raises ``wrong_code`` as :func:`confirm_code` does; every try counts.
    """
    code = proved_code(code_id, typed)
    return crypto.unseal(code.sealed, "people_code", "sealed", code.id)


def _prove(code_id: UUID, typed: str) -> OneTimeCode | None:
    digits = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", typed))
    code = OneTimeCode.objects.select_for_update().filter(pk=code_id).first()
    if code is None:
        return None
    right = (
        code.used_at is None
        and code.expires_at > clock.now()
        and code.tries < TRIES
        and hmac.compare_digest(bytes(code.digest), crypto.blind(digits, f"code:{code_id}"))
    )
    code.tries += 1
    code.used_at = clock.now() if right else code.used_at
    code.save(update_fields=("tries", "used_at"))
    return code if right else None


def _account_of(code: OneTimeCode) -> Account:
    """The account of the contact that the code went to; made with the first code."""
    found = _known(code)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return _register(code)
    except IntegrityError:
        found = _known(code)  # two codes of one contact were confirmed at the same moment
        if found is None:
            raise
        return found


def _known(code: OneTimeCode) -> Account | None:
    contact = Contact.objects.select_related("account").filter(blind=bytes(code.blind)).first()
    return contact.account if contact else None


def _register(code: OneTimeCode) -> Account:
    value = crypto.unseal(code.sealed, "people_code", "sealed", code.id)
    account = Account(login=f"r-{new_id().hex[-12:]}", names={}, created_at=clock.now())
    account.set_unusable_password()
    account.save()
    identity = new_id()
    Contact.objects.create(
        id=identity,
        account=account,
        kind=code.kind,
        sealed=crypto.seal(value, "people_contact", "sealed", identity),
        blind=bytes(code.blind),
        verified_at=clock.now(),
    )
    append([Entry(Registered(code.kind), account.pk, 1, SYSTEM, clock.now())])
    return account


def sweep_codes() -> int:
    """Remove codes that have run out, with the contact that they went to; how many."""
    return OneTimeCode.objects.filter(expires_at__lt=clock.now() - LIFETIME).delete()[0]
