# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers that people read to each other, and titles where none was given."""

from __future__ import annotations

import re

from linli.kernel.ids import check_digit, has_check_digit

TITLE = 40  # characters of a title made from the text


def make_number(year: int, sequence: int) -> str:
    """A number such as ``2026-000123-4``; the last digit checks the others."""
    digits = f"{year}{sequence:06d}"
    return f"{year}-{sequence:06d}-{check_digit(digits)}"


def parse_number(typed: str) -> str | None:
    """The number that somebody typed or read out, or ``None`` if a digit must be wrong."""
    digits = re.sub(r"\D", "", typed)
    if len(digits) < 11 or not has_check_digit(digits):
        return None
    return f"{digits[:4]}-{digits[4:-1]}-{digits[-1]}"


def title_of(text: str) -> str:
    """A title from the first sentence of a text."""
    first = re.split(r"[。！？!?\n；;]", text.strip(), maxsplit=1)[0].strip()
    return first if len(first) <= TITLE else first[: TITLE - 1].rstrip("，, ") + "…"
