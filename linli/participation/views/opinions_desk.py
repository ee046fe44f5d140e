# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk of an opinion map: open it, moderate, enter sheets, carry a statement into the proposals."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND, Problem
from linli.platform.access import STAFF, actor_of, roles, route
from linli.platform.ui.forms import Form

from ..commands import carry, close_map, key_sheet, open_map, seed, show_statement, take_out
from ..forms import MapForm, SheetOfStancesForm, StatementForm, TakeOutForm
from ..policy import may
from ..queries import SpaceInfo, find_space, map_of, sheet_state
from ..queries.opinions import is_over
from ..vocab import Deed, StatementState

KEEPERS = roles("coordinator", "community_worker")


@route(STAFF)
def desk(request: HttpRequest, space: str) -> HttpResponse:
    """The opinion map of a space at the desk."""
    return _desk(request, find_space(space, viewer=actor_of(request), kept=True))


def _desk(request: HttpRequest, found: SpaceInfo, status: int = 200, **bound: Form) -> HttpResponse:
    actor, row = actor_of(request), map_of(found)
    shown = row.shown if row else ()
    waiting = [one for one in row.statements if one.state is StatementState.WAITING] if row else []
    context = {
        "space": found,
        "map": row,
        "waiting": waiting,
        "sheets": sheet_state(found, viewer=actor),
        "keeps": may(actor, Deed.PREPARE, found.place.path),
        "over": is_over(found),
        "map_form": bound.get("open") or MapForm(prefix="open"),
        "seed_form": bound.get("seed") or StatementForm(prefix="seed"),
        "out_form": bound.get("out") or TakeOutForm(prefix="out"),
        "sheet_form": bound.get("paper") or SheetOfStancesForm(prefix="sheet", statements=shown),
        "wrong": next(iter(bound), ""),
    }
    return render(request, "participation/desk_opinions.html", context, status=status)


@route(KEEPERS)
@require_POST
def desk_do(request: HttpRequest, space: str, act: str) -> HttpResponse:
    """Open, add, release, take out, enter a sheet, carry over, close."""
    actor = actor_of(request)
    found = find_space(space, viewer=actor, kept=True)
    row = map_of(found)
    made: dict[str, Form] = {
        "open": MapForm(request.POST, prefix="open"),
        "seed": StatementForm(request.POST, prefix="seed"),
        "out": TakeOutForm(request.POST, prefix="out"),
        "paper": SheetOfStancesForm(request.POST, prefix="sheet", statements=row.shown if row else ()),
        "show": Form(request.POST),
        "carry": Form(request.POST),
        "close": Form(request.POST),
    }
    if act not in made:
        raise NOT_FOUND()
    form = made[act]
    if not form.is_valid():
        return _desk(request, found, 422, **{act: form})
    try:
        said = _do(found, act, form, request.POST.get("seq", ""), actor)
    except Problem as error:
        status = form.refuse(error)
        messages.error(request, form.faults())
        return _desk(request, found, status, **{act: form})
    messages.success(request, said)
    return redirect("desk-opinions", space)


def _do(found: SpaceInfo, act: str, form: Any, seq: str, actor: Actor) -> str:
    """The command of a deed, and what is said afterwards."""
    number = int(seq) if seq.isdecimal() and len(seq) < 6 else 0
    match act:
        case "open":
            data = form.cleaned_data
            question = {"zh-Hans": data["question_zh"], "en": data["question_en"]}
            open_map(found, question, data["least"], form.lines(), actor=actor)
            return gettext("The opinion map is open in the phases for proposing and for examining.")
        case "seed":
            seed(found, form.cleaned_data["text"], actor=actor)
        case "show":
            show_statement(found, number, actor=actor)
        case "out":
            data = form.cleaned_data
            take_out(found, data["seq"], data["rule"], data["text"], actor=actor)
        case "paper":
            if key_sheet(found, form.cleaned_data["serial"], form.said(), actor=actor):
                return gettext("Entered alike by two people: it counts.")
            return gettext("Entered. A second person has to enter it from the paper, without seeing yours.")
        case "carry":
            proposal = carry(found, number, actor=actor)
            return gettext("It is proposal %(number)s now, and answered like every other one.") % {
                "number": proposal
            }
        case "close":
            close_map(found, actor=actor)
            return gettext("Closed. The open file stays; roll and names are destroyed.")
    return gettext("Kept.")
