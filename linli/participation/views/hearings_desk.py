# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk of hearings: prepare, put papers with it, announce, moderate, enter paper, answer, report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.problem import NOT_FOUND, Problem
from linli.platform.access import STAFF, actor_of, roles, route
from linli.platform.ui.forms import Form

from ..commands.hearings import (
    HearingData,
    NewComment,
    add_paper,
    announce_hearing,
    answer_comments,
    comment,
    moderate_comment,
    prepare_hearing,
    report_hearing,
)
from ..forms.meetings import instant
from ..forms.texts import AnswerCommentsForm, CommentForm, HearingForm, PaperForm, ReportForm, RuleForm
from ..models import Hearing
from ..queries.hearings import HearingDetail, desk_hearings, find_hearing, hearing_detail
from ..vocab.texts import HEARING_NOT_NOW, SaidState, TextState, Use
from .drafts import home_of, keep_draft

KEEPERS = roles("coordinator", "community_worker")


@route(STAFF)
def hearings(request: HttpRequest) -> HttpResponse:
    """The hearings that one keeps or in which one's unit answers."""
    lines = desk_hearings(actor_of(request))
    return render(request, "participation/desk_hearings.html", {"lines": lines})


@route(KEEPERS)
def new_hearing(request: HttpRequest) -> HttpResponse:
    """Prepare a hearing."""
    return _edit(request, None)


@route(KEEPERS)
def edit_hearing(request: HttpRequest, hearing: str) -> HttpResponse:
    """Change a hearing that was not announced."""
    return _edit(request, find_hearing(hearing, viewer=actor_of(request), kept=True))


def _edit(request: HttpRequest, row: Hearing | None) -> HttpResponse:
    actor = actor_of(request)
    if row is not None and row.state != TextState.DRAFT:
        raise HEARING_NOT_NOW()
    form = HearingForm(request.POST or None, initial=_initial(row, actor))

    def keep() -> str:
        data = form.cleaned_data
        meets = instant(data["day"], data["at"]) if data["day"] and data["at"] else None
        given = HearingData(
            data["title"], data["text"], data["place"], data["unit"], form.names(), data["begins"],
            data["ends"], meets, data["spot"],
        )  # fmt: skip
        return prepare_hearing(
            given, actor=actor, hearing=row.id if row else None, expected_version=data["version"]
        )

    page = "participation/desk_hearing_form.html"
    return keep_draft(request, form, keep, "desk-hearing", page, {"hearing": row})


def _initial(row: Hearing | None, actor: Actor) -> dict[str, Any]:
    if row is None:
        return {"place": home_of(actor)}
    line = hearing_detail(row, viewer=actor).line
    meets = timezone.localtime(row.meets_at) if row.meets_at else None
    return {
        "title": row.title, "text": row.text, "place": line.place.code, "unit": line.unit.code,
        "categories": "\n".join(" / ".join(one.values()) for one in row.categories),
        "begins": row.begins, "ends": row.ends, "day": meets.date() if meets else None,
        "at": meets.time() if meets else None, "spot": row.spot, "version": row.version,
    }  # fmt: skip


@route(STAFF)
def hearing(request: HttpRequest, hearing: str) -> HttpResponse:
    """One hearing at the desk."""
    actor = actor_of(request)
    row = find_hearing(hearing, viewer=actor, kept=True)
    return _page(request, hearing_detail(row, viewer=actor))


def _page(request: HttpRequest, detail: HearingDetail, status: int = 200, **bound: Form) -> HttpResponse:
    context = {
        "hearing": detail,
        "waiting": [one for one in detail.comments if one.state is SaidState.WAITING],
        "answered": [one for one in detail.comments if one.state is SaidState.ANSWERED],
        "add_form": bound.get("add") or PaperForm(prefix="add"),
        "hide_form": bound.get("hide") or RuleForm(prefix="hide"),
        "paper_form": bound.get("paper")
        or CommentForm(
            prefix="paper", root=detail.line.place.code, categories=detail.categories, on_paper=True,
            initial={"draft": new_id()},
        ),
        "answer_form": bound.get("answer")
        or AnswerCommentsForm(prefix="answer", comments=detail.answerable),
        "report_form": bound.get("report") or ReportForm(prefix="report"),
        "wrong": next(iter(bound), ""),
    }  # fmt: skip
    return render(request, "participation/desk_hearing.html", context, status=status)


@route(STAFF)
@require_POST
def hearing_do(request: HttpRequest, hearing: str, gavel: str) -> HttpResponse:
    """Add a paper, announce, release or take out a comment, enter paper, answer, report."""
    actor = actor_of(request)
    row = find_hearing(hearing, viewer=actor, kept=True)
    detail = hearing_detail(row, viewer=actor)
    made: dict[str, Form] = {
        "add": PaperForm(request.POST, request.FILES, prefix="add"),
        "announce": Form(request.POST),
        "release": Form(request.POST),
        "hide": RuleForm(request.POST, prefix="hide"),
        "paper": CommentForm(
            request.POST, prefix="paper", root=detail.line.place.code, categories=detail.categories,
            on_paper=True,
        ),
        "answer": AnswerCommentsForm(request.POST, prefix="answer", comments=detail.answerable),
        "report": ReportForm(request.POST, prefix="report"),
    }  # fmt: skip
    if gavel not in made:
        raise NOT_FOUND()
    form = made[gavel]
    if not form.is_valid():
        return _page(request, detail, 422, **{gavel: form})
    try:
        _do(row, gavel, request.POST.get("of", ""), form, actor)
    except Problem as error:
        status = form.refuse(error)
        messages.error(request, form.faults())
        return _page(request, detail, status, **{gavel: form})
    messages.success(request, gettext("Kept."))
    return redirect("desk-hearing", hearing)


def _do(row: Hearing, gavel: str, seq: str, form: Form, actor: Actor) -> None:
    """The command of a deed."""
    data = form.cleaned_data
    match gavel:
        case "add":
            add_paper(row.id, data["title"], data["file"].read(), actor=actor)
        case "announce":
            announce_hearing(row.id, actor=actor)
        case "release":
            moderate_comment(row.id, int(seq) if seq.isdecimal() and len(seq) < 6 else 0, actor=actor)
        case "hide":
            moderate_comment(row.id, data["seq"], actor=actor, rule=data["rule"], reason=data["text"])
        case "paper":
            assert isinstance(form, CommentForm)
            new = NewComment(
                int(data["category"]), data["words"], data["place"], form.point(), data["paper"]
            )
            comment(row.id, new, actor=actor, identity=data["draft"])
        case "answer":
            numbers = [int(one) for one in data["comments"]]
            answer_comments(row.id, numbers, Use(data["use"]), data["text"], actor=actor)
        case _:
            report_hearing(row.id, data["text"], actor=actor)
