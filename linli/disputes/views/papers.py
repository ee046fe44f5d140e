# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers as DOCX, PDF or to print; the whole file; scans; the court's package; wordings; the pay list."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.actor import Actor
from linli.kernel.docx import RIGHT
from linli.kernel.problem import NOT_FOUND, Problem
from linli.platform.access import PUBLIC, STAFF, actor_of, roles, route
from linli.platform.ui.words import explain

from ..commands import hand_over, scan_paper, write_letter, write_wording
from ..forms import ScanForm, WordingForm
from ..queries import (
    detail,
    editions,
    paper,
    paper_pdf,
    sample,
    sheet,
    subsidy_list,
    whole_file,
    wording_of,
    wording_text,
    wordings,
)
from ..rules import check_wording, docx
from ..rules.papers import WORDS
from ..vocab import NO_HANDOVER, Paper
from .square import own_mediation

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _file(content: bytes, kind: str, name: str, *, shown: bool = False) -> HttpResponse:
    """A file that no cache keeps."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'{"inline" if shown else "attachment"}; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _paper(code: str) -> Paper:
    if code not in Paper._value2member_map_:
        raise NOT_FOUND()
    return Paper(code)


def _viewer(request: HttpRequest, number: str) -> Actor:
    """The party that number and code let in, or else whoever signed in."""
    try:
        return own_mediation(request, number)[1]
    except Problem:
        return actor_of(request)


@route(PUBLIC)
def mediation_paper(request: HttpRequest, mediation: str, which: str) -> HttpResponse:
    """A paper of the file as DOCX, as PDF, or to print, for the team and the parties."""
    named = _paper(which)
    viewer = _viewer(request, mediation)
    if request.GET.get("as") == "pdf":
        made = paper_pdf(mediation, named, viewer=viewer)
        return _file(made, "application/pdf", f"{mediation}-{which}.pdf")
    lines = paper(mediation, named, viewer=viewer)
    if request.GET.get("print"):
        shown = [(line.removeprefix(RIGHT), line.startswith(RIGHT)) for line in lines[1:]]
        return render(request, "disputes/paper.html", {"title": lines[0], "lines": shown})
    return _file(docx(lines), DOCX, f"{mediation}-{which}.docx")


@route(STAFF)
def mediation_file(request: HttpRequest, mediation: str) -> HttpResponse:
    """The whole file as one PDF, for its team."""
    made = whole_file(mediation, viewer=actor_of(request))
    return _file(made, "application/pdf", f"{mediation}.pdf")


@route(STAFF)
def mediation_sheet(request: HttpRequest, mediation: str, seq: int) -> HttpResponse:
    """A scanned paper, for the team."""
    content, kind = sheet(mediation, seq, viewer=actor_of(request))
    return _file(content, kind, f"{mediation}-scan-{seq}.{kind.rsplit('/', 1)[1]}", shown=True)


@route(STAFF)
@require_POST
def mediation_scan(request: HttpRequest, mediation: str) -> HttpResponse:
    """Put a paper that was signed by hand into the file."""
    actor = actor_of(request)
    found = detail(mediation, viewer=actor)
    form = ScanForm(request.POST, request.FILES)
    status = 422
    if form.is_valid():
        try:
            scan_paper(
                found.id, Paper(form.cleaned_data["which"]), form.cleaned_data["scan"].read(), actor=actor
            )
        except Problem as error:
            form.blame(error, "scan")
            status = error.status
        else:
            messages.success(request, gettext("Kept."))
            return redirect("desk-mediation", mediation)
    return render(request, "disputes/scan.html", {"mediation": found, "form": form}, status=status)


@route(STAFF)
@require_POST
def mediation_handover(request: HttpRequest, mediation: str) -> HttpResponse:
    """The package for the court, once every party allowed it."""
    actor = actor_of(request)
    found = detail(mediation, viewer=actor)
    try:
        made = hand_over(mediation, found.id, actor=actor)
    except Problem as error:
        if error.code != NO_HANDOVER.code:
            raise
        told = explain(error)
        messages.error(request, f"{told.title} {told.remedy}")
        return redirect("desk-mediation", mediation)
    return _file(made, "application/zip", f"{mediation}-court.zip")


@route(STAFF)
@require_POST
def mediation_letter(request: HttpRequest, mediation: str, seq: int) -> HttpResponse:
    """Number and code on paper for one party, for a head who does not mediate it."""
    actor = actor_of(request)
    found = detail(mediation, viewer=actor)
    made = write_letter(mediation, found.id, seq, actor=actor)
    return _file(made, "application/pdf", f"{mediation}-letter-{seq}.pdf")


@route(STAFF)
def mediation_list(request: HttpRequest, year: int) -> HttpResponse:
    """The list by which mediators are paid, for the head of a committee."""
    made = subsidy_list(year, viewer=actor_of(request))
    return _file(made, XLSX, f"mediators-{year}.xlsx")


@route(roles("coordinator"))
def wording_list(request: HttpRequest) -> HttpResponse:
    """The wordings of all papers."""
    return render(request, "disputes/wordings.html", {"wordings": wordings()})


@route(roles("coordinator"))
def wording(request: HttpRequest, which: str) -> HttpResponse:
    """One wording: read, tried as PDF with invented facts, kept as a new edition."""
    named = _paper(which)
    found = wording_of(named)
    chosen = request.GET.get("edition", "")
    text = wording_text(named, int(chosen)) if chosen.isdecimal() else found.text
    form = WordingForm(request.POST or None, initial={"text": text})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if request.POST.get("try"):
                    made = sample(named, check_wording(named, form.cleaned_data["text"]))
                    return _file(made, "application/pdf", f"{which}.pdf", shown=True)
                write_wording(named, form.cleaned_data["text"], actor=actor_of(request))
            except Problem as error:
                form.blame(error, "text")
            else:
                messages.success(request, gettext("Kept."))
                return redirect("desk-wording", which)
    context = {
        "wording": found,
        "form": form,
        "editions": editions(named),
        "words": [(name, said, name in found.needs) for name, said in WORDS.items()],
    }
    return render(request, "disputes/wording.html", context, status=status)
