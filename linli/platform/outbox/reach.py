# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an address wants: nothing, or one message a day; and whether it can be reached at all.

Kept by a keyed hash: nobody can read addresses out of it, and who stopped stays unbothered.
"""

from __future__ import annotations

import base64
import binascii
import hmac

from django.conf import settings
from django.db import transaction
from django.db.models import F

from linli.kernel import clock
from linli.kernel.ids import new_id
from linli.kernel.problem import NOT_FOUND

from .. import crypto
from .hours import ASKED_NOW
from .models import Message, Reach

PROOF = 12  # bytes


def blind_of(address: str) -> bytes:
    """The hash by which an address (as ``contact_of`` writes it) is found again."""
    return crypto.blind(address.strip().lower(), "outbox.address")


def token_of(blind: bytes) -> str:
    """What the link in a message carries: the hash and a proof that we made it."""
    return base64.urlsafe_b64encode(bytes(blind) + _proof(blind)).decode().rstrip("=")


def blind_in(token: str) -> bytes:
    """The hash that a link carries. Raises ``not_found`` for one that we did not make."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        raise NOT_FOUND() from None
    blind, proof = raw[:32], raw[32:]
    if not hmac.compare_digest(_proof(blind), proof):
        raise NOT_FOUND()
    return blind


def stop_link(blind: bytes) -> str:
    """The web address that ends messages to an address, whoever follows it from the message."""
    return f"{settings.SITE_URL}/messages/{token_of(blind)}/"


def _proof(blind: bytes) -> bytes:
    return crypto.blind(bytes(blind).hex(), "outbox.stop")[:PROOF]


def reach_of(blind: bytes) -> Reach | None:
    """What is known of an address; nothing for most."""
    return Reach.objects.filter(blind=blind).order_by("id").first()


@transaction.atomic
def change(blind: bytes, **values: object) -> Reach:
    """Keep what an address wants or cannot; the row."""
    row, _ = Reach.objects.select_for_update().get_or_create(
        blind=blind, defaults={"id": new_id(), "changed_at": clock.now()}
    )
    row.version += 1
    row.changed_at = clock.now()
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


def stop(blind: bytes) -> Reach:
    """No message more to an address, and what waits for it does not leave."""
    row = change(blind, stopped_at=clock.now())
    Message.objects.filter(blind=blind, state="waiting").exclude(template__in=ASKED_NOW).update(
        state="stopped", address=None, subject="", body=""
    )
    return row


def again(blind: bytes) -> Reach:
    """Messages again, also to an address that could not be reached."""
    return change(blind, stopped_at=None, failed_at=None, why="")


def writes(blind: bytes) -> None:
    """Somebody writes from an address that nothing reached: it is there again, and is tried again."""
    Reach.objects.filter(blind=blind, failed_at__isnull=False).update(
        failed_at=None, why="", changed_at=clock.now(), version=F("version") + 1
    )


def failed(blind: bytes, why: str) -> Reach:
    """Nothing arrives at an address any more: a person is reached in another way."""
    return change(blind, failed_at=clock.now(), why=why[:40])
