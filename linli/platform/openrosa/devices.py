# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys for phones with ODK Collect: made by whoever will use it, shown once as a QR code, ended at once."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import zlib
from datetime import timedelta
from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND

from ..text import clean
from .models import Device

LIFETIME = timedelta(days=180)
MOST = 20  # living keys of one person


def make_device(name: str, *, actor: Actor) -> tuple[UUID, str]:
    """Make a key for one's own phone; its text is told once. Raises ``forbidden``, ``invalid``."""
    if actor.kind != "account" or not actor.is_staff:
        raise FORBIDDEN()
    holder, now = UUID(actor.id), clock.now()
    named = clean(name)[:80]
    if not named or Device.objects.filter(holder=holder, revoked_at=None).count() >= MOST:
        raise INVALID(field="name")
    key = secrets.token_urlsafe(32)
    row = Device.objects.create(
        name=named, digest=_digest(key), holder=holder, made_at=now, expires_at=now + LIFETIME
    )
    return row.id, key


def end_device(device: UUID, *, actor: Actor) -> None:
    """End a key: its holder does, or an administrator when a phone is lost. Raises ``not_found``."""
    row = Device.objects.filter(pk=device, revoked_at=None).order_by("pk").first()
    if row is None or not (actor.id == str(row.holder) or actor.has("administrator")):
        raise NOT_FOUND()
    row.revoked_at = clock.now()
    row.save(update_fields=("revoked_at",))


def find_device(key: str) -> Device | None:
    """The living phone that holds this key."""
    row = Device.objects.filter(digest=_digest(key), revoked_at=None).order_by("pk").first()
    return row if row and row.expires_at > clock.now() else None


def devices(viewer: Actor) -> list[Device]:
    """One's own phones; an administrator sees all."""
    rows = Device.objects.filter(revoked_at=None).order_by("-made_at", "id")
    if not viewer.has("administrator"):
        rows = rows.filter(holder=UUID(viewer.id)) if viewer.kind == "account" else rows.none()
    return list(rows)


def collect_settings(address: str, town: str) -> str:
    """What the QR code says: the settings of ODK Collect, as JSON, deflated, in base 64.

    ``general`` and ``project`` as docs.getodk.org/collect-import-export describes them; nothing is locked.
    """
    told = {
        "general": {
            "protocol": "odk_default",
            "server_url": address,
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
            "delete_send": True,
        },
        "project": {"name": town, "icon": "邻", "color": "#1e6b52"},
        "admin": {},
    }
    packed = zlib.compress(json.dumps(told, ensure_ascii=False).encode(), 9)
    return base64.b64encode(packed).decode()


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
