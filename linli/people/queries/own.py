# SPDX-License-Identifier: AGPL-3.0-or-later
"""What we keep about a person, for that person: read by them alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.problem import SIGN_IN
from linli.platform import crypto
from linli.platform.access.looks import looks_of, reveal

from ..models import Account, Consent, Contact, Post
from ..vocab import CONSENTS
from .accounts import sign_ins

PURPOSE = "own"  # the person themselves


@dataclass(frozen=True)
class ContactInfo:
    """A contact in clear, for whoever it reaches."""

    id: UUID
    kind: str
    value: str


@dataclass(frozen=True)
class LookInfo:
    """Somebody read something about the person: in which role, of which unit, what, why."""

    at: datetime
    role: str
    unit: str
    what: str
    fields: Sequence[str]
    purpose: str


@dataclass(frozen=True)
class ConsentInfo:
    """A purpose, its wording, and since when the person consents to it (``None``: they do not)."""

    purpose: str
    words: str
    since: datetime | None


def own_contacts(viewer: Actor) -> list[ContactInfo]:
    """The person's own contacts; that they looked is recorded like every look."""
    account = _own(viewer)
    rows = list(Contact.objects.filter(account=account).order_by("id"))
    return reveal(
        viewer,
        "account",
        account,
        ["contact"],
        lambda: [
            ContactInfo(row.id, row.kind, crypto.unseal(row.sealed, "people_contact", "sealed", row.id))
            for row in rows
        ],
        purpose=PURPOSE,
    )


def own_consents(viewer: Actor) -> list[ConsentInfo]:
    """Every purpose that can be consented to, and whether the person does, in its present wording."""
    open_ = {row.purpose: row for row in Consent.objects.filter(account=_own(viewer), withdrawn_at=None)}
    found = []
    for code, purpose in CONSENTS.items():
        row = open_.get(code)
        since = row.given_at if row and row.version == purpose.version else None
        found.append(ConsentInfo(code, purpose.words, since))
    return found


def consent_history(viewer: Actor) -> list[Consent]:
    """Every consent that was ever given, with when it was withdrawn."""
    return list(Consent.objects.filter(account=_own(viewer)).order_by("given_at", "id"))


def has_consent(account: UUID, purpose: str) -> bool:
    """Whether somebody consents to a purpose today, in its present wording."""
    version = CONSENTS[purpose].version
    given = Consent.objects.filter(account=account, purpose=purpose, version=version, withdrawn_at=None)
    return given.exists()


def own_looks(viewer: Actor, subjects: Mapping[UUID, str]) -> list[LookInfo]:
    """Who else read about the person: about their account and the ``subjects`` (id to words for it)."""
    return looks_told({_own(viewer): "", **subjects}, but=viewer)


def looks_told(subjects: Mapping[UUID, str], *, but: Actor) -> list[LookInfo]:
    """Who but the person (``but``) read about the ``subjects`` (id to words for it), newest first.

    For that person alone: whoever calls this made sure of it.
    """
    own = {but.ref, *(f"visitor:{subject}" for subject in subjects)}  # by number and code, too
    looks = [look for look in looks_of(subjects) if look.actor not in own]
    readers = {UUID(look.actor[8:]) for look in looks if look.actor.startswith("account:")}
    posts = Post.objects.filter(account__in=readers).order_by("id")
    by_reader = {
        f"account:{post[0]}": post[1:] for post in posts.values_list("account_id", "role", "unit__code")
    }
    return [
        LookInfo(
            look.at, *_reader(by_reader.get(look.actor), look.actor), subjects[look.subject],
            look.fields, look.purpose,
        )
        for look in looks
    ]  # fmt: skip


HELPER = "helper"  # in the place of a role: somebody who acts for the person


def _reader(post: tuple[str, str | None] | None, actor: str) -> tuple[str, str]:
    if actor.startswith("mandate:"):
        return HELPER, ""
    return (post[0], post[1] or "") if post else ("", "")


def own_copy(viewer: Actor, subjects: Mapping[UUID, str]) -> dict[str, Any]:
    """Everything that people keeps about the person, as plain data for taking along."""
    account = Account.objects.get(pk=_own(viewer))
    posts = Post.objects.filter(account=account).order_by("id")
    return {
        "account": {
            "id": str(account.pk),
            "sign_in_name": account.login,
            "names": account.names,
            "language": account.language,
            "since": account.created_at.isoformat(),
        },
        "contacts": [{"kind": found.kind, "value": found.value} for found in own_contacts(viewer)],
        "posts": [
            {
                "role": role,
                "unit": unit or "",
                "place": place,
                "from": str(begins or ""),
                "to": str(ends or ""),
            }
            for role, unit, place, begins, ends in posts.values_list(
                "role", "unit__code", "place__code", "valid_from", "valid_to"
            )
        ],
        "consents": [
            {
                "purpose": row.purpose,
                "version": row.version,
                "given": row.given_at.isoformat(),
                "withdrawn": row.withdrawn_at.isoformat() if row.withdrawn_at else "",
            }
            for row in consent_history(viewer)
        ],
        "sessions": [
            {"browser": row.browser, "since": row.begun_at.isoformat(), "last_used": str(row.seen_on)}
            for row in sign_ins(account.pk)
        ],
        "read_by": [
            {
                "at": look.at.isoformat(),
                "role": look.role,
                "unit": look.unit,
                "what": look.what,
                "fields": list(look.fields),
                "purpose": look.purpose,
            }
            for look in own_looks(viewer, subjects)
        ],
    }


def _own(viewer: Actor) -> UUID:
    if viewer.kind != "account":
        raise SIGN_IN()
    return UUID(viewer.id)
