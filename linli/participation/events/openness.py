# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens on boards of openness. Who asked and which member signed is told by no event."""

from __future__ import annotations

from linli.kernel.events import Event, event


@event("participation.board_kept")
class BoardKept(Event):
    """The board of a community is kept here from a day, or its spot or unit changed."""

    place: str
    since: str


@event("participation.checker_seated")
class CheckerSeated(Event):
    """A seat of a supervision committee was filled, or ended."""

    place: str
    seat: int
    ended: bool = False


@event("participation.posting_written")
class PostingWritten(Event):
    """A posting was drafted, or its draft changed."""

    number: str
    item: str
    place: str


@event("participation.posting_signed")
class PostingSigned(Event):
    """A member of the supervision committee signed a draft, or refused."""

    number: str
    agrees: bool
    paper: bool = False


@event("participation.posting_published")
class PostingPublished(Event):
    """A posting was published; it stays up until a day. ``corrects`` is the one that it replaces."""

    number: str
    item: str
    place: str
    posted_until: str
    corrects: str = ""


@event("participation.open_item_overdue")
class OpenItemOverdue(Event):
    """An item was not published in time for the period that begins on a day: the level above is told."""

    place: str
    item: str
    first: str


@event("participation.open_question_asked")
class OpenQuestionAsked(Event):
    """Somebody asked about an item; the answer is due on a day, by a time limit."""

    number: str
    item: str
    place: str
    day: str
    rule: str


@event("participation.open_question_moved")
class OpenQuestionMoved(Event):
    """A question was released, answered, taken out, or passed on because its answer is overdue."""

    number: str
    state: str
    escalated: bool = False
