# SPDX-License-Identifier: AGPL-3.0-or-later
"""What staff do with an opinion map: moderate by the public rules, carry a statement into the proposals,
compute, close. What a closed map keeps is its open file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from uuid import UUID

import numpy as np
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext, override

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.problem import INVALID, NOT_FOUND, mark
from linli.platform.text import clean

from ..events import MapClosed, MapOpened, StatementCarried, StatementModerated
from ..models import Handed, OpinionMap, OpinionSheet, Proposal, Pseudonym, Statement
from ..queries.opinions import comments_csv, is_over, matrix_of
from ..queries.spaces import SpaceInfo, space_of
from ..rules.talk import sorted_rows, summary, votes_csv
from ..vocab import MAP_NOT_OVER, Deed, StatementState
from ..vocab.moderation import Contribution
from .moderate import Subject, by_rule, release
from .opinions import keeper, tell_map
from .proposals import NewProposal, propose
from .telling import tell_accounts

CLOSED = mark("%(town)s: what the opinion map shows")
CLOSED_BODY = mark(
    "The opinion map in which you took part (%(name)s) is closed: %(people)s people said what they think. "
    "What they share, where they differ, and the file to work it out again: %(link)s"
)


@transaction.atomic
def show_statement(space: SpaceInfo, seq: int, *, actor: Actor) -> None:
    """Ask everybody about a statement. Raises ``not_found``."""
    row, statement = _locked(space, seq, actor)
    statement.state, statement.rule, statement.reason = StatementState.SHOWN.value, "", ""
    statement.save(update_fields=("state", "rule", "reason"))
    _moved(row, StatementModerated(space.code, seq, Deed.RELEASE.value), actor)


@transaction.atomic
def take_out(space: SpaceInfo, seq: int, rule: str, reason: str, *, actor: Actor) -> None:
    """Take a statement out by one of the public rules, with reasons that everybody reads.

    What was said to it is kept until the map is closed, and counts nowhere. Raises ``invalid``.
    """
    row, statement = _locked(space, seq, actor)
    page = reverse("opinions-result", args=[space.code])
    label = f"{space.code}/{seq}"
    subject = Subject(Contribution.STATEMENT, None, label, page, space.place.path)
    line = by_rule(subject, Deed.HIDE, rule, reason, actor=actor)
    statement.state, statement.rule = StatementState.TAKEN_OUT.value, line.code
    statement.reason = clean(reason)[:2000]
    statement.save(update_fields=("state", "rule", "reason"))
    _moved(row, StatementModerated(space.code, seq, Deed.HIDE.value, line.code), actor)


@transaction.atomic
def carry(space: SpaceInfo, seq: int, *, actor: Actor) -> str:
    """Make a proposal of a statement, so that it is answered and kept like every other one: its number.

    Done again it is the same one. Raises ``not_found``, ``space_not_open``.
    """
    row, statement = _locked(space, seq, actor, closed=True)
    if statement.state != StatementState.SHOWN:
        raise NOT_FOUND()
    if statement.proposal_id is not None:
        return Proposal.objects.values_list("number", flat=True).get(pk=statement.proposal_id)
    with override("zh-hans"):
        paper = gettext("Opinion map, statement %(seq)s") % {"seq": seq}
    new = NewProposal(space.id, statement.text[:80], f"{statement.text}\n{paper}", paper=paper)
    number = propose(new, actor=actor)
    statement.proposal = Proposal.objects.get(number=number)
    release(statement.proposal.id, actor=actor)  # its words were read by moderators before
    statement.save(update_fields=("proposal",))
    tell_map(row, StatementCarried(space.code, seq, number), actor)
    return number


def compute(opinion_map: UUID) -> None:
    """Work the map out anew from what everybody said last. Done by a job, and when the map is closed."""
    row = OpinionMap.objects.get(pk=opinion_map)
    OpinionMap.objects.filter(pk=row.id).update(stale=False)  # whatever is said from now on is for the next
    matrix, seqs = matrix_of(row.id)
    result = summary(sorted_rows(matrix), seqs, row.least)
    result["points"] = []  # a point that moved while somebody was there would lead to that person
    OpinionMap.objects.filter(pk=row.id, closed_at=None).update(result=result, computed_at=clock.now())


def compute_stale() -> int:
    """Compute every map in which something was said, and close those whose phases are over; how many."""
    rows = OpinionMap.objects.filter(closed_at=None).select_related("space").order_by("opened_at", "id")
    done = 0
    for row in rows:
        space = space_of(row.space)
        waits = OpinionSheet.objects.filter(opinion_map=row).exists()
        if is_over(space) and not waits:
            close_map(space, actor=SYSTEM)
        elif row.stale:
            compute(row.id)
        else:
            continue
        done += 1
    return done


@transaction.atomic
def close_map(space: SpaceInfo, *, actor: Actor) -> None:
    """Close a map whose phases are over: write its open file, tell who took part, destroy the roll, the
    names and what they said. Done again it changes nothing. Raises ``not_found``, ``map_not_over``.
    """
    keeper(space, actor)
    row = OpinionMap.objects.select_for_update().filter(space=space.id).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    if row.closed_at is not None:
        return
    serials = OpinionSheet.objects.filter(opinion_map=row).order_by("serial")
    waiting = list(dict.fromkeys(serials.values_list("serial", flat=True)))
    if not is_over(space) or waiting:
        raise MAP_NOT_OVER(waiting=", ".join(waiting[:10]) or "-")
    matrix, seqs = matrix_of(row.id)
    _publish(row, sorted_rows(matrix), seqs, comments_csv(row.id))
    _tell_people(row, space)
    Handed.objects.filter(opinion_map=row).delete()
    Pseudonym.objects.filter(opinion_map=row).delete()
    digest = hashlib.sha256(row.votes.encode()).hexdigest()
    told = MapClosed(space.code, row.result["people"], len(row.result["groups"]), digest)
    tell_map(row, told, actor)


@transaction.atomic
def import_map(space: SpaceInfo, texts: Sequence[str], matrix: np.ndarray, *, actor: Actor) -> UUID:
    """Put a conversation that was held elsewhere (a Pol.is export) into a space, closed from the start.

    ``matrix``: people x statements, as ``rules.opinions`` takes it. Raises ``not_found``, ``invalid`` where
    the space has a map already.
    """
    keeper(space, actor)
    if OpinionMap.objects.filter(space=space.id).exists() or len(texts) != matrix.shape[1]:
        raise INVALID(field="space")
    row = OpinionMap.objects.create(
        space_id=space.id, question=dict(space.names), least=10, version=0, opened_at=clock.now()
    )
    Statement.objects.bulk_create(
        Statement(opinion_map=row, seq=seq, text=clean(text)[:140] or "-", state=StatementState.SHOWN.value)
        for seq, text in enumerate(texts, 1)
    )
    tell_map(row, MapOpened(space.code, len(texts)), actor)
    rows = sorted_rows(matrix)
    _publish(row, rows, range(1, len(texts) + 1), "")
    row.comments = comments_csv(row.id, row.result["counts"])
    row.save(update_fields=("comments",))
    digest = hashlib.sha256(row.votes.encode()).hexdigest()
    tell_map(row, MapClosed(space.code, len(rows), len(row.result["groups"]), digest), actor)
    return row.id


def _publish(row: OpinionMap, matrix: np.ndarray, seqs: Sequence[int], comments: str) -> None:
    row.votes, row.comments = votes_csv(matrix, seqs), comments
    row.result = summary(matrix, seqs, row.least)
    row.closed_at = row.computed_at = clock.now()
    row.stale = False
    row.save()


def _tell_people(row: OpinionMap, space: SpaceInfo) -> None:
    """Tell who took part, before the roll is destroyed."""
    roll = Handed.objects.filter(opinion_map=row).order_by("id").values_list("account_id", flat=True)
    facts = {"name": space.names, "people": str(row.result["people"])}
    name, page = "participation.map_closed", "opinions-result"
    tell_accounts(roll, name, CLOSED_BODY, page, space.code, facts, subject=CLOSED)


def _locked(
    space: SpaceInfo, seq: int, actor: Actor, *, closed: bool = False
) -> tuple[OpinionMap, Statement]:
    keeper(space, actor)
    row = OpinionMap.objects.select_for_update().filter(space=space.id).order_by("id").first()
    if row is None or (row.closed_at is not None and not closed):
        raise NOT_FOUND()
    statement = Statement.objects.filter(opinion_map=row, seq=seq).order_by("id").first()
    if statement is None:
        raise NOT_FOUND()
    return row, statement


def _moved(row: OpinionMap, event: StatementModerated, actor: Actor) -> None:
    OpinionMap.objects.filter(pk=row.id).update(stale=True)
    tell_map(row, event, actor)
