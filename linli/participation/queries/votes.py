# SPDX-License-Identifier: AGPL-3.0-or-later
"""General votes as everybody reads them, a ballot for who holds its code, what waits at the desk."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext

from linli.cases import public as cases
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places

from ..models import Vote, VoteBallot, VoteLetter, VoteOption, VotePaper, VoteRoll
from ..policy import Relation, relations
from ..vocab import WRONG_BALLOT
from ..vocab.votes import VoteKind, VoteState
from .budget import ballot_digest, receipt_of

MOST = 100


@dataclass(frozen=True)
class VoteLine:
    """A vote in a list."""

    id: UUID
    number: str
    kind: VoteKind
    body: norms.Body
    basis: norms.Basis
    title: str
    place: places.PlaceInfo
    opens_at: datetime
    closes_at: datetime
    state: VoteState
    version: int

    @property
    def runs(self) -> bool:
        """Whether ballots can be taken and ticked now."""
        return self.state is VoteState.OPEN and self.opens_at <= clock.now() < self.closes_at

    @property
    def over(self) -> bool:
        return self.closes_at <= clock.now()


@dataclass(frozen=True)
class OptionLine:
    """A choice; after the count with what it has."""

    seq: int
    title: str
    heads: int = 0
    area: Decimal = Decimal(0)
    won: bool = False


@dataclass(frozen=True)
class GeneralVote:
    """A vote with its rule, and after the count its result."""

    line: VoteLine
    text: str
    unit: people.UnitInfo
    weighty: bool
    secret: bool
    eligible: int
    area: Decimal
    about: str
    promise: str
    options: tuple[OptionLine, ...]
    rule: norms.Quorum | None
    counted_at: datetime | None
    result: Mapping[str, Any]
    receipts: Sequence[str]
    sha256: str
    commitment: cases.CommitmentLine | None

    @property
    def by_letter(self) -> bool:
        return self.line.basis is not norms.Basis.PERSONS

    @property
    def needed(self) -> int:
        return self.rule.needed(self.eligible) if self.rule else 0

    @property
    def agree(self) -> int:
        """How many of those who took part had to agree."""
        return self.rule.votes_needed(self.result["present"]) if self.rule and self.result else 0

    @property
    def advisory(self) -> bool:
        return self.rule is not None and advisory(self.rule)

    @property
    def rounds(self) -> list[list[int | None]]:
        """Rounds of a ranked vote, a column for each choice; ``None`` once it is out."""
        return [
            [one.get(str(option.seq)) for option in self.options] for one in self.result.get("rounds", ())
        ]


@dataclass(frozen=True)
class BallotView:
    """A ballot as who holds its code sees it."""

    choices: tuple[int, ...]
    receipt: str
    known_as: str


@dataclass(frozen=True)
class BoxState:
    """Ballots at the desk: no choice is shown to anybody."""

    letters: int
    used: int
    taken: int
    paper: int
    waiting: int


def advisory(rule: norms.Quorum) -> bool:
    """Whether a vote here only advises: who deliberates decides nothing, and owners decide in the system of
    the housing department where the law asks for it (such as 北京市物业管理条例 35)."""
    return rule.advisory or rule.body is norms.Body.OWNERS


def law_of(row: Vote) -> norms.Quorum | None:
    """The rule in force on the day on which a vote ends."""
    day = places.day_of(row.closes_at)
    return norms.meeting_rule(norms.Body(row.body), norms.Basis(row.basis), day, special=row.weighty)


def vote_lines(*, ended: bool = False) -> list[VoteLine]:
    """Votes that everybody may know of: those announced and running, or those that ended."""
    rows = Vote.objects.exclude(state=VoteState.DRAFT)
    over = Q(state=VoteState.COUNTED) | Q(closes_at__lte=clock.now())
    rows = (
        rows.filter(over).order_by("-closes_at", "id")
        if ended
        else rows.exclude(over).order_by("closes_at", "id")
    )
    return [line_of(row) for row in rows[:MOST]]


def votes_about(about: str) -> list[VoteLine]:
    """The votes on something that everybody may know of, the newest first."""
    rows = Vote.objects.filter(about=about).exclude(state=VoteState.DRAFT).order_by("-closes_at", "id")
    return [line_of(row) for row in rows[:MOST]]


def desk_votes(*, viewer: Actor) -> list[VoteLine]:
    """The votes that the viewer keeps, drafts too."""
    rows = Vote.objects.order_by("-closes_at", "id")[: 5 * MOST]
    return [line_of(row) for row in rows if Relation.KEEPER in relations(viewer, row.place_path)]


def find_vote(number: str, *, viewer: Actor, kept: bool = False) -> GeneralVote:
    """One vote. A draft is there for its keepers alone, and so is everything with ``kept``.

    Raises ``not_found``.
    """
    row = Vote.objects.filter(number=number).order_by("id").first()
    keeper = row is not None and Relation.KEEPER in relations(viewer, row.place_path)
    if row is None or ((kept or row.state == VoteState.DRAFT) and not keeper):
        raise NOT_FOUND()
    had = {one["seq"]: one for one in row.result.get("lines", ())}
    options = tuple(
        OptionLine(one.seq, _title(row, one), *_figures(had.get(one.seq)))
        for one in VoteOption.objects.filter(vote=row).order_by("seq")
    )
    made = cases.commitments_by_id([row.commitment_id]) if row.commitment_id else {}
    return GeneralVote(
        line_of(row),
        row.text,
        people.unit_by_id(row.unit_id),
        row.weighty,
        row.secret,
        row.eligible,
        row.area,
        row.about,
        row.promise,
        options,
        law_of(row),
        row.counted_at,
        row.result,
        row.receipts,
        hashlib.sha256(row.file.encode()).hexdigest() if row.file else "",
        next(iter(made.values()), None),
    )


def open_file(number: str) -> str:
    """The open file of a vote. Raises ``not_found`` before the count."""
    row = Vote.objects.filter(number=number, state=VoteState.COUNTED).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    return row.file


def general_ballot(vote: UUID, code: str) -> BallotView:
    """The ballot that a code opens. Raises ``wrong_ballot``."""
    rows = VoteBallot.objects.filter(vote=vote, digest=ballot_digest(code), paper=False)
    row = rows.order_by("id").first()
    if row is None:
        raise WRONG_BALLOT()
    return BallotView(tuple(row.choices), receipt_of(row.id), row.known_as)


def was_handed(vote: UUID, viewer: Actor) -> bool:
    """Whether the viewer was handed a ballot: they alone are told."""
    if viewer.kind != "account":
        return False
    return VoteRoll.objects.filter(vote=vote, account=UUID(viewer.id)).exists()


def box_of(vote: UUID) -> BoxState:
    """How many letters, ballots and papers there are."""
    letters = VoteLetter.objects.filter(vote=vote)
    ballots = VoteBallot.objects.filter(vote=vote)
    papers = VotePaper.objects.filter(letter__vote=vote).values("letter").distinct().order_by("letter")
    return BoxState(
        letters.count(),
        letters.filter(used=True).count(),
        ballots.filter(paper=False).count(),
        ballots.filter(paper=True).count(),
        papers.count(),
    )


def line_of(row: Vote) -> VoteLine:
    """A vote as plain data."""
    return VoteLine(
        row.id,
        row.number,
        VoteKind(row.kind),
        norms.Body(row.body),
        norms.Basis(row.basis),
        row.title,
        places.place_by_id(row.place_id),
        row.opens_at,
        row.closes_at,
        VoteState(row.state),
        row.version,
    )


def _title(row: Vote, one: VoteOption) -> str:
    """Yes, no and abstain in the reader's language; choices as they were written."""
    return gettext(one.title) if row.kind == VoteKind.YES_NO else one.title


def _figures(had: Mapping[str, Any] | None) -> tuple[int, Decimal, bool]:
    return (had["heads"], Decimal(had["area"]), had["won"]) if had else (0, Decimal(0), False)
