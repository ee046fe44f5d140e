# SPDX-License-Identifier: AGPL-3.0-or-later
"""The course of a pact as a table, and the meetings that may adopt it.

征集民意 → 拟定草案 → 提请审核 → 审议表决 → 备案公布: 民政部等《关于做好村规民约和居民公约工作的指导意见》
(民发〔2018〕144号, read in reprints). Quorums by date stand in ``meetings``.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from linli.kernel.problem import mark, problem
from linli.kernel.transitions import Course

from ..vocab import Level
from .meetings import Basis, Body, Quorum, meeting_rule


class PactState(StrEnum):
    """Where a pact stands."""

    COLLECTING = "collecting"
    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    ADOPTED = "adopted"
    FILED = "filed"


class PactAction(StrEnum):
    """A step of a pact."""

    DRAFT = "draft"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    ADOPT = "adopt"
    REJECT = "reject"
    FILE = "file"
    REVIEW = "review"
    REVISE = "revise"


S, A = PactState, PactAction
COURSE = Course(
    {
        (S.COLLECTING, A.DRAFT): S.DRAFTED,
        (S.DRAFTED, A.SUBMIT): S.SUBMITTED,
        (S.SUBMITTED, A.SEND_BACK): S.DRAFTED,
        (S.SUBMITTED, A.APPROVE): S.REVIEWED,
        (S.REVIEWED, A.ADOPT): S.ADOPTED,
        (S.REVIEWED, A.REJECT): S.DRAFTED,
        (S.ADOPTED, A.FILE): S.FILED,
        (S.FILED, A.REVIEW): S.FILED,
        (S.FILED, A.REVISE): S.COLLECTING,
    }
)
EDITABLE = (S.COLLECTING, S.DRAFTED)
STATE_WORDS = {
    S.COLLECTING: mark("opinions are collected"),
    S.DRAFTED: mark("a draft stands"),
    S.SUBMITTED: mark("handed in for review"),
    S.REVIEWED: mark("reviewed, before the vote"),
    S.ADOPTED: mark("adopted, to be filed"),
    S.FILED: mark("filed and published"),
}
# action -> (what it is called, who does it by the guidance)
ACTION_WORDS = {
    A.DRAFT: (mark("Put up the draft"), mark("residents' or villagers' committee")),
    A.SUBMIT: (mark("Hand in for review"), mark("residents' or villagers' committee")),
    A.SEND_BACK: (mark("Send back with reasons"), mark("subdistrict or town")),
    A.APPROVE: (mark("Finish the review"), mark("subdistrict or town")),
    A.ADOPT: (mark("Record the vote"), mark("the meeting")),
    A.REJECT: (mark("Record that it was voted down"), mark("the meeting")),
    A.FILE: (mark("File and publish"), mark("committee, to subdistrict, town or district")),
    A.REVIEW: (mark("Yearly review: it stands"), mark("the meeting")),
    A.REVISE: (mark("Begin a revision"), mark("residents' or villagers' committee")),
}
REVIEWS = (A.SEND_BACK, A.APPROVE)


BODIES = {
    Level.RESIDENTS_PACT: (Body.RESIDENTS, Body.RESIDENTS_DELEGATES),
    Level.VILLAGE_PACT: (Body.VILLAGERS, Body.VILLAGERS_DELEGATES),
    Level.CHARTER: (Body.MEMBERS,),
    Level.INDUSTRY_RULE: (Body.MEMBERS,),
}

IMPOSSIBLE_COUNT = problem(
    "pact_impossible_count",
    422,
    mark("These figures cannot be: %(what)s."),
    mark("Present are at most those entitled, and in favour at most those present."),
)
NO_QUORUM = problem(
    "pact_no_quorum",
    409,
    mark("The meeting had no quorum: %(present)s of %(eligible)s (%(source)s)."),
    mark("Record a meeting at which enough took part, or the delegates' meeting where it may decide."),
)
NOT_ADOPTED = problem(
    "pact_not_adopted",
    409,
    mark("Not more than half of those present agreed: %(favour)s of %(present)s."),
    mark("Record that it was voted down; the draft can then be changed."),
)
WRONG_BODY = problem(
    "pact_wrong_body",
    422,
    mark("This meeting may not decide on this pact on that day, or its quorum is not known."),
    mark("Choose the meeting and the way of counting that the law of that day names."),
)


def quorum(level: Level, body: Body, basis: Basis, on: date) -> Quorum:
    """The rule for a meeting on a day. Raises ``pact_wrong_body`` where the law of that day has none."""
    rule = meeting_rule(body, basis, on) if body in BODIES[level] else None
    if rule is None:
        raise WRONG_BODY()
    return rule


def check_vote(
    level: Level, body: Body, basis: Basis, on: date, eligible: int, present: int, favour: int
) -> Quorum:
    """The quorum that a vote met, with more than half of those present in favour (过半数 excludes half)."""
    if eligible < 1 or min(present, favour) < 0 or present > eligible or favour > present:
        raise IMPOSSIBLE_COUNT(what=f"{favour} / {present} / {eligible}")
    rule = quorum(level, body, basis, on)
    if not rule.reached(eligible, present):
        raise NO_QUORUM(present=present, eligible=eligible, source=rule.source)
    if not rule.agreed(present, favour):
        raise NOT_ADOPTED(favour=favour, present=present)
    return rule
