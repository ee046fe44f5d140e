# SPDX-License-Identifier: AGPL-3.0-or-later
"""Putting off when a matter is due: extending, parking, taking from parking."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from linli.kernel.problem import Problem
from linli.platform.access import STAFF, actor_of, route

from ..commands import extend_case, park_case, preview, resume_case
from ..forms import ExtendForm, ParkForm
from .casework import case_page, refused, staff_matter


@route(STAFF)
@require_POST
def extend(request: HttpRequest, number: str) -> HttpResponse:
    """Put the time limit off."""
    detail = staff_matter(request, number)
    form = ExtendForm(request.POST, prefix="extend")
    if not form.is_valid():
        return case_page(request, detail, 422, extend=form)
    put_off = partial(
        extend_case,
        detail.line.id,
        form.cleaned_data["limit"],
        form.cleaned_data["text"],
        actor=actor_of(request),
        expected_version=form.cleaned_data["version"],
    )
    try:
        if request.POST.get("preview"):
            return case_page(request, detail, 200, preview(detail.line.id, put_off), extend=form)
        put_off()
    except Problem as error:
        return refused(request, number, form, error, "extend")
    return redirect("desk-case", number)


@route(STAFF)
@require_POST
def park(request: HttpRequest, number: str) -> HttpResponse:
    """Park a matter."""
    detail = staff_matter(request, number)
    form = ParkForm(request.POST, prefix="park")
    if not form.is_valid():
        return case_page(request, detail, 422, park=form)
    put_off = partial(
        park_case,
        detail.line.id,
        form.cleaned_data["review_on"],
        form.cleaned_data["text"],
        actor=actor_of(request),
        expected_version=form.cleaned_data["version"],
    )
    try:
        if request.POST.get("preview"):
            return case_page(request, detail, 200, preview(detail.line.id, put_off), park=form)
        put_off()
    except Problem as error:
        return refused(request, number, form, error, "park")
    return redirect("desk-case", number)


@route(STAFF)
@require_POST
def resume(request: HttpRequest, number: str) -> HttpResponse:
    """Take a matter from parking."""
    resume_case(staff_matter(request, number).line.id, actor=actor_of(request))
    return redirect("desk-case", number)
