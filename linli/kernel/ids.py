# SPDX-License-Identifier: AGPL-3.0-or-later
"""Identifiers: UUIDv7 for rows (never sorted by), check digits and codes for people."""

from __future__ import annotations

import secrets
import unicodedata
from uuid import UUID

from uuid_utils import compat

# Letters and digits that nobody misreads: no I, L, O, U, 0 or 1.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id() -> UUID:
    """A time-ordered random id (RFC 9562, version 7)."""
    return compat.uuid7()


def new_code(length: int = 8) -> str:
    """A secret that a person can write down and read over the telephone."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))


def code_from(digest: bytes, length: int = 8) -> str:
    """The code that belongs to a digest of at least 16 bytes: computed again whenever it is asked for."""
    number, signs = int.from_bytes(digest[:16], "big"), []
    for _ in range(length):
        number, index = divmod(number, len(CODE_ALPHABET))
        signs.append(CODE_ALPHABET[index])
    return "".join(signs)


def tidy_code(typed: str) -> str:
    """What the person meant: upper case, full-width forms folded, without spaces or dashes."""
    folded = unicodedata.normalize("NFKC", typed).upper()
    return "".join(sign for sign in folded if sign.isascii() and sign.isalnum())


def check_digit(digits: str) -> str:
    """ISO 7064 MOD 11,10: finds every single wrong digit and nearly all swapped neighbours."""
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def has_check_digit(digits: str) -> bool:
    plain = digits.isascii() and digits.isdigit()  # "²" is a digit to Python and no number
    return len(digits) > 1 and plain and check_digit(digits[:-1]) == digits[-1]
