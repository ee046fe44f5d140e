# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bringing a matter: say it, confirm what was understood, take number and code home."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.problem import Problem
from linli.people import public as people
from linli.platform.access import PUBLIC, actor_of, route, throttle
from linli.platform.access.gate import NOT_BY_MANDATE
from linli.platform.files import store
from linli.platform.ui.words import language, name_of
from linli.topics import public as topics
from linli.triage import public as triage

from ..commands import NewCase, ReporterData, join_case, receive_case
from ..forms import SayForm, TellForm
from ..queries import Neighbour, neighbours
from ..vocab import Channel, Kind
from .reading import danger_words, hard_in, hard_told
from .viewer import let_in, own_matter

MOST_ASKED = 300  # signs that another page, such as asking the law, hands on
DRAFT_AGE = 12 * 3600  # seconds that a half-finished report may lie open
SALT = "linli.cases.draft"


@route(PUBLIC)
def say(request: HttpRequest) -> HttpResponse:
    """First page: the person's own words, photos, voice."""
    first = {"text": request.GET.get("text", "")[:MOST_ASKED]}
    form = SayForm(request.POST or None, request.FILES or None, initial=first)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "cases/say.html", {"form": form}, status=status)
    try:
        throttle.allow("upload", throttle.address(request), times=600, seconds=3600)
        files = [store.store(file.read()) for file in form.cleaned_data["attached"]]
    except Problem as error:
        form.blame(error, "attached")
        return render(request, "cases/say.html", {"form": form}, status=error.status)
    draft = {
        "id": str(new_id()),
        "text": form.cleaned_data["text"],
        "files": [str(file.id) for file in files],
    }
    return tell_page(request, draft, _tell_form(draft))


def _tell_form(draft: dict[str, Any], data: Any = None) -> TellForm:
    suggestion = triage.suggest(draft["text"])
    guesses = [
        (guess.code, _chain(guess.code)) for guess in suggestion.categories if guess.probability >= 0.05
    ]
    place = suggestion.place.code if suggestion.place else ""
    initial = {
        "draft": signing.dumps(draft, salt=SALT, compress=True),
        "kind": suggestion.kind.code if suggestion.kind else Kind.HELP.value,
        "guess": suggestion.category.code if suggestion.category else "",
        "place": place,
    }
    return TellForm(data, initial=initial, guesses=guesses)


def _chain(code: str) -> str:
    chain = topics.tree().chain(topics.category_by_code(code))
    return " › ".join(name_of(item.names) for item in chain)


def tell_page(
    request: HttpRequest, draft: dict[str, Any], form: TellForm, status: int = 200, known: Any = None
) -> HttpResponse:
    """Second page: what was understood, what is known already, where it is, how to reach the person."""
    suggestion = triage.suggest(draft["text"])
    if known is None:
        known = _known(form)
    numbers = ",".join(near.line.number for near in known)
    if form.is_bound:
        form.refill("seen", numbers)
    else:
        form.initial["seen"] = numbers
    context = {
        "form": form,
        "draft": draft,
        "guesses": len(form.fields["guess"].choices) > 1,  # type: ignore[attr-defined]
        "suggestion": suggestion,
        "danger": danger_words(suggestion.danger),
        "hard": hard_in(draft["text"]),
        "known": known,
    }
    return render(request, "cases/tell.html", context, status=status)


def _known(form: TellForm) -> list[Neighbour]:
    """What is known near by about what the form says so far."""
    told = form.cleaned_data if hasattr(form, "cleaned_data") else form.initial
    category, place = told.get("guess") or told.get("category"), told.get("place")
    point = form.point() if hasattr(form, "cleaned_data") else None
    if not category:
        return []
    try:
        return neighbours(category, place or None, point)
    except Problem:
        return []  # a place or category that the form refuses by itself


@route(PUBLIC)
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Receive the report, or join it to what is known. Sent twice, it is one matter with one number.

    Where the person chose another category or spot than we read, what is known there and what is asked
    there has not been before them yet: then the page comes once more, with that.
    """
    try:
        draft = signing.loads(request.POST.get("draft", ""), salt=SALT, max_age=DRAFT_AGE)
    except signing.BadSignature:
        return redirect("report")
    form, join = _tell_form(draft, request.POST), request.POST.get("join", "")
    if not form.is_valid():
        return tell_page(request, draft, form, status=422)
    known = _known(form)
    unseen = {near.line.number for near in known} - set(form.cleaned_data["seen"].split(","))
    if form.more or (unseen and not join):
        return tell_page(request, draft, form, known=known)
    data, actor = form.cleaned_data, actor_of(request)
    if actor.acts and not actor.person("matters"):
        raise NOT_BY_MANDATE()
    new = NewCase(
        kind=Kind(data["kind"]),
        text=draft["text"],
        channel=Channel.WEB,
        language=language(),
        category=form.chosen_category(),
        place=data["place"] or None,
        point=form.point(),
        address=data["address"],
        about=data["about"] or None,
        reporter=_reporter(actor, data),
        files=[UUID(file) for file in draft["files"]],
        answers=form.answers(),
    )
    identity = UUID(draft["id"])
    try:
        throttle.allow("report", throttle.address(request), times=300, seconds=3600)
        if join:
            receipt = join_case(new, join, actor=actor, case_id=identity)
        else:
            receipt = receive_case(new, actor=actor, case_id=identity)
    except Problem as error:
        form.blame(error)
        return tell_page(request, draft, form, status=error.status)
    if not actor.acts:  # the code is the person's: it goes to them
        let_in(request, receipt.id)
    return redirect("report-done", receipt.number)


def _reporter(actor: Actor, data: dict[str, Any]) -> ReporterData:
    """Who brings it. Where somebody acts for a person, it is the person as they are known here: what is
    heard of it goes to them, and their contact is not shown to the helper."""
    account = UUID(person) if (person := actor.person("matters")) else None
    if account and actor.acts:
        reach = people.reach_of([account]).get(account, "")
        return ReporterData(people.own_name(account), reach, account)
    return ReporterData(data["name"], data["contact"], account)


@route(PUBLIC)
def done(request: HttpRequest, number: str) -> HttpResponse:
    """The slip: number, code, who has it, by when, as a page and on paper."""
    detail, _ = own_matter(request, number)
    path = reverse("track") + f"?number={detail.line.number}"
    address = request.build_absolute_uri(path)
    code = segno.make(address, micro=False).svg_inline(scale=4, border=2, omitsize=True)
    context = {
        "matter": detail,
        "qr": mark_safe(code),  # noqa: S308 (made by us from our own address)
        "danger": danger_words(detail.line.suggestion.get("danger", ())),
        "hard": hard_told(detail.line.suggestion.get("hard", ())),
    }
    return render(request, "cases/done.html", context)
