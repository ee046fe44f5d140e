# SPDX-License-Identifier: AGPL-3.0-or-later
"""An account found by its contact, its records by part, and ways to reach it: for storeys that answer
for why they read it (within ``reveal``, or to write to the person). Nothing here is for a page of staff.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from linli.places import public as places
from linli.platform import crypto

from ..models import Account, Consent, Contact, Post
from ..rules import contact_of
from ..vocab import Role
from .accounts import sign_ins


def account_of_contact(typed: str) -> UUID | None:
    """The account that a telephone number or e-mail address belongs to; ``None`` if there is none."""
    if (contact := contact_of(typed)) is None:
        return None
    rows = Contact.objects.filter(blind=crypto.blind(contact[1], "contact"))
    return rows.order_by("id").values_list("account", flat=True).first()


def addresses_of(account: UUID) -> list[str]:
    """Every contact of an account in clear, to send something to."""
    return [value["value"] for value in _contacts(account)]


def holders_of(role: Role) -> list[UUID]:
    """Accounts that hold a role today, deputies not counted."""
    today = places.today()
    held = Post.objects.filter(Q(valid_from=None) | Q(valid_from__lte=today), role=role.value)
    held = held.filter(Q(valid_to=None) | Q(valid_to__gt=today), account__is_active=True)
    return list(dict.fromkeys(held.order_by("id").values_list("account", flat=True)))


def records_of(account: UUID, parts: Sequence[str]) -> dict[str, Any]:
    """These parts of what people keeps about an account, as plain data. Only within ``reveal``."""
    return {part: PARTS[part](account) for part in parts}


def _account(account: UUID) -> dict[str, Any]:
    row = Account.objects.get(pk=account)
    return {"sign_in_name": row.login, "names": row.names, "since": row.created_at.isoformat()}


def _contacts(account: UUID) -> list[dict[str, str]]:
    return [
        {"kind": row.kind, "value": crypto.unseal(row.sealed, "people_contact", "sealed", row.id)}
        for row in Contact.objects.filter(account=account).order_by("id")
    ]


def _consents(account: UUID) -> list[dict[str, str]]:
    return [
        {
            "purpose": row.purpose,
            "given": row.given_at.isoformat(),
            "withdrawn": row.withdrawn_at.isoformat() if row.withdrawn_at else "",
        }
        for row in Consent.objects.filter(account=account).order_by("given_at", "id")
    ]


def _sessions(account: UUID) -> list[dict[str, str]]:
    return [
        {"browser": row.browser, "since": row.begun_at.isoformat(), "last_used": str(row.seen_on)}
        for row in sign_ins(account)
    ]


PARTS: dict[str, Callable[[UUID], Any]] = {
    "account": _account,
    "contacts": _contacts,
    "consents": _consents,
    "sessions": _sessions,
}
