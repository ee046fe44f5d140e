# SPDX-License-Identifier: AGPL-3.0-or-later
"""Paper: the form to print, pages that were handed in, letters in large print."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.cases import public as cases
from linli.kernel.problem import NOT_FOUND, Problem
from linli.platform.access import PUBLIC, STAFF, actor_of, roles, route, throttle
from linli.platform.files import store

from ..commands import put_away, take_sheet
from ..forms import SheetForm
from ..jobs import begin_reading
from ..policy import TAKERS
from ..queries import letter_of, paper_form, paper_request, sheet_of, sheets
from ..rules import number_in
from ..vocab import REQUESTS

AT_THE_DESK = roles(*TAKERS)


def as_pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF to look at and print."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@route(PUBLIC)
def paper(request: HttpRequest) -> HttpResponse:
    """What can be done on paper, and where to hand it in; also where the code on a form leads."""
    context = {
        "number": number_in(request.GET.get("form", "")),
        "requests": [(which, gettext(asked.title)) for which, asked in REQUESTS.items()],
    }
    return render(request, "channels/paper.html", context)


@route(PUBLIC)
def blank(request: HttpRequest) -> HttpResponse:
    """A fresh form to print."""
    throttle.allow_here("paper", throttle.address(request), times=60, seconds=3600)
    return as_pdf(paper_form(), "form")


@route(PUBLIC)
def blank_request(request: HttpRequest, which: str) -> HttpResponse:
    """A form to print for what is otherwise done on a screen."""
    throttle.allow_here("paper", throttle.address(request), times=60, seconds=3600)
    return as_pdf(paper_request(which), which)


@route(AT_THE_DESK)
def pile(request: HttpRequest) -> HttpResponse:
    """Pages that wait for a person; hand in more."""
    form = SheetForm(request.POST or None, request.FILES or None)
    actor = actor_of(request)
    if request.method == "POST" and form.is_valid():
        try:
            taken = take_sheet(form.cleaned_data["page"].read(), actor=actor)
        except Problem as error:
            form.blame(error, "page")
        else:
            begin_reading()
            messages.success(request, gettext("Taken. It is being read; you may type meanwhile."))
            return redirect(f"{reverse('desk-new')}?sheet={taken}")
    context = {"form": form, "sheets": sheets(actor)}
    return render(request, "channels/pile.html", context, status=422 if form.errors else 200)


@route(AT_THE_DESK)
@require_safe
def scan(request: HttpRequest, sheet: UUID) -> FileResponse:
    """The picture of a page."""
    found = sheet_of(sheet, viewer=actor_of(request))
    if found.file is None:
        raise NOT_FOUND()
    stream, _ = store.open_file(found.file)
    response = FileResponse(stream, content_type="image/jpeg")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@route(AT_THE_DESK)
@require_POST
def away(request: HttpRequest, sheet: UUID) -> HttpResponse:
    """Put a page away of which no matter comes."""
    put_away(sheet, actor=actor_of(request))
    messages.success(request, gettext("Put away; picture and words were erased."))
    return redirect("desk-paper-pile")


@route(PUBLIC)
def own_letter(request: HttpRequest, number: str, letter: str) -> HttpResponse:
    """A letter about one's own matter, in large print."""
    for holder in cases.holders(actor_of(request), request.session):
        try:
            detail = cases.case_detail(number, viewer=holder)
        except Problem:
            continue
        if detail.is_reporter:
            return as_pdf(letter_of(detail, letter), f"{detail.line.number}-{letter}")
    raise NOT_FOUND()


@route(STAFF)
def desk_letter(request: HttpRequest, number: str, letter: str) -> HttpResponse:
    """The same to be sent by post, for whoever sees the matter: in the language of who brought it."""
    detail = cases.case_detail(number, viewer=actor_of(request))
    with translation.override("zh-hans" if detail.language.startswith("zh") else "en"):
        content = letter_of(detail, letter)
    return as_pdf(content, f"{detail.line.number}-{letter}")
