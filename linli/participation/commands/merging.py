# SPDX-License-Identifier: AGPL-3.0-or-later
"""Joining two proposals about the same: the moderators ask, those who wrote them agree. Every voice goes
along and counts once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.platform.text import clean

from ..events import MergeAsked, Merged, MergeRefused
from ..models import Merging, Proposal, Support
from ..rules.course import COURSE
from ..vocab import PROPOSAL_MERGED, Deed, Part, ProposalState
from .base import Work, take, take_as_staff

ANSWER_WITHIN = timedelta(days=30)


@transaction.atomic
def merge(
    proposal: UUID, into: UUID, reason: str, *, actor: Actor, paper: str = "", root_paper: str = ""
) -> bool:
    """Ask the authors of two proposals of a space whether they are joined; whether they are now.

    ``paper`` and ``root_paper`` name the papers on which an author without an account agreed. Where an
    account was closed, nobody is left to ask. Raises ``proposal_merged``, ``invalid``, ``not_now``.
    """
    if proposal == into:
        raise PROPOSAL_MERGED()
    _lock(proposal, into, actor)
    work = take_as_staff(proposal, Deed.MERGE, actor=actor)
    root = take_as_staff(into, Deed.MERGE, actor=actor)
    why = clean(reason)
    if work.space.id != root.space.id or root.proposal.state != ProposalState.OPEN:
        raise PROPOSAL_MERGED()
    COURSE.after(ProposalState(work.proposal.state), Deed.MERGE)
    if len(why) < 2:
        raise INVALID(field="text")
    open_ = Merging.objects.filter(ended_at=None)
    if open_.filter(proposal__in=(proposal, into)).exists() or open_.filter(into=proposal).exists():
        raise PROPOSAL_MERGED()
    papers = clean(paper)[:80], clean(root_paper)[:80]
    row = Merging(
        proposal=work.proposal,
        into=root.proposal,
        reason=why,
        asked_at=work.at,
        agreed=_given(work.proposal, papers[0]),
        root_agreed=_given(root.proposal, papers[1]),
        paper=papers[0],
        root_paper=papers[1],
    )
    row.save()
    if row.agreed and row.root_agreed:
        _join(row, work, root)
        return True
    for one, other in ((work, root), (root, work)):
        one.done(Deed.ASK_MERGE, MergeAsked(other.proposal.number), f"{other.proposal.number}. {why}")
    return False


@transaction.atomic
def agree(merging: UUID, yes: bool, *, actor: Actor, paper: str = "") -> bool:
    """An author says whether they agree; whether the two are joined now.

    For one without an account staff say so, with the ``paper`` on which it stands. One no is enough to
    leave both as they are. Raises ``not_found``, ``forbidden``, ``proposal_merged``.
    """
    found = Merging.objects.filter(pk=merging, ended_at=None).order_by("pk").first()
    if found is None:
        raise NOT_FOUND()
    _lock(found.proposal_id, found.into_id, actor)
    row = Merging.objects.select_for_update().get(pk=merging)
    if row.ended_at is not None:
        raise NOT_FOUND()
    named = clean(paper)[:80]
    works = [
        take_as_staff(one, Deed.MERGE, actor=actor) if named else take(one, actor=actor)
        for one in (row.proposal_id, row.into_id)
    ]
    mine = [bool(work.proposal.paper) if named else _wrote(work.proposal, actor) for work in works]
    if not any(mine):
        raise FORBIDDEN()
    if mine[0] and row.agreed is None:
        row.agreed, row.paper = yes, named
    if mine[1] and row.root_agreed is None:
        row.root_agreed, row.root_paper = yes, named
    if not yes:
        row.ended_at = clock.now()
        for one, other in (works, works[::-1]):
            one.done(Deed.REFUSE, MergeRefused(other.proposal.number), other.proposal.number)
    row.save()
    if yes and row.agreed and row.root_agreed:
        if any(work.proposal.state != ProposalState.OPEN for work in works):
            raise PROPOSAL_MERGED()
        _join(row, *works)
    return row.ended_at is not None and yes


def end_unanswered() -> int:
    """End what was asked a month ago and not answered: both stay as they are; how many. Done nightly."""
    old = Merging.objects.filter(ended_at=None, asked_at__lt=clock.now() - ANSWER_WITHIN)
    return old.update(ended_at=clock.now())


def _join(row: Merging, work: Work, root: Work) -> None:
    """Every voice goes with it and counts once; what was joined to it before goes along."""
    gone, stays = work.proposal, root.proposal
    gone.state = COURSE.after(ProposalState(gone.state), Deed.MERGE).value
    gone.into = stays
    Proposal.objects.filter(into=gone).update(into=stays)
    row.ended_at = work.at
    row.save(update_fields=("ended_at",))
    work.done(Deed.MERGE, Merged(stays.number), f"{stays.number}. {row.reason}", "state", "into")
    root.done(Deed.MERGE, Merged(stays.number), f"{gone.number}. {row.reason}")
    root.count()


def _given(row: Proposal, paper: str) -> bool | None:
    """Whether this side agrees already: on paper, or because nobody is left who could be asked."""
    author = Support.objects.filter(proposal=row, part=Part.AUTHOR).order_by("id").first()
    if row.paper:
        return True if paper else None
    return True if author is None or author.account_id is None else None


def _wrote(row: Proposal, actor: Actor) -> bool:
    own = Support.objects.filter(proposal=row, part=Part.AUTHOR)
    return actor.kind == "account" and own.filter(account=UUID(actor.id)).exists()


def _lock(one: UUID, other: UUID, actor: Actor) -> None:
    """Always in one order, so that two of them never wait for each other."""
    for proposal in sorted((one, other)):
        take(proposal, actor=actor)
