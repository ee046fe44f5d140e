# SPDX-License-Identifier: AGPL-3.0-or-later
"""Steps of a statutory course and their papers, for staff at the desk and for the person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import NOT_FOUND, Problem
from linli.platform.access import PUBLIC, STAFF, actor_of, route
from linli.platform.ui.words import name_of

from ..commands import step_case
from ..forms import StepForm
from ..queries import Ahead, CaseDetail, paper_of
from .casework import form_deed
from .matter import matter_page
from .sight import staff_matter
from .viewer import own_matter


@route(STAFF)
@require_POST
def take(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Take a step that has a form of its own."""
    detail = staff_matter(request, number)
    item = _ahead(detail, step)

    def act(data: dict[str, Any]) -> object:
        return step_case(
            detail.line.id,
            step,
            actor=actor_of(request),
            text=data["text"],
            until=data.get("until"),
            expected_version=data["version"],
        )

    form = StepForm(request.POST, item=item)
    return form_deed(request, detail, form, f"step-{step}", act, name_of(item.step.done))


@route(PUBLIC)
@require_POST
def take_own(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """The person takes a step of the course of their own matter."""
    detail, actor = own_matter(request, number)
    item = _ahead(detail, step)
    form = StepForm(request.POST, item=item)
    if form.is_valid():
        try:
            step_case(detail.line.id, step, actor=actor, text=form.cleaned_data["text"])
            messages.success(request, gettext("Done. The paper stands on the page of your matter."))
            return redirect("matter", number)
        except Problem as error:
            form.blame(error)
    return matter_page(request, detail, 422, **{f"step-{step}": form})


@route(STAFF)
def paper(request: HttpRequest, number: str, seq: int) -> HttpResponse:
    """A paper of the course, to print at the desk."""
    detail = staff_matter(request, number)
    return _paper(request, detail, seq, reverse("desk-case", args=[number]))


@route(PUBLIC)
def own_paper(request: HttpRequest, number: str, seq: int) -> HttpResponse:
    """A paper of one's own matter."""
    detail, _ = own_matter(request, number)
    return _paper(request, detail, seq, reverse("matter", args=[number]))


def _paper(request: HttpRequest, detail: CaseDetail, seq: int, back: str) -> HttpResponse:
    found = paper_of(detail.line.id, seq)
    return render(request, "cases/paper.html", {"paper": found, "matter": detail, "back": back})


def _ahead(detail: CaseDetail, step: str) -> Ahead:
    view = detail.course
    found = (
        next((item for item in view.ahead if item.step.code == step and item.may), None) if view else None
    )
    if found is None or not found.here:
        raise NOT_FOUND()
    return found
