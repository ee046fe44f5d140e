# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worker's day on a phone: the round in its order, each door, what the grid is asked."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from linli.kernel.ids import new_id
from linli.kernel.problem import INVALID, Problem
from linli.places import public as places
from linli.platform.access import actor_of, roles, route
from linli.platform.forms.sheet import Sheet
from linli.platform.ui.words import language

from ..commands import NewVisit, answer_ask, note_visit
from ..forms import AnswerForm, VisitForm
from ..models import GridAsk
from ..queries import StopDetail, ask_of, asks_for, rounds_of, sheet_by_id, stop_detail, stops_of
from ..vocab import AskState, Outcome

WORKERS = roles("grid_worker", "community_worker")
LONGEST = timedelta(days=60)


def day_of_worker(request: HttpRequest) -> dict[str, object]:
    """The rounds of today with their stops, and what the worker's grids are asked."""
    actor = actor_of(request)
    rounds = rounds_of(UUID(actor.id), places.today()) if actor.kind == "account" else []
    stops = stops_of(one.id for one in rounds)
    return {"rounds": [(one, stops[one.id]) for one in rounds], "asks": asks_for(actor)}


@route(WORKERS)
def today(request: HttpRequest) -> HttpResponse:
    """Today's round, door by door."""
    return render(request, "fieldwork/today.html", day_of_worker(request))


@route(WORKERS)
def door(request: HttpRequest, stop: UUID) -> HttpResponse:
    """One door: why it is on the round, and what came of it. Works without a network; counts once.

    Further questions are taken in the version that the page had, which may be older than today's.
    """
    actor = actor_of(request)
    if request.method != "POST":
        return _door_page(request, stop_detail(stop, viewer=actor), VisitForm())
    form = VisitForm(request.POST, request.FILES)
    visit_id = _uuid(request.POST.get("visit_id", ""))
    asked = sheet_by_id(_uuid(request.POST.get("sheet", "")))
    met = request.POST.get("outcome") == Outcome.VISITED.value
    sheet = Sheet(asked.form, request.POST, request.FILES) if asked and met else None
    if form.is_valid() and not (sheet and sheet.wrong):
        if visit_id is None:
            raise INVALID(field="visit_id")
        photos = [file.read() for file in form.cleaned_data["photos"]]
        named = {f"{name}.jpg": file.read() for name, file in sheet.files.items()} if sheet else {}
        new = NewVisit(
            **form.codes(), language=language(),
            sheet=asked.id if asked and sheet else None, answers=sheet.answers if sheet else {},
        )  # fmt: skip
        try:
            case = note_visit(
                stop, new, actor=actor, visit_id=visit_id, photos=photos, named=named, age=_age(request)
            )
        except Problem as error:
            if request.headers.get("X-Linli-Replay"):
                raise
            form.blame(error)
            return _door_page(request, stop_detail(stop, viewer=actor), form, sheet, error.status)
        messages.success(request, gettext("Kept, and taken up as a matter.") if case else gettext("Kept."))
        if asked and sheet and not asked.newest:
            messages.info(
                request,
                gettext(
                    "You asked with version %(n)d of the questions; there is a newer one by now. "
                    "Everything is kept as you asked it."
                )
                % {"n": asked.number},
            )
        return redirect("field-round")
    return _door_page(request, stop_detail(stop, viewer=actor), form, sheet, 422)


def _door_page(
    request: HttpRequest, detail: StopDetail, form: VisitForm, sheet: Sheet | None = None, status: int = 200
) -> HttpResponse:
    found = detail.sheet
    if sheet is None and found:
        sheet = Sheet(found.form)
    sent = request.POST.get("sheet", "")
    context = {
        "stop": detail, "form": form, "id": new_id(), "sheet": sheet,
        "sheet_id": sent or (found.id if found else ""), "sheet_names": found.names if found else {},
    }  # fmt: skip
    return render(request, "fieldwork/door.html", context, status=status)


@route(WORKERS)
def ask(request: HttpRequest, ask: UUID) -> HttpResponse:
    """What the grid is asked, and its answer. The same answer sent twice is one."""
    actor = actor_of(request)
    found = ask_of(ask, viewer=actor)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        state, text = AskState(form.cleaned_data["state"]), form.cleaned_data["text"]
        if not _answered(found, state, text):
            try:
                answer_ask(ask, state, text, actor=actor)
            except Problem as error:
                form.blame(error)
                return render(
                    request, "fieldwork/ask.html", {"ask": found, "form": form}, status=error.status
                )
        messages.success(request, gettext("Kept."))
        return redirect("field-round")
    status = 422 if form.errors else 200
    return render(request, "fieldwork/ask.html", {"ask": found, "form": form}, status=status)


def _answered(ask: GridAsk, state: AskState, text: str) -> bool:
    return ask.state == state.value and ask.answer == text.strip()


def _age(request: HttpRequest) -> timedelta:
    """How long something waited on the phone, at most what is kept there."""
    said = request.headers.get("X-Linli-Age", "")
    return (
        min(timedelta(seconds=int(said[:9])), LONGEST)
        if said.isascii() and said.isdigit()
        else timedelta(0)
    )


def _uuid(text: str) -> UUID | None:
    """The id that a phone made; ``None`` for anything that is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
