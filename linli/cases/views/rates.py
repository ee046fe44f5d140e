# SPDX-License-Identifier: AGPL-3.0-or-later
"""After the answer: the public rates with their rows, whom to ask, and appeals of units."""

from __future__ import annotations

import csv

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import INVALID, Problem
from linli.platform.access import PUBLIC, STAFF, actor_of, roles, route

from ..commands import appeal, note_follow_up, settle
from ..forms import AppealForm, SettleForm
from ..queries import appeals, newest_rows, to_ask
from ..rules.rates import SMALLEST, Outcome, by_unit, rates, veiled
from ..rules.rates_file import write_rows
from ..vocab import Ground
from .casework import case_page, refused
from .sight import staff_matter

ASKS, DECIDES = roles("operator"), roles("coordinator")


@route(PUBLIC)
def rates_page(request: HttpRequest) -> HttpResponse:
    """The three rates with denominators and intervals; what they are made of can be had by anybody."""
    begin, rows = newest_rows()
    shown = veiled(rows)
    context = {"all": rates(shown), "units": by_unit(shown), "begin": begin, "smallest": SMALLEST}
    return render(request, "cases/rates.html", context)


@route(PUBLIC)
def rates_rows(request: HttpRequest) -> HttpResponse:
    """The rows behind the rates, as CSV: neither persons nor matters, and no unit with few of them."""
    begin, rows = newest_rows()
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rates-from-{begin}.csv"'
    write_rows(csv.writer(response, lineterminator="\n"), veiled(rows))
    return response


@route(ASKS)
def follow_ups(request: HttpRequest) -> HttpResponse:
    """Whom to ask how it went, oldest answer first."""
    return render(request, "cases/follow_ups.html", {"lines": to_ask(actor_of(request))})


@route(STAFF)
@require_POST
def follow_up(request: HttpRequest, number: str) -> HttpResponse:
    """Keep that the person could not be reached, or did not wish to say."""
    outcome = request.POST.get("outcome", "")
    if outcome not in (Outcome.UNREACHABLE.value, Outcome.REFUSED.value):
        raise INVALID(field="outcome")
    detail = staff_matter(request, number)
    note_follow_up(detail.line.id, Outcome(outcome), actor=actor_of(request))
    messages.success(request, gettext("Kept."))
    return redirect("desk-case", number)


@route(STAFF)
@require_POST
def ask_exclusion(request: HttpRequest, number: str) -> HttpResponse:
    """The unit asks that a matter not count in its rates."""
    form = AppealForm(request.POST, prefix="appeal")
    detail = staff_matter(request, number)
    if not form.is_valid():
        return case_page(request, detail, 422, appeal=form)
    data = form.cleaned_data
    try:
        appeal(detail.line.id, Ground(data["ground"]), data["text"], actor=actor_of(request))
    except Problem as error:
        return refused(request, number, form, error, "appeal")
    messages.success(request, gettext("Kept. The office above decides."))
    return redirect("desk-case", number)


@route(DECIDES)
def appeal_list(request: HttpRequest) -> HttpResponse:
    """Appeals that wait for a decision."""
    return render(request, "cases/appeals.html", {"appeals": appeals(actor_of(request))})


@route(STAFF)
@require_POST
def decide_appeal(request: HttpRequest, number: str) -> HttpResponse:
    """Decide on an appeal: the button says whether it is upheld."""
    form, deed = SettleForm(request.POST, prefix="settle"), request.POST.get("deed")
    detail = staff_matter(request, number)
    if deed not in ("uphold", "refuse") or not form.is_valid():
        raise INVALID(field="text")
    settle(detail.line.id, deed == "uphold", form.cleaned_data["text"], actor=actor_of(request))
    messages.success(request, gettext("Kept."))
    return redirect("desk-appeals")
