# SPDX-License-Identifier: AGPL-3.0-or-later
"""The course of a mediation by 人民调解法 (in force 2011-01-01)."""

from __future__ import annotations

from linli.kernel.problem import mark
from linli.kernel.transitions import Course

from ..vocab import Action, State

S, A = State, Action
# A party may refuse at every step until there is an agreement (人民调解法 17, 23): it stops there.
RUNNING = (S.REQUESTED, S.ACCEPTED, S.SCHEDULED, S.IN_SESSION)
COURSE: Course[State, Action] = Course(
    {
        (S.REQUESTED, A.ACCEPT): S.ACCEPTED,
        (S.REQUESTED, A.DECLINE): S.DECLINED,
        (S.ACCEPTED, A.SCHEDULE): S.SCHEDULED,
        (S.SCHEDULED, A.SCHEDULE): S.SCHEDULED,
        (S.SCHEDULED, A.OPEN): S.IN_SESSION,
        (S.IN_SESSION, A.AGREE): S.AGREED,
        (S.IN_SESSION, A.SCHEDULE): S.SCHEDULED,
        (S.IN_SESSION, A.FAIL): S.FAILED,
        (S.SCHEDULED, A.FAIL): S.FAILED,
        (S.ACCEPTED, A.FAIL): S.FAILED,
        **{(state, A.REFUSE): S.REFUSED for state in RUNNING},
        (S.AGREED, A.CONFIRM): S.CONFIRMED,
        (S.AGREED, A.PERFORM): S.PERFORMED,
        (S.CONFIRMED, A.PERFORM): S.PERFORMED,
        (S.AGREED, A.BREACH): S.BREACHED,
        (S.CONFIRMED, A.BREACH): S.BREACHED,
        (S.BREACHED, A.PERFORM): S.PERFORMED,
    }
)
ENDED = frozenset({S.DECLINED, S.REFUSED, S.FAILED, S.PERFORMED})
# What the parties are told when mediation ends or an agreement is not kept (人民调解法 3, 26, 31, 32, 33).
OPEN_WAYS = (
    mark("Mediation blocks no other way: talks, arbitration, an administrative decision, the court."),
    mark("Limitation periods run on; the legal-aid centre says free of charge how long you have."),
)
WAYS: dict[State, tuple[str, ...]] = {
    S.DECLINED: OPEN_WAYS,
    S.REFUSED: OPEN_WAYS,
    S.FAILED: OPEN_WAYS,
    S.AGREED: (mark("The agreement binds. Within 30 days both together may ask the court to confirm it."),),
    S.PERFORMED: (mark("If the quarrel comes back, tell the mediator, or ask for mediation again."),),
    S.BREACHED: (
        mark("If the court confirmed the agreement: ask the court to enforce it."),
        mark("If it was not confirmed: claim it in court, or let the mediator speak with both again."),
    ),
}
