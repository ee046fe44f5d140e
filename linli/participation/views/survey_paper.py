# SPDX-License-Identifier: AGPL-3.0-or-later
"""A survey on paper: the blank form, and the letters to households that were drawn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from linli.places import public as places
from linli.platform import pdf
from linli.platform.forms.definition import Definition, Item, Kind, Question
from linli.platform.ui.words import date_words, language, name_of

from ..commands.survey import Letter
from ..queries.survey import SurveyInfo

TEMPLATES = Path(__file__).resolve().parents[1] / "templates" / "participation"


def blank_paper(survey: SurveyInfo) -> bytes:
    """The questions as PDF, in the reader's language."""
    return _blank(json.dumps({**_head(survey), "items": _lines(survey.form)}, ensure_ascii=False))


@lru_cache(maxsize=16)
def _blank(facts: str) -> bytes:
    """The same for everybody who reads the same language: set once."""
    return pdf.pdf(TEMPLATES / "survey.typ", json.loads(facts))


def letters_paper(survey: SurveyInfo, letters: Sequence[Letter]) -> bytes:
    """A page for each household that was drawn."""
    made = [{"address": one.address, "code": _grouped(one.code)} for one in letters]
    return pdf.pdf(TEMPLATES / "survey_letter.typ", {**_head(survey), "letters": made})


def _head(survey: SurveyInfo) -> dict[str, Any]:
    town = places.town()
    hotline = town.settings.get("hotline") or {}
    return {
        "lang": language(),
        "town": name_of(town.names),
        "name": name_of(survey.names),
        "purpose": name_of(survey.purpose),
        "audience": name_of(survey.audience),
        "link": f"{settings.SITE_URL}{reverse('survey', args=[survey.code])}",
        "number": gettext("Number on the paper"),
        "code_words": gettext("Code on the letter"),
        "sampled": survey.sampled,
        "until": gettext("Until when") + " " + date_words(survey.ends),
        "promise": gettext(
            "No name, please. Nobody can see who answered what, and nobody has to answer; any question may "
            "be left open."
        ),
        "hand_in": gettext("Hand it in at the counter of the community."),
        "telephone": str(hotline.get("number", "")),
        "one": gettext("tick one"),
        "many": gettext("tick any"),
        "dear": gettext("To the household at"),
        "why": gettext(
            "Your household was drawn by lot. With the code one of you, aged 18 or older, answers once:"
        ),
        "ways": gettext("on the web, by telephone, or with the paper form at the counter."),
    }


def _lines(form: Definition) -> list[dict[str, Any]]:
    """Headings, notes and questions in order; repetitions are printed twice."""
    found: list[dict[str, Any]] = []

    def put(items: tuple[Item, ...], depth: int) -> None:
        for item in items:
            if isinstance(item, Question):
                if item.kind is not Kind.CALCULATE:
                    found.append(_question(item))
                continue
            for at in range(2 if item.repeats else 1):
                words = name_of(item.words)
                if words:
                    found.append({"kind": "head", "words": f"{words} {at + 1}" if item.repeats else words})
                put(item.items, depth + 1)

    put(form.items, 0)
    number = 0
    for line in found:
        if line["kind"] not in ("head", "note"):
            number += 1
            line["at"] = str(number)
    return found


def _question(item: Question) -> dict[str, Any]:
    kinds = {Kind.ONE: "one", Kind.MANY: "many", Kind.NOTE: "note", Kind.TEXT: "text"}
    return {
        "kind": kinds.get(item.kind, "short"),
        "words": name_of(item.words),
        "hint": name_of(item.hints),
        "choices": [name_of(one.words) for one in item.choices],
    }


def _grouped(code: str) -> str:
    return f"{code[:5]} {code[5:]}"
