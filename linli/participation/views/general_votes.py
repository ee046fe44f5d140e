# SPDX-License-Identifier: AGPL-3.0-or-later
"""General votes for everybody: the list, one vote, its ballot, its result and the file to count again.

The code of a ballot stays in the voter's browser and on their paper, as in the vote on a budget.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.ids import new_code
from linli.kernel.problem import INVALID, Problem
from linli.platform.access import PUBLIC, SIGNED_IN, actor_of, route, throttle

from ..commands.ballots import take_by_letter, take_general_ballot, tick_choice
from ..commands.votes import CODE_LENGTH
from ..queries.facts import at_least
from ..queries.votes import (
    BallotView,
    GeneralVote,
    find_vote,
    general_ballot,
    open_file,
    vote_lines,
    was_handed,
)
from ..vocab import Rung
from ..vocab.votes import VoteKind
from . import codes

BALLOT = "ballot"


@route(PUBLIC)
def votes(request: HttpRequest) -> HttpResponse:
    """Votes that run, or those that ended."""
    ended = request.GET.get("ended") == "yes"
    context = {"lines": vote_lines(ended=ended), "ended": ended}
    return render(request, "participation/general_votes.html", context)


@route(PUBLIC)
def page(request: HttpRequest, vote: str) -> HttpResponse:
    """One vote: the question, the ballot of who holds one, and after the count what came out and why."""
    return _page(request, vote)


def _page(request: HttpRequest, vote: str, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    found = find_vote(vote, viewer=actor)
    code = codes.held(request, BALLOT)
    ballot: BallotView | None = None
    if found.line.runs and code:
        try:
            ballot = general_ballot(found.line.id, code)
        except Problem:
            ballot = None  # of another vote, or mistyped: the page offers to open one
    context = {
        "vote": found,
        "ballot": ballot,
        "code": code if ballot else "",
        "taken": ballot is None and found.line.runs and was_handed(found.line.id, actor),
        "admitted": at_least(actor, Rung.RESIDENT, found.line.place.path),
        "ranked": found.line.kind is VoteKind.RANKED,
        "fresh": new_code(CODE_LENGTH),
        "places": {seq: n for n, seq in enumerate(ballot.choices, 1)} if ballot else {},
    }
    return render(request, "participation/general_vote.html", context, status=status)


@route(SIGNED_IN)
@require_POST
def take(request: HttpRequest, vote: str) -> HttpResponse:
    """Take a ballot as a confirmed resident. Its code goes to the browser alone."""
    actor = actor_of(request)
    found = find_vote(vote, viewer=actor)
    code = take_general_ballot(found.line.id, actor=actor, **_typed(request))
    return _handed(request, found, code)


@route(PUBLIC)
@require_POST
def letter(request: HttpRequest, vote: str) -> HttpResponse:
    """Take a ballot with the code of a letter, without signing in."""
    found = find_vote(vote, viewer=actor_of(request))
    throttle.allow("ballot", throttle.address(request), times=30, seconds=900)
    given = request.POST.get("letter", "")
    try:
        code = take_by_letter(found.line.id, given, **_typed(request))
    except Problem as error:  # mistyped, most likely: where it is typed it is said
        codes.say(request, error)
        return _page(request, vote, error.status)
    return _handed(request, found, code)


@route(PUBLIC)
@require_POST
def open_ballot(request: HttpRequest, vote: str) -> HttpResponse:
    """Go on with a ballot by its code, or put it away on a shared device."""
    found = find_vote(vote, viewer=actor_of(request))
    if request.POST.get("away") == "yes":
        messages.success(request, gettext("Put away. What you ticked is saved and counts."))
        return codes.put_away(request, BALLOT, "general-vote", vote)
    throttle.allow("ballot", throttle.address(request), times=30, seconds=900)
    code = request.POST.get("code", "")
    try:
        general_ballot(found.line.id, code)
    except Problem as error:
        codes.say(request, error)
        return _page(request, vote, error.status)
    return _with_code(request, found, code)


@route(PUBLIC)
@require_POST
def tick_one(request: HttpRequest, vote: str) -> HttpResponse:
    """Tick one choice, or take it back: saved at once."""
    throttle.allow_here("vote:tick", throttle.address(request), times=3000, seconds=600)
    found = find_vote(vote, viewer=actor_of(request))
    seq = request.POST.get("choice", "")
    if not seq.isdecimal() or len(seq) > 4:
        raise INVALID(field="choice")
    code, on = codes.held(request, BALLOT), request.POST.get("on") == "yes"
    tick_choice(found.line.id, code, int(seq), on=on)
    return redirect(f"{reverse('general-vote', args=[vote])}#ballot")


@route(PUBLIC)
def file(request: HttpRequest, vote: str) -> HttpResponse:
    """The open file, from which anybody counts again."""
    response = HttpResponse(open_file(vote), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{vote}.json"'
    return response


def _typed(request: HttpRequest) -> dict[str, str]:
    """The name on an open ballot, and the code that the page made: sent again it is the same ballot."""
    return {"known_as": request.POST.get("known_as", ""), "code": request.POST.get("fresh", "")}


def _handed(request: HttpRequest, found: GeneralVote, code: str) -> HttpResponse:
    messages.success(request, gettext("This is your ballot. Write its code down: nobody can look it up."))
    return _with_code(request, found, code)


def _with_code(request: HttpRequest, found: GeneralVote, code: str) -> HttpResponse:
    return codes.hand(request, BALLOT, "general-vote", found.line.number, code)
