# SPDX-License-Identifier: AGPL-3.0-or-later
"""The vote on a budget: the ballot, the result that anybody can recompute, and its desk.

The code of a ballot stays in the voter's browser and on their paper. It is neither in the session, which
belongs to an account, nor in any address.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import INVALID, NOT_FOUND, Problem
from linli.platform.access import PUBLIC, SIGNED_IN, STAFF, actor_of, roles, route, throttle
from linli.platform.ui.forms import Form

from ..commands import count_vote, key_paper, open_vote, take_ballot, tick
from ..forms import AmountForm, CountForm, PaperBallotForm
from ..policy import may, voting_rung
from ..queries import (
    SpaceInfo,
    VoteInfo,
    at_least,
    ballot_of,
    find_space,
    has_ballot,
    paper_state,
    vote_file,
    vote_of,
)
from ..vocab import Deed
from . import codes

KEEPERS = roles("coordinator", "community_worker")
BALLOT = "ballot"


def _vote(request: HttpRequest, space: str, *, kept: bool = False) -> tuple[SpaceInfo, VoteInfo]:
    found = find_space(space, viewer=actor_of(request), kept=kept)
    vote = vote_of(found)
    if vote is None:
        raise NOT_FOUND()
    return found, vote


@route(PUBLIC)
def page(request: HttpRequest, space: str) -> HttpResponse:
    """The projects, the ballot of who holds one, and after the count the result with its reasons."""
    return _page(request, space)


def _page(request: HttpRequest, space: str, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    found, vote = _vote(request, space)
    ballot = None
    code = codes.held(request, BALLOT)
    if vote.open and code:
        try:
            ballot = ballot_of(found, code)
        except Problem:
            ballot = None  # of another vote, or mistyped: the page offers to open one
    context = {
        "space": found,
        "vote": vote,
        "ballot": ballot,
        "code": code if ballot else "",
        "taken": ballot is None and vote.open and has_ballot(found, actor),
        "admitted": at_least(actor, voting_rung(found.rung), found.place.path),
        "rung": voting_rung(found.rung),
    }
    return render(request, "participation/vote.html", context, status=status)


@route(SIGNED_IN)
@require_POST
def take(request: HttpRequest, space: str) -> HttpResponse:
    """Take a ballot. Its code goes to the browser alone."""
    found, _ = _vote(request, space)
    code = take_ballot(found, actor=actor_of(request))
    messages.success(request, gettext("This is your ballot. Write its code down: nobody can look it up."))
    return codes.hand(request, BALLOT, "vote", space, code)


@route(PUBLIC)
@require_POST
def open_ballot(request: HttpRequest, space: str) -> HttpResponse:
    """Go on with a ballot by its code, or put it away on a shared device."""
    found, _ = _vote(request, space)
    if request.POST.get("away") == "yes":
        messages.success(request, gettext("Put away. What you ticked is saved and counts."))
        return codes.put_away(request, BALLOT, "vote", space)
    throttle.allow("ballot", throttle.address(request), times=30, seconds=900)
    code = request.POST.get("code", "")
    try:
        ballot_of(found, code)
    except Problem as error:  # mistyped, most likely: where it is typed it is said
        codes.say(request, error)
        return _page(request, space, error.status)
    return codes.hand(request, BALLOT, "vote", space, code)


@route(PUBLIC)
@require_POST
def tick_one(request: HttpRequest, space: str) -> HttpResponse:
    """Approve one project, or take it back: saved at once."""
    throttle.allow_here("vote:tick", throttle.address(request), times=3000, seconds=600)
    found, _ = _vote(request, space)
    seq = request.POST.get("project", "")
    if not seq.isdecimal() or len(seq) > 5:
        raise INVALID(field="project")
    tick(found, codes.held(request, BALLOT), int(seq), on=request.POST.get("on") == "yes")
    return redirect(f"{reverse('vote', args=[space])}#project-{seq}")


@route(PUBLIC)
def file(request: HttpRequest, space: str) -> HttpResponse:
    """The open ballot file, from which anybody counts again."""
    found = find_space(space, viewer=actor_of(request))
    response = HttpResponse(vote_file(found), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{space}.pb"'
    return response


@route(STAFF)
def desk(request: HttpRequest, space: str) -> HttpResponse:
    """The desk of the vote: open it, enter paper ballots, count."""
    return _desk(request, find_space(space, viewer=actor_of(request), kept=True))


def _desk(request: HttpRequest, found: SpaceInfo, status: int = 200, **bound: Form) -> HttpResponse:
    actor, vote = actor_of(request), vote_of(found)
    projects = vote.projects if vote else ()
    context = {
        "space": found,
        "vote": vote,
        "paper": paper_state(found, viewer=actor),
        "keeps": may(actor, Deed.COUNT, found.place.path),
        "amount_form": bound.get("open") or AmountForm(prefix="open"),
        "paper_form": bound.get("paper") or PaperBallotForm(prefix="paper", projects=projects),
        "count_form": bound.get("count") or CountForm(prefix="count"),
    }
    return render(request, "participation/desk_vote.html", context, status=status)


@route(KEEPERS)
@require_POST
def desk_do(request: HttpRequest, space: str, act: str) -> HttpResponse:
    """Open the vote, enter one paper ballot, count."""
    actor = actor_of(request)
    found = find_space(space, viewer=actor, kept=True)
    vote = vote_of(found)
    made: dict[str, Form] = {
        "open": AmountForm(request.POST, prefix="open"),
        "paper": PaperBallotForm(request.POST, prefix="paper", projects=vote.projects if vote else ()),
        "count": CountForm(request.POST, prefix="count"),
    }
    if act not in made:
        raise NOT_FOUND()
    form = made[act]
    if not form.is_valid():
        return _desk(request, found, 422, **{act: form})
    try:
        said = _do(found, act, form.cleaned_data, actor)
    except Problem as error:
        status = form.refuse(error)
        return _desk(request, found, status, **{act: form})
    messages.success(request, said)
    return redirect("desk-vote", space)


def _do(found: SpaceInfo, act: str, data: dict[str, Any], actor: Any) -> str:
    """The command of a deed, and what is said afterwards."""
    if act == "open":
        open_vote(found, Decimal(data["amount"]), actor=actor)
        return gettext("The vote stands. Ballots are handed out in its phase.")
    if act == "count":
        won = count_vote(found, data["due_on"], actor=actor)
        return gettext("Counted: %(n)s projects won. Roll and ballots are destroyed.") % {"n": won}
    alike = key_paper(found, data["serial"], [int(one) for one in data["choices"]], actor=actor)
    if alike:
        return gettext("Entered alike by two people: it is in the box.")
    return gettext("Entered. A second person has to enter it from the paper, without seeing yours.")
