# SPDX-License-Identifier: AGPL-3.0-or-later
"""Following one's own matter: the thread, the answer, rating it, adding to it, taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import NOT_FOUND, Problem
from linli.platform.access import PUBLIC, actor_of, for_person, route, throttle
from linli.platform.files import store

from ..commands import move_case, note_case, rate_case
from ..forms import AddForm, RateForm, ReasonForm, TrackForm
from ..queries import FileInfo, clocks_of, file_for, holder_of, own_list
from ..rules import parse_number
from ..vocab import Action, Deed, See, Solved
from .public_side import hidden_items
from .steps import bound_to_course, step_forms
from .viewer import let_in, own_matter


@route(PUBLIC)
def track(request: HttpRequest) -> HttpResponse:
    """Number and code open one's matter; wrong tries are counted by number and by address."""
    form = TrackForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    if request.method == "POST" and form.is_valid():
        number = parse_number(form.cleaned_data["number"]) or form.cleaned_data["number"]
        try:
            throttle.allow("code:number", number, times=10, seconds=900)
            throttle.allow("code:address", throttle.address(request), times=120, seconds=900)
            case, _ = holder_of(number, form.cleaned_data["code"])
        except Problem as error:
            form.blame(error)
        else:
            throttle.forget("code:number", number)
            let_in(request, case)
            return redirect("matter", number)
    return render(request, "cases/track.html", {"form": form}, status=422 if form.errors else 200)


FOLLOWS = for_person("matters", "own_matters")


@route(FOLLOWS)
def mine(request: HttpRequest) -> HttpResponse:
    """The matters that a signed-in person brought, or whoever acts for them may follow."""
    page = own_list(actor_of(request), request.GET.get("after", ""))
    return render(request, "cases/mine.html", {"page": page})


@route(PUBLIC)
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """One's own matter."""
    detail, _ = own_matter(request, number)
    return matter_page(request, detail)


def matter_page(request: HttpRequest, detail: Any, status: int = 200, **forms: Any) -> HttpResponse:
    may_rate = Deed.RATE in detail.deeds and detail.answer is not None
    context = {
        "matter": detail,
        "clocks": clocks_of(detail),
        "add_form": forms.get("add") or AddForm(prefix="add"),
        "rate_form": forms.get("rate") or RateForm(prefix="rate"),
        "reopen_form": forms.get("reopen") or ReasonForm(prefix="reopen"),
        "hidden": (hidden := hidden_items(detail, forms.get("object"))),
        "may_object": any(row["form"] for row in hidden),
        "may_rate": may_rate and not detail.rated,
        "may_reopen": Action.REOPEN in detail.actions,
        "step_forms": step_forms(detail, forms),
        "reopens": detail.course.steps_of(Action.REOPEN.value) if detail.course else (),
        "may_withdraw": Action.WITHDRAW in detail.actions,
    }
    return render(request, "cases/matter.html", context, status=status)


@route(PUBLIC)
@require_POST
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Add words or photos to one's matter."""
    detail, actor = own_matter(request, number)
    form = AddForm(request.POST, request.FILES, prefix="add")
    if form.is_valid():
        try:
            files = [store.store(file.read()).id for file in form.cleaned_data["attached"]]
            note_case(
                detail.line.id,
                form.cleaned_data["text"],
                See.REPORTER,
                actor=actor,
                files=files,
                corrects=form.cleaned_data["corrects"],
            )
            messages.success(request, gettext("Added. The unit will read it."))
            return redirect("matter", number)
        except Problem as error:
            form.blame(error)
    return matter_page(request, detail, 422, add=form)


@route(PUBLIC)
@require_POST
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """Rate the answer; "not solved" takes the matter up again."""
    detail, actor = own_matter(request, number)
    form = RateForm(request.POST, prefix="rate")
    if not form.is_valid():
        return matter_page(request, detail, 422, rate=form)
    data = form.cleaned_data
    solved = Solved(data["solved"])
    try:
        rate_case(
            detail.line.id,
            actor=actor,
            contacted=data["contacted"] == "yes",
            solved=solved,
            satisfied=data["satisfied"],
            text=data["text"],
            reopen=data["text"] or gettext("It is not solved."),
        )
        if solved is Solved.NO and Action.REOPEN in detail.actions and not bound_to_course(detail):
            messages.success(request, gettext("Thank you. It is not solved, so it is taken up again."))
        else:
            messages.success(request, gettext("Thank you for telling us."))
    except Problem as error:
        form.blame(error)
        return matter_page(request, detail, error.status, rate=form)
    return redirect("matter", number)


@route(PUBLIC)
@require_POST
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    """Say that it is not settled after all."""
    detail, actor = own_matter(request, number)
    form = ReasonForm(request.POST, prefix="reopen")
    if not form.is_valid():
        return matter_page(request, detail, 422, reopen=form)
    move_case(detail.line.id, Action.REOPEN, actor=actor, text=form.cleaned_data["text"])
    messages.success(request, gettext("It is taken up again. The office has been told why."))
    return redirect("matter", number)


@route(PUBLIC)
@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take one's matter back."""
    detail, actor = own_matter(request, number)
    move_case(detail.line.id, Action.WITHDRAW, actor=actor)
    messages.success(request, gettext("Withdrawn. You can have it taken up again at any time."))
    return redirect("matter", number)


@route(PUBLIC)
def own_file(request: HttpRequest, number: str, attachment: int) -> FileResponse:
    """A photo, voice message or document of a matter, for those who may see it."""
    try:
        detail, _ = own_matter(request, number)
    except Problem:
        return serve(file_for(number, attachment, viewer=actor_of(request)))
    for file in detail.files:
        if file.id == attachment:
            return serve(file)
    raise NOT_FOUND()


@route(PUBLIC)
def public_file(request: HttpRequest, number: str, attachment: int) -> FileResponse:
    """A photo that staff released."""
    return serve(file_for(number, attachment, viewer=None))


def serve(file: FileInfo) -> FileResponse:
    """Hand a file out as what it was recognised to be, never as something a browser would run."""
    stream, name = store.open_file(file.file)
    response = FileResponse(
        stream,
        content_type=file.media_type,
        as_attachment=file.kind == "document",
        filename=f"linli-{file.id}.{name.rsplit('.', 1)[-1]}",
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response
