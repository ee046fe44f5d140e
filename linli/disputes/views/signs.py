# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signs: the same place and topic again. A person decides what to do, and writes down what was done."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import INVALID
from linli.platform.access import STAFF, actor_of, route

from ..commands import answer_sign, decide_sign
from ..forms import AnswerSignForm, DecideSignForm
from ..queries import signs
from ..vocab import Decision


@route(STAFF)
def sign_list(request: HttpRequest) -> HttpResponse:
    """The signs of the viewer's places; for others the list is empty, whatever there is."""
    lines = [
        (line, _form(line.decision, str(line.id), None) if not line.done else None)
        for line in signs(viewer=actor_of(request))
    ]
    return render(request, "disputes/signs.html", {"lines": lines})


def _form(decided: str, sign: str, data: object) -> DecideSignForm | AnswerSignForm:
    """The form that comes next for a sign; its fields carry the id, for there are several on the page."""
    return (AnswerSignForm if decided else DecideSignForm)(data, auto_id=f"id_{sign}_%s")


@route(STAFF)
@require_POST
def sign_do(request: HttpRequest, sign: UUID) -> HttpResponse:
    """Decide on a sign, or write down what was done about it."""
    actor = actor_of(request)
    answering = "done" in request.POST
    form = _form("yes" if answering else "", str(sign), request.POST)
    if not form.is_valid():
        raise INVALID(field="done" if answering else "reason")
    if answering:
        answer_sign(sign, form.cleaned_data["done"], actor=actor)
    else:
        decide_sign(sign, Decision(form.cleaned_data["decision"]), form.cleaned_data["reason"], actor=actor)
    messages.success(request, gettext("Kept."))
    return redirect("desk-signs")
