# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long what is kept of people is kept: for everybody, and what is due and done for who watches it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from linli.kernel.problem import FORBIDDEN, INVALID, Problem
from linli.platform.access import PUBLIC, actor_of, roles, route
from linli.platform.ui.forms import DecideForm

from ..commands import confirm_night, decide_hold, propose_hold
from ..forms import HoldForm
from ..policy import may_keep
from ..queries import due_lines, holds, kept_for, open_stops

KEEPS = roles("data_officer", "administrator")
LOOKS = roles("data_officer", "administrator", "auditor")


@route(PUBLIC)
@require_GET
def kept(request: HttpRequest) -> HttpResponse:
    """What is kept, for what, how long, on what ground (个人信息保护法 17, 网络数据安全管理条例 21)."""
    return render(request, "people/kept.html", {"lines": kept_for()})


@route(LOOKS)
def overview(request: HttpRequest) -> HttpResponse:
    """What is due now and soon and what was done, stops and holds; a form to propose a hold."""
    allowed = may_keep(actor_of(request))
    if request.method != "POST":
        return _page(request, HoldForm() if allowed else None)
    if not allowed:
        raise FORBIDDEN()
    form = HoldForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            propose_hold(
                data["purpose"], data["called"], data["reason"], data["until"], actor=actor_of(request)
            )
        except Problem as error:
            form.blame(error, error.facts.get("field"))
        else:
            messages.success(request, gettext("Held from now on. A second person has to agree."))
            return redirect("desk-retention")
    return _page(request, form, 422)


@route(KEEPS)
@require_POST
def confirm(request: HttpRequest, night: int) -> HttpResponse:
    """Let the nightly work go on after somebody looked."""
    confirm_night(night, actor=actor_of(request))
    messages.success(request, gettext("Kept. The next night goes on."))
    return redirect("desk-retention")


@route(KEEPS)
@require_POST
def decide(request: HttpRequest, hold: UUID) -> HttpResponse:
    """Agree to a hold, refuse it, or take one's own back: the button says which."""
    form, deed = DecideForm(request.POST), request.POST.get("deed")
    if deed not in ("agree", "refuse") or not form.is_valid():
        raise INVALID(field="deed")
    decide_hold(hold, deed == "agree", form.cleaned_data["answer"], actor=actor_of(request))
    messages.success(request, gettext("Kept."))
    return redirect("desk-retention")


def _page(request: HttpRequest, form: HoldForm | None, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "form": form,
        "lines": due_lines(),
        "stops": open_stops(),
        "holds": [
            {"hold": hold, "own": str(hold.proposer) == actor.id, "decides": hold.open and may_keep(actor)}
            for hold in holds()
        ],
        "may": may_keep(actor),
    }
    return render(request, "people/retention.html", context, status=status)
