# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who answers for what: the table, changes that two people make together, and whether all is covered."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import FORBIDDEN, INVALID, Problem
from linli.places import public as places
from linli.platform.access import STAFF, actor_of, roles, route
from linli.platform.ui.forms import DecideForm
from linli.platform.ui.slots import entries

from ..commands import NewDuty, decide_change, propose_duty, propose_end, withdraw_change
from ..forms import DutyForm, EndForm
from ..policy import may_change_duties
from ..queries import (
    Staffing,
    change,
    changes,
    duties,
    duty_conflicts,
    gaps,
    holes,
    idle_units,
    retired_duties,
    staffing,
    unit,
)
from ..vocab import DutyList, DutyRole, Role

DECIDES = roles("administrator", "coordinator")
LOOKS = roles("administrator", "coordinator", "auditor")
AHEAD = timedelta(days=30)  # how far ahead a gap is looked for


@route(STAFF)
def duty_list(request: HttpRequest) -> HttpResponse:
    """Which unit answers for what, where, on what ground; open to all staff, changed by two together."""
    form = DutyForm(request.POST or None) if may_change_duties(actor_of(request)) else None
    if request.method == "POST" and form is None:
        raise FORBIDDEN()
    if request.method == "POST" and form is not None and form.is_valid():
        data = form.cleaned_data
        new = NewDuty(
            data["unit"], data["category"] or None, data["place"], DutyRole(data["role"]),
            DutyList(data["on_list"]), data["source"], data["article"], data["valid_from"],
        )  # fmt: skip
        try:
            found = propose_duty(new, data["reason"], actor=actor_of(request))
        except Problem as error:
            form.blame(error)
        else:
            return _proposed(request, found)
    wanted = request.GET.get("unit", "")
    lines = [line for found in duties().values() for line in found if not wanted or line.unit == wanted]
    context = {
        "form": form,
        "lines": sorted(lines, key=lambda line: (line.unit_path, line.category, line.place)),
        "conflicts": duty_conflicts(),
        "changes": changes(),
        "wanted": unit(wanted) if wanted else None,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "people/duties.html", context, status=status)


@route(DECIDES)
@require_POST
def end(request: HttpRequest, duty: UUID) -> HttpResponse:
    """Propose that a duty ends on a day."""
    form = EndForm(request.POST)
    if not form.is_valid():
        raise INVALID(field=next(iter(form.errors)))
    data = form.cleaned_data
    return _proposed(request, propose_end(duty, data["on"], data["reason"], actor=actor_of(request)))


@route(STAFF)
def one_change(request: HttpRequest, change: UUID) -> HttpResponse:
    """A proposed change, what it would have meant for the matters of the last months, and the decision."""
    return _page(request, change, DecideForm())


@route(DECIDES)
@require_POST
def decide(request: HttpRequest, change: UUID) -> HttpResponse:
    """Agree, refuse, or take one's own proposal back: the button says which."""
    form, deed = DecideForm(request.POST), request.POST.get("deed")
    if deed not in ("agree", "refuse", "withdraw") or not form.is_valid():
        raise INVALID(field="deed")
    try:
        if deed == "withdraw":
            withdraw_change(change, actor=actor_of(request))
        else:
            decide_change(change, deed == "agree", form.cleaned_data["answer"], actor=actor_of(request))
    except Problem as error:
        if error.status not in (409, 422):
            raise
        form.blame(error)
        return _page(request, change, form, error.status)
    messages.success(request, gettext("Kept."))
    return redirect("desk-duties")


@route(LOOKS)
def cover(request: HttpRequest) -> HttpResponse:
    """What nobody answers for, where nobody works, and where too much lies: before a resident meets it."""
    today = places.today()
    later = today + AHEAD
    bare, posts, clashes, idle = holes(today), staffing(today), duty_conflicts(), idle_units(today)
    pieces = entries("cover", request)
    loaded = [unit for piece in pieces for unit in piece.context.get("loaded", ())]
    known = {hole.category.code for hole in bare}
    context = {
        "holes": bare,
        "holes_to_come": [hole for hole in holes(later) if hole.category.code not in known],
        "gaps": gaps(bare, posts, clashes, idle, loaded),
        "lacking": gettext("%(place)s: %(open)s lacking"),
        "conflicts": clashes,
        "retired": retired_duties(today),
        "idle": idle,
        "staffing": posts,
        "fewer": _fewer(posts),
        "pieces": pieces,
        "later": later,
    }
    return render(request, "people/cover.html", context)


def _fewer(now: list[Staffing]) -> list[tuple[places.PlaceInfo, Role, int]]:
    """Subdistrict and role where posts will have ended in a month without a successor: how many."""
    then = staffing(places.today() + AHEAD)
    return [
        (one.place, one.role, one.held - other.held)
        for one, other in zip(now, then, strict=True)
        if other.held < one.held
    ]


def _proposed(request: HttpRequest, found: UUID) -> HttpResponse:
    messages.success(request, gettext("Proposed. It holds when a second person has agreed."))
    return redirect("desk-duty-change", found)


def _page(request: HttpRequest, identity: UUID, form: DecideForm, status: int = 200) -> HttpResponse:
    found, actor = change(identity), actor_of(request)
    context = {
        "change": found,
        "form": form if found.open and may_change_duties(actor) else None,
        "own": str(found.proposer) == actor.id,
    }
    return render(request, "people/change.html", context, status=status)
