# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers to print: the form that is filled with a pen, the letters of receipt and of answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.utils.translation import gettext

from linli.cases import public as cases
from linli.kernel.problem import NOT_FOUND
from linli.places import public as places
from linli.platform.pdf import pdf
from linli.platform.ui.words import date_words, language, name_of

from ..rules import new_number
from ..vocab import REQUESTS

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
FORM, LETTER = TEMPLATES / "form.typ", TEMPLATES / "letter.typ"
KINDS = (cases.Kind.ASK, cases.Kind.HELP, cases.Kind.COMPLAIN, cases.Kind.SUGGEST, cases.Kind.THANK)


def qr_rows(text: str) -> list[str]:
    """A QR code as rows of 0 and 1, with its quiet border."""
    code = segno.make(text, micro=False, error="m")
    return ["".join("1" if dark else "0" for dark in row) for row in code.matrix_iter(border=2)]


def paper_form() -> bytes:
    """A fresh form to fill with a pen, as PDF in the reader's language; every one has its own number."""
    return pdf(FORM, form_facts(new_number()))


def form_facts(number: str) -> dict[str, Any]:
    """The words of the form of this town."""
    town = places.town()
    hotline = town.settings.get("hotline") or {}
    return form_words(number, name_of(town.names), str(hotline.get("number", "")))


def form_words(number: str, town: str, phone: str) -> dict[str, Any]:
    """The words of the form in the reader's language."""
    return {
        "lang": language(),
        "town": town,
        "title": gettext("Say something on paper"),
        "number": number,
        "number_word": gettext("Number of this form"),
        "qr": qr_rows(f"{settings.SITE_URL}/paper/?form={number}"),
        "lead": gettext("Write large and clearly. What you do not know, leave empty."),
        "kinds": [gettext(cases.KIND_WORDS[kind]) for kind in KINDS],
        "kinds_word": gettext("You want to (tick one)"),
        "text": gettext("What is it? Since when?"),
        "address": gettext("Where is it?"),
        "name": gettext("Your name (may stay empty)"),
        "contact": gettext("Telephone or e-mail (may stay empty)"),
        "end": gettext("Where to hand it in"),
        "where": gettext(
            "At the counter of your community or subdistrict, by post, or as a photo. "
            "You get number and code."
        ),
        "phone": phone,
    }


def paper_request(which: str) -> bytes:
    """A form to print for what is otherwise done on a screen, as PDF. Raises ``not_found``."""
    if which not in REQUESTS:
        raise NOT_FOUND()
    asked, town = REQUESTS[which], places.town()
    facts: dict[str, Any] = {
        "lang": language(),
        "town": name_of(town.names),
        "title": gettext(asked.title),
        "choices": [gettext(choice) for choice in asked.choices],
        "fields": [{"words": gettext(words), "lines": lines} for words, lines in asked.fields],
        "signs": [gettext("Signature or thumbprint"), gettext("Day")],
        "where": gettext("Hand it in at any counter, or send it by post. Questions:"),
        "phone": str((town.settings.get("hotline") or {}).get("number", "")),
    }
    return pdf(TEMPLATES / "request.typ", facts)


def letter_of(detail: cases.CaseDetail, which: str) -> bytes:
    """The letter of receipt, or of answer, in type of 18 points and more. Raises ``not_found`` for an
    answer that is not there. The code stands in no letter but that of who may see it. A letter on a hard
    route may be opened by the one it is about: it does not say what it is about."""
    line, town = detail.line, places.town()
    if which not in ("receipt", "answer") or (which == "answer" and detail.answer is None):
        raise NOT_FOUND()
    answer = detail.answer if which == "answer" else None
    by, next_ = "", gettext("Ask at any time by telephone or at the counter where it stands.")
    if answer is not None:
        unit = name_of(answer.unit.names) if answer.unit else ""
        by = f"{unit}, {date_words(places.day_of(answer.at))}"
        next_ = gettext(
            "Is it not solved? Say so by telephone, at the counter or with number and code: "
            "it is taken up again."
        )
    due = date_words(line.due_day) if which == "receipt" and line.due_day else ""
    facts: dict[str, Any] = {
        "lang": language(),
        "town": name_of(town.names),
        "day": date_words(places.today()),
        "title": gettext("The answer") if answer else gettext("We have received your matter"),
        "number_word": gettext("Number"),
        "number": line.number,
        "code_word": gettext("Code"),
        "code": detail.code,
        "said_word": gettext("What you said"),
        "said": "" if line.hard else detail.text,
        "unit_word": gettext("It is with"),
        "unit": name_of(line.unit.names),
        "unit_phone": line.unit.phone,
        "due_word": gettext("You get an answer by"),
        "due": due,
        "answer": answer.text if answer else "",
        "answer_by": by,
        "next": next_,
        "phone_word": gettext("Telephone"),
        "phone": str((town.settings.get("hotline") or {}).get("number", "")),
        "qr": qr_rows(f"{settings.SITE_URL}/track/?number={line.number}"),
    }
    return pdf(LETTER, facts)
