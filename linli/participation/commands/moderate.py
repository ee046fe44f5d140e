# SPDX-License-Identifier: AGPL-3.0-or-later
"""Moderation by public rules: release, take out with the rule and reasons, join what is the same."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from linli.kernel.actor import Actor
from linli.kernel.problem import INVALID
from linli.platform.text import clean

from ..events import Merged, Moderated
from ..models import Proposal
from ..rules.course import COURSE
from ..vocab import PROPOSAL_MERGED, Deed, ProposalState, Rule
from .base import take, take_as_staff


@transaction.atomic
def release(proposal: UUID, *, actor: Actor) -> None:
    """Let everybody read a proposal. Raises ``not_found``, ``forbidden``, ``not_now``."""
    work = take_as_staff(proposal, Deed.RELEASE, actor=actor)
    row = work.proposal
    row.state, row.rule = COURSE.after(ProposalState(row.state), Deed.RELEASE).value, ""
    work.done(Deed.RELEASE, Moderated(Deed.RELEASE.value), "", "state", "rule")
    work.count()


@transaction.atomic
def hide(proposal: UUID, rule: Rule, reason: str, *, actor: Actor) -> None:
    """Take a proposal out by one of the public rules, with reasons that everybody reads.

    The words are kept for its author and the keepers, who may release it again. Raises ``invalid``.
    """
    work = take_as_staff(proposal, Deed.HIDE, actor=actor)
    row, why = work.proposal, clean(reason)
    if len(why) < 2:
        raise INVALID(field="text")
    row.state, row.rule = COURSE.after(ProposalState(row.state), Deed.HIDE).value, rule.value
    work.done(Deed.HIDE, Moderated(Deed.HIDE.value, rule.value), why, "state", "rule")


@transaction.atomic
def merge(proposal: UUID, into: UUID, reason: str, *, actor: Actor) -> None:
    """Join a proposal to another one of the same space. Every voice goes with it and counts once.

    What was joined to it before goes along. Both trails say so. Raises ``proposal_merged``, ``invalid``.
    """
    if proposal == into:
        raise PROPOSAL_MERGED()
    for one in sorted(
        (proposal, into)
    ):  # always in one order, so that two merges never wait for each other
        take(one, actor=actor)
    work = take_as_staff(proposal, Deed.MERGE, actor=actor)
    root = take_as_staff(into, Deed.MERGE, actor=actor)
    why = clean(reason)
    if work.space.id != root.space.id or root.proposal.state != ProposalState.OPEN:
        raise PROPOSAL_MERGED()
    if len(why) < 2:
        raise INVALID(field="text")
    row = work.proposal
    row.state = COURSE.after(ProposalState(row.state), Deed.MERGE).value
    row.into = root.proposal
    Proposal.objects.filter(into=row).update(into=root.proposal)
    work.done(Deed.MERGE, Merged(root.proposal.number), f"{root.proposal.number}. {why}", "state", "into")
    root.done(Deed.MERGE, Merged(root.proposal.number), f"{row.number}. {why}")
    root.count()
