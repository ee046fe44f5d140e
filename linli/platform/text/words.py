# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cutting text into words, Chinese and other, the same way for storing and for asking."""

from __future__ import annotations

import re
import unicodedata

import rjieba

MOST = 20_000  # different words of one document
LONGEST = 60  # characters; longer "words" are noise (links, base64) and would bloat the index


CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
UNSEEN = re.compile(r"^[\s\u00ad\u200b-\u200d\u2060\ufeff]+|[\s\u00ad\u200b-\u200d\u2060\ufeff]+$")
REORDERING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Text as it may be kept: one kind of line end, no control signs, nothing that turns the order
    of letters around (which can make a line say what it does not), nothing unseen at its ends."""
    if text.isprintable():  # none of the signs below is: most short texts need no more
        return text.strip()
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return UNSEEN.sub("", REORDERING.sub("", CONTROL.sub("", unified)))


def tokens(text: str) -> list[str]:
    """Words in order, lower case, full-width forms folded; long compounds also in their parts."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return [word[:LONGEST] for word in rjieba.cut_for_search(folded) if word.isalnum()]


def document(*texts: str) -> str:
    """A tsvector literal of the different words of some texts.

    Words hold letters and digits only, so nothing in a text can change the literal. Positions are
    left out: nothing ranks by them, and the index stays half as large.
    """
    found = list(dict.fromkeys(tokens("\n".join(texts))))[:MOST]
    return "'" + "' '".join(found) + "'" if found else ""


def query(typed: str) -> str:
    """A tsquery that wants every typed word, the last one as a beginning; empty if there is none."""
    words = list(dict.fromkeys(tokens(typed)))[:12]
    if not words:
        return ""
    parts = [f"'{word}'" for word in words]
    if words[-1].isascii():
        parts[-1] += ":*"
    return " & ".join(parts)
