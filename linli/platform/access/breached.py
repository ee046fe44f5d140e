# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passwords that were made public, from a file that the operator fetched (LINLI_BREACHED); nobody is asked.

The file is sorted and may have tens of gigabytes: a password is found in some forty reads.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext


class Breached:
    """Refuses a password whose hash stands in the file."""

    def validate(self, password: str, user: Any = None) -> None:
        if settings.BREACHED and is_listed(password, settings.BREACHED):
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return gettext("This password was made public in a break-in elsewhere.")


def is_listed(password: str, path: str) -> bool:
    """Whether a sorted file of lines ``SHA1`` or ``SHA1:count`` holds a password. Raises ``OSError``: what
    cannot be looked up is not taken for unlisted."""
    digest = hashlib.sha1(
        password.encode(), usedforsecurity=False
    )  # the list's own choice, no guard of ours
    wanted = digest.hexdigest().upper().encode()
    with Path(path).open("rb") as file:
        low, high = 0, file.seek(0, 2)
        while low < high:  # the wanted line begins in [low, high), and some line begins at low
            middle, at = (low + high) // 2, low
            if middle > low:
                file.seek(middle - 1)
                file.readline()
                at = file.tell()  # where the first line begins at middle or behind it
            if at >= high:
                high = middle
                continue
            file.seek(at)
            line = file.readline()
            found = line[:40].upper()
            if found == wanted:
                return True
            low, high = (at + len(line), high) if found < wanted else (low, middle)
    return False
