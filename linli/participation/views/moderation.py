# SPDX-License-Identifier: AGPL-3.0-or-later
"""Moderation in the open: rules, figures and log for everybody; appeals, and the desk that decides."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import NOT_FOUND, Problem
from linli.platform.access import PUBLIC, STAFF, actor_of, roles, route, throttle
from linli.platform.ui.forms import Form

from ..commands import appeal, decide_appeal
from ..forms.texts import AppealForm, OutcomeForm
from ..queries.moderation import (
    act_lines,
    appeals_waiting,
    figures,
    log_csv,
    log_rows,
    open_acts,
    rule_sets,
)
from ..vocab.moderation import Contribution, Outcome
from . import codes
from .opinions import NAME

KEEPERS = roles("coordinator", "community_worker")


@route(PUBLIC)
def moderation(request: HttpRequest) -> HttpResponse:
    """The rules with their older versions, what was done by them, and how appeals ended."""
    kind, after = request.GET.get("kind", ""), request.GET.get("after", "")
    chosen = Contribution(kind) if kind in Contribution._value2member_map_ else None
    start = int(after) if after.isdecimal() and len(after) < 7 else 0
    lines, more = act_lines(chosen, start)
    context = {
        "rules": rule_sets(),
        "figures": figures(),
        "page": {"lines": lines, "more": more, "after": start + len(lines)},
        "kinds": list(Contribution),
        "kind": chosen,
    }
    return render(request, "participation/moderation_log.html", context)


@route(PUBLIC)
def log(request: HttpRequest, ending: str) -> HttpResponse:
    """The whole log as a file, CSV or JSON: no names, no words of what was taken out."""
    if ending == "json":
        return JsonResponse({"moderation": log_rows()}, json_dumps_params={"ensure_ascii": False})
    if ending != "csv":
        raise NOT_FOUND()
    response = HttpResponse(log_csv(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="moderation.csv"'
    return response


@route(PUBLIC)
@require_POST
def appeal_act(request: HttpRequest, decision: UUID) -> HttpResponse:
    """Whoever wrote it appeals: with their account, or under their name on an opinion map."""
    throttle.allow("appeal", throttle.address(request), times=20, seconds=86_400)
    code = codes.held(request, NAME)
    appeal(decision, request.POST.get("text", ""), actor=actor_of(request), code=code)
    messages.success(request, gettext("Your appeal is kept. Another moderator decides."))
    return redirect("moderation")


@route(STAFF)
def desk(request: HttpRequest) -> HttpResponse:
    """The appeals that wait, and what an appeal on paper can be entered against."""
    return _desk(request)


def _desk(request: HttpRequest, bound: Form | None = None, act: UUID | None = None) -> HttpResponse:
    actor = actor_of(request)
    waiting = [
        (line, may, bound if act == line.id and bound else OutcomeForm(prefix=f"o{n}"))
        for n, (line, may) in enumerate(appeals_waiting(actor))
    ]
    standing = [
        (line, bound if act == line.id and bound else AppealForm(on_paper=True, prefix=f"a{n}"))
        for n, line in enumerate(open_acts(actor))
    ]
    context = {"waiting": waiting, "standing": standing, "wrong": act}
    status = 422 if bound else 200
    return render(request, "participation/desk_moderation.html", context, status=status)


@route(KEEPERS)
@require_POST
def desk_do(request: HttpRequest, decision: UUID, ruling: str) -> HttpResponse:
    """Decide an appeal, or enter one from paper."""
    actor, prefix = actor_of(request), request.POST.get("prefix", "")
    form: Form
    if ruling == "decide":
        form = OutcomeForm(request.POST, prefix=prefix)
    elif ruling == "appeal":
        form = AppealForm(request.POST, prefix=prefix, on_paper=True)
    else:
        raise NOT_FOUND()
    if form.is_valid():
        data = form.cleaned_data
        try:
            if ruling == "decide":
                decide_appeal(decision, Outcome(data["outcome"]), data["text"], actor=actor)
            else:
                appeal(decision, data["text"], actor=actor, paper=data["paper"])
        except Problem as error:
            form.refuse(error)
        else:
            messages.success(request, gettext("Kept."))
            return redirect("desk-moderation")
    return _desk(request, form, decision)
