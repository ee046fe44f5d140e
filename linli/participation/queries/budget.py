# SPDX-License-Identifier: AGPL-3.0-or-later
"""A vote on a budget as everybody reads it, a ballot for who holds its code, what waits at the desk."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from linli.cases import public as cases
from linli.kernel.actor import Actor
from linli.kernel.ids import code_from, tidy_code
from linli.kernel.problem import NOT_FOUND
from linli.platform import crypto

from ..models import Ballot, Budget, PaperEntry, Project, Voter
from ..rules.vote import RULE_TEXT, Choice
from ..vocab import WHY_WORDS, WRONG_BALLOT, PhaseKind, Why
from .spaces import SpaceInfo

RECEIPT_LENGTH = 10


@dataclass(frozen=True)
class ProjectLine:
    """A project; after the count with its votes, whether it won and the reason in words."""

    seq: int
    number: str  # of its proposal
    title: str
    cost: Decimal
    won: bool = False
    votes: int = 0
    why: str = ""
    commitment: cases.CommitmentLine | None = None


@dataclass(frozen=True)
class VoteInfo:
    """A vote; ``result`` holds counts, share and cost after the count."""

    amount: Decimal
    open: bool  # ballots can be taken and ticked today
    counted_at: datetime | None
    projects: tuple[ProjectLine, ...]
    result: Mapping[str, Any]
    receipts: Sequence[str]
    sha256: str
    rule: str


@dataclass(frozen=True)
class BallotInfo:
    """A ballot as who holds its code sees it."""

    choices: frozenset[int]
    cost: Decimal
    receipt: str


@dataclass(frozen=True)
class PaperState:
    """Paper ballots at the desk: in the box, and those that wait for another pair of eyes."""

    boxed: int
    taken: int
    mine: tuple[str, ...]  # entered by this clerk, waiting for a second one
    others: tuple[str, ...]  # entered by another clerk, waiting for this one
    differ: tuple[str, ...]  # entered by two, not alike


def vote_of(space: SpaceInfo) -> VoteInfo | None:
    """The vote of a space, if there is one."""
    budget = Budget.objects.filter(space=space.id).order_by("id").first()
    if budget is None:
        return None
    reasons = {one["seq"]: one for one in budget.result.get("reasons", ())}
    rows = list(Project.objects.filter(budget=budget).select_related("proposal").order_by("seq"))
    kept = [row.proposal.commitment_id for row in rows if row.proposal.commitment_id]
    promises = cases.commitments_by_id(kept) if kept else {}
    lines = tuple(_project(row, reasons.get(row.seq), promises) for row in rows)
    if reasons:
        lines = tuple(sorted(lines, key=lambda line: (not line.won, -line.votes, line.seq)))
    running = space.now is not None and space.now.kind is PhaseKind.VOTE
    return VoteInfo(
        budget.amount,
        running and budget.counted_at is None,
        budget.counted_at,
        lines,
        budget.result,
        budget.receipts,
        hashlib.sha256(budget.file.encode()).hexdigest() if budget.file else "",
        RULE_TEXT,
    )


def vote_file(space: SpaceInfo) -> str:
    """The open ballot file. Raises ``not_found`` before the count."""
    found = Budget.objects.filter(space=space.id).exclude(counted_at=None).order_by("id").first()
    if found is None:
        raise NOT_FOUND()
    return found.file


def ballot_of(space: SpaceInfo, code: str) -> BallotInfo:
    """The ballot that a code opens. Raises ``wrong_ballot``."""
    rows = Ballot.objects.filter(budget__space=space.id, digest=ballot_digest(code), paper=False)
    row = rows.order_by("id").first()
    if row is None:
        raise WRONG_BALLOT()
    costs = {choice.seq: choice.cost for choice in choices_of(row.budget_id)}
    total = sum((costs[seq] for seq in row.choices), Decimal(0))
    return BallotInfo(frozenset(row.choices), total, receipt_of(row.id))


def has_ballot(space: SpaceInfo, viewer: Actor) -> bool:
    """Whether the viewer was handed a ballot: they alone are told."""
    if viewer.kind != "account":
        return False
    return Voter.objects.filter(budget__space=space.id, account=UUID(viewer.id)).exists()


def paper_state(space: SpaceInfo, *, viewer: Actor) -> PaperState:
    """What waits for a second pair of eyes; for who keeps the space. No choice is shown to anybody."""
    rows = PaperEntry.objects.filter(budget__space=space.id).order_by("serial", "id")
    by: dict[str, set[str]] = {}
    for serial, clerk in rows.values_list("serial", "clerk_id"):
        by.setdefault(serial, set()).add(str(clerk))
    own = {serial for serial, clerks in by.items() if clerks == {viewer.id}}
    differ = {serial for serial, clerks in by.items() if len(clerks) > 1}
    ballots = Ballot.objects.filter(budget__space=space.id)
    return PaperState(
        ballots.filter(paper=True).count(),
        ballots.filter(paper=False).count(),
        tuple(sorted(own)),
        tuple(sorted(set(by) - own - differ)),
        tuple(sorted(differ)),
    )


def choices_of(budget: Budget | UUID) -> list[Choice]:
    """The projects of a vote in the order that was drawn."""
    rows = Project.objects.filter(budget=budget).order_by("seq")
    return [Choice(*row) for row in rows.values_list("seq", "title", "cost")]


def ballot_digest(code: str) -> bytes:
    """The hash by which a ballot is found; the code itself is kept nowhere."""
    return crypto.blind(code if code.startswith("paper:") else tidy_code(code), "ballot")


def receipt_of(ballot: UUID) -> str:
    """The receipt of a ballot: it proves that the ballot is in the box, and not what it says."""
    return code_from(crypto.blind(str(ballot), "ballot receipt"), RECEIPT_LENGTH)


def _project(
    row: Project, reason: Mapping[str, Any] | None, promises: Mapping[UUID, cases.CommitmentLine]
) -> ProjectLine:
    if reason is None:
        return ProjectLine(row.seq, row.proposal.number, row.title, row.cost)
    facts = {"votes": reason["votes"], "number": f"¥{Decimal(reason['number']):,.2f}"}
    words = gettext(WHY_WORDS[Why(reason["why"])]) % facts
    promise = promises.get(row.proposal.commitment_id) if row.proposal.commitment_id else None
    return ProjectLine(
        row.seq, row.proposal.number, row.title, row.cost, reason["won"], reason["votes"], words, promise
    )
