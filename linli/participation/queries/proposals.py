# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proposals of a space: the list, one of them with its trail, and what this viewer may do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from linli.cases import public as cases
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.ids import code_from
from linli.kernel.problem import NOT_FOUND
from linli.people import public as people
from linli.places import public as places
from linli.platform import crypto
from linli.platform.access.looks import reveal

from ..models import Merging, Proposal, ProposalStep, Support
from ..policy import Relation, may, relations
from ..rules.course import COURSE, PUBLIC, READ
from ..rules.phases import opens
from ..vocab import Deed, Part, ProposalState, SpaceState, Verdict
from ..vocab.moderation import Contribution
from .facts import TAKING_PART, may_voice
from .moderation import ActLine, RuleLine, acts_about
from .spaces import SpaceInfo

PAGE = 40
MOST_NAMES = 60
ORDERS = {
    "new": ("-made_at", "id"),
    "voices": ("-voices", "-made_at", "id"),
    "due": ("due_at", "-voices", "id"),
}
STAFF_DEEDS = (Deed.RELEASE, Deed.RETURN, Deed.HIDE, Deed.MERGE, Deed.ANSWER)


@dataclass(frozen=True)
class ProposalLine:
    """A proposal in a list."""

    id: UUID
    number: str
    title: str
    text: str
    place: places.PlaceInfo
    state: ProposalState
    voices: int
    verdict: Verdict | None
    due_day: date | None
    late: bool
    escalated: bool
    made_at: datetime
    cost: Decimal | None
    commitment: UUID | None


@dataclass(frozen=True)
class ProposalPage:
    """A page of a list; ``after`` leads to the next one."""

    lines: list[ProposalLine]
    more: bool
    after: int


@dataclass(frozen=True)
class StepLine:
    """One line of what happened."""

    deed: Deed
    text: str
    at: datetime


@dataclass(frozen=True)
class Joined:
    """A proposal that was joined to this one, or to which this one was joined."""

    number: str
    title: str


@dataclass(frozen=True)
class MergingLine:
    """The authors are asked whether two proposals are joined. ``mine`` says whether the viewer still has
    to answer, ``on_paper`` whether staff may enter what an author said on paper."""

    id: UUID
    other: Joined
    reason: str
    mine: bool
    on_paper: bool


@dataclass(frozen=True)
class ProposalDetail:
    """One proposal. ``names`` are of those who chose to be named, ``unnamed`` counts all others."""

    line: ProposalLine
    paper: str
    rule: RuleLine | None
    acts: tuple[ActLine, ...]  # what the moderators did, the newest first
    mergings: tuple[MergingLine, ...]  # what the viewer is asked
    invitation: str  # for the author alone
    answer: str
    answered_at: datetime | None
    due_rule: str
    authors: tuple[Mapping[str, str], ...]
    names: tuple[Mapping[str, str], ...]
    unnamed: int
    on_paper: int
    into: Joined | None
    joined: tuple[Joined, ...]
    steps: tuple[StepLine, ...]
    commitment: cases.CommitmentLine | None
    mine: Part | None
    offers: Mapping[UUID, Mapping[str, str]]  # for the author alone: who offered to write along
    may_endorse: bool
    may_retract: bool
    deeds: tuple[Deed, ...]  # what this member of staff may do with it now
    others: tuple[Joined, ...]  # into which it could be joined, for its keepers

    @property
    def wrote(self) -> bool:
        """Whether the viewer wrote it, alone or with others."""
        return self.mine in (Part.AUTHOR, Part.CO_AUTHOR)


def proposal_list(
    space: SpaceInfo, *, order: str = "new", after: int = 0, states: Sequence[ProposalState] = PUBLIC
) -> ProposalPage:
    """Proposals of a space. What was joined to another one stands under that one."""
    rows = Proposal.objects.filter(space=space.id, state__in=states).exclude(state=ProposalState.MERGED)
    found = list(rows.order_by(*ORDERS.get(order, ORDERS["new"]))[after : after + PAGE + 1])
    lines = [line_of(row, space.answer_on) for row in found[:PAGE]]
    return ProposalPage(lines, len(found) > PAGE, after + PAGE)


def find_proposal(number: str, space: UUID) -> UUID:
    """The id of a proposal in a space, for a command that asks itself who may touch it.

    Raises ``not_found``.
    """
    rows = Proposal.objects.filter(number=number, space=space).order_by("id")
    found = rows.values_list("id", flat=True).first()
    if found is None:
        raise NOT_FOUND()
    return found


def proposal_detail(number: str, space: SpaceInfo, *, viewer: Actor) -> ProposalDetail:
    """One proposal as the viewer may read it. One that is being moderated is there for its author and the
    keepers; of a hidden one everybody reads that it was hidden and by which rule, and not its words.

    Raises ``not_found``.
    """
    rows = Proposal.objects.select_related("into").filter(number=number, space=space.id)
    row = rows.order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    state = ProposalState(row.state)
    account = UUID(person) if (person := viewer.person(TAKING_PART)) else None
    voices, on_paper = _voices(row, account)
    own = [voice for voice in voices if account and voice.account_id == account]
    mine = Part(own[0].part) if own else None
    related = relations(viewer, space.place.path, space.unit.path)
    if state not in READ and mine is not Part.AUTHOR and Relation.KEEPER not in related:
        raise NOT_FOUND()
    veiled = state is ProposalState.HIDDEN and mine is not Part.AUTHOR and Relation.KEEPER not in related
    written = (Part.AUTHOR, Part.CO_AUTHOR)
    authors = {voice.account_id for voice in voices if voice.part in written and voice.shown}
    named = {voice.account_id for voice in voices if voice.shown and voice.account_id} - authors
    shown = list(named)[:MOST_NAMES]
    names = people.account_names(filter(None, [*authors, *shown]))
    steps = ProposalStep.objects.filter(proposal=row).order_by("seq")
    children = Proposal.objects.filter(into=row).order_by("made_at", "id").values_list("number", "title")
    live = state in (ProposalState.OPEN, ProposalState.WAITING, ProposalState.RETURNED)
    acts = tuple(acts_about(Contribution.PROPOSAL, [row.id]).get(row.id, ()))
    deeds = _deeds(viewer, row, space, own)
    on_page = cases.commitments_by_id([row.commitment_id]) if row.commitment_id else {}
    return ProposalDetail(
        line_of(row, space.answer_on, veiled=veiled),
        row.paper,
        acts[0].rule if acts and state in (ProposalState.HIDDEN, ProposalState.RETURNED) else None,
        acts,
        _mergings(row, viewer, own, bool(deeds)),
        invitation_of(row) if mine is Part.AUTHOR and live and not row.paper else "",
        row.answer,
        row.answered_at,
        row.due_rule,
        tuple(names[one] for one in authors if one in names),
        tuple(names[one] for one in shown if one in names),
        max(0, row.voices - len(authors | named)),
        on_paper,
        Joined(row.into.number, row.into.title) if row.into else None,
        tuple(Joined(*one) for one in children),
        tuple(StepLine(Deed(step.deed), step.text, step.at) for step in steps),
        on_page.get(row.commitment_id) if row.commitment_id else None,
        mine,
        _offers(row, voices, viewer) if mine is Part.AUTHOR and live else {},
        _may_endorse(viewer, state, space),
        mine is Part.AUTHOR and live and row.voices <= 1,
        deeds,
        _others(row) if Deed.MERGE in deeds else (),
    )


def trail_of(commitment: UUID) -> tuple[Proposal, list[StepLine]] | None:
    """From words to deed: the proposal that a commitment came from, with its steps."""
    rows = Proposal.objects.select_related("space").filter(commitment=commitment)
    row = rows.order_by("made_at", "id").first()
    if row is None:
        return None
    steps = ProposalStep.objects.filter(proposal=row).order_by("seq")
    return row, [StepLine(Deed(step.deed), step.text, step.at) for step in steps]


def line_of(row: Proposal, answer_on: date, *, veiled: bool = False) -> ProposalLine:
    """A proposal as plain data; ``veiled`` without its words."""
    state = ProposalState(row.state)
    overdue = row.due_at is not None and row.due_at < clock.now()
    due_day = places.last_day(row.due_at) if row.due_at else None
    return ProposalLine(
        row.id,
        row.number,
        "" if veiled else row.title,
        "" if veiled else row.text,
        places.place_by_id(row.place_id),
        state,
        row.voices,
        Verdict(row.verdict) if row.verdict else None,
        due_day if state is ProposalState.OPEN else None,
        state is ProposalState.OPEN and (overdue or answer_on < places.today()),
        row.escalated_at is not None and state is ProposalState.OPEN,
        row.made_at,
        row.cost,
        row.commitment_id,
    )


def _voices(row: Proposal, account: UUID | None) -> tuple[list[Support], int]:
    """The voices that a page names or needs, and how many of all stand on paper."""
    rows = Support.objects.filter(Q(proposal=row) | Q(proposal__into=row)).order_by("part", "id")
    named = Q(shown=True) | Q(part__in=(Part.AUTHOR, Part.CO_AUTHOR, Part.OFFERS))
    own = Q(account=account) if account else Q(pk__in=[])
    return list(rows.filter(named | own)[: 10 * MOST_NAMES]), rows.exclude(sheet="").count()


def _offers(row: Proposal, voices: Sequence[Support], viewer: Actor) -> Mapping[UUID, Mapping[str, str]]:
    """Who offered to write along: they wish the author to know. The look is recorded all the same."""
    offering = {voice.id: voice.account_id for voice in voices if voice.part == Part.OFFERS}
    if not offering:
        return {}
    wanted = [account for account in offering.values() if account]
    names = reveal(
        viewer, "proposal", row.id, ["name"], lambda: people.account_names(wanted), purpose="co_author"
    )
    return {support: names.get(account, {}) for support, account in offering.items() if account}


def _may_endorse(viewer: Actor, state: ProposalState, space: SpaceInfo) -> bool:
    return (
        state is ProposalState.OPEN
        and space.state is SpaceState.OPEN
        and opens(Deed.ENDORSE, space.phases, places.today())
        and may_voice(viewer, space.rung, space.place.path)
    )


def _deeds(viewer: Actor, row: Proposal, space: SpaceInfo, own: Sequence[Support]) -> tuple[Deed, ...]:
    """Whoever wrote a proposal or endorsed it neither moderates nor answers it."""
    if own:
        return ()
    state = ProposalState(row.state)
    return tuple(
        deed
        for deed in STAFF_DEEDS
        if COURSE.allows(state, deed) and may(viewer, deed, space.place.path, space.unit.path)
    )


def invitation_of(row: Proposal) -> str:
    """The code with which the author invites somebody to write along. It is kept nowhere, and is another
    one as soon as somebody took it up."""
    count = Support.objects.filter(proposal=row, part=Part.CO_AUTHOR).count()
    return code_from(crypto.blind(f"{row.id}:{count}", "co_author"), 10)


def _mergings(row: Proposal, viewer: Actor, own: Sequence[Support], keeps: bool) -> tuple[MergingLine, ...]:
    """What the authors are asked: for an author, and for staff who enter what was said on paper."""
    wrote = any(voice.part == Part.AUTHOR and voice.proposal_id == row.id for voice in own)
    if not wrote and not keeps:
        return ()
    rows = Merging.objects.filter(Q(proposal=row) | Q(into=row), ended_at=None)
    found = []
    for one in rows.select_related("proposal", "into").order_by("asked_at", "id"):
        leaves = one.proposal_id == row.id
        other, said = (one.into, one.agreed) if leaves else (one.proposal, one.root_agreed)
        line = MergingLine(
            one.id,
            Joined(other.number, other.title),
            one.reason,
            wrote and said is None,
            keeps and said is None and bool(row.paper),
        )
        found.append(line)
    return tuple(found)


def _others(row: Proposal) -> tuple[Joined, ...]:
    rows = Proposal.objects.filter(space=row.space_id, state=ProposalState.OPEN).exclude(pk=row.pk)
    return tuple(
        Joined(*one) for one in rows.order_by("-voices", "id").values_list("number", "title")[:200]
    )
