# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pacts: the public page with comments, and the desk where they are drafted, checked and moved on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.docx import RIGHT, WORD, docx
from linli.kernel.problem import FORBIDDEN, INVALID, Problem
from linli.places import public as places
from linli.platform.access import PUBLIC, STAFF, actor_of, roles, route, throttle

from ..commands import (
    answer_comment,
    comment_pact,
    decide_clause,
    edit_pact,
    move_pact,
    start_pact,
)
from ..forms import AnswerForm, ClausesForm, CommentForm, NewPactForm, StepForm
from ..policy import may_keep_pact, may_move_pact
from ..queries import PactDetail, pact_detail, pact_list
from ..rules.pacts import ACTION_WORDS, COURSE, EDITABLE, PactAction
from ..rules.structure import Article

KEEPERS = roles("community_worker", "coordinator")


@route(PUBLIC)
def pacts(request: HttpRequest) -> HttpResponse:
    """All pacts of the town."""
    return render(request, "norms/pacts.html", {"pacts": pact_list()})


@route(PUBLIC)
def pact(request: HttpRequest, code: str) -> HttpResponse:
    """A pact in public: its clauses, its course, what was said and how it was used."""
    detail = pact_detail(code, places.today())
    if request.GET.get("as") == "docx":
        return _docx(detail)
    form = CommentForm() if detail.info.state in EDITABLE else None
    return render(request, "norms/pact.html", {"pact": detail, "form": form})


def _docx(detail: PactDetail) -> HttpResponse:
    """The clauses to print and post; ``linli norms import`` reads the same file back."""
    where = detail.info.place_names["zh-Hans"]
    filed = [step.on for step in detail.steps if step.action == PactAction.FILE]
    lines = [detail.info.title]
    lines += [f"{Article(clause.number, 0, '').label}　{clause.text}" for clause in detail.clauses]
    lines += [
        f"{RIGHT}{where}",
        *(f"{RIGHT}{day.year}年{day.month}月{day.day}日起施行" for day in filed[-1:]),
    ]
    answer = HttpResponse(docx(lines), content_type=WORD)
    answer["Content-Disposition"] = f'attachment; filename="{detail.info.code}.docx"'
    return answer


@route(PUBLIC)
@require_POST
def pact_comment(request: HttpRequest, code: str) -> HttpResponse:
    """Say something to a draft. No name is asked for."""
    form = CommentForm(request.POST)
    if not form.is_valid():
        detail = pact_detail(code, places.today())
        return render(request, "norms/pact.html", {"pact": detail, "form": form}, status=422)
    throttle.allow("pact-comment", throttle.address(request), times=20, seconds=3600)
    data = form.cleaned_data
    comment_pact(code, data["clause"] or 0, data["text"], actor=actor_of(request))
    messages.success(
        request, gettext("Thank you. Staff read it first; then it stands here with how it was used.")
    )
    return redirect("pact", code)


@route(STAFF)
def desk_pacts(request: HttpRequest) -> HttpResponse:
    """Pacts as staff see them; who keeps pacts begins new ones."""
    actor = actor_of(request)
    keeps = actor.has("community_worker", "coordinator")
    form = NewPactForm(request.POST or None) if keeps else None
    if request.method == "POST":
        if form is None:
            raise FORBIDDEN()
        if form.is_valid():
            data = form.cleaned_data
            code = start_pact(
                data["title"], data["level"], data["place"], data["clauses"].splitlines(), actor=actor
            )
            return redirect("desk-pact", code)
    status = 422 if form is not None and form.errors else 200
    return render(request, "norms/desk_pacts.html", {"pacts": pact_list(), "form": form}, status=status)


@route(STAFF)
def desk_pact(request: HttpRequest, code: str) -> HttpResponse:
    """A pact at the desk: what the check found, comments, the next steps."""
    return _page(request, code)


@route(KEEPERS)
@require_POST
def desk_pact_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Give the draft other words."""
    form = ClausesForm(request.POST)
    if not form.is_valid():
        raise INVALID()
    data = form.cleaned_data
    edit_pact(code, data["clauses"].splitlines(), actor=actor_of(request), expected_version=data["version"])
    messages.success(request, gettext("Kept as a new edition; each clause was checked again."))
    return redirect("desk-pact", code)


@route(KEEPERS)
@require_POST
def desk_pact_decide(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Decide on a flagged clause."""
    decision, reason = request.POST.get("decision", ""), request.POST.get("reason", "")
    decide_clause(code, number, decision, reason, actor=actor_of(request))
    return redirect("desk-pact", code)


@route(KEEPERS)
@require_POST
def desk_pact_answer(request: HttpRequest, code: str, comment: UUID) -> HttpResponse:
    """Say how a comment was used."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise INVALID()
    data = form.cleaned_data
    answer_comment(comment, data["use"], data["answer"], actor=actor_of(request))
    return redirect("desk-pact", code)


@route(KEEPERS)
@require_POST
def desk_pact_move(request: HttpRequest, code: str, action: str) -> HttpResponse:
    """Take a step of the course."""
    if action not in PactAction._value2member_map_:
        raise INVALID()
    form = StepForm(request.POST)
    if not form.is_valid():
        return _page(request, code, form, status=422)
    data = form.cleaned_data
    facts = {name: data[name] for name in ("body", "basis", "eligible", "present", "favour")}
    try:
        move_pact(
            code,
            PactAction(action),
            on=data["on"] or places.today(),
            note=data["note"],
            facts={name: value for name, value in facts.items() if value not in (None, "")},
            actor=actor_of(request),
            expected_version=data["version"],
        )
    except Problem as error:
        if error.code == FORBIDDEN.code:
            raise
        form.blame(error)
        return _page(request, code, form, status=error.status)
    return redirect("desk-pact", code)


def _page(request: HttpRequest, code: str, form: StepForm | None = None, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    detail = pact_detail(code, places.today())
    info = detail.info
    keeps = may_keep_pact(actor, info.place_path)
    initial: dict[str, date | int] = {"version": info.version, "on": places.today()}
    steps = [
        (action.value, ACTION_WORDS[action])
        for action in COURSE.actions(info.state)
        if may_move_pact(actor, info.place_path, action)
    ]
    text = "\n".join(clause.text for clause in detail.clauses)
    editing = ClausesForm(initial={"clauses": text, "version": info.version})
    context = {
        "pact": detail,
        "keeps": keeps,
        "steps": steps,
        "step_form": form or StepForm(initial=initial, level=info.level),
        "edit_form": editing if keeps and info.state in EDITABLE else None,
        "answer_form": AnswerForm(),
    }
    return render(request, "norms/desk_pact.html", context, status=status)
