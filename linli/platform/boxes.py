# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters that a browser locks for us while it has no network: whoever comes next to that screen cannot
open them, nor can the browser itself. Only we hold the key.

A box is an AES-GCM ciphertext; its key is wrapped for our RSA key (OAEP, SHA-256), as browsers can do it.
"""

from __future__ import annotations

import base64
import binascii
import json
from functools import cache
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from linli.kernel.problem import INVALID

from . import crypto
from .home import kept_secret

BITS = 3072
LARGEST = 64 * 1024  # signs of one part


@cache
def _key() -> rsa.RSAPrivateKey:
    text = kept_secret("boxes.key", _new_key)
    found = serialization.load_der_private_key(base64.b64decode(text), None)
    assert isinstance(found, rsa.RSAPrivateKey)
    return found


def _new_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    plain = serialization.NoEncryption()
    raw = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, plain)
    return base64.b64encode(raw).decode()


@cache
def lock() -> str:
    """The public key to lock boxes with (SubjectPublicKeyInfo, base64)."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return base64.b64encode(_key().public_key().public_bytes(serialization.Encoding.DER, form)).decode()


def opened(key: str, iv: str, data: str) -> dict[str, str]:
    """What lies in a box (base64 each): words by name. Raises ``invalid`` for what is none of ours."""
    try:
        parts = [base64.b64decode(part[:LARGEST], validate=True) for part in (key, iv, data)]
        wrap = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
        told: Any = json.loads(AESGCM(_key().decrypt(parts[0], wrap)).decrypt(parts[1], parts[2], None))
    except (ValueError, binascii.Error, InvalidTag):
        raise INVALID(field="data") from None
    if not isinstance(told, dict) or not all(isinstance(said, str) for said in told.values()):
        raise INVALID(field="data")
    return told


def identity_of(secret: str) -> UUID:
    """The id of what came in the box with this secret, which stands on the slip and nowhere else."""
    return UUID(bytes=crypto.blind(secret, "box")[:16])
