# SPDX-License-Identifier: AGPL-3.0-or-later
"""The course of a matter: which action leads from which state to which, and what it needs.

The ring is that of 国办发〔2020〕53号: accept, dispatch, handle, answer, press, close, verify, rate.
A return is decided above and never silently: until then the matter is *returned*, with no unit able
to let it lie. "Not fixed" always leads back (reopen), and so does every other end: whoever was joined to
a matter that is not theirs, or sent to a body that did not answer, is taken up again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from linli.kernel.transitions import Course

from ..vocab import Action, See, State

S, A = State, Action

TABLE: dict[tuple[State, Action], State] = {
    # received: nobody has decided yet
    (S.RECEIVED, A.ACCEPT): S.ACCEPTED,
    (S.RECEIVED, A.DISPATCH): S.DISPATCHED,
    (S.RECEIVED, A.RESOLVE): S.RESOLVED,
    (S.RECEIVED, A.DECLINE): S.DECLINED,
    (S.RECEIVED, A.TRANSFER): S.TRANSFERRED,
    (S.RECEIVED, A.MERGE): S.MERGED,
    (S.RECEIVED, A.WITHDRAW): S.WITHDRAWN,
    # accepted: with the first receiver
    (S.ACCEPTED, A.DISPATCH): S.DISPATCHED,
    (S.ACCEPTED, A.RESOLVE): S.RESOLVED,
    (S.ACCEPTED, A.DECLINE): S.DECLINED,
    (S.ACCEPTED, A.TRANSFER): S.TRANSFERRED,
    (S.ACCEPTED, A.MERGE): S.MERGED,
    (S.ACCEPTED, A.WITHDRAW): S.WITHDRAWN,
    # dispatched: a unit has it and has not begun
    (S.DISPATCHED, A.START): S.IN_PROGRESS,
    (S.DISPATCHED, A.RESOLVE): S.RESOLVED,
    (S.DISPATCHED, A.RETURN): S.RETURNED,
    (S.DISPATCHED, A.DISPATCH): S.DISPATCHED,
    (S.DISPATCHED, A.RAISE): S.DISPATCHED,
    (S.DISPATCHED, A.LOWER): S.DISPATCHED,
    (S.DISPATCHED, A.MERGE): S.MERGED,
    (S.DISPATCHED, A.WITHDRAW): S.WITHDRAWN,
    # in progress
    (S.IN_PROGRESS, A.RESOLVE): S.RESOLVED,
    (S.IN_PROGRESS, A.RETURN): S.RETURNED,
    (S.IN_PROGRESS, A.DISPATCH): S.DISPATCHED,
    (S.IN_PROGRESS, A.RAISE): S.DISPATCHED,
    (S.IN_PROGRESS, A.LOWER): S.DISPATCHED,
    (S.IN_PROGRESS, A.MERGE): S.MERGED,
    (S.IN_PROGRESS, A.WITHDRAW): S.WITHDRAWN,
    # returned: the level above decides, for this unit or for another
    (S.RETURNED, A.DISPATCH): S.DISPATCHED,
    (S.RETURNED, A.UPHOLD): S.DISPATCHED,
    (S.RETURNED, A.RESOLVE): S.RESOLVED,
    (S.RETURNED, A.DECLINE): S.DECLINED,
    (S.RETURNED, A.TRANSFER): S.TRANSFERRED,
    (S.RETURNED, A.MERGE): S.MERGED,
    (S.RETURNED, A.WITHDRAW): S.WITHDRAWN,
    # resolved: answered; somebody else looks whether it is so
    (S.RESOLVED, A.VERIFY): S.VERIFIED,
    (S.RESOLVED, A.REWORK): S.REOPENED,
    (S.RESOLVED, A.CLOSE): S.CLOSED,
    (S.RESOLVED, A.REOPEN): S.REOPENED,
    (S.VERIFIED, A.CLOSE): S.CLOSED,
    (S.VERIFIED, A.REWORK): S.REOPENED,
    (S.VERIFIED, A.REOPEN): S.REOPENED,
    (S.CLOSED, A.REOPEN): S.REOPENED,
    (S.DECLINED, A.REOPEN): S.REOPENED,
    (S.WITHDRAWN, A.REOPEN): S.REOPENED,
    (S.MERGED, A.REOPEN): S.REOPENED,
    (S.TRANSFERRED, A.REOPEN): S.REOPENED,
    # reopened: the unit that had it takes it up again, or another one does
    (S.REOPENED, A.START): S.IN_PROGRESS,
    (S.REOPENED, A.RESOLVE): S.RESOLVED,
    (S.REOPENED, A.RETURN): S.RETURNED,
    (S.REOPENED, A.DISPATCH): S.DISPATCHED,
    (S.REOPENED, A.RAISE): S.DISPATCHED,
    (S.REOPENED, A.LOWER): S.DISPATCHED,
    (S.REOPENED, A.DECLINE): S.DECLINED,
    (S.REOPENED, A.TRANSFER): S.TRANSFERRED,
    (S.REOPENED, A.MERGE): S.MERGED,
    (S.REOPENED, A.WITHDRAW): S.WITHDRAWN,
}
COURSE = Course(TABLE)

FINAL = frozenset({S.DECLINED, S.CLOSED, S.MERGED, S.WITHDRAWN, S.TRANSFERRED})
ANSWERED = frozenset({S.RESOLVED, S.VERIFIED})
OPEN = frozenset(State) - FINAL - ANSWERED


# Which action a page puts first, and in which order the others follow.
FIRST = (
    A.VERIFY,
    A.UPHOLD,
    A.DISPATCH,
    A.START,
    A.RESOLVE,
    A.CLOSE,
    A.RETURN,
    A.RAISE,
    A.LOWER,
    A.REWORK,
    A.ACCEPT,
    A.REOPEN,
    A.DECLINE,
    A.TRANSFER,
    A.MERGE,
    A.WITHDRAW,
)
LATER = {  # states in which an action of the list above is possible but seldom what is wanted
    S.DISPATCHED: {A.DISPATCH},
    S.IN_PROGRESS: {A.DISPATCH},
    S.REOPENED: {A.DISPATCH},
    S.RETURNED: {A.UPHOLD},
}


def in_order(state: State, actions: Iterable[Action]) -> tuple[Action, ...]:
    """Actions as a page shows them: the one most likely wanted first."""
    later = LATER.get(state, set())
    return tuple(sorted(actions, key=lambda action: (action in later, FIRST.index(action))))


@dataclass(frozen=True)
class StepRule:
    """What an action needs, and who reads what was written with it.

    ``text`` is ``""`` (not asked), ``"may"`` or ``"must"``; ``sees`` is the narrowest circle that
    always reads it.
    """

    text: str
    sees: See
    unit: bool = False
    other: bool = False  # needs the number of another matter
    same: bool = False  # may name the matter in which the same facts were answered before
    way: bool = False  # may name the right way (a body, a procedure)
    reason: bool = False  # needs one of the reasons of the table (rules/joint.py)


STEPS: dict[Action, StepRule] = {
    A.ACCEPT: StepRule("", See.PUBLIC),
    A.DECLINE: StepRule("must", See.REPORTER, way=True, same=True),
    A.DISPATCH: StepRule("may", See.INTERNAL, unit=True),
    A.START: StepRule("may", See.REPORTER),
    A.RETURN: StepRule("must", See.INTERNAL, reason=True),
    A.UPHOLD: StepRule("must", See.INTERNAL),
    A.RESOLVE: StepRule("must", See.REPORTER),
    A.REWORK: StepRule("must", See.REPORTER),
    A.VERIFY: StepRule("may", See.REPORTER),
    A.CLOSE: StepRule("", See.PUBLIC),
    A.REOPEN: StepRule("must", See.REPORTER),
    A.MERGE: StepRule("may", See.REPORTER, other=True),
    A.WITHDRAW: StepRule("may", See.REPORTER),
    A.TRANSFER: StepRule("must", See.REPORTER, way=True),
    A.RAISE: StepRule("must", See.INTERNAL, unit=True, reason=True),
    A.LOWER: StepRule("must", See.INTERNAL, unit=True),
}
