# SPDX-License-Identifier: AGPL-3.0-or-later
"""A vote on a budget: opened, ballots taken and ticked, paper entered by two people, counted once.

The roll knows who was handed a ballot, the box knows what a ballot says, and nothing joins the two: the
code of a ballot is given to its holder alone, kept as a hash, and no event tells of a single ballot.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from secrets import SystemRandom
from uuid import UUID

from django.db import IntegrityError, transaction

from linli.cases import public as cases
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.ids import new_code, tidy_code
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND, mark
from linli.places import public as places
from linli.platform.journal.append import append
from linli.platform.ui.words import name_of

from ..events import Decided, VoteCounted, VoteOpened
from ..models import Ballot, Budget, PaperEntry, Project, Proposal, Voter
from ..policy import may, voting_rung
from ..queries.budget import ballot_digest, choices_of, receipt_of
from ..queries.spaces import SpaceInfo
from ..rules.budget import Outcome, decide
from ..rules.pb import read_pb, write_pb
from ..rules.vote import election_of
from ..vocab import (
    BALLOT_TAKEN,
    NO_PROJECTS,
    PAPER_SETTLED,
    SPACE_NOT_OPEN,
    VOTE_NOT_OVER,
    WRONG_BALLOT,
    BudgetRule,
    Deed,
    PhaseKind,
    ProposalState,
    Verdict,
)
from .answer import NewPromise, promised
from .base import check_open, take
from .telling import tell_accounts

CODE_LENGTH = 16
COUNTED = mark("%(town)s: the vote on the budget is counted")
COUNTED_BODY = mark(
    "The vote in which you took part (%(name)s) is counted: %(winners)s of %(projects)s projects "
    "are carried out. Why each won or lost, and the file to count it again: %(link)s"
)


@transaction.atomic
def open_vote(space: SpaceInfo, amount: Decimal, *, actor: Actor) -> UUID:
    """Put every proposal that was accepted with its cost into the vote, in an order drawn by lot.

    Ballots can be taken in the vote's phase. Done again it is the same one. Raises ``no_projects``.
    """
    _keeper(space, actor)
    if known := Budget.objects.filter(space=space.id).order_by("id").first():
        return known.id
    accepted = Proposal.objects.filter(
        space=space.id, state=ProposalState.ANSWERED, verdict__in=(Verdict.ACCEPTED, Verdict.PARTLY)
    ).exclude(cost=None)
    rows = list(accepted.order_by("id"))
    if not rows or not space.votes:
        raise NO_PROJECTS()
    if amount <= 0:
        raise INVALID(field="amount")
    SystemRandom().shuffle(rows)
    now = clock.now()
    budget = Budget.objects.create(space_id=space.id, amount=amount, version=1, opened_at=now)
    Project.objects.bulk_create(
        Project(budget=budget, proposal=row, seq=seq, title=row.title, cost=row.cost or 0)
        for seq, row in enumerate(rows, 1)
    )
    append([Entry(VoteOpened(space.code, len(rows)), budget.id, 1, actor, now)])
    return budget.id


def take_ballot(space: SpaceInfo, *, actor: Actor) -> str:
    """Hand a ballot out to somebody who may vote: its code, told once and never kept. A vote that binds is
    for confirmed residents, whatever the space asks for else.

    Raises ``space_not_open``, ``not_on_the_ladder``, ``ballot_taken``.
    """
    budget = _open(space)
    check_open(replace(space, rung=voting_rung(space.rung)), Deed.COUNT, actor)
    code = new_code(CODE_LENGTH)
    try:
        with transaction.atomic():
            Voter.objects.create(budget=budget, account_id=UUID(actor.id))
            Ballot.objects.create(budget=budget, digest=ballot_digest(code))
    except IntegrityError:
        raise BALLOT_TAKEN() from None
    return code


@transaction.atomic
def tick(space: SpaceInfo, code: str, seq: int, *, on: bool) -> list[int]:
    """Approve a project on a ballot, or take that back; saved at once: all numbers approved now.

    Whoever has the code holds the ballot; nobody is asked who they are. Raises ``wrong_ballot``,
    ``space_not_open``, ``invalid``.
    """
    budget = _open(space)
    if space.now is None or space.now.kind is not PhaseKind.VOTE:
        raise SPACE_NOT_OPEN()
    rows = Ballot.objects.select_for_update().filter(budget=budget, digest=ballot_digest(code), paper=False)
    ballot = rows.order_by("id").first()
    if ballot is None:
        raise WRONG_BALLOT()
    if seq not in {choice.seq for choice in choices_of(budget)}:
        raise INVALID(field="project")
    ballot.choices = sorted(set(ballot.choices) | {seq} if on else set(ballot.choices) - {seq})
    ballot.save(update_fields=("choices",))
    return list(ballot.choices)


@transaction.atomic
def key_paper(space: SpaceInfo, serial: str, choices: Iterable[int], *, actor: Actor) -> bool:
    """Enter a paper ballot by the number on it; whether two people have now entered it alike.

    Until then each may correct what they entered, and sees nothing of the other's. Raises ``not_found``,
    ``invalid``, ``paper_settled``, ``space_not_open``.
    """
    if not may(actor, Deed.PAPER, space.place.path):
        raise NOT_FOUND()
    if actor.kind != "account":
        raise FORBIDDEN()
    budget = Budget.objects.select_for_update().get(pk=_open(space).id)
    named, known = tidy_code(serial)[:20], {choice.seq for choice in choices_of(budget)}
    chosen = sorted(set(choices))
    if not named or not set(chosen) <= known:
        raise INVALID(field="choices" if named else "serial")
    digest = ballot_digest(f"paper:{budget.id}:{named}")
    if Ballot.objects.filter(digest=digest).exists():
        raise PAPER_SETTLED()
    PaperEntry.objects.update_or_create(
        budget=budget, serial=named, clerk_id=UUID(actor.id), defaults={"choices": chosen}
    )
    others = PaperEntry.objects.filter(budget=budget, serial=named).exclude(clerk=UUID(actor.id))
    if not any(other.choices == chosen for other in others.order_by("id")):
        return False
    Ballot.objects.create(budget=budget, digest=digest, choices=chosen, paper=True)
    PaperEntry.objects.filter(budget=budget, serial=named).delete()
    return True


@transaction.atomic
def count_vote(space: SpaceInfo, due_on: date | None, *, actor: Actor) -> int:
    """Count by Equal Shares: how many projects won. Each winner is promised until ``due_on``.

    The open file and the receipts are written, whoever voted is told, then roll and ballots are
    destroyed. Raises ``vote_not_over``, ``commitment_day``. Done again it changes nothing.
    """
    _keeper(space, actor)
    budget = Budget.objects.select_for_update().filter(space=space.id).order_by("id").first()
    vote = next((phase for phase in space.phases if phase.kind is PhaseKind.VOTE), None)
    if budget is None or vote is None:
        raise NO_PROJECTS()
    if budget.counted_at is not None:
        return len(budget.result["winners"])
    serials = PaperEntry.objects.filter(budget=budget).order_by("serial").values_list("serial", flat=True)
    waiting = list(dict.fromkeys(serials))
    if vote.stands(places.today()) != "past" or waiting:
        raise VOTE_NOT_OVER(waiting=", ".join(waiting[:10]) or vote.ends.isoformat())
    ballots = list(Ballot.objects.filter(budget=budget).order_by("id"))
    said = [ballot.choices for ballot in ballots]
    SystemRandom().shuffle(said)
    name = name_of(space.names, "zh-Hans")
    election = election_of(name, budget.amount, choices_of(budget), said, vote.begins, vote.ends)
    budget.file = write_pb(election)
    outcome = decide(read_pb(budget.file), BudgetRule.EQUAL_SHARES)  # from the very file that is published
    budget.result = _result(outcome, len(election.ballots), len(said), sum(one.paper for one in ballots))
    budget.receipts = sorted(receipt_of(one.id) for one in ballots if not one.paper)
    budget.counted_at, budget.version = clock.now(), budget.version + 1
    budget.save()
    _decided(budget, space, outcome, due_on, actor)
    _tell_voters(budget, space, outcome)
    Voter.objects.filter(budget=budget).delete()
    Ballot.objects.filter(budget=budget).delete()
    digest = hashlib.sha256(budget.file.encode()).hexdigest()
    event = VoteCounted(space.code, digest, len(election.ballots), len(outcome.winners))
    append([Entry(event, budget.id, budget.version, actor, budget.counted_at)])
    return len(outcome.winners)


def _decided(budget: Budget, space: SpaceInfo, outcome: Outcome, due_on: date | None, actor: Actor) -> None:
    """What was decided on each proposal: a promise for who won, a line in the trail for all."""
    for project in Project.objects.filter(budget=budget).order_by("seq"):
        won = str(project.seq) in outcome.winners
        work = take(project.proposal_id, actor=actor)
        number = ""
        if won:
            promise = NewPromise(project.title, space.unit.code, due_on)
            work.proposal.commitment_id = promised(work.proposal, space, promise, actor)
            made = cases.commitments_by_id([work.proposal.commitment_id])
            number = next(line.number for line in made.values())
        work.done(Deed.COUNT, Decided(won, number), number, "commitment")


def _tell_voters(budget: Budget, space: SpaceInfo, outcome: Outcome) -> None:
    """Tell who voted, before the roll is destroyed."""
    roll = Voter.objects.filter(budget=budget).order_by("id").values_list("account_id", flat=True)
    facts = {
        "name": space.names,
        "winners": str(len(outcome.winners)),
        "projects": str(len(outcome.reasons)),
    }
    tell_accounts(roll, "participation.counted", COUNTED_BODY, "vote", space.code, facts, subject=COUNTED)


def _result(outcome: Outcome, counted: int, taken: int, paper: int) -> dict[str, object]:
    return {
        "rule": outcome.rule.value,
        "winners": [int(one) for one in outcome.winners],
        "cost": str(outcome.cost),
        "share": str(outcome.endowment),
        "counted": counted,
        "taken": taken,
        "paper": paper,
        "reasons": [
            {"seq": int(one.project), "won": one.won, "why": one.why.value, "votes": int(one.score),
             "number": str(one.number)}
            for one in outcome.reasons
        ],
    }  # fmt: skip


def _open(space: SpaceInfo) -> Budget:
    budget = Budget.objects.filter(space=space.id, counted_at=None).order_by("id").first()
    if budget is None:
        raise SPACE_NOT_OPEN()
    return budget


def _keeper(space: SpaceInfo, actor: Actor) -> None:
    if not may(actor, Deed.COUNT, space.place.path):
        raise NOT_FOUND()
