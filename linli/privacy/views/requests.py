# SPDX-License-Identifier: AGPL-3.0-or-later
"""The register of official requests: recorded by one person, decided by two others."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from linli.kernel.problem import INVALID, Problem
from linli.platform.access import actor_of, roles, route
from linli.platform.files import store
from linli.platform.ui.copies import Copy, hand_out

from ..commands import NewRequest, decide_request, record_request, withdraw_request
from ..forms import GrantForm, InstrumentForm
from ..policy import APPROVES, READS, RECORDS, Deed, may_record
from ..queries import (
    asked_parts,
    extract_of,
    found_for,
    request_detail,
    requests,
    scan_of,
    source,
    sources,
)
from ..vocab import GIVEN, Instrument, RequestState

READER, RECORDER, APPROVER = roles(*READS), roles(*RECORDS), roles(*APPROVES)


@route(READER)
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Requests as the viewer may see them: who asks with what, and how it stands."""
    actor = actor_of(request)
    context = {"lines": requests(actor), "sources": sources() if may_record(actor) else []}
    return render(request, "privacy/requests.html", context)


@route(RECORDER)
def new_request(request: HttpRequest, source_code: str) -> HttpResponse:
    """Write a request into the register with its scanned instrument."""
    found = source(source_code)
    form = InstrumentForm(request.POST or None, request.FILES or None, source=found)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "source": found.code}
        try:
            found_for(found.code, data["reference"], viewer=actor_of(request))  # before a file is kept
            scan = store.store(data.pop("scan").read()).id
            data |= {"instrument": Instrument(data["instrument"]), "parts": tuple(data["parts"])}
            identity = record_request(NewRequest(**data), scan, actor=actor_of(request))
        except Problem as error:
            field = error.facts.get("field") if error.code == "invalid" else None
            unknown = error.code == "unknown_record"
            form.blame(error, "reference" if unknown else field)
            status = 404 if unknown else 422
        else:
            messages.success(request, gettext("Recorded. Two others decide."))
            return redirect("desk-request", identity)
    return render(request, "privacy/new_request.html", {"form": form, "source": found}, status=status)


@route(READER)
@require_GET
def one_request(request: HttpRequest, official: UUID) -> HttpResponse:
    """One request with its decisions; its words for who may read them."""
    return _page(request, official)


@route(READER)
@require_GET
def scan(request: HttpRequest, official: UUID) -> HttpResponseBase:
    """The scanned instrument; the look is recorded."""
    stream, name = store.open_file(scan_of(official, viewer=actor_of(request)))
    kind = name.rsplit(".", 1)[-1]
    response = FileResponse(
        stream,
        content_type="application/pdf" if kind == "pdf" else f"image/{kind.replace('jpg', 'jpeg')}",
        as_attachment=True,
        filename=f"instrument.{kind}",
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store"
    return response


@route(APPROVER)
@require_POST
def decide(request: HttpRequest, official: UUID) -> HttpResponse:
    """Grant what is ticked, or refuse: the button says which."""
    found, asked = asked_parts(official, viewer=actor_of(request))
    form, deed = GrantForm(request.POST, source=found, asked=asked), request.POST.get("deed")
    if deed not in ("grant", "refuse"):
        raise INVALID(field="deed")
    parts = form.cleaned_data["parts"] if form.is_valid() and deed == "grant" else []
    if deed == "grant" and not parts and not form.errors:
        form.add_error("parts", gettext("Tick what you grant, or refuse."))
    if form.errors:
        return _page(request, official, form, 422)
    state = decide_request(official, parts, form.cleaned_data["reason"], actor=actor_of(request))
    waits = gettext("Kept. A second person decides now.")
    made = gettext("Granted. What was granted can be fetched here; each look is recorded.")
    told = waits if state is RequestState.RECORDED else made if state in GIVEN else gettext("Refused.")
    messages.success(request, told)
    return redirect("desk-request", official)


@route(RECORDER)
@require_POST
def withdraw(request: HttpRequest, official: UUID) -> HttpResponse:
    """Note that the authority took it back."""
    withdraw_request(official, actor=actor_of(request))
    messages.success(request, gettext("Kept."))
    return redirect("desk-requests")


@route(RECORDER)
@require_GET
def extract(request: HttpRequest, official: UUID, form: str) -> HttpResponseBase:
    """What was granted, for the authority: to print, or for a program; the look is recorded."""
    found, parts = extract_of(official, viewer=actor_of(request))
    words = {name: gettext(word) for name, word in {**found.words, **found.parts}.items()}
    page = "privacy/extract.html", {"official": official}
    response = hand_out(request, Copy(parts, words), form, f"extract-{official}", page)
    response["Cache-Control"] = "no-store"
    return response


def _page(
    request: HttpRequest, identity: UUID, form: GrantForm | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    detail = request_detail(identity, viewer=actor)
    waits = detail.line.state is RequestState.RECORDED
    may_withdraw = waits and Deed.WITHDRAW in detail.deeds
    if waits and Deed.DECIDE in detail.deeds and not may_withdraw:
        form = form or GrantForm(source=detail.source, asked=detail.parts)
    context = {
        "official": detail,
        "form": form,
        "may_withdraw": may_withdraw,
        "may_fetch": detail.expires_at and Deed.FETCH in detail.deeds,
    }
    return render(request, "privacy/request.html", context, status=status)
