# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text as numbers, masking, and signs of danger: pure functions."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
from numpy.typing import NDArray

from ..vocab import Danger

BITS = 18
SPACE = 1 << BITS  # hashed features
ONE, TWO, THREE, MIX = (  # odd constants that spread bits
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xC2B2AE3D27D4EB4F),
    np.uint64(0x165667B19E3779F9),
    np.uint64(0xBF58476D1CE4E5B9),
)
LONGEST = 2000  # characters read; what comes after seldom changes what a text is about

# Telephone and identity numbers never reach a model or an example.
NUMBERS = re.compile(r"\d[\d-]{5,}[\dx]")
ADDRESSES = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")

# Hashed columns, ascending, and their weights.
Features = tuple[NDArray[np.int32], NDArray[np.float32]]

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


def tidy(text: str) -> str:
    """A text as the reader takes it: NFKC, lower case, one space, numbers and addresses masked."""
    folded = unicodedata.normalize("NFKC", text[: 4 * LONGEST]).lower()
    masked = NUMBERS.sub("#", folded)
    if "@" in masked:
        masked = ADDRESSES.sub("@", masked)
    return " ".join(masked.split())[:LONGEST]


def danger_in(text: str) -> list[tuple[Danger, int, int]]:
    """Signs of danger to life with where they stand in ``text``. Recall goes before precision."""
    low = text.lower()
    return [
        (danger, found.start(), found.end())
        for danger, pattern in DANGER_SIGNS.items()
        for found in pattern.finditer(low)
    ]


def grams(text: str) -> list[NDArray[np.int32]]:
    """Hashed columns of the characters, pairs and triples of a tidy text, by where they begin."""
    signs = np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    found = [_mix(signs * ONE)]
    if signs.size > 1:
        pairs = signs[:-1] * ONE + signs[1:] * TWO
        found.append(_mix(pairs + np.uint64(1)))
        if signs.size > 2:
            found.append(_mix(pairs[:-1] * THREE + signs[2:] + np.uint64(2)))
    return found


def features(text: str) -> Features:
    """Hashed character 1- to 3-grams of a tidy text: (columns, log-damped counts, length 1)."""
    if not text:
        return np.empty(0, np.int32), np.empty(0, np.float32)
    columns, counts = np.unique(np.concatenate(grams(text)), return_counts=True)
    weights = 1.0 + np.log(counts.astype(np.float32))
    return columns, weights / np.sqrt(np.square(weights).sum())


def _mix(numbers: NDArray[np.uint64]) -> NDArray[np.int32]:
    """Finish a hash so that its low bits depend on all of it."""
    numbers = (numbers ^ (numbers >> np.uint64(29))) * MIX
    return ((numbers ^ (numbers >> np.uint64(32))) & np.uint64(SPACE - 1)).astype(np.int32)
