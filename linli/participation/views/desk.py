# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk of taking part: prepare and publish spaces, moderate, enter paper, answer, confirm residents."""

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
from linli.kernel.problem import FORBIDDEN, NOT_FOUND, Problem
from linli.people import public as people
from linli.platform.access import STAFF, actor_of, roles, route
from linli.platform.ui.forms import Form

from ..commands import (
    NewPromise,
    NewProposal,
    SpaceData,
    agree,
    answer,
    close_space,
    confirm_resident,
    enter_sheet,
    hide,
    merge,
    prepare_space,
    propose,
    publish_space,
    release,
    send_back,
)
from ..forms import (
    AgreeForm,
    AnswerForm,
    HideForm,
    MergeForm,
    ProposeForm,
    ResidentForm,
    SheetForm,
    SpaceForm,
)
from ..policy import may
from ..queries import (
    ProposalDetail,
    SpaceInfo,
    desk_spaces,
    find_proposal,
    find_space,
    old_rules,
    proposal_detail,
    proposal_list,
)
from ..vocab import Deed, Level, ProposalState, Rung, SpaceKind, Verdict

KEEPERS = roles("coordinator", "community_worker")


@route(STAFF)
def spaces(request: HttpRequest) -> HttpResponse:
    """The spaces that one keeps, with what waits in each."""
    lines = desk_spaces(viewer=actor_of(request))
    return render(request, "participation/desk_spaces.html", {"lines": lines})


@route(KEEPERS)
def new_space(request: HttpRequest) -> HttpResponse:
    """Prepare a space. It is a draft until it is published."""
    return _edit(request, None)


@route(KEEPERS)
def edit_space(request: HttpRequest, space: str) -> HttpResponse:
    """Change a space."""
    return _edit(request, find_space(space, viewer=actor_of(request), kept=True))


def _edit(request: HttpRequest, found: SpaceInfo | None) -> HttpResponse:
    actor = actor_of(request)
    if found and not may(actor, Deed.PREPARE, found.place.path):
        raise FORBIDDEN()
    form = SpaceForm(request.POST or None, initial=_initial(found) if found else {})
    if request.method == "POST" and form.is_valid():
        try:
            prepare_space(
                _data(form), actor=actor, space=found.id if found else None,
                expected_version=form.cleaned_data["version"],
            )  # fmt: skip
        except Problem as error:
            if error.status == 403:
                raise
            form.blame(error)
        else:
            messages.success(request, gettext("Kept."))
            return redirect("desk-space", found.code if found else form.cleaned_data["code"])
    context = {"form": form, "space": found}
    return render(
        request, "participation/desk_space_form.html", context, status=422 if form.errors else 200
    )


def _data(form: SpaceForm) -> SpaceData:
    data = form.cleaned_data
    return SpaceData(
        data["code"],
        SpaceKind(data["kind"]),
        Level(data["level"]),
        Rung(data["rung"]),
        {"zh-Hans": data["name_zh"], "en": data["name_en"]},
        {"zh-Hans": data["about_zh"], "en": data["about_en"]},
        data["place"],
        data["unit"],
        data["threshold"],
        data["rules"],
        data["answer_on"],
        form.phases(),
    )


def _initial(found: SpaceInfo) -> dict[str, Any]:
    given: dict[str, Any] = {
        "name_zh": found.names.get("zh-Hans", ""),
        "name_en": found.names.get("en", ""),
        "about_zh": found.about.get("zh-Hans", ""),
        "about_en": found.about.get("en", ""),
        "code": found.code,
        "kind": found.kind.value,
        "level": found.level.value,
        "rung": found.rung.value,
        "place": found.place.code,
        "unit": found.unit.code,
        "threshold": found.threshold,
        "answer_on": found.answer_on,
        "rules": old_rules(found.id)[0].text,
        "version": found.version,
    }
    for phase in found.phases:
        given |= {f"{phase.kind.value}_begins": phase.begins, f"{phase.kind.value}_ends": phase.ends}
    return given


@route(STAFF)
def space(request: HttpRequest, space: str) -> HttpResponse:
    """One space at the desk: what waits for the moderators, what must be answered, all the rest."""
    actor = actor_of(request)
    found = find_space(space, viewer=actor, kept=True)
    states = {
        "waiting": (ProposalState.WAITING,),
        "open": (ProposalState.OPEN,),
        "answered": (ProposalState.ANSWERED,),
        "hidden": (ProposalState.HIDDEN, ProposalState.RETURNED, ProposalState.RETRACTED),
    }
    keeps = may(actor, Deed.PREPARE, found.place.path)
    group = request.GET.get("group", "waiting" if keeps else "open")
    if group not in states or (group in ("waiting", "hidden") and not keeps):
        group = "open"
    after = request.GET.get("after", "")
    page = proposal_list(
        found, order="due" if group == "open" else "new", states=states[group],
        after=int(after) if after.isdecimal() and len(after) < 7 else 0,
    )  # fmt: skip
    groups = [name for name in states if keeps or name in ("open", "answered")]
    context = {"space": found, "page": page, "group": group, "groups": groups, "keeps": keeps}
    return render(request, "participation/desk_space.html", context)


@route(KEEPERS)
@require_POST
def space_do(request: HttpRequest, space: str, turn: str) -> HttpResponse:
    """Publish a space, or end it."""
    actor = actor_of(request)
    found = find_space(space, viewer=actor, kept=True)
    match turn:
        case "publish":
            publish_space(found.id, actor=actor)
            messages.success(request, gettext("Published. Everybody can see it now."))
        case "close":
            close_space(found.id, actor=actor)
            messages.success(request, gettext("Ended. What was promised is still kept."))
        case _:
            raise NOT_FOUND()
    return redirect("desk-space", space)


@route(KEEPERS)
def paper(request: HttpRequest, space: str) -> HttpResponse:
    """Take a proposal down from a paper, for somebody who came by."""
    actor = actor_of(request)
    found = find_space(space, viewer=actor, kept=True)
    form = ProposeForm(
        request.POST or None, root=found.place.code, on_paper=True, initial={"draft": new_id()}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        new = NewProposal(found.id, data["title"], data["text"], data["place"], data["paper"])
        try:
            number = propose(new, actor=actor, identity=data["draft"])
        except Problem as error:
            form.blame(error)
        else:
            messages.success(request, gettext("Kept as %(number)s.") % {"number": number})
            return redirect("desk-proposal", space, number)
    context = {"form": form, "space": found}
    return render(request, "participation/desk_paper.html", context, status=422 if form.errors else 200)


@route(STAFF)
def proposal(request: HttpRequest, space: str, proposal: str) -> HttpResponse:
    """One proposal at the desk, with what can be done with it now."""
    actor = actor_of(request)
    found = find_space(space, viewer=actor, kept=True)
    return _page(request, found, proposal_detail(proposal, found, viewer=actor))


def _page(
    request: HttpRequest, space: SpaceInfo, detail: ProposalDetail, status: int = 200, **bound: Form
) -> HttpResponse:
    can = set(detail.deeds)
    forms: dict[str, Form | None] = {
        "answer_form": bound.get("answer") or AnswerForm(prefix="answer", votes=space.votes),
        "hide_form": bound.get("hide") or HideForm(prefix="hide"),
        "return_form": bound.get("return") or HideForm(prefix="return"),
        "merge_form": bound.get("merge") or MergeForm(prefix="merge", others=detail.others),
        "sheet_form": bound.get("sheet") or SheetForm(prefix="sheet"),
    }
    keeps = may(actor_of(request), Deed.PAPER, space.place.path)
    context = {
        **forms,
        "space": space,
        "proposal": detail,
        "may_answer": Deed.ANSWER in can,
        "may_hide": Deed.HIDE in can,
        "may_return": Deed.RETURN in can and not detail.paper,
        "may_release": Deed.RELEASE in can,
        "may_merge": bool(detail.others),
        "may_sheet": keeps and detail.line.state is ProposalState.OPEN,
        "wrong": next(iter(bound), ""),
    }
    return render(request, "participation/desk_proposal.html", context, status=status)


@route(STAFF)
@require_POST
def proposal_do(request: HttpRequest, space: str, proposal: str, verb: str) -> HttpResponse:
    """Release, take out, join, enter a sheet of signatures, answer."""
    actor = actor_of(request)
    found = find_space(space, viewer=actor, kept=True)
    detail = proposal_detail(proposal, found, viewer=actor)
    made: dict[str, Form] = {
        "release": Form(request.POST),
        "hide": HideForm(request.POST, prefix="hide"),
        "return": HideForm(request.POST, prefix="return"),
        "agree": AgreeForm(request.POST),
        "merge": MergeForm(request.POST, prefix="merge", others=detail.others),
        "sheet": SheetForm(request.POST, prefix="sheet"),
        "answer": AnswerForm(request.POST, prefix="answer", votes=found.votes),
    }
    if verb not in made:
        raise NOT_FOUND()
    form = made[verb]
    if not form.is_valid() and detail.deeds:
        return _page(request, found, detail, 422, **{verb: form})
    try:
        _do(found, detail, verb, form.cleaned_data, actor)
    except Problem as error:
        status = form.refuse(error)
        messages.error(request, form.faults())
        return _page(request, found, detail, status, **{verb: form})
    messages.success(request, gettext("Kept."))
    return redirect("desk-proposal", space, proposal)


def _do(found: SpaceInfo, detail: ProposalDetail, what: str, data: dict[str, Any], actor: Actor) -> None:
    """The command of a deed."""
    identity: UUID = detail.line.id
    match what:
        case "release":
            release(identity, actor=actor)
        case "hide":
            hide(identity, data.get("rule", ""), data.get("text", ""), actor=actor)
        case "return":
            send_back(identity, data.get("rule", ""), data.get("text", ""), actor=actor)
        case "merge":
            other = find_proposal(data.get("into", ""), found.id)
            papers = {name: data.get(name, "") for name in ("paper", "root_paper")}
            merge(identity, other, data.get("text", ""), actor=actor, **papers)
        case "agree":
            agree(data["merging"], data["yes"], actor=actor, paper=data["paper"])
        case "sheet":
            enter_sheet(identity, data.get("sheet", ""), data.get("lines") or 0, actor=actor)
        case "answer":
            promise = NewPromise(data.get("promise", ""), data.get("unit", ""), data.get("due_on"))
            verdict = Verdict(data.get("verdict", Verdict.REJECTED))
            answer(
                identity, verdict, data.get("text", ""), actor=actor, promise=promise, cost=data.get("cost")
            )


@route(KEEPERS)
def residents(request: HttpRequest) -> HttpResponse:
    """Confirm that somebody lives in a place. There is no list: nobody needs one."""
    form = ResidentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        account = people.account_by_login(data["login"])
        try:
            if account is None:
                raise NOT_FOUND()
            confirm_resident(account, data["place"], data["way"], actor=actor_of(request))
        except Problem as error:
            if error.status == 403:
                raise
            form.blame(error, "login" if error.status == 404 else None)
        else:
            messages.success(request, gettext("Confirmed. The person can take part at once."))
            return redirect("desk-residents")
    status = 422 if form.errors else 200
    return render(request, "participation/desk_residents.html", {"form": form}, status=status)
