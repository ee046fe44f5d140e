# SPDX-License-Identifier: AGPL-3.0-or-later
"""Moderation of proposals by public rules: release, give back to be mended, take out. Every other
contribution is taken out through :func:`by_rule` as well, so that all stand in one log."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.problem import FORBIDDEN, INVALID
from linli.platform.text import clean

from ..events import Mended, Moderated
from ..models import ModerationAct
from ..queries.moderation import RuleLine, authors_of, rules_now
from ..rules.course import COURSE
from ..vocab import Deed, ProposalState
from ..vocab.moderation import Contribution
from .base import LONGEST, Work, take, take_as_staff


@dataclass(frozen=True)
class Subject:
    """What is moderated: its kind, id (none for a sentence of an opinion map), public number, the path of
    its page and of its place."""

    kind: Contribution
    id: UUID | None
    label: str
    page: str
    place_path: str


def by_rule(subject: Subject, deed: Deed, rule: str, reason: str, *, actor: Actor) -> RuleLine:
    """Write into the public log that something was taken out or given back, by which rule in force and
    why; the rule. Inside the transaction of the command that does it. Raises ``invalid``."""
    line, why = rules_now().by_code(rule), clean(reason)[:2000]
    if line is None or len(why) < 2:
        raise INVALID(field="text" if line else "rule")
    ModerationAct.objects.create(
        kind=subject.kind.value,
        subject=subject.id,
        called=subject.label,
        page=subject.page,
        place_path=subject.place_path,
        deed=deed.value,
        version=line.version,
        number=line.number,
        reason=why,
        moderator_id=UUID(actor.id) if actor.kind == "account" else None,
        at=clock.now(),
    )
    return line


@transaction.atomic
def release(proposal: UUID, *, actor: Actor) -> None:
    """Let everybody read a proposal. Raises ``not_found``, ``forbidden``, ``not_now``."""
    show_again(take_as_staff(proposal, Deed.RELEASE, actor=actor))


def show_again(work: Work) -> None:
    """Let everybody read a proposal that is taken already. Raises ``not_now``."""
    row = work.proposal
    row.state, row.rule = COURSE.after(ProposalState(row.state), Deed.RELEASE).value, ""
    work.done(Deed.RELEASE, Moderated(Deed.RELEASE.value), "", "state", "rule")
    work.count()


@transaction.atomic
def hide(proposal: UUID, rule: str, reason: str, *, actor: Actor) -> None:
    """Take a proposal out by one of the public rules, with reasons that everybody reads.

    The words are kept for its author, who may appeal, and the keepers. Raises ``invalid``.
    """
    _moderate(proposal, Deed.HIDE, rule, reason, actor)


@transaction.atomic
def send_back(proposal: UUID, rule: str, reason: str, *, actor: Actor) -> None:
    """Give a proposal that nobody has read yet back to its author, who may mend it by the rule named.

    One from paper is not sent back: nobody would mend it. Raises ``invalid``, ``not_now``.
    """
    _moderate(proposal, Deed.RETURN, rule, reason, actor)


@transaction.atomic
def mend(proposal: UUID, title: str, text: str, *, actor: Actor) -> None:
    """The author hands a proposal in again with other words. Raises ``forbidden``, ``invalid``."""
    work = take(proposal, actor=actor)
    row = work.proposal
    if actor.kind != "account" or UUID(actor.id) not in authors_of(Contribution.PROPOSAL, row.id):
        raise FORBIDDEN()
    row.state = COURSE.after(ProposalState(row.state), Deed.MEND).value
    row.title, row.text, row.rule = clean(title)[:120], clean(text)[:LONGEST], ""
    if len(row.title) < 2 or len(row.text) < 2:
        raise INVALID(field="text" if len(row.title) > 1 else "title")
    work.done(Deed.MEND, Mended(), "", "state", "title", "text", "rule")


def _moderate(proposal: UUID, deed: Deed, rule: str, reason: str, actor: Actor) -> None:
    work = take_as_staff(proposal, deed, actor=actor)
    row = work.proposal
    row.state = COURSE.after(ProposalState(row.state), deed).value
    if deed is Deed.RETURN and row.paper:
        raise INVALID(field="rule")
    page = reverse("proposal", args=[work.space.code, row.number])
    subject = Subject(Contribution.PROPOSAL, row.id, row.number, page, work.space.place.path)
    row.rule = by_rule(subject, deed, rule, reason, actor=actor).code
    work.done(deed, Moderated(deed.value, row.rule), clean(reason)[:2000], "state", "rule")
