# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of the opinion map: what one says to a statement, where a statement stands, what can go wrong."""

from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark, problem


class Stance(StrEnum):
    """What somebody says to a statement. To pass is an answer too."""

    AGREE = "agree"
    PASS = "pass"  # noqa: S105 -- a word, no secret
    DISAGREE = "disagree"


class StatementState(StrEnum):
    """Where a statement stands."""

    WAITING = "waiting"
    SHOWN = "shown"
    TAKEN_OUT = "taken_out"


# As Pol.is writes them.
STANCE_VALUE = {Stance.AGREE: 1, Stance.PASS: 0, Stance.DISAGREE: -1}
STANCE_OF = {value: stance for stance, value in STANCE_VALUE.items()}
STANCE_WORDS = {Stance.AGREE: mark("Agree"), Stance.PASS: mark("Pass"), Stance.DISAGREE: mark("Disagree")}
STATEMENT_WORDS = {
    StatementState.WAITING: mark("is being read by the moderators"),
    StatementState.SHOWN: mark("everybody is asked about it"),
    StatementState.TAKEN_OUT: mark("taken out by the moderators"),
}
NAME_TAKEN = problem(
    "name_taken",
    409,
    mark("You were given a name for this opinion map already. Nobody can tell which one, we neither."),
    mark("Go on with the code that you wrote down. What you said is saved and counts."),
)
WRONG_NAME = problem(
    "wrong_name",
    404,
    mark("This code opens no name of this opinion map."),
    mark("Look at the code again. Without it what you said stays as it is, and it counts."),
)
SHEET_SETTLED = problem(
    "sheet_settled",
    409,
    mark("Two people have entered this sheet alike; it counts."),
    mark("Take the next sheet. If the number was wrong, look at the paper again."),
)
MAP_NOT_OVER = problem(
    "map_not_over",
    409,
    mark("The opinion map still runs, or a sheet waits for the second person: %(waiting)s."),
    mark("Close it when its phases are over and every sheet was entered alike by two people."),
)
STATEMENT_TWICE = problem(
    "statement_twice",
    409,
    mark("This statement is on the map already."),
    mark("Say whether you agree with it, or write another one."),
)
