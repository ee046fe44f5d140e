# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of openness: what a committee must publish, how often, where a posting and a question stand."""

from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark, problem


class Family(StrEnum):
    """Which of the two laws a board goes by: residents' committees in towns, villagers' committees."""

    RESIDENTS = "residents"
    VILLAGERS = "villagers"


class Every(StrEnum):
    """How often an item is published."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    OCCASION = "occasion"  # at once, whenever it happens


class PostingState(StrEnum):
    """Where a posting stands. What was published is never taken away: a newer version replaces it."""

    DRAFT = "draft"
    PUBLISHED = "published"
    REPLACED = "replaced"


class Flow(StrEnum):
    """What an amount is: brought forward, received, spent."""

    OPENING = "opening"
    INCOME = "income"
    EXPENSE = "expense"


class HowKept(StrEnum):
    """How a period of an item was kept."""

    ON_TIME = "on_time"
    LATE = "late"
    OVERDUE = "overdue"
    WAITING = "waiting"


class QuestionState(StrEnum):
    """Where a question stands: its words are public once the committee has released or answered it."""

    ASKED = "asked"
    RELEASED = "released"
    ANSWERED = "answered"
    HIDDEN = "hidden"


FAMILY_WORDS = {
    Family.RESIDENTS: mark("residents' committee"),
    Family.VILLAGERS: mark("villagers' committee"),
}
# What the notice on the wall is headed with.
HEADINGS = {
    Family.RESIDENTS: mark("Openness of the residents' committee"),
    Family.VILLAGERS: mark("Openness of the villagers' committee"),
}
EVERY_WORDS = {
    Every.MONTH: mark("every month"),
    Every.QUARTER: mark("every quarter"),
    Every.HALF: mark("every half-year"),
    Every.YEAR: mark("every year"),
    Every.OCCASION: mark("at once, whenever it happens"),
}
POSTING_WORDS = {
    PostingState.DRAFT: mark("is a draft"),
    PostingState.PUBLISHED: mark("published"),
    PostingState.REPLACED: mark("replaced by a newer version"),
}
FLOW_WORDS = {
    Flow.OPENING: mark("brought forward"),
    Flow.INCOME: mark("income"),
    Flow.EXPENSE: mark("expense"),
}
KEPT_WORDS = {
    HowKept.ON_TIME: mark("published in time"),
    HowKept.LATE: mark("published late"),
    HowKept.OVERDUE: mark("overdue"),
    HowKept.WAITING: mark("to come"),
}
QUESTION_WORDS = {
    QuestionState.ASKED: mark("is read first"),
    QuestionState.RELEASED: mark("waits for its answer"),
    QuestionState.ANSWERED: mark("answered"),
    QuestionState.HIDDEN: mark("taken out"),
}

POSTING_LACKS = problem(
    "posting_lacks",
    422,
    mark("A posting needs words, a table or amounts; an item of finances needs amounts."),
    mark("Add what is missing, then keep it."),
)
POSTING_NOT_NOW = problem(
    "posting_not_now",
    409,
    mark("The posting does not stand where this could be done."),
    mark("Its page shows what can be done now. What was published is corrected by a newer version."),
)
POSTING_UNCHECKED = problem(
    "posting_unchecked",
    409,
    mark("%(have)s of %(need)s members of the supervision committee have signed what stands here now."),
    mark("Ask the members who are missing. Whoever changes a draft after a signature has it signed anew."),
)
BAD_PERIOD = problem(
    "bad_period",
    422,
    mark("This item is not published for that period."),
    mark("Choose one of the periods that the form offers; a published one is corrected from its own page."),
)
BAD_LINE = problem(
    "bad_line",
    422,
    mark("Line %(line)s cannot be read: %(text)s."),
    mark("Write: income, expense or opening | what for | amount in yuan, one line for each."),
)
WORKS_THERE = problem(
    "works_there",
    409,
    mark("This person works for the committee or holds a post here, and cannot check what it publishes."),
    mark("Enter a member that the residents' or villagers' meeting elected."),
)
NOT_A_CHECKER = problem(
    "not_a_checker",
    403,
    mark("Only members of this community's supervision committee sign, each for themselves."),
    mark(
        "Who works for the committee or holds a post here is no member. "
        "The subdistrict enters the members that the residents' or villagers' meeting elected."
    ),
)
