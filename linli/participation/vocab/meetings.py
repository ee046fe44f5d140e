# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of meetings: where one stands, what is on its agenda, how people come, what can go wrong."""

from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark, problem


class MeetingState(StrEnum):
    """Where a meeting stands."""

    DRAFT = "draft"
    CALLED = "called"
    HELD = "held"
    CANCELLED = "cancelled"


class Matter(StrEnum):
    """What is asked of an item: to hear it, to decide it, to decide a weighty matter of owners, or to take
    the result of a statutory election to the record."""

    HEAR = "hear"
    DECIDE = "decide"
    WEIGHTY = "weighty"
    ELECTION = "election"


class Came(StrEnum):
    """How somebody registered."""

    WEB = "web"
    PHONE = "phone"
    DOOR = "door"


class Decision(StrEnum):
    """What a meeting decided on an item."""

    CARRIED = "carried"
    NOT_CARRIED = "not_carried"
    NOTED = "noted"
    PUT_OFF = "put_off"


MEETING_STATE_WORDS = {
    MeetingState.DRAFT: mark("is being prepared"),
    MeetingState.CALLED: mark("notice was given"),
    MeetingState.HELD: mark("was held"),
    MeetingState.CANCELLED: mark("was called off"),
}
MATTER_WORDS = {
    Matter.HEAR: mark("is reported and discussed"),
    Matter.DECIDE: mark("is decided"),
    Matter.WEIGHTY: mark("is decided, weighty matter of owners (funds, rebuilding, use of common parts)"),
    Matter.ELECTION: mark("result of a statutory election, held elsewhere, goes to the record"),
}
CAME_WORDS = {
    Came.WEB: mark("on the web"),
    Came.PHONE: mark("by telephone"),
    Came.DOOR: mark("at the door"),
}
DECISION_WORDS = {
    Decision.CARRIED: mark("carried"),
    Decision.NOT_CARRIED: mark("not carried"),
    Decision.NOTED: mark("taken to the record"),
    Decision.PUT_OFF: mark("put off to another meeting"),
}

NOTICE_TOO_SHORT = problem(
    "notice_too_short",
    422,
    mark("Notice must be given %(days)s days before (%(source)s); the earliest day is %(earliest)s."),
    mark(
        "Choose that day or a later one. Where the law lets an urgent meeting be called at any time, "
        "write why it cannot wait."
    ),
)
NO_MEETING_RULE = problem(
    "no_meeting_rule",
    422,
    mark("The law of that day names no quorum for this meeting counted in this way."),
    mark("Choose another way of counting, or another body."),
)
MEETING_EMPTY = problem(
    "meeting_empty",
    422,
    mark("A meeting needs at least one item, a place or a link, and how many are entitled."),
    mark("Add what is missing, then give notice."),
)
MEETING_WITHOUT_QUORUM = problem(
    "meeting_without_quorum",
    409,
    mark("The meeting cannot decide: %(present)s of %(eligible)s are there (%(source)s)."),
    mark("Wait until enough have come, put the item off to another meeting, or take it to the record."),
)
MEETING_COUNTS = problem(
    "meeting_counts",
    422,
    mark("These figures cannot be: %(what)s."),
    mark("Those for, against and abstaining are together at most those who are there."),
)
MEETING_NOT_NOW = problem(
    "meeting_not_now",
    409,
    mark("The meeting does not stand where this could be done."),
    mark("Its page shows what can be done now."),
)
MEETING_UNDECIDED = problem(
    "meeting_undecided",
    409,
    mark("The minutes lack what became of items %(items)s."),
    mark("Enter for each item what was said and decided, or that it was put off."),
)
