# SPDX-License-Identifier: AGPL-3.0-or-later
"""Grids at work, rounds, and signing up for somebody: the desk's side of field work."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import FORBIDDEN, NOT_FOUND, Problem
from linli.people import public as people
from linli.places import public as places
from linli.platform.access import STAFF, actor_of, roles, route
from linli.platform.forms.filling import fill, raw_of
from linli.platform.forms.page import answer_words, here_now
from linli.platform.forms.xlsform import faults_of
from linli.platform.ui.words import explain, name_of

from ..commands import NewRound, ask_grid, end_sheet, hand_over, make_sheet, plan_rounds
from ..forms import AbsenceForm, AskForm, HandOverForm, PlanForm, VisitSheetForm
from ..policy import may_ask, may_plan
from ..queries import (
    Able,
    GridLine,
    Noted,
    able_on,
    asks_of,
    found_in,
    grid_of,
    grids_of,
    note_of,
    round_detail,
    rounds_near,
    sheet_by_id,
    sheets_near,
    standard,
    tasks,
    workbook_of_sheet,
)
from ..vocab import Basis

PLANNERS = roles("community_worker", "coordinator")


@route(STAFF)
def grids(request: HttpRequest) -> HttpResponse:
    """The grids of one's places: teams, who is away, what is open there."""
    context = {"grids": grids_of(actor_of(request)), "standard": standard()}
    return render(request, "fieldwork/grids.html", context)


@route(STAFF)
def grid(request: HttpRequest, grid: str) -> HttpResponse:
    """One grid: its team, what it is asked, what visits found."""
    return _grid_page(request, grid_of(grid, actor_of(request)))


def _grid_page(
    request: HttpRequest,
    line: GridLine,
    *,
    ask: AskForm | None = None,
    absence: AbsenceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, path = actor_of(request), line.place.path
    plans = may_plan(actor, path)
    team = able_on(line.community.path, places.today()) if plans else []
    context = {
        "grid": line,
        "standard": standard(),
        "asks": asks_of(path),
        "tasks": tasks(),
        "found": found_in(path),
        "plans": plans,
        "ask_form": (ask or AskForm(tasks=tasks())) if may_ask(actor, path) else None,
        "absence_form": (absence or AbsenceForm(team=team, prefix="away")) if plans else None,
    }
    return render(request, "fieldwork/grid.html", context, status=status)


@route(roles("community_worker", "coordinator", "handler", "operator"))
@require_POST
def grid_do(request: HttpRequest, grid: str, deed: str) -> HttpResponse:
    """Ask a grid for one of its tasks, or note who is away and who is back."""
    line = grid_of(grid, actor_of(request))
    if deed not in DEEDS:
        raise NOT_FOUND()
    return DEEDS[deed](request, line)


def _ask(request: HttpRequest, line: GridLine) -> HttpResponse:
    actor = actor_of(request)
    if not may_ask(actor, line.place.path):
        raise FORBIDDEN()
    form = AskForm(request.POST, tasks=tasks())
    if form.is_valid():
        data = form.cleaned_data
        try:
            ask_grid(line.place.code, data["task"], data["text"], data["due_on"], actor=actor)
        except Problem as error:
            form.blame(error)
        else:
            messages.success(request, gettext("Asked. The grid sees it at once."))
            return redirect("desk-grid", line.place.code)
    return _grid_page(request, line, ask=form, status=422)


def _away(request: HttpRequest, line: GridLine) -> HttpResponse:
    actor = actor_of(request)
    if not may_plan(actor, line.place.path):
        raise FORBIDDEN()
    team = able_on(line.community.path, places.today())
    form = AbsenceForm(request.POST, team=team, prefix="away")
    if form.is_valid():
        data = form.cleaned_data
        try:
            people.note_absence(data["account"], data["deputy"], data["begins"], data["ends"], actor=actor)
        except Problem as error:
            form.blame(error)
        else:
            messages.success(
                request, gettext("Kept. Who stands in has the rights of the post on these days.")
            )
            return redirect("desk-grid", line.place.code)
    return _grid_page(request, line, absence=form, status=422)


def _back(request: HttpRequest, line: GridLine) -> HttpResponse:
    try:
        absence = UUID(request.POST.get("absence", ""))
    except ValueError:
        raise NOT_FOUND() from None
    people.end_absence(absence, actor=actor_of(request))
    messages.success(request, gettext("Kept."))
    return redirect("desk-grid", line.place.code)


DEEDS: dict[str, Callable[[HttpRequest, GridLine], HttpResponse]] = {
    "ask": _ask, "away": _away, "back": _back,
}  # fmt: skip


@route(STAFF)
def rounds(request: HttpRequest) -> HttpResponse:
    """The newest rounds that one plans or walks."""
    actor = actor_of(request)
    where = _own_places(request)
    return render(request, "fieldwork/rounds.html", {"rounds": rounds_near(actor), "where": where})


@route(PLANNERS)
def plan(request: HttpRequest, place: str) -> HttpResponse:
    """Plan rounds in a grid or a community."""
    actor, spot = actor_of(request), places.place(place)
    if spot is None or not may_plan(actor, spot.path):
        raise NOT_FOUND()
    team, sheets = able_on(spot.path, places.today()), sheets_near(actor, spot.path)
    start = {"day": places.today(), "basis": Basis.WISH.value, "count": 30}
    form = PlanForm(request.POST or None, team=team, sheets=sheets, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        new = NewRound(
            spot.code,
            data["day"],
            Basis(data["basis"]),
            tuple(data["workers"]),
            data["count"],
            data["housing"],
            sheet=data.get("sheet"),
        )
        try:
            made = plan_rounds(new, actor=actor)
        except Problem as error:
            form.blame(error)
        else:
            messages.success(request, gettext("Planned. It stands on the phone of who goes."))
            return redirect("desk-round", made[0])
    status = 422 if form.errors else 200
    return render(request, "fieldwork/plan.html", {"place": spot, "form": form}, status=status)


@route(STAFF)
def round_page(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """One round: its doors in order, and how long it takes beside what it cannot be shorter than."""
    return _round_page(request, round_id)


def _round_page(
    request: HttpRequest,
    round_id: UUID,
    *,
    form: HandOverForm | None = None,
    note: Noted | None = None,
    status: int = 200,
) -> HttpResponse:
    found, stops = round_detail(round_id, viewer=actor_of(request))
    form = form or HandOverForm(team=_others(found.place.path, found.worker)) if found.left else None
    context = {"round": found, "stops": stops, "form": form, "note": note, "answers": _told(note)}
    context["sheet"] = sheet_by_id(found.sheet)
    return render(request, "fieldwork/round.html", context, status=status)


def _told(note: Noted | None) -> list[tuple[str, str]]:
    """Answers in words, as the version that was asked has them."""
    if note is None or note.sheet is None:
        return []
    filled = fill(note.sheet.form, raw_of(note.sheet.form, note.answers), now=here_now())
    return [(name_of(one.question.words), answer_words(one)) for one in filled.asked if one.value]


def _others(path: str, worker: UUID) -> list[Able]:
    return [one for one in able_on(path, places.today()) if one.account != worker]


@route(STAFF)
@require_POST
def hand(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Give what is left of a round to somebody else of the team."""
    actor = actor_of(request)
    found, _ = round_detail(round_id, viewer=actor)
    form = HandOverForm(request.POST, team=_others(found.place.path, found.worker))
    if form.is_valid():
        try:
            hand_over(round_id, form.cleaned_data["worker"], actor=actor)
        except Problem as error:
            form.blame(error)
        else:
            messages.success(request, gettext("Handed over."))
            return redirect("desk-rounds")
    return _round_page(request, round_id, form=form, status=422)


@route(STAFF)
@require_POST
def note(request: HttpRequest, round_id: UUID, visit: UUID) -> HttpResponse:
    """The sealed words of a visit. That somebody read them is kept."""
    return _round_page(request, round_id, note=note_of(visit, viewer=actor_of(request)))


@route(PLANNERS)
def visit_sheets(request: HttpRequest) -> HttpResponse:
    """The questions of one's places that visits ask, version by version, and handing in the next."""
    actor, faults = actor_of(request), []
    form = VisitSheetForm(request.POST or None, request.FILES or None, where=_own_places(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            make_sheet(data["code"], form.names, data["place"], data["workbook"], actor=actor)
        except Problem as error:
            faults = [explain(one) for one in faults_of(error)]
            form.blame(error, "workbook")
        else:
            messages.success(
                request,
                gettext("Kept. Rounds ask it from now on; what is still on phones is taken as it was."),
            )
            return redirect("desk-visit-sheets")
    context = {"sheets": sheets_near(actor), "form": form, "faults": faults}
    status = 422 if form.errors else 200
    return render(request, "fieldwork/sheets.html", context, status=status)


@route(PLANNERS)
def visit_sheet_file(request: HttpRequest, questions: UUID) -> HttpResponse:
    """The workbook as it was handed in, to write the next version from."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(workbook_of_sheet(questions, viewer=actor_of(request)), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{questions}.xlsx"'
    return response


@route(PLANNERS)
@require_POST
def visit_sheet_end(request: HttpRequest, questions: UUID) -> HttpResponse:
    """No further round asks these questions."""
    end_sheet(questions, actor=actor_of(request))
    messages.success(request, gettext("Kept. No further round asks them."))
    return redirect("desk-visit-sheets")


def _own_places(request: HttpRequest) -> list[places.PlaceInfo]:
    """Communities and grids for which the viewer plans."""
    actor = actor_of(request)
    kinds = (places.PlaceKind.COMMUNITY.value, places.PlaceKind.VILLAGE.value, places.PlaceKind.GRID.value)
    return [place for place in places.tree() if place.kind in kinds and may_plan(actor, place.path)]
