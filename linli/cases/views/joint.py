# SPDX-License-Identifier: AGPL-3.0-or-later
"""Working together on the desk: calling in, parts, pressing, several matters at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.actor import Actor
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND, mark
from linli.people import public as people
from linli.platform.access import STAFF, actor_of, roles, route
from linli.platform.files import store
from linli.platform.outbox.send import Told
from linli.platform.ui.views import safe_next

from ..commands import (
    agree_part,
    assign_part,
    borrow,
    call_in,
    contribute,
    do_many,
    excuse_part,
    hold_part,
    move_case,
    note_case,
    press,
    preview,
    refuse_part,
    respond,
    spare,
)
from ..forms import AssignForm, BorrowForm, CallForm, ManyForm, PartForm, PressForm, WordsForm
from ..queries import CaseDetail, PartInfo, press_list
from ..rules.joint import Call, Trigger
from ..vocab import Action, Deed, See
from .casework import case_page, form_deed
from .family import results_page
from .sight import staff_matter

COORDINATORS = roles("coordinator")


@route(STAFF)
@require_POST
def call(request: HttpRequest, number: str) -> HttpResponse:
    """Call units in, each for its part."""
    detail, form = staff_matter(request, number), CallForm(request.POST, prefix="call")

    def do(data: dict[str, Any]) -> int:
        return call_in(
            detail.line.id,
            form.calls(),
            data["text"],
            actor=actor_of(request),
            expected_version=data["version"],
        )

    said = gettext("Called in. Each unit answers for its part.")
    return form_deed(request, detail, form, "call", do, said)


@route(STAFF)
@require_POST
def ask_above(request: HttpRequest, number: str) -> HttpResponse:
    """Ask a unit of a level above for help."""
    detail, form = staff_matter(request, number), BorrowForm(request.POST, prefix="borrow")

    def do(data: dict[str, Any]) -> int:
        asked, version = Call(data["unit"], data["task"], data["day"]), data["version"]
        return borrow(detail.line.id, asked, actor=actor_of(request), expected_version=version)

    said = gettext("Asked. The unit agrees, or says why not.")
    return form_deed(request, detail, form, "borrow", do, said)


# --- one unit's part ------------------------------------------------------------------------------


def _contribute(case: UUID, part: UUID, data: dict[str, Any], actor: Actor) -> int:
    files = [store.store(file.read()).id for file in data["attached"]]
    return contribute(case, part, data["text"], actor=actor, files=files)


DO_PART: dict[Deed, Callable[[UUID, UUID, dict[str, Any], Actor], int]] = {
    Deed.CONTRIBUTE: _contribute,
    Deed.AGREE: lambda case, part, data, actor: agree_part(case, part, actor=actor),
    Deed.REFUSE: lambda case, part, data, actor: refuse_part(
        case, part, data["reason"], data["text"], actor=actor
    ),
    Deed.HOLD: lambda case, part, data, actor: hold_part(case, part, data["text"], actor=actor),
    Deed.EXCUSE: lambda case, part, data, actor: excuse_part(case, part, data["text"], actor=actor),
}


SAID: dict[Deed, str] = {
    Deed.CONTRIBUTE: mark("Kept. The unit that leads reads it and answers the person."),
    Deed.AGREE: mark("Agreed. Your unit answers for its part."),
    Deed.REFUSE: mark(
        "Kept. If your unit was called in, the level above decides; until then the day stays."
    ),
    Deed.HOLD: mark("Decided. The unit has it again; its day stays."),
    Deed.EXCUSE: mark("Excused. The others go on."),
}


def _on_part(request: HttpRequest, number: str, deed: Deed) -> HttpResponse:
    detail = staff_matter(request, number)
    part = _part_of(detail, request.POST.get(f"{deed.value}-part", ""))
    initial = {"part": part.id}
    form = PartForm(request.POST, request.FILES, deed=deed, initial=initial)

    def do(data: dict[str, Any]) -> int:
        return DO_PART[deed](detail.line.id, part.id, data, actor_of(request))

    return form_deed(request, detail, form, f"{deed.value}-{part.id}", do, gettext(SAID[deed]))


def _part_of(detail: CaseDetail, typed: str) -> PartInfo:
    """The part that a form is about. Raises ``not_found``."""
    found = next((part for part in detail.parts if str(part.id) == typed and not part.ended), None)
    if found is None:
        raise NOT_FOUND()
    return found


@route(STAFF)
@require_POST
def answer_part(request: HttpRequest, number: str) -> HttpResponse:
    """A unit answers for its part."""
    return _on_part(request, number, Deed.CONTRIBUTE)


@route(STAFF)
@require_POST
def agree(request: HttpRequest, number: str) -> HttpResponse:
    """A unit of a level above agrees to help."""
    return _on_part(request, number, Deed.AGREE)


@route(STAFF)
@require_POST
def refuse(request: HttpRequest, number: str) -> HttpResponse:
    """A unit refuses its part with a reason."""
    return _on_part(request, number, Deed.REFUSE)


@route(STAFF)
@require_POST
def hold(request: HttpRequest, number: str) -> HttpResponse:
    """The level above decides that a part stays."""
    return _on_part(request, number, Deed.HOLD)


@route(STAFF)
@require_POST
def excuse(request: HttpRequest, number: str) -> HttpResponse:
    """Let a unit go from its part, with a reason."""
    return _on_part(request, number, Deed.EXCUSE)


@route(STAFF)
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """Name who of a unit handles its part; those who are away are shown as such."""
    detail, typed = staff_matter(request, number), request.POST.get("assign-part", request.GET.get("part"))
    part = _part_of(detail, typed or "")
    if Deed.ASSIGN not in part.deeds:
        raise FORBIDDEN()
    known = people.colleagues(part.unit.code)
    form = AssignForm(request.POST or None, colleagues=known, initial={"part": part.id})
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        assign_part(detail.line.id, part.id, UUID(person) if person else None, actor=actor_of(request))
        messages.success(request, gettext("Kept."))
        return redirect("desk-case", number)
    context = {"matter": detail, "part": part, "form": form, "known": known}
    return render(request, "cases/assign.html", context, status=422 if form.errors else 200)


# --- pressing -------------------------------------------------------------------------------------


@route(STAFF)
@require_POST
def press_unit(request: HttpRequest, number: str) -> HttpResponse:
    """Press the unit that leads to report back by a day."""
    detail = staff_matter(request, number)
    form = PressForm(request.POST, parts=detail.shares)

    def do(data: dict[str, Any]) -> int:
        return press(
            detail.line.id,
            Trigger(data["trigger"]),
            data["by"],
            data["text"],
            actor=actor_of(request),
            part=UUID(data["part"]) if data["part"] else None,
            expected_version=data["version"],
        )

    said = gettext("Kept. The unit has to report back by that day.")
    return form_deed(request, detail, form, "press", do, said)


@route(STAFF)
@require_POST
def report_back(request: HttpRequest, number: str) -> HttpResponse:
    """The unit that is pressed reports back."""
    return _on_press(request, number, "respond", respond)


@route(STAFF)
@require_POST
def leave(request: HttpRequest, number: str) -> HttpResponse:
    """Decide with a reason that nobody is pressed."""
    return _on_press(request, number, "spare", spare)


def _on_press(request: HttpRequest, number: str, name: str, do: Callable[..., int]) -> HttpResponse:
    detail, form = staff_matter(request, number), WordsForm(request.POST, prefix=name)
    if not form.is_valid():
        if "press" in form.errors:
            raise INVALID(field="press")
        return case_page(request, detail, 422, **{f"{name}-{form.cleaned_data['press']}": form})
    data = form.cleaned_data
    do(detail.line.id, data["press"], data["text"], actor=actor_of(request))
    messages.success(request, gettext("Kept."))
    return redirect(safe_next(request, "") or f"/desk/matter/{number}/")


@route(COORDINATORS)
def presses(request: HttpRequest) -> HttpResponse:
    """What the nightly look proposes to press, and what is pressed."""
    return render(request, "cases/presses.html", {"lines": press_list(actor_of(request))})


# --- several matters at once ------------------------------------------------------------------------


@route(STAFF)
@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """One deed with the matters that were chosen in the queue; each says what became of it."""
    sent = request.POST.copy()
    sent.setdefault("deed", sent.get("preview", ""))
    form, actor = ManyForm(sent), actor_of(request)
    if not form.is_valid():
        raise INVALID(field=", ".join(form.errors))
    data = form.cleaned_data
    doings: dict[str, Callable[[UUID], int]] = {
        "dispatch": partial(
            move_case, action=Action.DISPATCH, actor=actor, unit=data["unit"], text=data["text"]
        ),
        "note": lambda case: note_case(case, data["text"], See.INTERNAL, actor=actor),
        "close": partial(move_case, action=Action.CLOSE, actor=actor),
    }
    numbers, do, back = sent.getlist("number"), doings[data["deed"]], safe_next(request, "") or "/desk/"
    if not sent.get("preview"):
        return results_page(request, do_many(numbers, do, actor=actor), back)
    told: list[Told] = []

    def shown(case: UUID) -> int:
        told.extend(preview(case, partial(do, case)))
        return 0

    done = do_many(numbers, shown, actor=actor)
    return results_page(request, done, back, told=told, again=data)
