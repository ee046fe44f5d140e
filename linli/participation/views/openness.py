# SPDX-License-Identifier: AGPL-3.0-or-later
"""Openness for everybody: the boards, an item, a posting with its amounts, the notice for the wall."""

from __future__ import annotations

from io import StringIO

import segno
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import NOT_FOUND, Problem
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform.access import PUBLIC, SIGNED_IN, actor_of, route, throttle
from linli.platform.files import store
from linli.platform.tables.write import write_csv

from ..commands.open_questions import LIMIT, ask
from ..commands.openness import sign_posting
from ..forms.openness import QuestionForm, SignForm
from ..queries.open_questions import questions
from ..queries.openness import (
    BoardInfo,
    PostingHead,
    board_lines,
    boards,
    find_board,
    find_item,
    history,
    seat_of,
)
from ..queries.postings import finances, find_posting, posting_file, to_sign
from ..rules.openness import Amount
from ..vocab.openness import PostingState, QuestionState
from .openness_papers import notice_pdf, slip_pdf

SIZES = ("a3", "a4")
HEAD = ("posting", "item", "first", "last", "title", "flow", "label", "amount")


@route(PUBLIC)
def openness(request: HttpRequest) -> HttpResponse:
    """The communities and villages whose boards are kept here."""
    lines = [(board, board_lines(board)) for board in boards()]
    shown = [
        (board, sum(len(one.overdue) for one in rows), sum(one.last is not None for one in rows), len(rows))
        for board, rows in lines
    ]
    waiting = to_sign(actor_of(request))
    return render(request, "participation/openness.html", {"boards": shown, "to_sign": waiting})


@route(PUBLIC)
def board(request: HttpRequest, place: str) -> HttpResponse:
    """One board: every item by law, the last posting, what is due next, what is overdue."""
    found = find_board(place)
    lines = board_lines(found)
    asked = questions(found)
    context = {
        "board": found,
        "lines": lines,
        "overdue": [(line.item, one) for line in lines for one in line.overdue],
        "questions": [one for one in asked if one.state is not QuestionState.HIDDEN][:5],
        "above": _unit_above(found),
        "posted": norms.limit(f"meeting.posted.{found.family}", places.today()),
    }
    return render(request, "participation/board.html", context)


def _unit_above(board: BoardInfo) -> people.UnitInfo | None:
    return people.unit_by_code(board.unit.parent) if board.unit.parent else None


@route(PUBLIC)
def item(request: HttpRequest, place: str, item: str) -> HttpResponse:
    """One item: how it was kept, how its day is found, everything published, questions and answers."""
    return _item(request, place, item, QuestionForm())


def _item(
    request: HttpRequest, place: str, code: str, form: QuestionForm, status: int = 200
) -> HttpResponse:
    found = find_board(place)
    what = find_item(found, code)
    (line,) = board_lines(found, what)
    day = places.today()
    context = {
        "board": found,
        "line": line,
        "history": history(found, what),
        "questions": questions(found, what),
        "rule": norms.limit(what.limit, day) if what.limit else None,
        "answer_rule": norms.limit(LIMIT, day),
        "posted": norms.limit(f"meeting.posted.{found.family}", day),
        "form": form,
        "about": request.GET.get("about", ""),
    }
    return render(request, "participation/open_item.html", context, status=status)


@route(SIGNED_IN)
@require_POST
def ask_item(request: HttpRequest, place: str, item: str) -> HttpResponse:
    """Ask about an item, or about one of its postings."""
    actor = actor_of(request)
    form = QuestionForm(request.POST)
    status = 422
    if form.is_valid():
        throttle.allow("openness", actor.id, times=10, seconds=86_400)
        try:
            about = request.POST.get("about", "")
            number = ask(place, item, form.cleaned_data["text"], actor=actor, posting=about)
        except Problem as error:
            if error.status == 404:
                raise
            form.blame(error, error.facts.get("field"))
        else:
            said = gettext("Thank you. Your question has the number %(n)s; you are told the answer.")
            messages.success(request, said % {"n": number})
            return redirect("open-item", place, item)
    return _item(request, place, item, form, status)


@route(PUBLIC)
def posting(request: HttpRequest, posting: str) -> HttpResponse:
    """One posting: words, table, amounts drawn, files, who signed, until when it is up."""
    return _posting(request, posting, SignForm())


def _posting(request: HttpRequest, posting: str, form: SignForm, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    found = find_posting(posting, viewer=actor)
    address = request.build_absolute_uri(reverse("posting", args=[posting]))
    context = {
        "posting": found,
        "signing": found.head.state is PostingState.DRAFT and seat_of(found.board.id, actor),
        "form": form,
        "code": mark_safe(  # noqa: S308 -- an SVG of our own making
            segno.make(address, micro=False).svg_inline(scale=3, border=2, omitsize=True)
        ),
    }
    return render(request, "participation/posting.html", context, status=status)


@route(SIGNED_IN)
@require_POST
def sign(request: HttpRequest, posting: str) -> HttpResponse:
    """A member of the supervision committee signs a draft, or refuses."""
    actor = actor_of(request)
    found = find_posting(posting, viewer=actor)
    form = SignForm(request.POST)
    status = 422
    if form.is_valid():
        data = form.cleaned_data
        try:
            sign_posting(found.head.id, data["agrees"] == "yes", data["text"], actor=actor)
        except Problem as error:
            status = form.refuse(error)
        else:
            messages.success(request, gettext("Kept."))
            return redirect("posting", posting)
    return _posting(request, posting, form, status)


@route(PUBLIC)
def notice(request: HttpRequest, posting: str, size: str) -> HttpResponse:
    """The posting as a notice for the wall, A3 or A4."""
    if size not in SIZES:
        raise NOT_FOUND()
    found = find_posting(posting, viewer=actor_of(request))
    if found.head.state is PostingState.DRAFT:
        raise NOT_FOUND()
    return _file(notice_pdf(found, size), "application/pdf", "notice.pdf", inline=True)


@route(PUBLIC)
def slip(request: HttpRequest, place: str) -> HttpResponse:
    """A slip on which somebody asks with a pen."""
    return _file(slip_pdf(find_board(place)), "application/pdf", "question.pdf", inline=True)


@route(PUBLIC)
def file(request: HttpRequest, posting: str, attachment: int) -> FileResponse:
    """A file of a posting, never as something that a browser would run."""
    row = posting_file(posting, attachment, viewer=actor_of(request)).file
    stream, _ = store.open_file(row.id)
    response = FileResponse(stream, content_type=row.media_type, as_attachment=row.kind == "document")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@route(PUBLIC)
def posting_amounts(request: HttpRequest, posting: str, ending: str) -> HttpResponse:
    """The amounts of one posting as open data."""
    found = find_posting(posting, viewer=actor_of(request))
    if found.head.state is PostingState.DRAFT:
        raise NOT_FOUND()
    return _amounts(found.board, [(found.head, one) for one in found.amounts], ending)


@route(PUBLIC)
def board_amounts(request: HttpRequest, place: str, ending: str) -> HttpResponse:
    """Every amount that stands published on a board as open data."""
    found = find_board(place)
    return _amounts(found, finances(found), ending)


def _amounts(board: BoardInfo, rows: list[tuple[PostingHead, Amount]], ending: str) -> HttpResponse:
    table = [
        (head.number, head.item, head.period.first.isoformat(), head.period.last.isoformat(), head.title,
         one.flow.value, one.label, str(one.amount))
        for head, one in rows
    ]  # fmt: skip
    if ending == "json":
        data = {
            "place": board.place.code,
            "currency": "CNY",
            "amounts": [dict(zip(HEAD, row, strict=True)) for row in table],
        }
        return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
    if ending != "csv":
        raise NOT_FOUND()
    out = StringIO()
    write_csv(out, HEAD, table)
    return _file(out.getvalue().encode(), "text/csv; charset=utf-8", "finances.csv")


def _file(content: bytes, kind: str, name: str, *, inline: bool = False) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    return response
