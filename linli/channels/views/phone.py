# SPDX-License-Identifier: AGPL-3.0-or-later
"""The telephone: the number that calls, what was cut off, who is to be rung back, how the line does."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel import clock
from linli.kernel.ids import new_id
from linli.kernel.problem import INVALID, Problem
from linli.places import public as places
from linli.platform.access import actor_of, roles, route, throttle

from ..commands import ask_back, count_day, count_file, end_call, keep_call, resume_call, try_back
from ..forms import EndForm, LineForm, NumberForm, TryForm
from ..policy import COUNTERS, KEEPERS, TAKERS, may_count
from ..queries import callback, callbacks, counts, own_drafts
from ..rules import Counts, standard_of
from ..vocab import OUTCOME_WORDS, WRAP_WORDS, Outcome, Why, Wrap

ON_THE_LINE = roles(*TAKERS)
LARGEST_LOG = 20 * 1024 * 1024  # bytes
SOON = timedelta(hours=1)  # when somebody is rung back whose call was cut off


@route(ON_THE_LINE)
def phone(request: HttpRequest) -> HttpResponse:
    """Type the number that calls; below it, what waits."""
    form = NumberForm(request.POST or None)
    actor = actor_of(request)
    if request.method == "POST" and form.is_valid():
        call, number = new_id(), form.cleaned_data["number"]
        throttle.allow("call", actor.ref, times=120, seconds=3600)  # nobody goes through a list of numbers
        keep_call(call, {"channel": "phone", "contact": number}, actor=actor)
        return redirect(f"{reverse('desk-new')}?call={call}")
    context = {
        "form": form,
        "callbacks": callbacks(actor),
        "drafts": own_drafts(actor),
    }
    return render(request, "channels/phone.html", context, status=422 if form.errors else 200)


@route(ON_THE_LINE)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what was typed of a call: as it is typed, when it is cut off, when it ends, to ring back."""
    actor, deed = actor_of(request), request.POST.get("deed", "keep")
    try:
        call = UUID(request.POST.get("case_id", ""))
    except ValueError:
        raise INVALID() from None
    if deed == "look":
        throttle.allow("call", actor.ref, times=120, seconds=3600)
    form = EndForm(request.POST)
    if not form.is_valid():
        raise INVALID(field=next(iter(form.errors)))
    said = {name: request.POST.get(name, "") for name in request.POST}
    keep_call(call, said, actor=actor)
    match deed:
        case "look":
            return redirect(f"{reverse('desk-new')}?call={call}")
        case "cut":
            end_call(call, Wrap.DROPPED, actor=actor)
            told = gettext("Kept as it was. Nothing is lost; go on when the person calls again.")
            messages.success(request, told)
        case "end":
            end_call(call, Wrap(form.cleaned_data["wrap"] or Wrap.TOLD), actor=actor)
            messages.success(request, gettext("The call is over."))
        case "back":
            why = Why(form.cleaned_data["why"] or Why.ASKED)
            due = form.cleaned_data["back_at"] or clock.now() + SOON
            contact, name = said.get("contact", ""), said.get("name", "")
            ask_back(contact, due, why, actor=actor, name=name, call=call)
            end_call(call, Wrap.BACK, actor=actor)
            messages.success(request, gettext("On the list of those to be rung back."))
        case _:
            return HttpResponse(status=204)
    return redirect("desk-phone")


@route(ON_THE_LINE)
@require_POST
def resume(request: HttpRequest, call: UUID) -> HttpResponse:
    """Go on with what was cut off."""
    resume_call(call, actor=actor_of(request))
    return redirect(f"{reverse('desk-new')}?call={call}")


@route(ON_THE_LINE)
def one_callback(request: HttpRequest, callback_id: UUID) -> HttpResponse:
    """Name and number to dial, the tries so far, and what came of this one."""
    actor = actor_of(request)
    form = TryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            try_back(
                callback_id,
                Outcome(data["outcome"]),
                actor=actor,
                again_at=data["again_at"],
                expected_version=data["version"],
            )
        except Problem as error:
            form.blame(error)
        else:
            messages.success(request, gettext("Kept."))
            return redirect("desk-phone")
    found = callback(callback_id, viewer=actor)
    if not form.is_bound:
        form = TryForm(initial={"version": found.version, "outcome": Outcome.REACHED.value})
    context = {
        "form": form,
        "callback": found,
        "tries": [(at, gettext(OUTCOME_WORDS[outcome])) for at, outcome in found.tries],
    }
    return render(request, "channels/callback.html", context, status=422 if form.errors else 200)


@route(roles(*COUNTERS))
def line(request: HttpRequest) -> HttpResponse:
    """How the line did against the standard of the town."""
    return _line(request, LineForm())


@route(roles(*KEEPERS))
@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """Enter a day of the line, or a log of many days."""
    form = LineForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            messages.success(request, _counted(request, form))
        except Problem as error:
            form.blame(error, "log")
        else:
            return redirect("desk-line")
    return _line(request, form)


def _line(request: HttpRequest, form: LineForm) -> HttpResponse:
    days, total, ends = counts(places.today())
    context = {
        "form": form if may_count(actor_of(request)) else None,
        "days": days,
        "total": total,
        "ends": [(gettext(WRAP_WORDS[Wrap(wrap)]), count) for wrap, count in ends.items()],
        "standard": standard_of(places.town().settings),
    }
    return render(request, "channels/line.html", context, status=422 if form.errors else 200)


def _counted(request: HttpRequest, form: LineForm) -> str:
    """Count what was sent; what to tell."""
    actor, data = actor_of(request), form.cleaned_data
    log = data["log"]
    if not log:
        count_day(data["day"], Counts(data["offered"], data["answered"], data["in_time"]), actor=actor)
        return gettext("Kept.")
    if log.size > LARGEST_LOG:
        raise INVALID(field="log")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"log{Path(log.name).suffix.lower()[:6]}"
        path.write_bytes(log.read())
        days, wrong = count_file(path, actor=actor)
    told = gettext("%(days)s days counted; %(wrong)s rows could not be read.")
    return told % {"days": days, "wrong": len(wrong)}
