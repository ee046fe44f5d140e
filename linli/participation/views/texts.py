# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts for everybody: the list, a draft with its amendments and what changed, amending, weighing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.ids import new_id
from linli.kernel.problem import INVALID, NOT_FOUND, Problem
from linli.platform.access import PUBLIC, SIGNED_IN, actor_of, route, throttle

from ..commands.texts import NewAmendment, amend, retract_amendment, weigh
from ..forms.texts import AmendForm
from ..queries.moderation import rules_now
from ..queries.texts import find_text, text_detail, text_lines
from ..vocab.texts import Change

VALUES = {"support": 1, "object": -1, "neither": 0}


@route(PUBLIC)
def texts(request: HttpRequest) -> HttpResponse:
    """The drafts that stand for amendments, and those that have their final words."""
    return render(request, "participation/texts.html", {"lines": text_lines()})


@route(PUBLIC)
def text(request: HttpRequest, text: str) -> HttpResponse:
    """One draft clause by clause, in its newest edition or an older one."""
    actor = actor_of(request)
    edition = request.GET.get("edition", "")
    row = find_text(text, viewer=actor)
    shown = int(edition) if edition.isdecimal() and len(edition) < 4 else 0
    context = {"text": text_detail(row, viewer=actor, edition=shown), "moderation": rules_now()}
    return render(request, "participation/text.html", context)


@route(SIGNED_IN)
def write(request: HttpRequest, text: str) -> HttpResponse:
    """Propose an amendment."""
    actor = actor_of(request)
    row = find_text(text, viewer=actor)
    detail = text_detail(row, viewer=actor)
    start = {"draft": new_id(), "clause": request.GET.get("clause", "1"), "kind": Change.REPLACE.value}
    form = AmendForm(request.POST or None, clauses=detail.clauses, on_paper=False, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        throttle.allow("amend", actor.id, times=20, seconds=86_400)
        new = NewAmendment(int(data["clause"]), Change(data["kind"]), data["words"], data["reason"])
        try:
            amend(row.id, new, actor=actor, identity=data["draft"])
        except Problem as error:
            form.blame(error, error.facts.get("field"))
        else:
            messages.success(
                request, gettext("Thank you. The moderators read it first; you are told what they decide.")
            )
            return redirect("text", text)
    context = {"text": detail, "form": form, "moderation": rules_now()}
    return render(request, "participation/amend.html", context, status=422 if form.errors else 200)


@route(SIGNED_IN)
@require_POST
def text_do(request: HttpRequest, text: str, voice: str) -> HttpResponse:
    """Support or object to an amendment, or neither any more; take one's own back."""
    actor = actor_of(request)
    row = find_text(text, viewer=actor)
    seq = _number(request.POST.get("seq", ""))
    if voice in VALUES:
        weigh(row.id, seq, VALUES[voice], actor=actor)
        messages.success(request, gettext("Your voice counts. Nobody sees whose it is."))
    elif voice == "retract":
        retract_amendment(row.id, seq, actor=actor)
        messages.success(request, gettext("Taken back."))
    else:
        raise NOT_FOUND()
    return redirect(f"{reverse('text', args=[text])}#amendment-{seq}")


def _number(text: str) -> int:
    if not (text.isdecimal() and len(text) < 5):
        raise INVALID(field="seq")
    return int(text)
