# SPDX-License-Identifier: AGPL-3.0-or-later
"""Calls from outside that are signed as Standard Webhooks 1.0.0 says: headers ``webhook-id``,
``webhook-timestamp`` (seconds) and ``webhook-signature`` (``v1,`` and the base64 of HMAC-SHA-256 over
``id.timestamp.body``; several, separated by spaces, while a secret changes)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

from linli.kernel import clock

WINDOW = 300  # seconds by which a call may be old, or its clock wrong
PREFIX = "whsec_"


def signature(secret: str, identity: str, timestamp: str, body: bytes) -> str:
    """The signature of one call. Raises ``ValueError`` for a secret that is none."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("the secret is no base64") from error
    if len(key) < 24:
        raise ValueError("the secret is shorter than 24 bytes")
    signed = f"{identity}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def is_signed(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a call was made now by who holds the secret. That it is not taken twice is seen to by its
    id, which is part of what is signed."""
    identity, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not secret or not identity or len(identity) > 200 or not (at.isascii() and at.isdigit()):
        return False
    if abs(clock.now().timestamp() - int(at[:12])) > WINDOW:
        return False
    wanted = signature(secret, identity, at, body).encode()
    given = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(wanted, one.encode()) for one in given)
