# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked about openness, and what waits on a board at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.places import public as places

from ..models import Board, OpenQuestion
from ..policy import Relation, relations
from ..rules.openness import Kept
from ..vocab.openness import QuestionState
from .openness import UNANSWERED, BoardInfo, ItemInfo, board_info, board_lines, drafts_of

MOST = 200
SHOWN = (QuestionState.RELEASED, QuestionState.ANSWERED)


@dataclass(frozen=True)
class QuestionLine:
    """A question as everybody reads it; its words are empty until they were read by the committee."""

    id: UUID
    number: str
    item: str
    posting: str
    text: str
    state: QuestionState
    asked_on: date
    due_on: date | None
    due_rule: str
    answer: str
    answered_on: date | None
    escalated: bool
    paper: str
    late: bool


def questions(board: BoardInfo, item: ItemInfo | None = None, *, every: bool = False) -> list[QuestionLine]:
    """What was asked, newest first. With ``every`` (for the desk) the words of unread ones too."""
    rows = OpenQuestion.objects.filter(board=board.id).select_related("item", "posting")
    if item is not None:
        rows = rows.filter(item=item.id)
    return [question_of(row, words=every) for row in rows.order_by("-asked_at", "id")[:MOST]]


def own_questions(viewer: Actor) -> list[tuple[QuestionLine, str]]:
    """What the viewer asked with their account, and the code of the board's place; with their own words."""
    if viewer.kind != "account":
        return []
    rows = OpenQuestion.objects.filter(account=UUID(viewer.id)).select_related("item", "posting", "board")
    return [
        (question_of(row, words=True), places.place_by_id(row.board.place_id).code)
        for row in rows.order_by("-asked_at", "id")[:MOST]
    ]


def question_of(row: OpenQuestion, *, words: bool) -> QuestionLine:
    """A question as plain data."""
    state = QuestionState(row.state)
    late = state in UNANSWERED and row.due_at is not None and row.due_at < clock.now()
    return QuestionLine(
        row.id, row.number, row.item.code, row.posting.number if row.posting else "",
        row.text if words or state in SHOWN else "", state, places.day_of(row.asked_at),
        places.last_day(row.due_at) if row.due_at else None, row.due_rule, row.answer,
        places.day_of(row.answered_at) if row.answered_at else None, row.escalated_at is not None,
        row.paper, late,
    )  # fmt: skip


@dataclass(frozen=True)
class BoardWork:
    """A board at the desk: what is overdue or due next, what is drafted and asked."""

    board: BoardInfo
    overdue: tuple[tuple[ItemInfo, Kept], ...]
    drafts: int
    asked: tuple[QuestionLine, ...]


def desk_boards(*, viewer: Actor) -> list[BoardWork]:
    """The boards that the viewer keeps or oversees, those with something overdue first."""
    found = []
    for row in Board.objects.order_by("place_path"):
        if Relation.KEEPER not in relations(viewer, row.place_path):
            continue
        board = board_info(row)
        lines = board_lines(board)
        late = tuple((line.item, one) for line in lines for one in line.overdue)
        asked = tuple(one for one in questions(board, every=True) if one.state in UNANSWERED)
        found.append(BoardWork(board, late, len(drafts_of(board)), asked))
    return sorted(found, key=lambda one: not (one.overdue or any(each.late for each in one.asked)))
