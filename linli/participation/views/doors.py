# SPDX-License-Identifier: AGPL-3.0-or-later
"""The doors: for whom, what is open to them, what they can give; offering; calls and what came of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.actor import VISITOR
from linli.kernel.problem import NOT_FOUND, Problem
from linli.platform.access import PUBLIC, SIGNED_IN, actor_of, route, throttle

from ..commands.doors import OfferData, erase_offer, make_offer, withdraw_offer
from ..forms.doors import OfferForm
from ..queries import open_spaces
from ..queries.doors import calls, doors, find_call, find_door, offers, own_offers
from ..queries.meetings import meeting_lines
from ..queries.survey import surveys
from ..vocab.doors import Gift
from ..vocab.survey import SurveyState

SHOWN = 4


@route(PUBLIC)
def join(request: HttpRequest) -> HttpResponse:
    """All doors, what communities call for now, and what was offered and accepted."""
    context = {"doors": doors(), "calls": calls()[:SHOWN], "offers": offers()[:SHOWN]}
    return render(request, "participation/join.html", context)


@route(PUBLIC)
def way_in(request: HttpRequest, way: str) -> HttpResponse:
    """One door: for whom, what is open now, what can be given, how to join."""
    door = find_door(way)
    context = {
        "door": door,
        "calls": calls(way=way),
        "spaces": open_spaces()[:SHOWN],
        "surveys": [one for one in surveys(viewer=VISITOR) if one.state is SurveyState.OPEN][:SHOWN],
        "meetings": meeting_lines()[:SHOWN],
        "offers": offers(way=way),
    }
    return render(request, "participation/way_in.html", context)


@route(SIGNED_IN)
def offer(request: HttpRequest, way: str) -> HttpResponse:
    """Offer something through a door, perhaps to answer a call."""
    actor, door = actor_of(request), find_door(way)
    number = request.POST.get("call", "") or request.GET.get("call", "")
    called = find_call(number) if number else None
    initial: dict[str, Any] = {"place": called.place.code, "gift": called.gift} if called else {}
    form = OfferForm(request.POST or None, doors=[door], fixed=True, initial=initial)
    if request.method == "POST" and form.is_valid():
        throttle.allow("offer", actor.id, times=10, seconds=86_400)
        try:
            made = make_offer(offer_data(form.cleaned_data, way, number), actor=actor)
        except Problem as error:
            form.blame(error, error.facts.get("field"))
        else:
            said = gettext("Thank you. Your offer has the number %(n)s; the community answers it.")
            messages.success(request, said % {"n": made})
            return redirect("my-offers")
    context = {"door": door, "called": called, "form": form}
    return render(request, "participation/offer.html", context, status=422 if form.errors else 200)


def offer_data(data: dict[str, Any], way: str, call: str = "", paper: str = "") -> OfferData:
    """An offer as the command takes it."""
    return OfferData(
        way, data["place"], Gift(data["gift"]), data["title"], data["text"], data["times"], data["until"],
        data["body"], data["name"], data["contact"], data["consent"], call, paper,
    )  # fmt: skip


@route(SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    """What I offered, for nobody else: where it stands, take it back, have it erased."""
    return render(request, "participation/my_offers.html", {"offers": own_offers(actor_of(request))})


@route(SIGNED_IN)
@require_POST
def offer_end(request: HttpRequest, offer: str) -> HttpResponse:
    """Take one's own offer back, or have all of it erased."""
    actor = actor_of(request)
    line = next((one for one in own_offers(actor) if one.number == offer), None)
    if line is None:
        raise NOT_FOUND()
    if request.POST.get("erase") == "yes":
        erase_offer(line.id, actor=actor)
        messages.success(request, gettext("Erased. Nothing is kept of it."))
    else:
        withdraw_offer(line.id, actor=actor)
        messages.success(request, gettext("Taken back."))
    return redirect("my-offers")


@route(PUBLIC)
def call_list(request: HttpRequest) -> HttpResponse:
    """Calls for services, things and hands: those that run, or what came of those that are over."""
    closed = request.GET.get("closed") == "yes"
    return render(request, "participation/calls.html", {"lines": calls(closed=closed), "closed": closed})


@route(PUBLIC)
def call(request: HttpRequest, call: str) -> HttpResponse:
    """One call: what, where, until when, on which terms, what came of it."""
    found = find_call(call)
    wanted = [door for door in doors() if found.gift in door.gifts]
    context = {
        "call": found,
        "doors": [door for door in wanted if not found.ways or door.code in found.ways],
        "offers": offers(call=found.id),
    }
    return render(request, "participation/open_call.html", context)
