# SPDX-License-Identifier: AGPL-3.0-or-later
"""The field: what waits near by, looking whether it is done, reporting for somebody. Thumb-sized."""

from __future__ import annotations

from uuid import UUID, uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.kernel.ids import new_id
from linli.kernel.problem import INVALID, Problem
from linli.places import public as places
from linli.platform.access import actor_of, roles, route
from linli.platform.files import store
from linli.platform.ui.words import language

from ..commands import NewCase, ReporterData, done_already, move_case, note_case, receive_case
from ..forms import CheckForm, TakeDownForm
from ..queries import CaseDetail, CaseFilter, case_detail, case_list
from ..queries.neighbours import metres_between
from ..vocab import Action, Channel, Kind, See
from .desk import taken

WORKERS = roles("grid_worker", "community_worker")
NEAR = 100  # metres from where a matter lies that count as on the spot: as well as a phone knows it


@route(WORKERS)
def today(request: HttpRequest) -> HttpResponse:
    """What waits to be looked at, and what is open near by."""
    viewer = actor_of(request)
    to_check = [
        line
        for line in case_list(viewer, CaseFilter(group="answered")).lines
        if line.state.value == "resolved"
    ]
    near = case_list(viewer, CaseFilter(group="open", order="due")).lines
    return render(request, "cases/field_today.html", {"to_check": to_check, "near": near})


@route(WORKERS)
def look(request: HttpRequest, number: str) -> HttpResponse:
    """One matter on a phone, with what can be done on the spot."""
    detail = case_detail(number, viewer=actor_of(request))
    form = CheckForm(prefix="check", initial={"version": detail.line.version})
    return _case_page(request, detail, form, may_check=Action.VERIFY in detail.actions)


def _case_page(
    request: HttpRequest, detail: CaseDetail, form: CheckForm, *, may_check: bool, status: int = 200
) -> HttpResponse:
    pictures = [file for file in detail.files if file.kind == "image"] if may_check else []
    context = {
        "matter": detail, "form": form, "may_check": may_check, "deed": new_id(), "pictures": pictures,
    }  # fmt: skip
    return render(request, "cases/field_case.html", context, status=status)


@route(WORKERS)
@require_http_methods(["POST"])
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Say what was seen on the spot. Replayed by a phone, it counts once."""
    actor = actor_of(request)
    detail = case_detail(number, viewer=actor)
    form = CheckForm(request.POST, request.FILES, prefix="check")
    deed = _uuid(request.POST.get("deed", ""))
    if form.is_valid():
        data = form.cleaned_data
        away = metres_between(form.here, detail.line.point)
        seen = [gettext("(on the spot)")] if away is not None and away <= NEAR else []
        try:
            move_case(
                detail.line.id,
                Action(data["found"]),
                actor=actor,
                expected_version=data["version"],
                text=" ".join([data["text"], *seen]).strip(),
                deed_id=deed,
            )
            photos = uuid5(deed, "photos") if deed else None
            if data["attached"] and not done_already(detail.line.id, photos, actor):
                files = [store.store(file.read()).id for file in data["attached"]]
                note_case(detail.line.id, "", See.INTERNAL, actor=actor, files=files, deed_id=photos)
        except Problem as error:
            form.blame(error)
            return _case_page(request, detail, form, may_check=True, status=error.status)
        messages.success(request, gettext("Kept. Thank you for looking."))
        return redirect("field")
    return _case_page(request, detail, form, may_check=True, status=422)


@route(WORKERS)
def take_down(request: HttpRequest) -> HttpResponse:
    """Report for somebody on the spot; works without network and is sent when there is one."""
    replayed = bool(request.headers.get("X-Linli-Replay"))  # then nobody is there to answer any more
    form = TakeDownForm(request.POST or None, initial={"channel": Channel.FIELD.value}, anew=not replayed)
    del form.fields["channel"]
    actor = actor_of(request)
    if request.method == "POST" and form.is_valid() and not form.more:
        data = form.cleaned_data
        case_id = _uuid(request.POST.get("case_id", ""))
        if case_id is None:
            raise INVALID(field="case_id")
        try:
            receipt = receive_case(
                NewCase(
                    kind=Kind(data["kind"]),
                    text=data["text"],
                    channel=Channel.FIELD,
                    language=language(),
                    category=data["category"] or None,
                    place=data["place"] or _home(request),
                    address=data["address"],
                    about=data["about"] or None,
                    reporter=ReporterData(name=data["name"], contact=data["contact"]),
                    answers=form.answers(),
                ),
                actor=actor,
                case_id=case_id,
            )
        except Problem as error:
            if replayed:
                raise
            form.blame(error)
        else:
            return taken(request, receipt)
    status = 422 if form.errors else 200
    return render(request, "cases/field_new.html", {"form": form, "id": new_id()}, status=status)


def _uuid(text: str) -> UUID | None:
    """The id that a phone made; ``None`` for anything that is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _home(request: HttpRequest) -> str | None:
    """The place of the worker's first post: where a report lies if nothing else is said."""
    for holding in actor_of(request).at("grid_worker", "community_worker"):
        code = holding.place_path.strip("/").rsplit("/", 1)[-1]
        if places.place(code):
            return code
    return None
