# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk of drafts: write and open a text, moderate and answer amendments, enter paper, edit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.problem import NOT_FOUND, Problem
from linli.platform.access import STAFF, actor_of, roles, route
from linli.platform.ui.forms import Form

from ..commands.texts import NewAmendment, amend, enter_voices
from ..commands.texts_desk import (
    TextData,
    answer_amendment,
    moderate_amendment,
    open_text,
    prepare_text,
    write_edition,
)
from ..forms.texts import AmendForm, RuleForm, TextForm, UseForm, VoicesForm
from ..models import DraftText
from ..queries.texts import TextDetail, desk_texts, find_text, text_detail
from ..vocab import Rung
from ..vocab.texts import TEXT_NOT_NOW, Change, SaidState, TextState, Use
from .drafts import home_of, keep_draft

KEEPERS = roles("coordinator", "community_worker")


@route(STAFF)
def texts(request: HttpRequest) -> HttpResponse:
    """The drafts that one keeps or whose amendments one's unit answers."""
    return render(request, "participation/desk_texts.html", {"lines": desk_texts(actor_of(request))})


@route(KEEPERS)
def new_text(request: HttpRequest) -> HttpResponse:
    """Write a draft, paste it, or take it from the norms library."""
    return _edit(request, None)


@route(KEEPERS)
def edit_text(request: HttpRequest, text: str) -> HttpResponse:
    """Change a draft that is not open yet."""
    return _edit(request, find_text(text, viewer=actor_of(request), kept=True))


def _edit(request: HttpRequest, row: DraftText | None) -> HttpResponse:
    actor = actor_of(request)
    if row is not None and row.state != TextState.DRAFT:
        raise TEXT_NOT_NOW()
    form = TextForm(request.POST or None, initial=_initial(row, actor))

    def keep() -> str:
        data = form.cleaned_data
        given = TextData(
            data["title"], data["text"], data["place"], data["unit"], data["level"], Rung(data["rung"]),
            data["begins"], data["ends"], data["clauses"].splitlines(), data["pact"],
        )  # fmt: skip
        return prepare_text(
            given, actor=actor, text=row.id if row else None, expected_version=data["version"]
        )

    page = "participation/desk_text_form.html"
    return keep_draft(request, form, keep, "desk-text", page, {"text": row})


def _initial(row: DraftText | None, actor: Actor) -> dict[str, Any]:
    if row is None:
        return {"place": home_of(actor), "rung": Rung.CONTACT.value}
    detail = text_detail(row, viewer=actor)
    return {
        "title": row.title, "text": row.text, "place": detail.line.place.code,
        "unit": detail.line.unit.code, "level": row.level, "rung": row.rung, "begins": row.begins,
        "ends": row.ends, "pact": row.pact, "version": row.version,
        "clauses": "\n".join(one.words for one in detail.clauses),
    }  # fmt: skip


@route(STAFF)
def text(request: HttpRequest, text: str) -> HttpResponse:
    """One draft at the desk: what waits for the moderators, what must be answered, the next edition."""
    actor = actor_of(request)
    row = find_text(text, viewer=actor, kept=True)
    return _page(request, text_detail(row, viewer=actor))


def _page(request: HttpRequest, detail: TextDetail, status: int = 200, **bound: Form) -> HttpResponse:
    said = detail.all_amendments
    wrong = bound.get("answer")
    answering = [
        (one, wrong if wrong and wrong.data.get(f"u{one.seq}-seq") else UseForm(
            prefix=f"u{one.seq}", initial={"seq": one.seq}
        ))
        for one in said
        if one.state is SaidState.OPEN
    ]  # fmt: skip
    context = {
        "text": detail,
        "waiting": [one for one in said if one.state is SaidState.WAITING],
        "answering": answering,
        "answered": [one for one in said if one.state is SaidState.ANSWERED],
        "hide_form": bound.get("hide") or RuleForm(prefix="hide"),
        "voices_form": bound.get("voices") or VoicesForm(prefix="voices"),
        "paper_form": bound.get("paper")
        or AmendForm(prefix="paper", clauses=detail.clauses, on_paper=True, initial={"draft": new_id()}),
        "wrong": next(iter(bound), ""),
    }
    return render(request, "participation/desk_text.html", context, status=status)


@route(STAFF)
@require_POST
def text_do(request: HttpRequest, text: str, stroke: str) -> HttpResponse:
    """Open it, release or take out an amendment, enter paper, answer, write the next edition, end it."""
    actor = actor_of(request)
    row = find_text(text, viewer=actor, kept=True)
    detail = text_detail(row, viewer=actor)
    seq = request.POST.get("of", "")
    made: dict[str, Form] = {
        "open": Form(request.POST),
        "release": Form(request.POST),
        "hide": RuleForm(request.POST, prefix="hide"),
        "voices": VoicesForm(request.POST, prefix="voices"),
        "paper": AmendForm(request.POST, prefix="paper", clauses=detail.clauses, on_paper=True),
        "answer": UseForm(request.POST, prefix=f"u{seq}"),
        "edition": Form(request.POST),
        "final": Form(request.POST),
    }
    if stroke not in made:
        raise NOT_FOUND()
    form = made[stroke]
    if not form.is_valid():
        return _page(request, detail, 422, **{stroke: form})
    try:
        _do(row, stroke, seq, form.cleaned_data, actor)
    except Problem as error:
        status = form.refuse(error)
        messages.error(request, form.faults())
        return _page(request, detail, status, **{stroke: form})
    messages.success(request, gettext("Kept."))
    return redirect("desk-text", text)


def _do(row: DraftText, stroke: str, seq: str, data: dict[str, Any], actor: Actor) -> None:
    """The command of a deed."""
    match stroke:
        case "open":
            open_text(row.id, actor=actor)
        case "release":
            number = int(seq) if seq.isdecimal() and len(seq) < 5 else 0
            moderate_amendment(row.id, number, actor=actor)
        case "hide":
            moderate_amendment(row.id, data["seq"], actor=actor, rule=data["rule"], reason=data["text"])
        case "voices":
            enter_voices(row.id, data["seq"], data["sheet"], data["for_it"], data["against"], actor=actor)
        case "paper":
            new = NewAmendment(
                int(data["clause"]), Change(data["kind"]), data["words"], data["reason"], data["paper"]
            )
            amend(row.id, new, actor=actor, identity=data["draft"])
        case "answer":
            use = Use(data["use"])
            answer_amendment(row.id, data["seq"], use, data["text"], actor=actor, words=data["words"])
        case _:
            write_edition(row.id, actor=actor, final=stroke == "final")
