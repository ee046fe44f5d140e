# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose clock stands while somebody is asked. Pure.

No rule that we know lets the resident's clock stand because the resident is asked something, so it never
does. A unit's own clock stands while the person is asked for what only the person knows, for a few days at
most: otherwise asking would be a way to gain time. Waiting for an outside party is the unit's own affair.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from linli.kernel.problem import mark, problem

from ..vocab import LinkTo

# Days that a unit's clock may stand for one question, by whom it is put to.
STANDS = {LinkTo.PERSON: 5, LinkTo.OUTSIDE: 0}


def stood(to: LinkTo, asked_at: datetime, ended_at: datetime) -> int:
    """Whole days that the unit's clock stood for a question that was asked and ended at these moments."""
    return max(0, min((ended_at - asked_at).days, STANDS[to]))


def stood_in_all(questions: Iterable[tuple[LinkTo, datetime, datetime]]) -> int:
    """The same for all questions of a matter; they follow one another, for one is open at a time."""
    return sum(stood(*question) for question in questions)


DEFERRED_ALREADY = problem(
    "deferred_already",
    409,
    mark("More time was asked for already; nobody has decided on it yet."),
    mark("Wait for the decision, or speak to your coordinator."),
)
NOT_ONESELF = problem(
    "not_oneself",
    409,
    mark("Whoever asks does not decide."),
    mark("Let somebody else of the office above decide."),
)
