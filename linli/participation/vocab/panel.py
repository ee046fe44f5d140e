# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of a panel by lot: where somebody of its pool stands, and what can go wrong."""

from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark, problem

NUMBERED = 1_000  # panels on a published list


class CandidateState(StrEnum):
    """Where somebody of the pool stands."""

    APPLIED = "applied"
    DRAWN = "drawn"
    ACCEPTED = "accepted"
    DECLINED = "declined"


CANDIDATE_WORDS = {
    CandidateState.APPLIED: mark("in the pool"),
    CandidateState.DRAWN: mark("drawn, has not answered yet"),
    CandidateState.ACCEPTED: mark("on the panel"),
    CandidateState.DECLINED: mark("drawn, and said no"),
}
POOL_CLOSED = problem(
    "pool_closed",
    409,
    mark("The pool of this panel is closed."),
    mark("Its page says when the number is drawn in public, and how to check it."),
)
NOT_LISTED = problem(
    "not_listed",
    409,
    mark("The list of panels does not stand yet, or a number was drawn already."),
    mark("First the list and its fingerprint are published; a number is drawn once, on the day named."),
)
BAD_QUOTAS = problem(
    "bad_quotas",
    422,
    mark("Line %(row)s of the quotas cannot be read: %(fault)s (%(value)s)."),
    mark("Each line: feature, option, least, most. For example: sex, woman, 5, 7."),
)
