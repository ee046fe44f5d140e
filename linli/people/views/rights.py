# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening and closing an administrator's rights, and the list of who did so and why."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import NOT_FOUND
from linli.platform.access import actor_of, posts, proved_lately, route
from linli.platform.ui.views import safe_next

from ..commands import close_rights, open_rights
from ..forms import OpenForm
from ..policy import may_open
from ..queries import open_until, openings


@route(posts("administrator", "auditor"))
def rights(request: HttpRequest) -> HttpResponse:
    """Open one's rights; see who opened theirs."""
    context = {
        "form": OpenForm() if may_open(actor_of(request)) else None,
        "open_until": open_until(request),
        "openings": openings(),
        "next": safe_next(request, ""),
        "fresh": proved_lately(request),
    }
    return render(request, "people/rights.html", context)


@route(posts("administrator"), anew="desk-rights")
@require_POST
def open_now(request: HttpRequest) -> HttpResponse:
    """Open one's rights in this browser."""
    form = OpenForm(request.POST)
    if not form.is_valid():
        told = {"form": form, "open_until": None, "openings": openings()}
        context = {**told, "next": safe_next(request, ""), "fresh": True}
        return render(request, "people/rights.html", context, status=422)
    opening = open_rights(
        form.cleaned_data["reason"], form.cleaned_data["minutes"], actor=actor_of(request)
    )
    request.session["rights"] = str(opening)
    return redirect(safe_next(request, "") or "desk-rights")


@route(posts("administrator"))
@require_POST
def close_now(request: HttpRequest) -> HttpResponse:
    """Close one's rights before their time."""
    opening = request.session.pop("rights", None)
    if opening is None:
        raise NOT_FOUND()
    close_rights(UUID(opening), actor=actor_of(request))
    messages.success(request, gettext("Your administrator's rights are closed."))
    return redirect("desk-rights")
