# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hiding from the public: by staff, with an objection of who wrote it, a decision above, and a count."""

from __future__ import annotations

import csv

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from linli.kernel.problem import INVALID, Problem
from linli.platform.access import PUBLIC, STAFF, actor_of, roles, route

from ..commands import hide, judge, object_to
from ..forms.hiding import HideForm, JudgeForm, ObjectForm, UnveilForm
from ..queries import newest_hide_rows, objections, unveil
from ..rules.hiding import SMALLEST, hide_counts, veiled_rows, write_hide_rows
from ..vocab import GROUNDS, HideReason, HideState
from .casework import case_page, form_deed
from .matter import matter_page
from .public_side import hidden_items
from .sight import staff_matter
from .viewer import own_matter


@route(STAFF)
@require_POST
def hide_something(request: HttpRequest, number: str) -> HttpResponse:
    """Hide words, a photo or the whole report from the public."""
    detail = staff_matter(request, number)
    released = [file.id for file in detail.files if file.released]
    form = HideForm(request.POST, prefix="hide", files=released)
    said = gettext("Hidden from the public. The person is told why and may object.")
    return form_deed(
        request,
        detail,
        form,
        "hide",
        lambda data: hide(
            detail.line.id,
            HideReason(data["reason"]),
            data["text"],
            actor=actor_of(request),
            words=data["words"] if data["what"] == "words" else "",
            attachment=int(data["what"]) if data["what"].isdecimal() else None,
            expected_version=data["version"],
        ),
        said,
    )


@route(STAFF)
@require_POST
def show_hidden(request: HttpRequest, number: str) -> HttpResponse:
    """Show what is hidden to somebody who needs it and says what for; the look is recorded first."""
    detail, form = staff_matter(request, number), UnveilForm(request.POST, prefix="unveil")
    if not form.is_valid():
        return case_page(request, detail, 422, unveil=form)
    found = unveil(number, viewer=actor_of(request), purpose=form.cleaned_data["purpose"])
    return render(request, "cases/unveiled.html", {"matter": detail, "found": found})


@route(STAFF)
@require_POST
def object_for(request: HttpRequest, number: str) -> HttpResponse:
    """Take down an objection that came by telephone, at the counter or on paper."""
    detail = staff_matter(request, number)
    form = ObjectForm(request.POST, prefix="object")
    if not form.is_valid():
        return case_page(request, detail, 422, object=form)
    return form_deed(
        request,
        detail,
        form,
        "object",
        lambda data: object_to(detail.line.id, data["redaction"], data["text"], actor=actor_of(request)),
        gettext("Taken down. The level above decides."),
    )


@route(PUBLIC)
@require_POST
def object_own(request: HttpRequest, number: str) -> HttpResponse:
    """Object to what was hidden of one's own matter."""
    detail, actor = own_matter(request, number)
    form = ObjectForm(request.POST, prefix="object")
    if not form.is_valid():
        return matter_page(request, detail, 422, object=form)
    data = form.cleaned_data
    try:
        object_to(detail.line.id, data["redaction"], data["text"], actor=actor)
    except Problem as error:
        if error.status == 404:
            raise
        form.blame(error)
        return matter_page(request, detail, error.status, object=form)
    messages.success(request, gettext("Kept. Somebody of the level above decides and tells you why."))
    return redirect("matter", number)


@route(PUBLIC)
@require_GET
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """The objection on paper: printed, filled in by hand and handed in at a counter."""
    detail, _ = own_matter(request, number)
    return render(request, "cases/objection.html", {"matter": detail, "hidden": hidden_items(detail)})


@route(roles("coordinator"))
@require_GET
def objection_list(request: HttpRequest) -> HttpResponse:
    """Objections that wait for a decision by this person."""
    return _list_page(request)


@route(STAFF)
@require_POST
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Decide on an objection: the button says whether it stays hidden."""
    form, deed = JudgeForm(request.POST, prefix="judge"), request.POST.get("deed")
    detail = staff_matter(request, number)
    if deed not in ("uphold", "restore") or not form.is_valid():
        raise INVALID(field="text")
    data = form.cleaned_data
    judge(detail.line.id, data["redaction"], deed == "restore", data["text"], actor=actor_of(request))
    messages.success(request, gettext("Decided. The person is told with your reason."))
    return redirect("desk-hidden")


def _list_page(request: HttpRequest) -> HttpResponse:
    found = [
        {
            "number": one.number,
            "item": one.hidden,
            "form": JudgeForm(
                prefix="judge",
                auto_id=f"id_{one.hidden.id}_%s",
                initial={"redaction": one.hidden.id},
            ),
        }
        for one in objections(actor_of(request))
    ]
    return render(request, "cases/objections.html", {"objections": found})


@route(PUBLIC)
@require_GET
def hidden_page(request: HttpRequest) -> HttpResponse:
    """How much was hidden for which reason, and what became of objections; anybody can count it again."""
    begin, rows = newest_hide_rows()
    counts = hide_counts(veiled_rows(rows))
    context = {
        "begin": begin,
        "counts": counts,
        "total": sum(count.hidden for count in counts),
        "states": list(HideState),
        "grounds": GROUNDS,
        "smallest": SMALLEST,
    }
    return render(request, "cases/hidden.html", context)


@route(PUBLIC)
@require_GET
def hidden_rows(request: HttpRequest) -> HttpResponse:
    """The rows behind the counts, as CSV: a reason and an outcome each, nothing else."""
    begin, rows = newest_hide_rows()
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="hidden-from-{begin}.csv"'
    write_hide_rows(csv.writer(response, lineterminator="\n"), veiled_rows(rows))
    return response
