# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of commitments: what a unit promised in public, by when, and what came of it."""

from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark, problem


class Promise(StrEnum):
    """Where a commitment stands."""

    PROMISED = "promised"
    STARTED = "started"
    FULFILLED = "fulfilled"
    DROPPED = "dropped"


class Progress(StrEnum):
    """What moves a commitment on. Each needs words for everybody."""

    START = "start"
    REPORT = "report"
    PUT_OFF = "put_off"
    FULFIL = "fulfil"
    DROP = "drop"


PROMISE_WORDS = {
    Promise.PROMISED: mark("promised"),
    Promise.STARTED: mark("under way"),
    Promise.FULFILLED: mark("kept"),
    Promise.DROPPED: mark("not kept"),
}
PROMISE_LOOKS = {
    Promise.PROMISED: ("", "clock"),
    Promise.STARTED: ("moving", "wrench"),
    Promise.FULFILLED: ("good", "circle-check"),
    Promise.DROPPED: ("danger", "circle-x"),
}
PROGRESS_WORDS = {
    "make": mark("Promised"),
    Progress.START: mark("Work begins"),
    Progress.REPORT: mark("Report how it stands"),
    Progress.PUT_OFF: mark("Put off to a later day"),
    Progress.FULFIL: mark("It is done"),
    Progress.DROP: mark("It will not be done"),
}
VOICE_WORDS = {"yes": mark("kept"), "partly": mark("kept in part"), "no": mark("not kept")}

COMMITMENT_WORDS = problem(
    "commitment_words",
    422,
    mark("Everybody reads this step, so it needs words."),
    mark("Say what was done and where one can see it, or why it does not go on."),
)
COMMITMENT_DAY = problem(
    "commitment_day",
    422,
    mark("A commitment needs a day by which it is kept, from today on and within three years."),
    mark("Choose the day. To put it off, choose a later one than the day that was promised."),
)
