# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mediators' desk: their list, the register form, one mediation, the roster."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.problem import INVALID, NOT_FOUND, Problem
from linli.people import public as people
from linli.places import public as places
from linli.platform.access import STAFF, actor_of, roles, route
from linli.platform.ui.words import explain

from ..commands import (
    allow_handover,
    appoint,
    ask_guest,
    conclude,
    consent,
    disclose,
    draft_agreement,
    enrol,
    leave,
    move_mediation,
    note_visit,
    recuse,
    request_mediation,
    settle,
    sign,
    take_statement,
    welcome,
)
from ..commands.request import NewMediation, PartyData
from ..forms import AfterForm, AgreementForm, GuestForm, MediatorForm, RegisterForm, ScanForm, StepForm
from ..policy import Relation
from ..queries import Detail, detail, is_head, published, queue, roster
from ..rules.after import FOLLOWED, VISITED
from ..vocab import BAD_STEP, Action, Deed, Guesting, Kind, Origin, Outcome, Paper, State

# Which form of the page a deed belongs to; all others to the step.
OF = dict.fromkeys(("draft", "conclude", "oral"), "agreement") | dict.fromkeys(
    ("kept", "broken", "visit"), "after"
)
BEFORE_AGREEMENT = (State.REQUESTED, State.ACCEPTED, State.SCHEDULED, State.IN_SESSION)


@route(STAFF)
def mediations(request: HttpRequest) -> HttpResponse:
    """The mediations of the viewer's own team. For others the list is empty, whatever there is."""
    ended = request.GET.get("ended") == "yes"
    viewer = actor_of(request)
    lines = queue(viewer=viewer, ended=ended)
    year = places.today().year if is_head(viewer) else None  # of the list that pays mediators
    context = {"lines": lines, "ended": ended, "sums": published()[0], "year": year}
    return render(request, "disputes/queue.html", context)


@route(STAFF)
def new_mediation(request: HttpRequest) -> HttpResponse:
    """Take a request down: who does so need not be of the team, and does not see it afterwards."""
    case = request.GET.get("case", "")
    first = {"draft": new_id(), "case": case, "origin": Origin.CASE if case else Origin.PARTY}
    form = RegisterForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        new = NewMediation(
            Kind(data["kind"]),
            data["place"],
            data["summary"],
            (PartyData(data["name"], data["contact"]), PartyData(data["other"], data["other_contact"])),
            Origin(data["origin"]),
            data["case"],
            data["warned"],
        )
        try:
            receipt = request_mediation(new, actor=actor_of(request), identity=data["draft"])
        except Problem as error:
            form.blame(error)
        else:
            return render(request, "disputes/receipt.html", {"receipt": receipt, "base": "ui/desk.html"})
    return render(request, "disputes/new.html", {"form": form}, status=422 if form.errors else 200)


@route(STAFF)
def mediation(request: HttpRequest, mediation: str) -> HttpResponse:
    """One mediation, for its team."""
    return _page(request, detail(mediation, viewer=actor_of(request)))


def _page(request: HttpRequest, found: Detail, status: int = 200, **forms: Any) -> HttpResponse:
    drafting = found.state is State.IN_SESSION and Deed.DRAFT in found.deeds
    contents: dict[str, Any] = dict(found.agreement.contents) if found.agreement else {}
    contents["by"] = found.agreement.perform_by if found.agreement else None
    context = {
        "mediation": found,
        "moves": [action for action in found.actions if action is not Action.AGREE],
        "may_schedule": Action.SCHEDULE in found.actions,
        "may_conclude": Action.AGREE in found.actions,
        "running": found.state in BEFORE_AGREEMENT,
        "may_appoint": Deed.APPOINT in found.deeds and found.state in BEFORE_AGREEMENT,
        "step_form": forms.get("step") or StepForm(prefix="step"),
        "after_form": forms.get("after") or AfterForm(prefix="after"),
        "may_settle": found.state in FOLLOWED,
        "may_visit": found.state in VISITED,
        "guest_form": _guest_form(found, forms),
        "may_tell": Deed.DISCLOSE in found.deeds and found.state in BEFORE_AGREEMENT,
        "may_leave": Deed.LEAVE in found.deeds,
        "leads": Deed.WELCOME in found.deeds,
        "scan_form": ScanForm(),
        "may_invite": found.relations == {Relation.HEAD},
        "may_hand_over": Deed.HAND_OVER in found.deeds
        and Paper.CONFIRMATION in found.papers
        and all(party.handover_at for party in found.parties),
        "agreement_form": (forms.get("agreement") or AgreementForm(prefix="agreement", initial=contents))
        if drafting
        else None,
    }
    return render(request, "disputes/desk_mediation.html", context, status=status)


def _guest_form(found: Detail, forms: dict[str, Any]) -> GuestForm | None:
    if Deed.GUEST not in found.deeds or found.state not in BEFORE_AGREEMENT:
        return None
    return forms.get("guest") or GuestForm(prefix="guest", could_join=found.could_join)


@route(STAFF)
@require_POST
def mediation_do(request: HttpRequest, mediation: str, deed: str) -> HttpResponse:
    """Do one thing with a mediation."""
    actor = actor_of(request)
    found = detail(mediation, viewer=actor)
    step, agreement = StepForm(request.POST, prefix="step"), AgreementForm(request.POST, prefix="agreement")
    after = AfterForm(request.POST, prefix="after")
    named: dict[str, Any] = {"step": step, "agreement": agreement, "after": after}
    if deed == "guest":
        named["guest"] = GuestForm(request.POST, prefix="guest", could_join=found.could_join)
    if wrong := {name: form for name, form in named.items() if not form.is_valid()}:
        return _page(request, found, 422, **wrong)
    try:
        if deed == "guest":
            _ask(found, actor, named["guest"].cleaned_data)
        else:
            _do(found, deed, actor, request, step.cleaned_data, agreement.cleaned_data, after.cleaned_data)
    except Problem as error:
        name = OF.get(deed, "step")
        named[name].blame(error, "steps" if error.code == BAD_STEP.code else None)
        if name == "agreement":
            told = explain(error)
            messages.error(request, f"{told.title} {told.remedy}")
        return _page(request, found, error.status, **{name: named[name]})
    messages.success(request, gettext("Kept."))
    return redirect("desk-mediation", mediation)


def _ask(found: Detail, actor: Actor, data: dict[str, Any]) -> None:
    ask_guest(
        found.id,
        Guesting(data["kind"]),
        actor=actor,
        mediator=_id(data["mediator"]) if data["mediator"] else None,
        name=data["name"],
        about=data["about"],
    )


def _do(
    found: Detail,
    deed: str,
    actor: Actor,
    request: HttpRequest,
    step: dict[str, Any],
    terms: dict[str, Any],
    after: dict[str, Any],
) -> None:
    """The command of a deed."""
    post = request.POST
    match deed:
        case "state":
            take_statement(found.id, step["text"], actor=actor)
        case "consent":
            consent(found.id, _id(post.get("party")), actor=actor)
        case "appoint":
            appoint(found.id, _id(post.get("mediator")), actor=actor)
        case "allow" | "forbid":
            allow_handover(found.id, _id(post.get("party")), deed == "allow", actor=actor)
        case "kept" | "broken":
            settle(found.id, _whole(post.get("seq")), deed == "kept", actor=actor, text=after["text"])
        case "visit" if after["outcome"]:
            note_visit(found.id, Outcome(after["outcome"]), actor=actor, text=after["text"])
        case "disclose":
            disclose(found.id, step["text"], actor=actor)
        case "welcome":
            welcome(found.id, _id(post.get("guest")), _id(post.get("party")), actor=actor)
        case "leave":
            leave(found.id, _id(post.get("guest")), actor=actor)
        case "recuse":
            recuse(found.id, actor=actor)
        case "draft":
            draft_agreement(found.id, terms, actor=actor, perform_by=terms["by"])
        case "sign" if found.agreement:
            sign(found.id, _id(post.get("party")), found.agreement.edition, actor=actor)
        case "conclude" | "oral":
            conclude(found.id, actor=actor, oral=deed == "oral", expected_version=found.version)
        case _ if deed in Action._value2member_map_:
            version = post.get("version", "")
            move_mediation(
                found.id,
                Action(deed),
                actor=actor,
                expected_version=int(version) if version.isdecimal() else None,
                text=step["text"],
                at=step["at"],
                mode=step["mode"],
            )
        case _:
            raise NOT_FOUND()


def _whole(text: str | None) -> int:
    if not text or not text.isdecimal():
        raise INVALID()
    return int(text)


def _id(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise INVALID() from None


@route(roles("coordinator"))
def mediators(request: HttpRequest) -> HttpResponse:
    """The roster of a place, kept by its coordinator."""
    form = MediatorForm(request.POST or None, initial={"active": True})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        account = people.account_by_login(data["login"])
        if account is None:
            form.add_error("login", gettext("There is no such account."))
        else:
            enrol(
                account, data["place"], data["kinds"], actor=actor_of(request), head=data["head"],
                active=data["active"],
            )  # fmt: skip
            messages.success(request, gettext("Kept."))
            return redirect("desk-mediators")
    context = {"form": form, "roster": roster()}
    return render(request, "disputes/mediators.html", context, status=422 if form.errors else 200)
