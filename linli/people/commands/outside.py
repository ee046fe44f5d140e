# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in with an account elsewhere: which outside identity belongs to which account here.

Nobody gets an account by it. A member of staff joins their own, or follows an invitation that an
administrator made for their account. Kept are issuer and subject; no name, no address, no token.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.problem import FORBIDDEN, NOT_FOUND
from linli.platform import crypto
from linli.platform.journal.append import append, next_seq

from ..events import IdentityJoined, IdentityLeft, Invited
from ..models import Account, Invitation, OutsideIdentity, Post
from ..policy import may_manage
from ..queries.accounts import account_of_identity
from ..vocab import IDENTITY_TAKEN
from .sessions import account_of, lock

INVITED_FOR = timedelta(days=7)


@transaction.atomic
def join_identity(issuer: str, subject: str, *, actor: Actor) -> None:
    """Join an outside identity to one's own account; for staff. Raises ``identity_taken``."""
    if not actor.is_staff:
        raise FORBIDDEN()
    _join(account_of(actor), issuer, subject, actor)


@transaction.atomic
def leave_identity(identity: UUID, *, actor: Actor) -> None:
    """Part with an outside identity of one's own."""
    account = account_of(actor)
    lock(account)
    if not OutsideIdentity.objects.filter(pk=identity, account=account).delete()[0]:
        raise NOT_FOUND()
    append([Entry(IdentityLeft(), account, next_seq(account), actor, clock.now())])


@transaction.atomic
def invite(account: UUID, *, actor: Actor) -> str:
    """An invitation to join an outside identity to an account with a post; its text is told once."""
    if not may_manage(actor):
        raise FORBIDDEN()
    if not Post.objects.filter(account=account, account__is_active=True).exists():
        raise NOT_FOUND()
    lock(account)
    token = secrets.token_urlsafe(32)
    Invitation.objects.filter(account=account, used_at=None).delete()
    Invitation.objects.create(
        account_id=account, digest=_digest(token), expires_at=clock.now() + INVITED_FOR
    )
    append([Entry(Invited(), account, next_seq(account), actor, clock.now())])
    return token


@transaction.atomic
def accept_invitation(token: str, issuer: str, subject: str) -> Account:
    """Join an outside identity by an invitation, which is used up. Raises ``not_found``."""
    row = Invitation.objects.select_for_update().filter(digest=_digest(token), used_at=None).first()
    if row is None or row.expires_at <= clock.now():
        raise NOT_FOUND()
    row.used_at = clock.now()
    row.save(update_fields=("used_at",))
    _join(row.account_id, issuer, subject, Actor("account", str(row.account_id)))
    return Account.objects.get(pk=row.account_id)


def invitation_holds(token: str) -> bool:
    """Whether an invitation can still be followed."""
    found = Invitation.objects.filter(digest=_digest(token), used_at=None, expires_at__gt=clock.now())
    return found.exists()


def _join(account: UUID, issuer: str, subject: str, actor: Actor) -> None:
    lock(account)
    known = account_of_identity(issuer, subject)
    if known is not None and known.pk != account:
        raise IDENTITY_TAKEN()
    if known is None:
        OutsideIdentity.objects.create(
            account_id=account, issuer=issuer, subject=subject, joined_at=clock.now()
        )
        append([Entry(IdentityJoined(), account, next_seq(account), actor, clock.now())])


def _digest(token: str) -> bytes:
    return crypto.blind(token, "invitation")
