# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk of a panel by lot: quotas, pool, list, draw, letters, answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.actor import Actor
from linli.kernel.problem import INVALID, NOT_FOUND, Problem
from linli.platform.access import STAFF, actor_of, roles, route
from linli.platform.ui.forms import Form

from ..commands import answer_lot, close_pool, draw_panel, enter_list, set_panel
from ..forms import ClosePoolForm, DrawForm, PanelForm, PoolListForm
from ..policy import may
from ..queries import PanelInfo, SpaceInfo, drawn_people, feasible, find_space, panel_of, quota_lines
from ..vocab import Deed

KEEPERS = roles("coordinator", "community_worker")


@route(STAFF)
def desk(request: HttpRequest, space: str) -> HttpResponse:
    """The panel of a space at the desk."""
    return _desk(request, find_space(space, viewer=actor_of(request), kept=True))


def _desk(request: HttpRequest, found: SpaceInfo, status: int = 200, **bound: Form) -> HttpResponse:
    actor, row = actor_of(request), panel_of(found)
    keeps = may(actor, Deed.DRAW, found.place.path)
    changes = feasible(found, viewer=actor) if row and keeps and not row.closed and row.pool else []
    context = {
        "space": found,
        "panel": row,
        "keeps": keeps,
        "lines": quota_lines(found, viewer=actor) if row else (),
        "few": changes is None,
        "changes": changes or (),
        "form": bound.get("quotas") or PanelForm(prefix="quotas", initial=_initial(row)),
        "list_form": bound.get("pool") or PoolListForm(prefix="pool"),
        "close_form": bound.get("close") or ClosePoolForm(prefix="close"),
        "draw_form": bound.get("draw") or DrawForm(prefix="draw"),
        "wrong": next(iter(bound), ""),
    }
    return render(request, "participation/desk_panel.html", context, status=status)


def _initial(row: PanelInfo | None) -> dict[str, Any]:
    if row is None:
        return {}
    lines = "\n".join(", ".join(map(str, one)) for one in row.quotas)
    return {"seats": row.seats, "quotas": lines, "until": row.until, "households": row.households}


@route(KEEPERS)
@require_POST
def desk_do(request: HttpRequest, space: str, act: str) -> HttpResponse:
    """Set up, enter a list, close the pool, draw, show who was drawn, record an answer."""
    actor = actor_of(request)
    found = find_space(space, viewer=actor, kept=True)
    if act == "letters":
        context = {"space": found, "panel": panel_of(found), "people": drawn_people(found, viewer=actor)}
        return render(request, "participation/desk_panel_people.html", context)
    made: dict[str, Form] = {
        "quotas": PanelForm(request.POST, prefix="quotas"),
        "pool": PoolListForm(request.POST, prefix="pool"),
        "close": ClosePoolForm(request.POST, prefix="close"),
        "draw": DrawForm(request.POST, prefix="draw"),
        "answer": Form(request.POST),
    }
    if act not in made:
        raise NOT_FOUND()
    form = made[act]
    if not form.is_valid():
        return _desk(request, found, 422, **{act: form})
    try:
        said = _do(found, act, {**form.cleaned_data, **request.POST.dict()}, actor)
    except Problem as error:
        status = form.refuse(error)
        messages.error(request, form.faults())
        return _desk(request, found, status, **{act: form})
    messages.success(request, said)
    return redirect("desk-panel", space)


def _do(found: SpaceInfo, act: str, data: dict[str, Any], actor: Actor) -> str:
    """The command of a deed, and what is said afterwards."""
    match act:
        case "quotas":
            set_panel(
                found,
                data["seats"],
                data["quotas"],
                data["until"],
                households=data["households"],
                actor=actor,
            )
        case "pool":
            added = enter_list(found, data["text"], actor=actor)
            return gettext("%(n)s people were added to the pool.") % {"n": added}
        case "close":
            close_pool(found, data["draw_on"], data["where"], actor=actor)
            return gettext("The pool is closed. The list of panels is worked out within minutes.")
        case "draw":
            draw_panel(found, data["number"], data["how"], actor=actor)
            return gettext("Drawn. Who left a contact is told; print the letters for all others.")
        case "answer":
            number, said = str(data.get("number", "")), data.get("accepts", "")
            if not number.isdecimal() or len(number) > 6 or said not in ("yes", "no"):
                raise INVALID(field="number")
            came = answer_lot(found, said == "yes", actor=actor, number=int(number))
            if came:
                return gettext("Kept. The lot names number %(n)s instead.") % {"n": came}
    return gettext("Kept.")
