# SPDX-License-Identifier: AGPL-3.0-or-later
"""Encryption at rest of what identifies or reaches a person.

AES-256-GCM; the table, column and row are authenticated with it, so a ciphertext moved to another
row does not open. The key's id stands in front, so that keys can be changed one row at a time.
Keys live in ``keys/field.keys`` of the data folder (or ``LINLI_FIELD_KEYS``) and are backed up
apart from the data.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from functools import cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .home import kept_secret

NONCE = 12  # bytes
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # SEC 2, 2.4.2


class Unreadable(Exception):
    """A ciphertext that no key of ours opens, or that was moved from where it was written."""


def seal(text: str, table: str, column: str, row: UUID) -> bytes:
    """Encrypt ``text`` for one place in the database: key id (1 byte), nonce, ciphertext."""
    number = max(_keys())
    nonce = secrets.token_bytes(NONCE)
    sealed = AESGCM(_keys()[number]).encrypt(nonce, text.encode(), _about(table, column, row))
    return bytes([number]) + nonce + sealed


def unseal(sealed: bytes | memoryview, table: str, column: str, row: UUID) -> str:
    """The text again. Raises :class:`Unreadable` if it was changed, moved or its key is gone."""
    sealed = bytes(sealed)
    try:
        key = _keys()[sealed[0]]
        opened = AESGCM(key).decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], _about(table, column, row))
    except (KeyError, IndexError, InvalidTag, ValueError) as error:
        raise Unreadable(f"{table}.{column}") from error
    return opened.decode()


def blind(value: str, purpose: str) -> bytes:
    """A keyed hash by which a value can be found again but not read; one per ``purpose``."""
    return hmac.new(_blind_key(), f"{purpose}\0{value}".encode(), hashlib.sha256).digest()


def phone_key(account: str) -> dict[str, str]:
    """The key (JWK, P-256) that opens what an account's phones keep sealed until it is sent.

    Made from our key each time, so that nothing is stored: what comes back after months still opens.
    """
    key = _phone(account)
    numbers = key.private_numbers()
    parts = {"d": numbers.private_value, "x": numbers.public_numbers.x, "y": numbers.public_numbers.y}
    return {
        "kty": "EC",
        "crv": "P-256",
        **{
            name: base64.urlsafe_b64encode(part.to_bytes(32)).decode().rstrip("=")
            for name, part in parts.items()
        },
    }


def phone_seal(account: str) -> str:
    """The half of :func:`phone_key` that closes: an uncompressed point in base64."""
    point = _phone(account).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.b64encode(point).decode()


def _phone(account: str) -> ec.EllipticCurvePrivateKey:
    number = int.from_bytes(blind(account, "phone key"))
    return ec.derive_private_key(number % (P256_ORDER - 1) + 1, ec.SECP256R1())


def new_key() -> str:
    """A fresh 256-bit key as text."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _about(table: str, column: str, row: UUID) -> bytes:
    return f"{table}\0{column}\0{row}".encode()


@cache
def _keys() -> dict[int, bytes]:
    """Keys by id, from ``1:base64,2:base64``; the highest id encrypts."""
    text = os.environ.get("LINLI_FIELD_KEYS") or kept_secret("field.keys", lambda: f"1:{new_key()}")
    pairs = (entry.split(":", 1) for entry in text.split(","))
    return {int(number): base64.urlsafe_b64decode(key) for number, key in pairs}


@cache
def _blind_key() -> bytes:
    """The key of blind indexes is the oldest one, so that changing keys loses no index."""
    oldest = _keys()[min(_keys())]
    return hashlib.sha256(b"linli blind index\0" + oldest).digest()
