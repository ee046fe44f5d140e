# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of problem lists: what people raised, who owns it, by when, and whether it is solved."""

from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark, problem


class Source(StrEnum):
    """Where a problem on a list came from."""

    VISIT = "visit"
    MEETING = "meeting"
    POLL = "poll"
    CASE = "case"


class ItemState(StrEnum):
    """Where a problem on a list stands."""

    LISTED = "listed"
    TAKEN = "taken"
    DONE = "done"
    CLOSED = "closed"
    DECLINED = "declined"


class ItemStep(StrEnum):
    """What moves a problem on. ``confirm`` and ``reject`` are the answer of those who raised it."""

    TAKE = "take"
    UP = "up"
    DOWN = "down"
    JOIN = "join"
    FINISH = "finish"
    CONFIRM = "confirm"
    REJECT = "reject"
    DECLINE = "decline"


SOURCE_WORDS = {
    Source.VISIT: mark("from visits"),
    Source.MEETING: mark("from a meeting"),
    Source.POLL: mark("from a survey"),
    Source.CASE: mark("from matters"),
}
ITEM_WORDS = {
    ItemState.LISTED: mark("on the list"),
    ItemState.TAKEN: mark("being solved"),
    ItemState.DONE: mark("done, to be checked"),
    ItemState.CLOSED: mark("solved, they say"),
    ItemState.DECLINED: mark("cannot be solved"),
}
ITEM_LOOKS = {
    ItemState.LISTED: ("", "clock"),
    ItemState.TAKEN: ("moving", "wrench"),
    ItemState.DONE: ("moving", "eye"),
    ItemState.CLOSED: ("good", "circle-check"),
    ItemState.DECLINED: ("danger", "circle-x"),
}
ITEM_STEP_WORDS = {
    "list": mark("Put on the list"),
    "publish": mark("Published"),
    ItemStep.TAKE: mark("We solve it"),
    ItemStep.UP: mark("Passed to the level above"),
    ItemStep.DOWN: mark("Passed to the level below"),
    ItemStep.JOIN: mark("Handled together, as a matter"),
    ItemStep.FINISH: mark("It is done"),
    ItemStep.CONFIRM: mark("Those who raised it say: solved"),
    ItemStep.REJECT: mark("Those who raised it say: not solved"),
    ItemStep.DECLINE: mark("It cannot be solved, because …"),
}

ITEM_NEEDS_WORDS = problem(
    "item_words",
    422,
    mark("This step needs words that everybody may read."),
    mark("Say what is done or why, without anybody's name, number or door."),
)
ITEM_NAMES = problem(
    "item_names",
    422,
    mark("These words may tell who somebody is: a number or a door stands in them."),
    mark("Write the street or the community instead; nobody is named on a public list."),
)
ITEM_LEVEL = problem(
    "item_level",
    422,
    mark("This unit is not above or below the one that has it now."),
    mark("Choose a unit of the level that can solve it."),
)
OWN_WORK = problem(
    "item_own_work",
    409,
    mark("Whoever solved it does not check it."),
    mark("Somebody else asks those who raised it."),
)
