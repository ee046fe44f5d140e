# SPDX-License-Identifier: AGPL-3.0-or-later
"""Matters under one matter, and handing over what somebody handles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import FORBIDDEN, NOT_FOUND, Problem
from linli.people import public as people
from linli.platform.access import STAFF, actor_of, route
from linli.platform.outbox.send import Told
from linli.platform.ui.words import explain

from ..commands import Done, answer_children, hand_over, link_case, unlink_case
from ..forms import AwayForm, HandOverForm, LinkForm
from ..policy import leads_unit
from ..queries import children, open_parts_of
from ..rules.course import OPEN
from .casework import case_page, refused
from .sight import staff_matter


def results_page(
    request: HttpRequest,
    done: list[Done],
    back: str,
    *,
    told: Sequence[Told] | None = None,
    again: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """What became of each of several matters; or, with what would be ``told``, what would become of it and
    the form (``again``) that does it."""
    results = [(item.number, explain(item.problem) if item.problem else None) for item in done]
    whole = sum(told is None for _, told in results)
    context = {"results": results, "whole": whole, "back": back, "preview": told, "again": again}
    return render(request, "cases/many.html", context)


@route(STAFF)
@require_POST
def link(request: HttpRequest, number: str) -> HttpResponse:
    """Put a matter under another one."""
    detail, form = staff_matter(request, number), LinkForm(request.POST, prefix="link")
    if not form.is_valid():
        return case_page(request, detail, 422, link=form)
    data, actor = form.cleaned_data, actor_of(request)
    try:
        link_case(detail.line.id, data["parent"], actor=actor, expected_version=data["version"])
    except Problem as error:
        return refused(request, number, form, error, "link")
    messages.success(request, gettext("Kept."))
    return redirect("desk-case", number)


@route(STAFF)
@require_POST
def unlink(request: HttpRequest, number: str) -> HttpResponse:
    """Let a matter stand by itself again."""
    unlink_case(staff_matter(request, number).line.id, actor=actor_of(request))
    return redirect("desk-case", number)


@route(STAFF)
def under(request: HttpRequest, number: str) -> HttpResponse:
    """The matters under one, and answering those that are open with the same words."""
    detail, actor = staff_matter(request, number), actor_of(request)
    if request.method == "POST":
        done = answer_children(detail.line.id, actor=actor)
        return results_page(request, done, f"/desk/matter/{number}/children/")
    lines = children(number, viewer=actor)
    waiting = sum(line.state in OPEN for line in lines)
    context = {"matter": detail, "lines": lines, "waiting": waiting}
    return render(request, "cases/children.html", context)


@route(STAFF)
def hand(request: HttpRequest) -> HttpResponse:
    """What somebody of a unit handles is handed to another: each matter with its own result."""
    actor = actor_of(request)
    mine = [unit for unit in people.units().active() if leads_unit(actor, unit.path)]
    typed = request.POST.get("unit") or request.GET.get("unit") or (mine[0].code if mine else "")
    unit = people.unit(typed)
    if unit is not None and not leads_unit(actor, unit.path):
        raise FORBIDDEN()
    known = people.colleagues(unit.code) if unit else []
    deed = request.POST.get("deed", "")
    away = AwayForm(request.POST if deed == "away" else None, people_of=known)
    form = HandOverForm(
        request.POST if request.method == "POST" and not deed else None,
        people_of=known,
        initial={"unit": typed},
    )
    if unit is not None and (deed == "back" or (deed == "away" and away.is_valid())):
        try:
            _absence(request, deed, away)
        except Problem as error:
            if deed != "away":
                raise
            away.blame(error)
        else:
            messages.success(request, gettext("Kept."))
            return redirect(f"/desk/hand-over/?unit={unit.code}")
    if form.is_bound and form.is_valid() and unit is not None:
        data = form.cleaned_data
        try:
            done = hand_over(unit.code, UUID(data["giver"]), UUID(data["taker"]), actor=actor)
        except Problem as error:
            form.blame(error)
        else:
            return results_page(request, done, f"/desk/hand-over/?unit={unit.code}")
    counts = open_parts_of([item.id for item in known])
    context = {
        "form": form,
        "away": away,
        "unit": unit,
        "mine": mine,
        "rows": [(item, counts[item.id]) for item in known],
    }
    status = 422 if form.errors or away.errors else 200
    return render(request, "cases/hand_over.html", context, status=status)


def _absence(request: HttpRequest, deed: str, form: AwayForm) -> None:
    """Note that a colleague is away, or back again."""
    actor = actor_of(request)
    if deed == "away":
        data = form.cleaned_data
        people.note_absence(data["account"], data["deputy"], data["begins"], data["ends"], actor=actor)
        return
    try:
        people.end_absence(UUID(request.POST.get("absence", "")), actor=actor)
    except ValueError:
        raise NOT_FOUND() from None
