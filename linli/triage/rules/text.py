# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tidying and masking a text, and signs of danger: pure functions.

Every stage reads the one form of a text that ``plain`` gives: full-width signs as half-width ones,
traditional characters as simplified ones, small letters. What a person wrote is kept as it was written.
"""

from __future__ import annotations

import re
import unicodedata

from linli.kernel.writing import simplified

from ..vocab import Danger

LONGEST = 2000  # characters read; what comes after seldom changes what a text is about

# Telephone and identity numbers never reach a model or an example.
NUMBERS = re.compile(r"\d[\d-]{5,}[\dx]")
ADDRESSES = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")

DANGER_SIGNS: dict[Danger, re.Pattern[str]] = {
    Danger.FIRE: re.compile(
        r"着火了|起火了|失火|大火|火灾(?!隐患)|被困(?:在|电梯)|困在电梯|电梯.{0,6}困(?:了|住)"
        r"|\bon fire\b|\btrapped in\b|\bhouse is burning\b"
    ),
    Danger.CRIME: re.compile(
        r"拿(?:着)?刀|持刀|砍人|要杀|杀人|绑架|正在打人|家暴|被打(?:伤|了)|抢劫"
        r"|\bbeing attacked\b|\bhas a knife\b"
    ),
    Danger.MEDICAL: re.compile(
        r"昏(?:倒|迷)|没有?呼吸|心脏病发|吐血|触电|溺水|落水|不想活|轻生|跳楼|自杀"
        r"|\bunconscious\b|\bnot breathing\b|\bkill (?:myself|himself|herself)\b"
    ),
    Danger.GAS: re.compile(
        r"(?:煤气|燃气|天然气).{0,6}(?:泄漏|漏气|漏了)|闻到.{0,6}(?:煤气|燃气|天然气)"
        r"|\bsmell(?:s|ing)? (?:of )?gas\b|\bgas leak"
    ),
}


def plain(text: str) -> str:
    """A text in one form of signs: NFKC, simplified, lower case."""
    return simplified(unicodedata.normalize("NFKC", text).lower())


def tidy(text: str) -> str:
    """A text as the reader takes it: plain, one space, numbers and addresses masked."""
    masked = NUMBERS.sub("#", plain(text[: 4 * LONGEST]))
    if "@" in masked:
        masked = ADDRESSES.sub("@", masked)
    return " ".join(masked.split())[:LONGEST]


def danger_in(text: str) -> list[tuple[Danger, int, int]]:
    """Signs of danger to life with where they stand in ``text``. Recall goes before precision."""
    low = simplified(text.lower())
    return [
        (danger, found.start(), found.end())
        for danger, pattern in DANGER_SIGNS.items()
        for found in pattern.finditer(low)
    ]
