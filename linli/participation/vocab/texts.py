# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of drafts with amendments and of hearings: states, kinds, what can go wrong."""

from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark, problem


class TextState(StrEnum):
    """Where a draft or a hearing stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Change(StrEnum):
    """What an amendment does to a clause."""

    REPLACE = "replace"
    ADD = "add"
    STRIKE = "strike"


class SaidState(StrEnum):
    """Where an amendment or a comment stands."""

    WAITING = "waiting"
    OPEN = "open"
    HIDDEN = "hidden"
    ANSWERED = "answered"
    RETRACTED = "retracted"


class Use(StrEnum):
    """How an amendment or a comment was used."""

    TAKEN = "taken"
    PARTLY = "partly"
    NOT = "not"


TEXT_STATE_WORDS = {
    TextState.DRAFT: mark("being prepared"),
    TextState.OPEN: mark("runs"),
    TextState.CLOSED: mark("has ended"),
}
CHANGE_WORDS = {
    Change.REPLACE: mark("put other words in its place"),
    Change.ADD: mark("add a clause behind it"),
    Change.STRIKE: mark("strike it"),
}
SAID_WORDS = {
    SaidState.WAITING: mark("is being read by the moderators"),
    SaidState.OPEN: mark("is weighed"),
    SaidState.HIDDEN: mark("taken out by the moderators"),
    SaidState.ANSWERED: mark("answered"),
    SaidState.RETRACTED: mark("taken back by its author"),
}
USE_WORDS = {
    Use.TAKEN: mark("taken as it is"),
    Use.PARTLY: mark("taken in part"),
    Use.NOT: mark("not adopted"),
}

TEXT_NOT_NOW = problem(
    "text_not_now",
    409,
    mark("This cannot be done with the draft as it stands."),
    mark("Its page shows until when amendments can be proposed and what was decided."),
)
AMENDMENTS_CLASH = problem(
    "amendments_clash",
    409,
    mark("Amendment %(other)s changes the same clause and was taken already."),
    mark("Take this one in part, with words that hold both, or say why it is not taken."),
)
AMENDMENTS_OPEN = problem(
    "amendments_open",
    409,
    mark("Amendments %(numbers)s have no answer yet."),
    mark("Answer each with a reason; then the next version can be written."),
)
NOTHING_TO_CHANGE = problem(
    "nothing_to_change",
    422,
    mark("This amendment changes nothing, or leaves no clause."),
    mark("Write other words for the clause, at most 600 signs, and a reason."),
)
HEARING_NOT_NOW = problem(
    "hearing_not_now",
    409,
    mark("This cannot be done with the hearing as it stands."),
    mark("Its page shows from when to when something can be said."),
)
HEARING_NOTICE = problem(
    "hearing_notice",
    409,
    mark("Papers go out %(days)s days before it begins (%(source)s): on %(earliest)s at the earliest."),
    mark("Choose a later first day."),
)
COMMENTS_OPEN = problem(
    "comments_open",
    409,
    mark("%(count)s comments have no answer yet."),
    mark("Answer each one, or several that say the same with one answer; then the report can go out."),
)
