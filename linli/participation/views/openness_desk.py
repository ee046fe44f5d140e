# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk of openness: what is due or overdue, drafting, signatures on paper, publishing, questions."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.actor import Actor
from linli.kernel.problem import INVALID, NOT_FOUND, Problem
from linli.people import public as people
from linli.places import public as places
from linli.platform.access import STAFF, actor_of, roles, route
from linli.platform.files import store
from linli.platform.ui.forms import Form
from linli.platform.ui.words import name_of

from ..commands.open_questions import answer_question, ask, hide_question, release_question
from ..commands.openness import (
    PostingData,
    correct_posting,
    drop_file,
    end_seat,
    keep_board,
    publish_posting,
    seat_checker,
    sign_on_paper,
    write_posting,
)
from ..forms.openness import (
    BoardForm,
    CorrectForm,
    OpenAnswerForm,
    OutForm,
    PaperQuestionForm,
    PaperSignForm,
    PostingForm,
    SeatForm,
)
from ..policy import Relation, may_oversee, relations
from ..queries.open_questions import desk_boards, questions
from ..queries.openness import (
    BoardInfo,
    ItemInfo,
    board_lines,
    drafts_of,
    find_board,
    find_item,
    items,
    open_periods,
    oversees,
    seats_of_board,
    without_board,
)
from ..queries.postings import PostingInfo, find_posting
from ..queries.saying import period_words
from ..rules.openness import write_amounts
from ..vocab import Rule
from ..vocab.openness import FLOW_WORDS, Every, PostingState, QuestionState
from .drafts import keep_draft

KEEPERS = roles("coordinator", "community_worker")


@route(STAFF)
def desk_openness(request: HttpRequest) -> HttpResponse:
    """The boards that one keeps or oversees: overdue items and answers first."""
    actor = actor_of(request)
    context = {"works": desk_boards(viewer=actor), "without": without_board(actor)}
    return render(request, "participation/desk_openness.html", context)


def _board(code: str, actor: Actor) -> BoardInfo:
    found = find_board(code)
    if Relation.KEEPER not in relations(actor, found.place.path):
        raise NOT_FOUND()
    return found


@route(KEEPERS)
def board_edit(request: HttpRequest, place: str) -> HttpResponse:
    """Keep a community's board here, or change where it hangs and who keeps it: for the level above."""
    actor = actor_of(request)
    where = places.tree().by_code.get(place)
    if where is None or not may_oversee(actor, where.path):
        raise NOT_FOUND()
    found = None if where in without_board(actor) else find_board(place)
    initial = (
        {"unit": found.unit.code, "since": found.since, "spot": found.spot}
        if found
        else {"since": places.today()}
    )
    form = BoardForm(request.POST or None, initial=initial)

    def keep() -> str:
        data = form.cleaned_data
        keep_board(place, data["unit"], data["since"], data["spot"], actor=actor)
        return place

    page = "participation/desk_board_form.html"
    return keep_draft(request, form, keep, "desk-board", page, {"place": where, "board": found})


@route(STAFF)
def desk_board(request: HttpRequest, place: str) -> HttpResponse:
    """One board at the desk."""
    return _page(request, _board(place, actor_of(request)))


def _forms(found: BoardInfo, data: Any = None) -> dict[str, Form]:
    return {
        "ask": PaperQuestionForm(data, prefix="ask", items=items(found.family)),
        "seat": SeatForm(data, prefix="seat"),
    }


def _page(request: HttpRequest, found: BoardInfo, status: int = 200, **bound: Form) -> HttpResponse:
    actor = actor_of(request)
    asked = questions(found, every=True)
    context = {
        "board": found,
        "lines": board_lines(found),
        "drafts": drafts_of(found),
        "questions": [
            (one, OpenAnswerForm(prefix=one.number), OutForm(prefix=one.number))
            for one in asked
            if one.state in (QuestionState.ASKED, QuestionState.RELEASED)
        ],
        "answered": [one for one in asked if one.state is QuestionState.ANSWERED],
        "seats": seats_of_board(found.id),
        "oversees": oversees(actor, found),
        "forms": _forms(found) | bound,
        "wrong": next(iter(bound), ""),
    }
    return render(request, "participation/desk_board.html", context, status=status)


@route(KEEPERS)
@require_POST
def board_do(request: HttpRequest, place: str, verb: str) -> HttpResponse:
    """Take a question down from a slip, answer, release or take one out; fill or end a seat."""
    actor = actor_of(request)
    found = _board(place, actor)
    forms = _forms(found, request.POST)
    if verb in forms:
        form = forms[verb]
        status = 422
        if form.is_valid():
            try:
                _do(found, verb, form, actor)
            except Problem as error:
                status = form.refuse(error)
            else:
                messages.success(request, gettext("Kept."))
                return redirect("desk-board", place)
        return _page(request, found, status, **{verb: form})
    if verb == "end-seat":
        number = request.POST.get("seat", "")
        end_seat(place, int(number) if number.isdecimal() and len(number) < 4 else 0, actor=actor)
    elif verb in ("release", "answer", "hide"):
        _question_do(request, found, verb, actor)
    else:
        raise NOT_FOUND()
    messages.success(request, gettext("Kept."))
    return redirect("desk-board", place)


def _do(found: BoardInfo, verb: str, form: Form, actor: Actor) -> None:
    data = form.cleaned_data
    if verb == "ask":
        ask(found.place.code, data["item"], data["text"], actor=actor, paper=data["paper"])
        return
    account = people.account_by_login(data["login"]) if data["login"] else None
    if data["login"] and account is None:
        raise INVALID(field="login")
    seat_checker(found.place.code, data["seat"], data["title"], account, actor=actor)


def _question_do(request: HttpRequest, found: BoardInfo, verb: str, actor: Actor) -> None:
    number = request.POST.get("question", "")
    wanted = next((one for one in questions(found, every=True) if one.number == number), None)
    if wanted is None:
        raise NOT_FOUND()
    if verb == "release":
        release_question(wanted.id, actor=actor)
    elif verb == "answer":
        answer_question(wanted.id, request.POST.get(f"{number}-text", ""), actor=actor)
    else:
        rule = request.POST.get(f"{number}-rule", "")
        if rule not in Rule._value2member_map_:
            raise INVALID(field="rule")
        hide_question(wanted.id, Rule(rule), actor=actor)


@route(KEEPERS)
def new_posting(request: HttpRequest, place: str, item: str) -> HttpResponse:
    """Draft an item for one period."""
    found = _board(place, actor_of(request))
    return _edit(request, found, find_item(found, item), None)


@route(KEEPERS)
def edit_posting(request: HttpRequest, posting: str) -> HttpResponse:
    """Change a draft; signatures on what stood there before stand no longer."""
    found = find_posting(posting, viewer=actor_of(request), kept=True)
    if found.head.state is not PostingState.DRAFT:
        raise NOT_FOUND()
    return _edit(request, found.board, found.item, found)


def _edit(
    request: HttpRequest, board: BoardInfo, item: ItemInfo, found: PostingInfo | None
) -> HttpResponse:
    actor = actor_of(request)
    spans = [found.head.period] if found else open_periods(board, item)
    initial: dict[str, Any] = {"title": f"{name_of(item.names)} {period_words(spans[0])}" if spans else ""}
    if item.every is Every.OCCASION:
        initial = {"first": places.today()}
    if found:
        words = {flow: flow.value for flow in FLOW_WORDS}
        initial = {
            "title": found.head.title, "text": found.text,
            "table": found.raw_table, "amounts": write_amounts(found.amounts, words),
            "version": found.version,
        }  # fmt: skip
    form = PostingForm(
        request.POST or None, request.FILES or None, initial=initial, periods=spans,
        occasion=item.every is Every.OCCASION, drafted=found is not None,
    )  # fmt: skip

    def keep() -> str:
        data = form.cleaned_data
        files = [store.store(file.read()).id for file in data["attached"]]
        first = found.head.period.first if found else data["first"]
        first = date.fromisoformat(first) if isinstance(first, str) else first
        made = PostingData(first, data["title"], data["text"], data["table"], data["amounts"], files)
        return write_posting(
            board.place.code, item.code, made, actor=actor, posting=found.head.id if found else None,
            expected_version=data["version"],
        )  # fmt: skip

    page = "participation/desk_posting_form.html"
    context = {"board": board, "item": item, "posting": found, "none": not spans}
    return keep_draft(request, form, keep, "desk-posting", page, context)


@route(STAFF)
def desk_posting(request: HttpRequest, posting: str) -> HttpResponse:
    """One posting at the desk: who has signed, what may be done now."""
    return _posting_page(request, find_posting(posting, viewer=actor_of(request), kept=True))


def _posting_forms(found: PostingInfo, data: Any = None) -> dict[str, Form]:
    signing = PaperSignForm(data, prefix="sign", seats=seats_of_board(found.board.id))
    return {"sign": signing, "correct": CorrectForm(data, prefix="correct"), "publish": Form(data)}


def _posting_page(
    request: HttpRequest, found: PostingInfo, status: int = 200, **bound: Form
) -> HttpResponse:
    actor = actor_of(request)
    own = actor.kind == "account" and found.writer == UUID(actor.id)
    context = {
        "posting": found,
        "forms": _posting_forms(found) | bound,
        "wrong": next(iter(bound), ""),
        "draft": found.head.state is PostingState.DRAFT,
        "wrote": own,
        "ended": found.head.period.last <= places.today(),
    }
    return render(request, "participation/desk_posting.html", context, status=status)


@route(KEEPERS)
@require_POST
def posting_do(request: HttpRequest, posting: str, verb: str) -> HttpResponse:
    """Enter a signature from a paper, publish, begin a correction, take a file out."""
    actor = actor_of(request)
    found = find_posting(posting, viewer=actor, kept=True)
    identity = found.head.id
    if verb == "drop":
        file = request.POST.get("file", "")
        drop_file(identity, int(file) if file.isdecimal() and len(file) < 10 else 0, actor=actor)
        return redirect("desk-posting", posting)
    forms = _posting_forms(found, request.POST)
    if verb not in forms:
        raise NOT_FOUND()
    form = forms[verb]
    status = 422
    if form.is_valid():
        data = form.cleaned_data
        try:
            if verb == "sign":
                agrees = data["agrees"] == "yes"
                sign_on_paper(
                    identity,
                    int(data["seat"]),
                    data["paper"],
                    actor=actor,
                    agrees=agrees,
                    text=data["text"],
                )
            elif verb == "publish":
                publish_posting(identity, actor=actor)
            else:
                posting = correct_posting(identity, data["text"], actor=actor)
        except Problem as error:
            status = form.refuse(error)
        else:
            messages.success(request, gettext("Kept."))
            return redirect("desk-posting", posting)
    return _posting_page(request, found, status, **{verb: form})
