# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appeals against moderation: the author says why, another moderator decides, everybody reads it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from linli.kernel import clock
from linli.kernel.actor import VISITOR, Actor
from linli.kernel.events import Entry
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND, mark
from linli.platform.journal.append import append, next_seq
from linli.platform.text import clean

from ..events import AppealDecided, Appealed
from ..models import Amendment, HearingComment, ModerationAct, OpinionMap, Proposal, Statement
from ..policy import may
from ..queries.moderation import authors_of
from ..queries.opinions import wrote_sentence
from ..vocab import Deed, ProposalState, StatementState
from ..vocab.moderation import NO_APPEAL, OUTCOME_WORDS, SAME_MODERATOR, Contribution, Outcome
from ..vocab.texts import SaidState
from .base import COMPARTMENT, take
from .moderate import show_again
from .telling import tell_accounts

DECIDED = mark("Your appeal on %(label)s is decided: %(outcome)s. The reason: %(answer)s")
AWAY = (ProposalState.HIDDEN, ProposalState.RETURNED, StatementState.TAKEN_OUT)


@transaction.atomic
def appeal(act: UUID, text: str, *, actor: Actor, paper: str = "", code: str = "") -> None:
    """Appeal against what the moderators did, once: its author does, or staff for a ``paper``.

    Who wrote a sentence of an opinion map proves it with the ``code`` of their name there.
    Raises ``not_found``, ``no_appeal``, ``invalid``.
    """
    row, named, said = _locked(act), clean(paper)[:80], clean(text)[:2000]
    if named:
        allowed = may(actor, Deed.PAPER, row.place_path)
    elif row.kind == Contribution.STATEMENT:
        space, _, seq = row.called.rpartition("/")
        allowed = wrote_sentence(space, int(seq), code)
    else:
        own = authors_of(Contribution(row.kind), row.subject)
        allowed = actor.kind == "account" and UUID(actor.id) in own
    if not allowed:
        raise NOT_FOUND()
    if row.appealed_at is not None or not _stands(row):
        raise NO_APPEAL()
    if len(said) < 2:
        raise INVALID(field="text")
    row.appeal, row.paper, row.appealed_at = said, named, clock.now()
    row.save(update_fields=("appeal", "paper", "appealed_at"))
    _tell(row, Appealed(row.kind, row.called), actor if named else VISITOR)


@transaction.atomic
def decide_appeal(act: UUID, outcome: Outcome, answer: str, *, actor: Actor) -> None:
    """Another moderator decides an appeal, with reasons that everybody reads; the author is told.

    Raises ``not_found``, ``same_moderator`` for whoever took it out, ``forbidden`` for who wrote it,
    ``no_appeal``, ``invalid``.
    """
    row, said = _locked(act), clean(answer)[:2000]
    if not may(actor, Deed.HIDE, row.place_path):
        raise NOT_FOUND()
    if row.appealed_at is None or row.outcome:
        raise NO_APPEAL()
    who = UUID(actor.id) if actor.kind == "account" else None
    if who is not None and who == row.moderator_id:
        raise SAME_MODERATOR()
    authors = authors_of(Contribution(row.kind), row.subject)
    if who in authors:
        raise FORBIDDEN()
    if len(said) < 2:
        raise INVALID(field="text")
    row.outcome, row.answer, row.decider_id, row.decided_at = outcome.value, said, who, clock.now()
    row.save(update_fields=("outcome", "answer", "decider", "decided_at"))
    if outcome is Outcome.RETURNED and _stands(row):
        _show(row, actor)
    _tell(row, AppealDecided(row.kind, row.called, outcome.value), actor)
    facts = {"label": row.called, "title": row.called, "outcome": OUTCOME_WORDS[outcome], "answer": said}
    tell_accounts(
        authors, "participation.appeal_decided", DECIDED, "moderation", [], facts, key=str(row.id)
    )


def _locked(act: UUID) -> ModerationAct:
    row = ModerationAct.objects.select_for_update().filter(pk=act).order_by("pk").first()
    if row is None:
        raise NOT_FOUND()
    return row


def _rows(row: ModerationAct) -> QuerySet[Any]:
    """What an act is about."""
    code, _, seq = row.called.rpartition("/")
    subject = row.subject or row.id  # a sentence of an opinion map has no id of this kind
    match Contribution(row.kind):
        case Contribution.PROPOSAL:
            return Proposal.objects.filter(pk=subject)
        case Contribution.STATEMENT:
            return Statement.objects.filter(opinion_map__space__code=code, seq=int(seq))
        case Contribution.AMENDMENT:
            return Amendment.objects.filter(pk=subject)
        case Contribution.COMMENT:
            return HearingComment.objects.filter(pk=subject)


def _stands(row: ModerationAct) -> bool:
    """Whether what was done by this act is the last that was done, and still so."""
    later = ModerationAct.objects.filter(kind=row.kind, called=row.called, at__gt=row.at)
    return not later.exists() and _rows(row).filter(state__in=AWAY).exists()


def _show(row: ModerationAct, actor: Actor) -> None:
    kind = Contribution(row.kind)
    if kind is Contribution.PROPOSAL and row.subject is not None:
        show_again(take(row.subject, actor=actor))
    elif kind is Contribution.STATEMENT:
        _rows(row).update(state=StatementState.SHOWN.value, rule="", reason="")
        OpinionMap.objects.filter(space__code=row.called.rpartition("/")[0]).update(stale=True)
    else:
        _rows(row).update(state=SaidState.OPEN.value)


def _tell(row: ModerationAct, event: Appealed | AppealDecided, actor: Actor) -> None:
    append([Entry(event, row.id, next_seq(row.id), actor, clock.now(), compartment=COMPARTMENT)])
