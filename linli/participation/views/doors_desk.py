# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk of the doors: answer offers, take them down from paper, call for services, publish results."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import NOT_FOUND, Problem
from linli.platform.access import STAFF, actor_of, roles, route
from linli.platform.ui.forms import Form

from ..commands.doors import (
    CallData,
    close_call,
    decide_offer,
    finish_offer,
    make_offer,
    publish_call,
    withdraw_offer,
)
from ..forms.doors import CallForm, DecideOfferForm, OfferForm, ResultForm
from ..policy import Relation, relations
from ..queries.doors import (
    CallLine,
    OfferLine,
    contact_of,
    desk_calls,
    desk_offers,
    doors,
    find_call,
    find_offer,
)
from ..vocab.doors import Gift
from .doors import offer_data
from .drafts import home_of, keep_draft

KEEPERS = roles("coordinator", "community_worker")


@route(STAFF)
def desk_list(request: HttpRequest) -> HttpResponse:
    """Offers that wait, offers that run, calls of one's places."""
    actor = actor_of(request)
    context = {"offers": desk_offers(viewer=actor), "calls": desk_calls(viewer=actor)}
    return render(request, "participation/desk_offers.html", context)


@route(KEEPERS)
def new_offer(request: HttpRequest) -> HttpResponse:
    """Take an offer down from a paper or at the counter."""
    actor = actor_of(request)
    form = OfferForm(request.POST or None, doors=doors(), on_paper=True, initial={"place": home_of(actor)})

    def keep() -> str:
        data = form.cleaned_data
        return make_offer(offer_data(data, data["way"], paper=data["paper"]), actor=actor)

    return keep_draft(request, form, keep, "desk-offer", "participation/desk_offer_form.html", {})


@route(STAFF)
def desk_offer(request: HttpRequest, offer: str) -> HttpResponse:
    """One offer at the desk."""
    return _offer(request, find_offer(offer, viewer=actor_of(request)))


def _offer_forms(data: Any = None) -> dict[str, Form]:
    return {"decide": DecideOfferForm(data, prefix="decide"), "finish": ResultForm(data, prefix="finish")}


def _offer(
    request: HttpRequest, found: OfferLine, status: int = 200, contact: Any = None, **bound: Form
) -> HttpResponse:
    context = {"offer": found, "forms": _offer_forms() | bound, "contact": contact}
    return render(request, "participation/desk_offer.html", context, status=status)


@route(KEEPERS)
@require_POST
def offer_do(request: HttpRequest, offer: str, verb: str) -> HttpResponse:
    """Accept or decline, say what came of it, take back for somebody; open the contact (logged)."""
    actor = actor_of(request)
    found = find_offer(offer, viewer=actor)
    if verb == "contact":
        return _offer(request, found, contact=contact_of(found, viewer=actor))
    if verb == "withdraw":
        withdraw_offer(found.id, actor=actor)
        messages.success(request, gettext("Taken back."))
        return redirect("desk-offer", offer)
    forms = _offer_forms(request.POST)
    if verb not in forms:
        raise NOT_FOUND()
    form = forms[verb]
    status = 422
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            if verb == "decide":
                decide_offer(found.id, form.cleaned_data["accept"] == "yes", text, actor=actor)
            else:
                finish_offer(found.id, text, actor=actor)
        except Problem as error:
            status = form.refuse(error)
        else:
            messages.success(request, gettext("Kept."))
            return redirect("desk-offer", offer)
    return _offer(request, found, status, **{verb: form})


@route(KEEPERS)
def new_call(request: HttpRequest) -> HttpResponse:
    """Call for services, things or hands."""
    actor = actor_of(request)
    form = CallForm(request.POST or None, doors=doors(), initial={"place": home_of(actor)})

    def keep() -> str:
        data = form.cleaned_data
        made = CallData(
            data["place"], data["unit"], Gift(data["gift"]), data["title"], data["text"], data["terms"],
            data["until"], data["spot"], data["ways"],
        )  # fmt: skip
        return publish_call(made, actor=actor)

    return keep_draft(request, form, keep, "desk-open-call", "participation/desk_call_form.html", {})


def _kept_call(request: HttpRequest, call: str) -> CallLine:
    found = find_call(call)
    if Relation.KEEPER not in relations(actor_of(request), found.place.path):
        raise NOT_FOUND()
    return found


@route(STAFF)
def desk_call(request: HttpRequest, call: str) -> HttpResponse:
    """One call at the desk, and what was offered for it."""
    return _call(request, _kept_call(request, call), ResultForm())


def _call(request: HttpRequest, found: CallLine, form: Form, status: int = 200) -> HttpResponse:
    known = desk_offers(viewer=actor_of(request))
    waiting = [one for one in known if one.call == found.number]
    context = {"call": found, "form": form, "waiting": waiting}
    return render(request, "participation/desk_call.html", context, status=status)


@route(KEEPERS)
@require_POST
def call_close(request: HttpRequest, call: str) -> HttpResponse:
    """Close a call and publish what came of it."""
    found = _kept_call(request, call)
    form = ResultForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            close_call(found.id, form.cleaned_data["text"], actor=actor_of(request))
        except Problem as error:
            status = form.refuse(error)
        else:
            messages.success(request, gettext("Kept."))
            return redirect("desk-open-call", call)
    return _call(request, found, form, status)
