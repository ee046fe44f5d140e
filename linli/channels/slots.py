# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the telephone stands in navigation, and what it puts on the page that takes down a call."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from linli.cases import public as cases
from linli.kernel.problem import Problem
from linli.places import public as places
from linli.platform.access import actor_of, roles
from linli.platform.ui.slots import Entry, fill
from linli.platform.ui.words import name_of

from .forms import EndForm
from .policy import COUNTERS, TAKERS
from .queries import CallInfo, call_of, caller_of
from .vocab import CLOSING, OPENING, SCRIPTS

ON_THE_LINE = roles(*TAKERS)


@fill("desk_nav", order=19, policy=ON_THE_LINE)
def phone_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Telephone"), reverse("desk-phone"), "phone")


@fill("desk_settings", order=28, policy=roles(*COUNTERS))
def line_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("How the line does"), reverse("desk-line"), "phone")


def call_in(request: HttpRequest) -> CallInfo | None:
    """The call that this page goes on with, looked up once a request; none where there is none."""
    if not hasattr(request, "_linli_call"):
        request._linli_call = _call_in(request)  # type: ignore[attr-defined]
    found: CallInfo | None = request._linli_call  # type: ignore[attr-defined]
    return found


def _call_in(request: HttpRequest) -> CallInfo | None:
    try:
        return call_of(UUID(request.GET.get("call", "")), viewer=actor_of(request))
    except (Problem, ValueError):
        return None


@fill("take_down_begun", order=10, policy=ON_THE_LINE)
def begun(request: HttpRequest) -> Entry | None:
    """What was typed of this call already."""
    call = call_in(request)
    return Entry(context={"id": call.id, "initial": dict(call.draft)}) if call else None


@fill("take_down_side", order=20, policy=ON_THE_LINE)
def caller_piece(request: HttpRequest) -> Entry | None:
    """What the number that calls has open."""
    call = call_in(request)
    if call is None or not call.draft.get("contact"):
        return None
    contact = call.draft["contact"]
    caller = caller_of(contact, viewer=actor_of(request), call=call.id)
    return Entry(template="channels/caller.html", context={"caller": caller, "contact": contact})


@fill("take_down_side", order=30, policy=ON_THE_LINE)
def script_piece(request: HttpRequest) -> Entry:
    """What to say: hard routes first, then by kind."""
    hard = [
        (gettext(rule.word), gettext(rule.desk), [(number, gettext(word)) for number, word in rule.numbers])
        for rule in cases.ROUTES.values()
    ]
    kinds = [
        (gettext(cases.KIND_WORDS[kind]), [gettext(line) for line in SCRIPTS[kind.value]])
        for kind in cases.Kind
    ]
    opening = gettext(OPENING).format(town=name_of(places.town().names))
    context = {"hard": hard, "kinds": kinds, "opening": opening, "closing": gettext(CLOSING)}
    return Entry(template="channels/script.html", context=context)


@fill("take_down_foot", order=10, policy=ON_THE_LINE)
def ends_piece(request: HttpRequest) -> Entry:
    """The other ways in which a call ends."""
    return Entry(template="channels/ends.html", context={"form": EndForm()})
