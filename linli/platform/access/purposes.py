# SPDX-License-Identifier: AGPL-3.0-or-later
"""What personal data are looked at for: every purpose that the code names to ``reveal``.

Each sensitive one needs an impact assessment before it begins (个人信息保护法 55); the
register of them is linli.privacy, and a test holds that the built-in town has one in force for each.
"""

from __future__ import annotations

from dataclasses import dataclass

from linli.kernel.problem import mark


@dataclass(frozen=True)
class Purpose:
    """The words for a purpose, and whether it may touch what is sensitive (个人信息保护法 28)."""

    words: str
    sensitive: bool = True


OFFICIAL = "official_request"
UNVEIL, JUDGE = "unveil", "judge_hiding"
PURPOSES = {
    "own": Purpose(mark("the person themselves"), sensitive=False),
    "handle_matter": Purpose(mark("to handle the matter")),
    "call": Purpose(mark("to serve who is on the line")),
    "mediation": Purpose(mark("to mediate a dispute")),
    "visit": Purpose(mark("to know what was said on a visit")),
    "co_author": Purpose(mark("to know who offers to write along"), sensitive=False),  # names, as wished
    "offer": Purpose(mark("to answer an offer of help"), sensitive=False),  # kept by consent alone
    "panel_letter": Purpose(mark("to write to who was drawn for a panel")),
    "export": Purpose(mark("to hand matters over as a file")),
    UNVEIL: Purpose(mark("what was hidden from the public, to do what is asked")),
    JUDGE: Purpose(mark("what was hidden from the public, to see whether it is rightly hidden")),
    OFFICIAL: Purpose(mark("a request of an authority")),
}


def words_for(code: str) -> str:
    """The words (marked) for a purpose; a program writes its purpose itself."""
    return PURPOSES[code].words if code in PURPOSES else code


FIELDS = {
    "name": mark("Name"),
    "contact": mark("Contact"),
    "text": mark("Text"),
    "title": mark("Title"),
    "words": mark("Text"),
    "place": mark("Place"),
    "address": mark("Address"),
    "point": mark("Point on the map"),
    "course": mark("How it went"),
    "hidden": mark("What was hidden from the public"),
    "note": mark("Note"),
    "answer": mark("Answer"),
    "scan": mark("Scanned paper"),
    "summary": mark("What it is about"),
    "parties": mark("Both sides"),
    "statements": mark("What each side said"),
    "agreement": mark("The agreement"),
}


def words_for_field(code: str) -> str:
    """The words (marked) for what was looked at."""
    return FIELDS.get(code, code)
