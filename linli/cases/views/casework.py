# SPDX-License-Identifier: AGPL-3.0-or-later
"""One matter on the desk, with everything that can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import INVALID, NOT_FOUND, Problem
from linli.places import public as places
from linli.platform.access import STAFF, actor_of, route
from linli.platform.files import store
from linli.platform.outbox.send import Told
from linli.platform.ui.forms import Form
from linli.platform.ui.views import safe_next
from linli.platform.ui.words import name_of

from ..commands import (
    correct_case,
    erase_contact,
    move_case,
    note_case,
    preview,
    rate_case,
    release_case,
)
from ..forms import (
    ActionForm,
    AppealForm,
    AskLinkForm,
    CorrectForm,
    DeferForm,
    DenyForm,
    ExtendForm,
    NoteForm,
    ParkForm,
    RateForm,
)
from ..queries import (
    CaseDetail,
    clocks_of,
    contact_of,
    is_seen,
    links_of,
    open_deferral,
    templates_for,
    words_for,
)
from ..vocab import DONE_WORDS, Action, Deed, Kind, See, Solved
from .public_side import public_side
from .reading import reading_of
from .sight import staff_matter
from .steps import action_items, bound_to_course, label_of, step_forms, steps_of
from .together import together

PURPOSE = "handle_matter"


@route(STAFF)
def case(request: HttpRequest, number: str) -> HttpResponse:
    """A matter with its whole thread and everything that this person can do with it now."""
    return case_page(request, staff_matter(request, number))


def case_page(
    request: HttpRequest,
    detail: CaseDetail,
    status: int = 200,
    told: list[Told] | None = None,
    /,
    **bound: Form,
) -> HttpResponse:
    """The page; a form that was refused comes back as it was filled in, under its own name. ``told`` are
    the messages that this form would send."""
    version = {"version": detail.line.version}
    reading = reading_of(detail)
    actions = action_items(detail, bound, told, reading["route_to"])
    line, links = detail.line, links_of(detail)
    # Nothing is pressing once it is closed, and never what only stands beside a course that binds.
    first = (
        1 if actions and not line.closed_at and (actions[0]["step"] or not bound_to_course(detail)) else 0
    )
    context = {
        "matter": detail,
        "version": line.version,
        "primary": actions[0] if first else None,
        "others": actions[first:],
        "open_form": next(iter(bound), ""),
        "preview": told,
        "note_form": bound.get("note") or NoteForm(prefix="note"),
        "correct_form": bound.get("correct")
        or CorrectForm(
            prefix="correct",
            initial={
                **version,
                "kind": line.kind.value,
                "category": line.category.code if line.category else "",
                "place": name_of(line.place.names),
                "about": detail.about.code if detail.about else "",
                "hard": line.hard,
            },
        ),
        "park_form": bound.get("park") or ParkForm(prefix="park", initial=version),
        "appeal_form": bound.get("appeal") or AppealForm(prefix="appeal"),
        "asklink_form": bound.get("asklink") or AskLinkForm(prefix="asklink"),
        "links": links,
        "clocks": clocks_of(detail, links),
        **_extending(detail, bound),
        **together(detail, bound),
        **public_side(detail, bound),
        "rate_form": bound.get("rate") or RateForm(prefix="rate"),
        "may": {deed.value: deed in detail.deeds for deed in Deed},
        "limit": detail.limit,
        "step_forms": step_forms(detail, bound),
        "places": places.tree(),
        **reading,
    }
    return render(request, "cases/case.html", context, status=status)


def _extending(detail: CaseDetail, bound: Mapping[str, Form]) -> dict[str, Any]:
    """Asking for more time, granting and not granting it; what the unit asked for is filled in."""
    version = {"version": detail.line.version}
    waits = not detail.line.answered_at and not detail.line.closed_at
    decides = {Deed.EXTEND, Deed.DEFER} & detail.deeds
    asked = open_deferral(detail.line.id) if waits and decides else None
    wanted = {"limit": asked.limit, "text": asked.reason} if asked else {}
    return {
        "deferral": asked,
        "extend_form": bound.get("extend") or ExtendForm(prefix="extend", initial={**version, **wanted}),
        "defer_form": bound.get("defer") or DeferForm(prefix="defer", initial=version),
        "deny_form": bound.get("deny") or DenyForm(prefix="deny", initial=version),
    }


@route(STAFF)
@require_POST
def do(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """Do one action of the course."""
    if action not in Action._value2member_map_:
        raise NOT_FOUND()
    verb, detail = Action(action), staff_matter(request, number)
    form = ActionForm(request.POST, action=verb, steps=steps_of(detail, verb))
    if request.POST.get("insert"):
        return _begin_with(request, detail, verb, form)
    if request.POST.get("check"):
        typed = ActionForm(
            action=verb,
            steps=steps_of(detail, verb),
            initial={name: form[name].value() for name in form.fields},
        )
        return case_page(request, detail, 200, **{verb.value: typed})
    if not form.is_valid():
        return case_page(request, detail, 422, **{verb.value: form})
    data = form.cleaned_data
    move = partial(
        move_case,
        detail.line.id,
        verb,
        actor=actor_of(request),
        expected_version=data["version"],
        text=data.get("text", ""),
        unit=data.get("unit"),
        assist=data.get("assist", ()),
        other=data.get("other"),
        way=data.get("way", ""),
        reason=data.get("reason", ""),
        named=data.get("named", ""),
        public=data.get("public", False),
        template=data.get("template", ""),
    )
    try:
        if request.POST.get("preview"):
            return case_page(request, detail, 200, preview(detail.line.id, move), **{verb.value: form})
        move()
    except Problem as error:
        return refused(request, number, form, error, verb.value)
    messages.success(request, f"{label_of(detail, verb)}: {detail.line.number}")
    return redirect("desk-case", number)


def _begin_with(request: HttpRequest, detail: CaseDetail, action: Action, form: ActionForm) -> HttpResponse:
    """The page again with a template's words in the answer; nothing is written yet."""
    offered = templates_for(action, detail.line.category)
    found = next((item for item in offered if str(item.id) == request.POST.get("pick")), None)
    if found is None:
        raise INVALID(field="template")
    typed = str(form.data.get(form.add_prefix("text"), "")).strip()
    words = words_for(found, detail)
    filled = {name: form[name].value() for name in form.fields}
    filled |= {"text": f"{typed}\n\n{words}".strip(), "template": found.key}
    begun = ActionForm(action=action, steps=steps_of(detail, action), initial=filled)
    return case_page(request, detail, 200, **{action.value: begun})


def form_deed(
    request: HttpRequest,
    detail: CaseDetail,
    form: Form,
    name: str,
    do: Callable[[dict[str, Any]], object],
    said: str = "",
) -> HttpResponse:
    """One deed by one form of the page: done, shown beforehand, or the page again with the refusal.

    ``do`` gets what was typed; ``said`` is told when it is done.
    """
    if not form.is_valid():
        return case_page(request, detail, 422, **{name: form})
    act = partial(do, form.cleaned_data)
    try:
        if request.POST.get("preview"):
            return case_page(request, detail, 200, preview(detail.line.id, act), **{name: form})
        act()
    except Problem as error:
        return refused(request, detail.line.number, form, error, name)
    if said:
        messages.success(request, said)
    return redirect("desk-case", detail.line.number)


def refused(request: HttpRequest, number: str, form: Form, error: Problem, name: str) -> HttpResponse:
    """The page again with the refusal in words; what was typed is still there."""
    form.blame(error)
    if "version" in error.facts:
        form.refill("version", error.facts["version"])
    return case_page(request, staff_matter(request, number), error.status, **{name: form})


@route(STAFF)
@require_POST
def take_suggestion(request: HttpRequest, number: str) -> HttpResponse:
    """Accept what is suggested in one step: category and place, then the unit that answers for them."""
    actor, detail = actor_of(request), staff_matter(request, number)
    reading = reading_of(detail)
    if reading["route_to"] is None:
        raise INVALID(field="unit")
    seen = _whole(request.POST.get("version", ""))
    version = correct_case(
        detail.line.id,
        actor=actor,
        category=reading["route_category"].code,
        place=reading["route_place"].code,
        expected_version=seen if seen is not None else detail.line.version,
    )
    move_case(
        detail.line.id,
        Action.DISPATCH,
        actor=actor,
        expected_version=version,
        unit=reading["route_to"].unit.code,
        assist=[unit.code for unit in reading["route_to"].assisting],
    )
    messages.success(
        request,
        gettext("%(number)s passed to %(unit)s.")
        % {"number": detail.line.number, "unit": name_of(reading["route_to"].unit.names)},
    )
    return redirect(safe_next(request, "") or "desk")


def _whole(typed: str) -> int | None:
    """The number that a field of ours carried; ``None`` for anything else."""
    return int(typed) if typed.isdecimal() and len(typed) < 19 else None


@route(STAFF)
@require_POST
def contact(request: HttpRequest, number: str) -> HttpResponse:
    """Show name and contact of the reporter; the look is recorded first."""
    detail = staff_matter(request, number)
    found = contact_of(number, viewer=actor_of(request), purpose=PURPOSE)
    return render(request, "cases/contact.html", {"matter": detail, "contact": found})


@route(STAFF)
@require_POST
def erase(request: HttpRequest, number: str) -> HttpResponse:
    """Erase name and contact for somebody who asks for it on the telephone or at the counter."""
    erase_contact(staff_matter(request, number).line.id, actor=actor_of(request))
    messages.success(request, gettext(DONE_WORDS[Deed.ERASE]))
    return redirect("desk-case", number)


@route(STAFF)
@require_POST
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Correct kind, category, place."""
    detail = staff_matter(request, number)
    form = CorrectForm(request.POST, prefix="correct")
    if not form.is_valid():
        return case_page(request, detail, 422, correct=form)
    try:
        correct_case(
            detail.line.id,
            actor=actor_of(request),
            kind=Kind(form.cleaned_data["kind"]),
            category=form.cleaned_data["category"] or None,
            place=_place_code(form.cleaned_data["place"]),
            about=form.cleaned_data["about"],
            hard=form.cleaned_data["hard"] if form.add_prefix("hard") in request.POST else None,
            expected_version=form.cleaned_data["version"],
        )
    except Problem as error:
        return refused(request, number, form, error, "correct")
    messages.success(request, gettext("Corrected. The reader will learn from it."))
    if not is_seen(detail.line.id, viewer=actor_of(request)):
        return redirect("desk")  # it turned out not to be for this person
    return redirect("desk-case", number)


def _place_code(typed: str) -> str:
    """The code of a place given by code or by name. Raises ``unknown_place``."""
    if places.place(typed):
        return typed
    found = places.find(typed)
    if not found:
        raise places.UNKNOWN_PLACE(place=typed)
    return found[0].place.code


@route(STAFF)
@require_POST
def note(request: HttpRequest, number: str) -> HttpResponse:
    """Write a note, with photos or documents."""
    detail = staff_matter(request, number)
    form = NoteForm(request.POST, request.FILES, prefix="note")
    if not form.is_valid():
        return case_page(request, detail, 422, note=form)
    text, see = form.cleaned_data["text"], See(form.cleaned_data["see"])
    write = partial(note_case, detail.line.id, text, see, actor=actor_of(request))
    try:
        if request.POST.get("preview"):
            return case_page(request, detail, 200, preview(detail.line.id, write), note=form)
        write(files=[store.store(file.read()).id for file in form.cleaned_data["attached"]])
    except Problem as error:
        return refused(request, number, form, error, "note")
    return redirect("desk-case", number)


@route(STAFF)
@require_POST
def release(request: HttpRequest, number: str) -> HttpResponse:
    """Let everybody read the text and see chosen photos."""
    detail = staff_matter(request, number)
    release_case(
        detail.line.id,
        actor=actor_of(request),
        text=request.POST.get("text") == "yes",
        files=[file for item in request.POST.getlist("files") if (file := _whole(item)) is not None],
    )
    messages.success(request, gettext("Kept."))
    return redirect("desk-case", number)


@route(STAFF)
@require_POST
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """Take down on the telephone how the person rates the answer."""
    detail = staff_matter(request, number)
    form = RateForm(request.POST, prefix="rate")
    if not form.is_valid():
        return case_page(request, detail, 422, rate=form)
    data = form.cleaned_data
    try:
        rate_case(
            detail.line.id,
            actor=actor_of(request),
            contacted=data["contacted"] == "yes",
            solved=Solved(data["solved"]),
            satisfied=data["satisfied"],
            text=data["text"],
            reopen=data["text"] or gettext("It is not solved."),
        )
    except Problem as error:
        return refused(request, number, form, error, "rate")
    return redirect("desk-case", number)
