# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where residents take part: the spaces, one of them, a proposal, and what became of what they said."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.cases import public as cases
from linli.kernel.ids import new_id
from linli.kernel.problem import INVALID, NOT_FOUND, Problem
from linli.places import public as places
from linli.platform.access import PUBLIC, SIGNED_IN, actor_of, for_person, route, throttle

from ..commands import (
    NewProposal,
    accept_offer,
    agree,
    endorse,
    judge,
    mend,
    propose,
    retract,
    take_invitation,
    withdraw,
)
from ..forms import MendForm, ProposeForm
from ..queries import (
    SpaceInfo,
    find_proposal,
    find_space,
    may_voice,
    old_rules,
    open_spaces,
    own_lines,
    own_places,
    own_said,
    proposal_detail,
    proposal_list,
    trail_of,
)
from ..queries.facts import TAKING_PART
from ..queries.moderation import rules_now
from ..queries.opinions import handed_to
from ..queries.proposals import ORDERS
from ..rules.phases import opens
from ..vocab import Deed, Part, ProposalState, SpaceState

VOICES = for_person(TAKING_PART)


@route(PUBLIC)
def spaces(request: HttpRequest) -> HttpResponse:
    """The spaces in which one can take part, or those that ended."""
    ended = request.GET.get("ended") == "yes"
    return render(request, "participation/spaces.html", {"lines": open_spaces(ended=ended), "ended": ended})


@route(PUBLIC)
def space(request: HttpRequest, space: str) -> HttpResponse:
    """One space: who, until when, what happens with it; its phases as a line; what was proposed."""
    found = find_space(space, viewer=actor_of(request))
    order, after = request.GET.get("order", "new"), request.GET.get("after", "")
    page = proposal_list(
        found, order=order, after=int(after) if after.isdecimal() and len(after) < 7 else 0
    )
    context = {
        "space": found,
        "page": page,
        "order": order if order in ORDERS else "new",
        "orders": list(ORDERS),
        "rules": old_rules(found.id),
        "moderation": rules_now(),
        "today": places.today(),
        "may_propose": _may_propose(found),
        "admitted": may_voice(actor_of(request), found.rung, found.place.path),
    }
    return render(request, "participation/space.html", context)


def _may_propose(space: SpaceInfo) -> bool:
    return space.state is SpaceState.OPEN and opens(Deed.PROPOSE, space.phases, places.today())


@route(VOICES)
def write(request: HttpRequest, space: str) -> HttpResponse:
    """Write a proposal, as the space allows."""
    actor = actor_of(request)
    found = find_space(space, viewer=actor)
    form = ProposeForm(
        request.POST or None, root=found.place.code, on_paper=False, initial={"draft": new_id()}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        throttle.allow("propose", actor.id, times=10, seconds=86_400)
        new = NewProposal(found.id, data["title"], data["text"], data["place"], shown=data["shown"])
        try:
            number = propose(new, actor=actor, identity=data["draft"])
        except Problem as error:
            form.blame(error)
        else:
            messages.success(
                request, gettext("Thank you. The moderators read it first; you are told what they decide.")
            )
            return redirect("proposal", space, number)
    context = {
        "space": found,
        "form": form,
        "open": _may_propose(found),
        "admitted": may_voice(actor, found.rung, found.place.path),
        "moderation": rules_now(),
    }
    return render(request, "participation/propose.html", context, status=422 if form.errors else 200)


@route(PUBLIC)
def proposal(request: HttpRequest, space: str, proposal: str) -> HttpResponse:
    """One proposal: words, voices, the trail from words to decision to deed."""
    actor = actor_of(request)
    found = find_space(space, viewer=actor)
    detail = proposal_detail(proposal, found, viewer=actor)
    context = {
        "space": found,
        "proposal": detail,
        "admitted": may_voice(actor, found.rung, found.place.path),
        "mend_form": MendForm(prefix="mend", initial={"title": detail.line.title, "text": detail.line.text})
        if detail.line.state is ProposalState.RETURNED and detail.mine is Part.AUTHOR
        else None,
        "invited": request.GET.get("invited", "")[:20],
        "endorsing": found.state is SpaceState.OPEN and opens(Deed.ENDORSE, found.phases, places.today()),
    }
    return render(request, "participation/proposal.html", context)


@route(VOICES)
@require_POST
def proposal_do(request: HttpRequest, space: str, proposal: str, what: str) -> HttpResponse:
    """Endorse, take it back, take a co-author on, take one's own proposal back."""
    actor = actor_of(request)
    found = find_space(space, viewer=actor)
    identity = find_proposal(proposal, found.id)
    match what:
        case "endorse":
            offers = request.POST.get("offers") == "yes"
            endorse(identity, actor=actor, shown=request.POST.get("shown") == "yes", offers=offers)
            messages.success(request, gettext("Your voice counts. You are told what becomes of it."))
        case "withdraw":
            withdraw(identity, actor=actor)
            messages.success(request, gettext("Your voice is taken back. Nothing is kept of it."))
        case "join":
            accept_offer(identity, _uuid(request.POST.get("support", "")), actor=actor)
            messages.success(request, gettext("You write together from now on."))
        case "accept":
            throttle.allow("co_author", actor.id, times=20, seconds=86_400)
            take_invitation(identity, request.POST.get("code", ""), actor=actor)
            messages.success(request, gettext("You write together from now on."))
        case "agree":
            joined = agree(
                _uuid(request.POST.get("merging", "")), request.POST.get("yes") == "yes", actor=actor
            )
            said = gettext("The two are joined.") if joined else gettext("Your answer is kept.")
            messages.success(request, said)
        case "mend":
            return _mend(request, found, proposal, identity)
        case "retract":
            retract(identity, actor=actor)
            messages.success(request, gettext("Taken back."))
        case _:
            raise NOT_FOUND()
    return redirect("proposal", space, proposal)


def _mend(request: HttpRequest, space: SpaceInfo, number: str, identity: UUID) -> HttpResponse:
    """The author hands in again what was given back."""
    form = MendForm(request.POST, prefix="mend")
    if form.is_valid():
        data = form.cleaned_data
        mend(identity, data["title"], data["text"], actor=actor_of(request))
        messages.success(
            request, gettext("Thank you. The moderators read it first; you are told what they decide.")
        )
        return redirect("proposal", space.code, number)
    detail = proposal_detail(number, space, viewer=actor_of(request))
    context = {
        "space": space,
        "proposal": detail,
        "mend_form": form,
        "admitted": True,
        "endorsing": False,
        "invited": "",
    }
    return render(request, "participation/proposal.html", context, status=422)


@route(SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    """What became of what I said, for nobody else."""
    actor = actor_of(request)
    context = {
        "lines": own_lines(actor),
        "places": own_places(actor),
        "maps": handed_to(actor),
        "said": own_said(actor),
    }
    return render(request, "participation/mine.html", context)


@route(SIGNED_IN)
@require_POST
def judge_kept(request: HttpRequest, commitment: str) -> HttpResponse:
    """Somebody who took part says whether what was promised was kept."""
    solved = request.POST.get("solved", "")
    line = cases.commitment_by_number(commitment, viewer=actor_of(request)).line
    found = trail_of(line.id)
    if found is None or solved not in cases.Solved._value2member_map_:
        raise INVALID(field="solved")
    judge(found[0].id, cases.Solved(solved), actor=actor_of(request))
    messages.success(request, gettext("Thank you. Your answer is counted; nobody reads whose it is."))
    return redirect("commitment", commitment)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise INVALID(field="support") from None
