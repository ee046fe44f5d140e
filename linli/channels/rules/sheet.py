# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands in which box of our printed form: pure. Positions come from a reader of print."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from linli.kernel.ids import check_digit, has_check_digit

# Field of the form -> how its label begins, in each language in which the form is printed. In the order
# in which they stand on the page: it tells which way up the paper lay.
LABELS: dict[str, tuple[str, ...]] = {
    "text": ("什么事", "What is it"),
    "address": ("在哪里", "在什么地方", "Where is it"),
    "name": ("怎么称呼您", "Your name"),
    "contact": ("电话或邮箱", "Telephone or e-mail"),
    "end": ("交到哪里", "Where to hand it in"),
}
NUMBER = re.compile(r"F\D?(\d{4})\D{0,2}(\d{4})\D{0,2}(\d)(?!\d)")
ROW = 0.6  # of the height of a line: pieces nearer than that stand in one row


@dataclass(frozen=True)
class Piece:
    """A piece of text and its place on the page, in any unit."""

    text: str
    x: float
    y: float
    width: float
    height: float


def new_number() -> str:
    """The number of one printed form; the last digit checks the others."""
    digits = f"{secrets.randbelow(10**8):08d}"
    return f"F{digits[:4]}-{digits[4:]}-{check_digit(digits)}"


def number_in(text: str) -> str:
    """The number of a form in what was read; empty if there is none, or a digit must be wrong."""
    for found in NUMBER.finditer(unicodedata.normalize("NFKC", text).upper()):
        if has_check_digit("".join(found.groups())):
            return "F{}-{}-{}".format(*found.groups())
    return ""


def folded(text: str) -> str:
    """A text as labels are compared: full-width forms folded, without spaces and case."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()


def label_of(text: str) -> str:
    """The field whose label a line begins with; empty for none. A number before it does not count."""
    begins = re.sub(r"^[\d.、)(\-:]+", "", folded(text))
    for field, labels in LABELS.items():
        if any(begins.startswith(folded(label)) for label in labels):
            return field
    return ""


TURNS: tuple[Callable[[Piece, float, float], Piece], ...] = (
    lambda p, w, h: p,
    lambda p, w, h: Piece(p.text, w - p.x - p.width, h - p.y - p.height, p.width, p.height),
    lambda p, w, h: Piece(p.text, h - p.y - p.height, p.x, p.height, p.width),
    lambda p, w, h: Piece(p.text, p.y, w - p.x - p.width, p.height, p.width),
)


def upright(pieces: Sequence[Piece], width: float, height: float) -> list[Piece]:
    """The pieces as on the page held upright: lines that run upwards tell that it lay on its side, the
    order of the labels which way."""
    long = [piece for piece in pieces if len(piece.text) > 2]
    lying = sum(piece.height > 1.5 * piece.width for piece in long) * 2 > len(long)
    turned = [[turn(piece, width, height) for piece in pieces] for turn in TURNS[2:] + TURNS[:2]]
    return max(turned if lying else turned[2:] + turned[:2], key=_in_order)


def _in_order(pieces: Sequence[Piece]) -> int:
    """How many labels follow each other as on the form."""
    order = list(LABELS)
    found = [order.index(label) for piece in by_rows(pieces) if (label := label_of(piece.text))]
    return sum(one < other for one, other in pairwise(found))


def by_rows(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces as one reads them: row by row, from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.y + piece.height / 2):
        middle = piece.y + piece.height / 2
        last = rows[-1][-1] if rows else None
        if last and middle - (last.y + last.height / 2) < ROW * min(piece.height, last.height):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [piece for row in rows for piece in sorted(row, key=lambda piece: piece.x)]


def fields_of(pieces: Sequence[Piece], width: float, height: float) -> dict[str, str]:
    """The fields of a form by name, and its ``number``. A page without our labels is a letter: all of
    it is ``text``."""
    lines = by_rows(upright(pieces, width, height))
    found: dict[str, list[str]] = {}
    field = ""
    for line in lines:
        if label := label_of(line.text):
            field = label
            continue
        if field:
            found.setdefault(field, []).append(line.text)
    number = number_in("\n".join(line.text for line in lines))
    if not any(label_of(line.text) for line in lines):
        found = {"text": [line.text for line in lines]}
    found.pop("end", None)
    fields = {name: "\n".join(words).strip() for name, words in found.items()}
    fields["contact"] = contact_in(fields.get("contact", ""))
    return {name: words for name, words in {**fields, "number": number}.items() if words}


def contact_in(text: str) -> str:
    """A telephone number out of boxes, or what stands there otherwise (an e-mail address)."""
    if "@" in text:
        return re.sub(r"\s", "", text)
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", text))
    return digits if len(digits) >= 7 else text


def accuracy(wanted: str, read: str) -> float:
    """The share of characters that were read right: 1 minus edits by length, spaces not counted."""
    one, other = folded(wanted), folded(read)
    before = list(range(len(other) + 1))
    for row, sign in enumerate(one, 1):
        now = [row]
        for column, seen in enumerate(other, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (sign != seen)))
        before = now
    return max(0.0, 1 - before[-1] / len(one)) if one else float(not other)
