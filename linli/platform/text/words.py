# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cutting text into words, Chinese and other, the same way for storing and for asking."""

from __future__ import annotations

import re
import unicodedata

import rjieba

WORD = re.compile(r"[^\W_]+", re.UNICODE)
LONGEST = 60  # characters; longer "words" are noise (links, base64) and would bloat the index


CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
REORDERING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Text as it may be kept: one kind of line end, no control signs, nothing that turns the order
    of letters around (which can make a line say what it does not)."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return REORDERING.sub("", CONTROL.sub("", unified)).strip()


def tokens(text: str) -> list[str]:
    """Words in order, lower case, full-width forms folded; long compounds also in their parts."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return [word[:LONGEST] for word in rjieba.cut_for_search(folded) if WORD.fullmatch(word)]


def document(*weighted: tuple[str, str]) -> str:
    """A tsvector literal from ``(text, weight)`` pairs, weight being A to D."""
    positions: dict[str, list[str]] = {}
    place = 0
    for text, weight in weighted:
        for word in tokens(text):
            place += 1
            if place < 16_000 and len(positions.setdefault(word, [])) < 200:
                positions[word].append(f"{place}{weight}")
    return " ".join(f"'{word}':{','.join(where)}" for word, where in positions.items() if where)


def query(typed: str) -> str:
    """A tsquery that wants every typed word, the last one as a beginning; empty if there is none.

    Words contain letters and digits only, so nothing typed can change the query's structure.
    """
    words = list(dict.fromkeys(tokens(typed)))[:12]
    if not words:
        return ""
    parts = [f"'{word}'" for word in words]
    if words[-1].isascii():
        parts[-1] += ":*"
    return " & ".join(parts)
