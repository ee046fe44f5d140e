# SPDX-License-Identifier: AGPL-3.0-or-later
"""Beside the box of an answer: what it still lacks, and how others were answered. Never a mark."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.norms import public as norms
from linli.places import public as places
from linli.platform.access import STAFF, actor_of, route
from linli.triage import public as triage

from ..queries import CaseDetail, precedents
from ..vocab import Action
from .sight import staff_matter

BOX = f"{Action.RESOLVE.value}-text"  # the name of the box, as its form writes it
MOST_QUOTED = 60  # characters of a question that are quoted


@route(STAFF)
@require_POST
def check(request: HttpRequest, number: str) -> HttpResponse:
    """The points of what is typed so far; nothing is kept."""
    detail = staff_matter(request, number)
    context = {"check": reply_check(detail, request.POST.get(BOX, ""))}
    return render(request, "cases/reply_check.html", context)


@route(STAFF)
def before(request: HttpRequest, number: str) -> HttpResponse:
    """How matters like this one were answered: to read, nothing of it is put into an answer."""
    detail = staff_matter(request, number)
    found = precedents(detail, viewer=actor_of(request))
    return render(request, "cases/precedents.html", {"matter": detail, "found": found})


def reply_check(detail: CaseDetail, reply: str) -> dict[str, Any]:
    """What a letter asks, and what a reply has and lacks, each point with its reason."""
    letter = f"{detail.line.title}\n{detail.text}"
    points = triage.check_reply(letter, reply, exists=_exists) if reply.strip() else []
    told = [
        {
            "point": each.point.value,
            "word": gettext(triage.REPLY_WORDS[each.point]),
            "because": [_short(piece) for piece in each.because],
            "met": each.met,
        }
        for each in points
    ]
    return {
        "asked": [_short(question) for question in triage.questions_in(detail.text)],
        "typed": bool(points),
        "lacks": [each for each in told if not each["met"]],
        "has": [each for each in told if each["met"]],
    }


def _exists(title: str, article: str) -> bool:
    """Whether a ground is among the town's norms and in force today."""
    wanted = f"第{article}条" if article else "1"
    return norms.article_on(title, wanted, places.today()) is not None


def _short(text: str) -> str:
    return text if len(text) <= MOST_QUOTED else f"{text[:MOST_QUOTED]}…"
