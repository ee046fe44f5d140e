# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the parties see: asking, following by number and code, consenting, signing, ending it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.problem import INVALID, NOT_FOUND, Problem
from linli.people import public as people
from linli.platform import signing
from linli.platform.access import PUBLIC, actor_of, route, throttle
from linli.platform.access.gate import NOT_BY_MANDATE

from ..commands import (
    allow_handover,
    consent,
    erase_reach,
    leave,
    move_mediation,
    recuse,
    report,
    request_mediation,
    sign,
    welcome,
    wish_reminders,
)
from ..commands.request import NewMediation, PartyData
from ..forms import OpenForm, RequestForm, SayForm
from ..queries import Detail, detail, holder_of, own_parties, published, roster, statement_of
from ..rules.after import VISITED
from ..rules.agreement import LONGEST
from ..vocab import Action, Kind

SHOWN = "mediations"
MOST_SHOWN = 5


@route(PUBLIC)
def mediation(request: HttpRequest) -> HttpResponse:
    """What mediation is, who mediates, and the form to ask for it."""
    about, on = request.GET.get("about", "")[:LONGEST], request.GET.get("on", "")
    first = {"draft": new_id(), "summary": about, "applied_on": on if on[:10].count("-") == 2 else ""}
    form = RequestForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        throttle.allow("mediation", throttle.address(request), times=10, seconds=3600)
        actor = actor_of(request)
        if actor.acts and not actor.person("mediation"):
            raise NOT_BY_MANDATE()
        account = UUID(person) if (person := actor.person("mediation")) else None
        reach = data["contact"]
        if actor.acts and account:  # what is heard of it goes to the person
            reach = people.reach_of([account]).get(account, "")
        new = NewMediation(
            Kind(data["kind"]),
            data["place"],
            data["summary"],
            (
                PartyData(data["name"], reach, account),
                PartyData(data["other"], data["other_contact"]),
            ),
            warned=data["warned"],
            applied_on=data["applied_on"],
        )
        try:
            receipt = request_mediation(new, actor=actor, identity=data["draft"])
        except Problem as error:
            form.blame(error)
        else:
            return render(
                request,
                "disputes/receipt.html",
                {"receipt": receipt, "base": "ui/square.html", "helped": actor.acts},
            )
    context = {"form": form, "roster": roster(), "sums": published()[0], "open_form": OpenForm()}
    return render(request, "disputes/mediation.html", context, status=422 if form.errors else 200)


@route(PUBLIC)
def figures(request: HttpRequest) -> HttpResponse:
    """How mediation goes in the whole town, with denominators, doubt and the way to count it again."""
    found, until = published()
    return render(request, "disputes/rates.html", {"sums": found, "until": until})


@route(PUBLIC)
@require_POST
def open_mediation(request: HttpRequest) -> HttpResponse:
    """Number and code open a mediation for one party; wrong tries are counted."""
    form = OpenForm(request.POST)
    if not form.is_valid():
        raise INVALID()
    throttle.allow("mediation:code", form.cleaned_data["number"], times=10, seconds=900)
    throttle.allow("mediation:address", throttle.address(request), times=60, seconds=900)
    party = holder_of(form.cleaned_data["number"], form.cleaned_data["code"])
    shown = [item for item in request.session.get(SHOWN, []) if item != party.id]
    request.session[SHOWN] = [*shown, party.id][-MOST_SHOWN:]
    digits = "".join(sign for sign in form.cleaned_data["number"] if sign.isascii() and sign.isdigit())
    return redirect("my-mediation", f"M{digits[:4]}-{digits[4:-1]}-{digits[-1:]}")


def own_mediation(request: HttpRequest, number: str) -> tuple[Detail, Actor]:
    """A mediation that number and code opened in this browser, or the account of its party; and as whom."""
    who = actor_of(request)
    shown = [Actor("visitor", party) for party in reversed(request.session.get(SHOWN, []))]
    for actor in (*(() if who.acts else shown), *own_parties(who)):
        try:
            return detail(number, viewer=actor), actor
        except Problem:
            continue
    raise NOT_FOUND()


@route(PUBLIC)
def my_mediation(request: HttpRequest, mediation: str) -> HttpResponse:
    """A mediation as its party sees it."""
    found, actor = own_mediation(request, mediation)
    if actor.acts:
        return render(request, "disputes/helped.html", {"mediation": found})
    return render(
        request,
        "disputes/mine.html",
        {"mediation": found, "say_form": SayForm(), "after": found.state in VISITED},
    )


@route(PUBLIC)
@require_POST
def my_mediation_do(request: HttpRequest, mediation: str, deed: str) -> HttpResponse:
    """Consent, sign the wording that was read, ask for another mediator, or end it."""
    found, actor = own_mediation(request, mediation)
    if actor.acts:
        raise NOT_BY_MANDATE()
    if found.me is None:
        raise NOT_FOUND()
    match deed:
        case "consent":
            choice = _uuid(request.POST.get("choice", ""))
            consent(found.id, found.me.id, actor=actor, choice=choice)
            messages.success(request, gettext("Thank you. You can still end it at any time."))
        case "sign":
            if page := _sign(request, found, actor):
                return redirect(page)
            messages.success(
                request, gettext("Signed. It is valid when every party and the mediator signed.")
            )
        case "allow" | "forbid":
            allow_handover(found.id, found.me.id, deed == "allow", actor=actor)
            messages.success(request, gettext("Kept. You can change your mind until it was handed over."))
        case "remind" | "hush":
            wish_reminders(found.id, found.me.id, deed == "remind", actor=actor)
            messages.success(request, gettext("Kept."))
        case "erase":
            erase_reach(found.id, found.me.id, actor=actor)
            messages.success(request, gettext("Erased. Number and code go on opening your mediation."))
        case "report":
            form = SayForm(request.POST)
            if not form.is_valid():
                raise INVALID(field="text")
            report(found.id, form.cleaned_data["text"], actor=actor)
            messages.success(request, gettext("Thank you. The mediator reads it."))
        case "welcome" | "unwelcome":
            guest = _uuid(request.POST.get("guest", ""))
            if guest is None:
                raise INVALID(field="guest")
            if deed == "welcome":
                welcome(found.id, guest, found.me.id, actor=actor)
            else:
                leave(found.id, guest, actor=actor)
            messages.success(request, gettext("Kept. Nobody joins unless every party agrees."))
        case "recuse":
            recuse(found.id, actor=actor)
            messages.success(request, gettext("Another mediator will be found."))
        case "refuse":
            move_mediation(found.id, Action.REFUSE, actor=actor)
            messages.success(request, gettext("Ended, as you wish. Below stand the ways that are open."))
        case _:
            raise NOT_FOUND()
    return redirect("my-mediation", mediation)


def _sign(request: HttpRequest, found: Detail, actor: Actor) -> str:
    """Sign, or the page of the signature service where the party does so before coming back."""
    edition, evidence = request.POST.get("edition", ""), request.POST.get("evidence", "")
    if request.POST.get("read") != "yes" or not edition.isdecimal():
        raise INVALID(field="read")
    assert found.me is not None
    if found.agreement and not evidence:
        back = request.build_absolute_uri(reverse("my-mediation", args=[found.number]))
        if page := signing.service().page(statement_of(found.agreement.digest, found.me.id), back):
            return page
    sign(
        found.id, found.me.id, int(edition), actor=actor, drawn=request.POST.get("drawn", ""),
        evidence=evidence,
    )  # fmt: skip
    return ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise INVALID(field="choice") from None
