# SPDX-License-Identifier: AGPL-3.0-or-later
"""Residents ask about an item; the committee answers by a day, and what is late goes to the level above.

The committee is reminded some days before an item is due.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, VISITOR, Actor
from linli.kernel.events import Entry, Event
from linli.kernel.ids import new_id
from linli.kernel.problem import INVALID, NOT_FOUND, SIGN_IN, mark
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform import erasure
from linli.platform.erasure.keeping import Keeper, keeps
from linli.platform.journal.append import append, next_seq
from linli.platform.text import clean

from ..events import Forgotten
from ..events.openness import OpenItemOverdue, OpenQuestionAsked, OpenQuestionMoved
from ..models import OpenLapse, OpenQuestion, Posting
from ..policy import may
from ..queries.openness import (
    SEEN,
    UNANSWERED,
    BoardInfo,
    board_info,
    board_lines,
    boards,
    find_board,
    find_item,
    staff_of,
)
from ..rules.openness import Kept
from ..vocab import Deed, Rule
from ..vocab.openness import POSTING_NOT_NOW, HowKept, QuestionState
from .base import COMPARTMENT
from .meetings import next_number
from .telling import tell_accounts

LONGEST = 2000
LIMIT = "open.answer"
REMIND = timedelta(days=5)
MOST = 1000
ASKED = "participation.open_question"
SUBJECT = mark("%(town)s: openness of %(place)s")
DUE_SOON = mark('"%(item)s" of %(place)s is to be published by %(day)s.')
OVERDUE = mark('"%(item)s" of %(place)s was to be published by %(day)s and is not. Residents see that.')
LATE_ANSWER = mark(
    'A question about "%(item)s" of %(place)s (%(number)s) was to be answered by %(day)s and is not.'
)
ANSWERED = mark('Your question about "%(item)s" of %(place)s (%(number)s) is answered: %(answer)s')


@transaction.atomic
def ask(place: str, item: str, text: str, *, actor: Actor, posting: str = "", paper: str = "") -> str:
    """Ask about an item of a board: the number of the question. With ``paper`` staff take it down.

    Everybody reads it once the committee has read it. Raises ``sign_in``, ``not_found``, ``invalid``.
    """
    if actor.kind not in ("account", "system"):
        raise SIGN_IN()
    board = find_board(place)
    what, said, named = find_item(board, item), clean(text)[:LONGEST], clean(paper)[:80]
    if named and not may(actor, Deed.PAPER, board.place.path):
        raise NOT_FOUND()
    if len(said) < 4:
        raise INVALID(field="text")
    about = None
    if posting:
        about = Posting.objects.filter(
            number=posting, board=board.id, item=what.id, state__in=SEEN
        ).order_by("id").first()  # fmt: skip
        if about is None:
            raise INVALID(field="posting")
    now = clock.now()
    found = norms.due_by(LIMIT, now)
    due_at, rule = (found.due.at, found.rule.key) if found else (None, "")
    asker = UUID(actor.id) if actor.kind == "account" and not named else None
    row = OpenQuestion.objects.create(
        id=new_id(), number=next_number("W"), board_id=board.id, item_id=what.id, posting=about, text=said,
        account_id=asker, paper=named, state=QuestionState.ASKED.value, asked_at=now, due_at=due_at,
        due_rule=rule, version=1, changed_at=now,
    )  # fmt: skip
    day = places.last_day(due_at).isoformat() if due_at else ""
    event = OpenQuestionAsked(row.number, what.code, board.place.code, day, rule)
    append([Entry(event, row.id, 1, actor if named else VISITOR, now, compartment=COMPARTMENT)])
    return row.number


@transaction.atomic
def release_question(question: UUID, *, actor: Actor) -> None:
    """The committee has read a question; from now on everybody reads it. Raises ``posting_not_now``."""
    row = _locked(question, Deed.RELEASE, actor)
    if row.state != QuestionState.ASKED:
        raise POSTING_NOT_NOW()
    _move(row, QuestionState.RELEASED, actor)


@transaction.atomic
def answer_question(question: UUID, text: str, *, actor: Actor) -> None:
    """Answer a question, or put a better answer in the place of one. Who asked is told.

    Raises ``invalid``, ``posting_not_now`` for one that was taken out.
    """
    row = _locked(question, Deed.ANSWER, actor)
    said = clean(text)[:LONGEST]
    if len(said) < 2:
        raise INVALID(field="text")
    if row.state == QuestionState.HIDDEN:
        raise POSTING_NOT_NOW()
    first = row.state != QuestionState.ANSWERED
    row.answer = said
    row.answered_at = row.answered_at or clock.now()
    _move(row, QuestionState.ANSWERED, actor)
    if first and row.account_id is not None:
        facts = {"number": row.number, "answer": said}
        _tell([row.account_id], "participation.open_answer", ANSWERED, board_info(row.board),
              row.item.names, facts, row.number)  # fmt: skip


@transaction.atomic
def hide_question(question: UUID, rule: Rule, *, actor: Actor) -> None:
    """Take a question out by a public rule, for example because it names a private person. That there was
    one and why it is not read stays. Raises ``posting_not_now``."""
    row = _locked(question, Deed.HIDE, actor)
    if row.state not in UNANSWERED:
        raise POSTING_NOT_NOW()
    row.answer = rule.value
    _move(row, QuestionState.HIDDEN, actor)


def escalate_openness() -> int:
    """Pass on, once each, what was not published and what was not answered in time; how many."""
    count = 0
    for board in boards():
        for line in board_lines(board):
            count += sum(_lapse(board, line.item, one) for one in line.overdue)
    late = OpenQuestion.objects.filter(state__in=UNANSWERED, due_at__lt=clock.now(), escalated_at=None)
    for identity in late.order_by("due_at", "id").values_list("id", flat=True)[:MOST]:
        with transaction.atomic():
            row = _locked(identity, Deed.ANSWER, SYSTEM)
            if row.escalated_at is not None or row.state not in UNANSWERED or row.due_at is None:
                continue
            row.escalated_at = clock.now()
            _move(row, QuestionState(row.state), SYSTEM, escalated=True)
            board = board_info(row.board)
            facts = {"number": row.number, "day": places.last_day(row.due_at)}
            own, above = staff_of(board)
            _tell([*own, *above], "participation.open_late_answer", LATE_ANSWER, board, row.item.names,
                  facts, row.number)  # fmt: skip
            count += 1
    return count


def _lapse(board: BoardInfo, item: Any, one: Kept) -> bool:
    with transaction.atomic():
        row, fresh = OpenLapse.objects.get_or_create(
            board_id=board.id, item_id=item.id, first=one.period.first, defaults={"at": clock.now()}
        )
        if fresh:
            told = OpenItemOverdue(board.place.code, item.code, one.period.first.isoformat())
            append([Entry(told, row.id, next_seq(row.id), SYSTEM, row.at)])
            own, above = staff_of(board)
            _tell([*own, *above], "participation.open_overdue", OVERDUE, board, item.names,
                  {"day": one.due_on}, f"{item.code}:{one.period.first}")  # fmt: skip
    return fresh


def remind_openness() -> int:
    """Remind who keeps a board of what is due within the next days, once for each period; how many."""
    today, count = places.today(), 0
    for board in boards():
        own = staff_of(board)[0]
        for line in board_lines(board):
            for one in line.kept:
                if one.standing is not HowKept.WAITING or one.due_on is None or today + REMIND < one.due_on:
                    continue
                facts = {"day": one.due_on}
                key = f"{line.item.code}:{one.period.first}"
                with transaction.atomic():
                    _tell(own, "participation.open_due", DUE_SOON, board, line.item.names, facts, key)
                count += 1
    return count


def _tell(
    accounts: Iterable[UUID], template: str, words: str, board: BoardInfo, item: Any, facts: Any, key: str
) -> None:
    """Tell about an item of a board."""
    code = board.place.code
    known = {**facts, "place": board.place.names, "item": item}
    tell_accounts(
        accounts,
        template,
        words,
        "openness-board",
        code,
        known,
        subject=SUBJECT,
        about=True,
        key=f"{code}:{key}",
    )


def _locked(question: UUID, deed: Deed, actor: Actor) -> OpenQuestion:
    rows = OpenQuestion.objects.select_for_update(of=("self",)).select_related("board", "item")
    row = rows.filter(pk=question).order_by("id").first()
    if row is None or not may(actor, deed, row.board.place_path):
        raise NOT_FOUND()
    return row


def _move(row: OpenQuestion, state: QuestionState, actor: Actor, *, escalated: bool = False) -> None:
    row.state, row.changed_at = state.value, clock.now()
    row.version += 1
    row.save()
    event: Event = OpenQuestionMoved(row.number, state.value, escalated)
    append([Entry(event, row.id, row.version, actor, row.changed_at, compartment=COMPARTMENT)])


@erasure.eraser(ASKED)
def _forget(question: UUID) -> None:
    OpenQuestion.objects.filter(pk=question).update(account=None)


def _end(question: UUID) -> None:
    """Let go of who asked; question and answer stay, they are everybody's."""
    with transaction.atomic():
        row = OpenQuestion.objects.select_for_update().get(pk=question)
        row.version += 1
        row.save(update_fields=("version",))
        erasure.erase(ASKED, question)
        append([Entry(Forgotten(), question, row.version, SYSTEM, clock.now())])


keeps(
    Keeper(
        ASKED,
        mark("That a question about openness is yours: to tell you the answer"),
        mark("the day it was answered"),
        lambda: OpenQuestion.objects.filter(account__isnull=False, answered_at__isnull=False).annotate(
            since=F("answered_at"), held=F("account_id")
        ),
        _end,
        people.account_by_login,
    )
)
