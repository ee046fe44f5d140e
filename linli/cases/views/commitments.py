# SPDX-License-Identifier: AGPL-3.0-or-later
"""Commitments: what everybody reads, and the desk of who has to keep them."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from linli.kernel.problem import FORBIDDEN, Problem
from linli.platform.access import PUBLIC, STAFF, actor_of, route
from linli.platform.files import store

from ..commands import move_commitment
from ..forms.commitments import ProgressForm
from ..queries import commitment_by_number, commitment_list, commitment_photo
from ..queries.commitments import GROUPS
from ..vocab.commitments import Progress
from .matter import serve


@route(PUBLIC)
def published(request: HttpRequest) -> HttpResponse:
    """What was promised in public, and whether it was kept."""
    context = _list(request)
    return render(request, "cases/commitments.html", {**context, "base": "ui/square.html", "desk": False})


@route(PUBLIC)
def one(request: HttpRequest, commitment: str) -> HttpResponse:
    """One commitment: the promise, its day, what became of it, where it came from."""
    found = commitment_by_number(commitment, viewer=actor_of(request))
    return render(request, "cases/commitment.html", {"commitment": found, "base": "ui/square.html"})


@route(PUBLIC)
def photo(request: HttpRequest, commitment: str, seq: int) -> FileResponse:
    """The photo of a step."""
    return serve(commitment_photo(commitment, seq))


@route(STAFF)
def own(request: HttpRequest) -> HttpResponse:
    """The commitments of one's place and unit, the next to be kept first."""
    context = _list(request, viewer=actor_of(request))
    return render(request, "cases/commitments.html", {**context, "base": "ui/desk.html", "desk": True})


@route(STAFF)
def keep(request: HttpRequest, commitment: str) -> HttpResponse:
    """One commitment at the desk, with the form for its next step."""
    actor = actor_of(request)
    found = commitment_by_number(commitment, viewer=actor)
    if request.method == "POST" and not found.actions:
        raise FORBIDDEN()
    form = ProgressForm(
        request.POST or None,
        request.FILES or None,
        actions=found.actions,
        initial={"version": found.line.version},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            move_commitment(
                found.line.id,
                Progress(data["do"]),
                actor=actor,
                text=data["text"],
                due_on=data["due_on"],
                files=[store.store(file.read()).id for file in data["photo"]],
                expected_version=data["version"],
            )
        except Problem as error:
            form.blame(error)
        else:
            messages.success(request, gettext("Kept. Everybody can read it, and who took part is told."))
            return redirect("desk-commitment", commitment)
    context = {"commitment": found, "form": form if found.actions else None, "base": "ui/desk.html"}
    return render(request, "cases/commitment.html", context, status=422 if form.errors else 200)


def _list(request: HttpRequest, **of: object) -> dict[str, object]:
    group = request.GET.get("group", "open")
    after = request.GET.get("after", "")
    page = commitment_list(
        group=group if group in GROUPS else "open",
        after=int(after) if after.isdecimal() and len(after) < 7 else 0,
        **of,  # type: ignore[arg-type]
    )
    return {"page": page, "group": group if group in GROUPS else "open"}
