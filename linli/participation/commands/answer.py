# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answering: accepted, in part or not, with reasons; what is accepted becomes a commitment. What is not
answered in time goes to the list of the level above, and everybody sees it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from linli.cases import public as cases
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.places import public as places
from linli.platform.text import clean

from ..events import Answered, Escalated
from ..models import Proposal
from ..queries.spaces import SpaceInfo, late
from ..rules.course import COURSE
from ..vocab import ANSWER_LACKS, Deed, ProposalState, Verdict
from .base import LONGEST, take, take_as_staff

ABOUT = "proposal:"
MOST = 1000


@dataclass(frozen=True)
class NewPromise:
    """What will be done, by which unit (code), by which day."""

    text: str
    unit: str
    due_on: date | None


@transaction.atomic
def answer(
    proposal: UUID,
    verdict: Verdict,
    reasons: str,
    *,
    actor: Actor,
    promise: NewPromise | None = None,
    cost: Decimal | None = None,
) -> None:
    """Answer a proposal and all that were joined to it, once. Everybody who took part is told.

    What is accepted needs a promise; in a space that votes on a budget it needs what it costs instead, and
    is promised if the vote is for it. Raises ``answer_lacks``, ``not_now``, ``commitment_day``.
    """
    work = take_as_staff(proposal, Deed.ANSWER, actor=actor)
    row, said = work.proposal, clean(reasons)[:LONGEST]
    row.state = COURSE.after(ProposalState(row.state), Deed.ANSWER).value
    if len(said) < 2:
        raise ANSWER_LACKS()
    if verdict is not Verdict.REJECTED:
        if work.space.votes:
            if cost is None or cost <= 0:
                raise ANSWER_LACKS()
            row.cost = cost
        else:
            row.commitment_id = promised(row, work.space, promise, actor)
    row.verdict, row.answer, row.answered_at = verdict.value, said, work.at
    made = cases.commitments_by_id([row.commitment_id]) if row.commitment_id else {}
    number = next((line.number for line in made.values()), "")
    changed = ("state", "verdict", "answer", "answered_at", "cost", "commitment")
    work.done(Deed.ANSWER, Answered(verdict.value, number), said, *changed)


def promised(row: Proposal, space: SpaceInfo, promise: NewPromise | None, actor: Actor) -> UUID:
    """The commitment that a proposal becomes, made through the door of cases. Raises ``answer_lacks``."""
    if promise is None or not promise.unit or not clean(promise.text):
        raise ANSWER_LACKS()
    place = places.place_by_id(row.place_id).code
    new = cases.NewCommitment(
        f"{ABOUT}{row.id}", row.title, promise.text, place, promise.unit, promise.due_on
    )
    return cases.make_commitment(new, actor=actor)


def escalate_overdue() -> int:
    """Mark every proposal whose answer is overdue, once; how many. Done by a nightly job."""
    overdue = Proposal.objects.filter(late(places.today(), clock.now()), escalated_at=None)
    count = 0
    for identity in overdue.order_by("due_at", "id").values_list("id", flat=True)[:MOST]:
        with transaction.atomic():
            work = take(identity, actor=SYSTEM)
            row = work.proposal
            if row.escalated_at is None and row.state == ProposalState.OPEN:
                row.escalated_at = work.at
                work.done(Deed.ESCALATE, Escalated(), "", "escalated_at")
                count += 1
    return count
