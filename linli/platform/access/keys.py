# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys for programs. A key acts as the account that holds it, within its scopes and no further."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND

from ..text import clean
from .models import ApiKey

SCOPES = ("cases:read", "cases:write")
LIFETIME = timedelta(days=365)
PREFIX = "linli_"


def make_key(name: str, scopes: list[str], holder: UUID, *, actor: Actor) -> tuple[UUID, str]:
    """Make a key; its text is told once and never again. Raises ``invalid`` for unknown scopes."""
    _may_manage(actor)
    name = clean(name)[:80]
    if not name or not scopes or not set(scopes) <= set(SCOPES):
        raise INVALID(field="scopes")
    text = PREFIX + secrets.token_urlsafe(32)
    now = clock.now()
    key = ApiKey.objects.create(
        name=name,
        digest=_digest(text),
        scopes=sorted(set(scopes)),
        holder=holder,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    return key.id, text


def find_key(text: str) -> ApiKey | None:
    """The living key with this text."""
    key = ApiKey.objects.filter(digest=_digest(text), revoked_at=None).order_by("created_at").first()
    if key is None or (key.expires_at and key.expires_at <= clock.now()):
        return None
    return key


def revoke_key(key: UUID, *, actor: Actor) -> None:
    """End a key at once."""
    _may_manage(actor)
    if not ApiKey.objects.filter(pk=key, revoked_at=None).update(revoked_at=clock.now()):
        raise NOT_FOUND()


def _may_manage(actor: Actor) -> None:
    if not actor.has("administrator"):
        raise FORBIDDEN()


def keys() -> list[ApiKey]:
    """All keys, living ones first."""
    return list(ApiKey.objects.order_by("-revoked_at", "created_at"))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
