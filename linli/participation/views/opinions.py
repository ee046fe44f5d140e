# SPDX-License-Identifier: AGPL-3.0-or-later
"""The opinion map: one statement at a time, what came out, and the file from which anybody works it out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import INVALID, NOT_FOUND, Problem
from linli.platform.access import PUBLIC, SIGNED_IN, actor_of, route, throttle

from ..commands import say, take_name, write_statement
from ..forms import StatementForm
from ..queries import (
    Card,
    MapInfo,
    SpaceInfo,
    at_least,
    card_of,
    find_space,
    map_of,
    opinions_zip,
    was_handed,
)
from ..queries.moderation import rules_now
from ..vocab import Stance
from . import codes

NAME = "opinion"


def _map(request: HttpRequest, space: str) -> tuple[SpaceInfo, MapInfo]:
    found = find_space(space, viewer=actor_of(request))
    row = map_of(found)
    if row is None:
        raise NOT_FOUND()
    return found, row


@route(PUBLIC)
def page(request: HttpRequest, space: str) -> HttpResponse:
    """The next statement for who holds a name, or the way to one."""
    return _page(request, space, StatementForm())


def _page(request: HttpRequest, space: str, form: StatementForm, status: int = 200) -> HttpResponse:
    found, row = _map(request, space)
    actor, card, code = actor_of(request), None, codes.held(request, NAME)
    if row.open and code:
        card = _card(found, code)
    context = {
        "space": found,
        "map": row,
        "card": card,
        "code": code if card else "",
        "form": form,
        "stances": list(Stance),
        "handed": card is None and row.open and was_handed(found, actor),
        "admitted": at_least(actor, found.rung, found.place.path),
        "moderation": rules_now(),
    }
    return render(request, "participation/opinions.html", context, status=status)


def _card(found: SpaceInfo, code: str) -> Card | None:
    try:
        return card_of(found, code)
    except Problem:
        return None  # of another map, or mistyped: the page offers to open one


@route(SIGNED_IN)
@require_POST
def take(request: HttpRequest, space: str) -> HttpResponse:
    """Take a name. Its code goes to the browser alone."""
    found, _ = _map(request, space)
    return codes.hand(request, NAME, "opinions", space, take_name(found, actor=actor_of(request)))


@route(PUBLIC)
@require_POST
def open_name(request: HttpRequest, space: str) -> HttpResponse:
    """Go on under a name by its code, or put it away on a shared device."""
    found, _ = _map(request, space)
    if request.POST.get("away") == "yes":
        messages.success(request, gettext("Put away. What you said is saved and counts."))
        return codes.put_away(request, NAME, "opinions", space)
    throttle.allow("opinion-name", throttle.address(request), times=30, seconds=900)
    code = request.POST.get("code", "")
    try:
        card_of(found, code)
    except Problem as error:
        codes.say(request, error)
        return _page(request, space, StatementForm(), error.status)
    return codes.hand(request, NAME, "opinions", space, code)


@route(PUBLIC)
@require_POST
def say_one(request: HttpRequest, space: str) -> HttpResponse:
    """Agree, pass or disagree: saved at once, then the next one."""
    throttle.allow_here("opinions:say", throttle.address(request), times=3000, seconds=600)
    found, _ = _map(request, space)
    seq, stance = request.POST.get("statement", ""), request.POST.get("stance", "")
    if not seq.isdecimal() or len(seq) > 5 or stance not in Stance._value2member_map_:
        raise INVALID(field="statement")
    say(found, codes.held(request, NAME), int(seq), Stance(stance))
    anchor = "said" if request.POST.get("again") == "yes" else "card"
    return redirect(f"{reverse('opinions', args=[space])}#{anchor}")


@route(PUBLIC)
@require_POST
def write(request: HttpRequest, space: str) -> HttpResponse:
    """Write a statement of one's own."""
    throttle.allow_here("opinions:write", throttle.address(request), times=60, seconds=3600)
    found, _ = _map(request, space)
    form = StatementForm(request.POST)
    if not form.is_valid():
        return _page(request, space, form, 422)
    try:
        write_statement(found, codes.held(request, NAME), form.cleaned_data["text"])
    except Problem as error:
        if error.status == 404:
            raise
        form.blame(error)
        return _page(request, space, form, error.status)
    messages.success(
        request, gettext("Thank you. Moderators read it first; below stands what became of it.")
    )
    return redirect(f"{reverse('opinions', args=[space])}#written")


@route(PUBLIC)
def result(request: HttpRequest, space: str) -> HttpResponse:
    """What the map shows: groups, what they share, what sets them apart, every statement."""
    found, row = _map(request, space)
    return render(request, "participation/opinions_result.html", {"space": found, "map": row})


@route(PUBLIC)
def file(request: HttpRequest, space: str) -> HttpResponse:
    """The open file of a closed map, as Pol.is exports it."""
    found = find_space(space, viewer=actor_of(request))
    response = HttpResponse(opinions_zip(found), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{found.code}.zip"'
    return response
