# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of what somebody said: for that person alone, and for telling them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from linli.cases import public as cases
from linli.kernel.actor import Actor
from linli.kernel.problem import SIGN_IN
from linli.places import public as places

from ..models import Amendment, HearingComment, Proposal, Resident, Support
from ..vocab import Part
from ..vocab.moderation import Contribution
from ..vocab.texts import SaidState, Use
from .opinions import handed_to
from .panel import own_places
from .proposals import ProposalLine, line_of


@dataclass(frozen=True)
class OwnLine:
    """A proposal in which the person took part: how, where it stands now, what was promised.

    Where it was joined to another one, ``line`` is that one and ``joined`` the number of their own.
    """

    line: ProposalLine
    space: str
    part: Part
    joined: str
    answer: str
    commitment: cases.CommitmentLine | None


def own_lines(viewer: Actor) -> list[OwnLine]:
    """Everything in which the person took part, the newest first."""
    rows = (
        Support.objects.filter(account=_own(viewer))
        .select_related("proposal__space", "proposal__into__space")
        .order_by("-proposal__made_at", "id")
    )
    found: list[tuple[Support, Proposal]] = [(row, row.proposal.into or row.proposal) for row in rows]
    promised = cases.commitments_by_id(root.commitment_id for _, root in found if root.commitment_id)
    return [
        OwnLine(
            line_of(root, root.space.answer_on),
            root.space.code,
            Part(row.part),
            row.proposal.number if row.proposal.into else "",
            root.answer,
            promised.get(root.commitment_id) if root.commitment_id else None,
        )
        for row, root in found
    ]


@dataclass(frozen=True)
class SaidLine:
    """An amendment of a draft or a comment in a hearing that the person wrote, and what came of it."""

    kind: Contribution
    number: str
    seq: int
    title: str
    words: str
    state: SaidState
    use: Use | None
    answer: str


def own_said(viewer: Actor) -> list[SaidLine]:
    """What the person proposed for drafts and said in hearings, the newest first."""
    account = _own(viewer)
    amended = Amendment.objects.filter(account=account).select_related("text").order_by("-made_at", "id")
    said = HearingComment.objects.filter(account=account).select_related("hearing", "answer")
    lines = [
        SaidLine(
            Contribution.AMENDMENT, one.text.number, one.seq, one.text.title, one.words or one.reason,
            SaidState(one.state), Use(one.verdict) if one.verdict else None, one.answer,
        )
        for one in amended
    ]  # fmt: skip
    return lines + [
        SaidLine(
            Contribution.COMMENT, one.hearing.number, one.seq, one.hearing.title, one.words,
            SaidState(one.state), Use(one.answer.use) if one.answer else None,
            one.answer.text if one.answer else "",
        )
        for one in said.order_by("-made_at", "id")
    ]  # fmt: skip


def copy_of_own(viewer: Actor) -> list[dict[str, Any]]:
    """The same as plain data for taking along, and where the person was confirmed as a resident."""
    told: list[dict[str, Any]] = [
        {
            "number": one.joined or one.line.number,
            "part": one.part.value,
            "text": one.line.text,
            "state": one.line.state.value,
            "answers": one.answer,
        }
        for one in own_lines(viewer)
    ]
    told += [
        {
            "space": one.space,
            "part": "panel",
            "number": one.number,
            "state": one.state.value,
            **one.features,
        }
        for one in own_places(viewer)
    ]
    told += [
        {
            "number": f"{one.number}/{one.seq}",
            "part": one.kind.value,
            "text": one.words,
            "state": one.state.value,
            "answers": one.answer,
        }
        for one in own_said(viewer)
    ]
    told += [{"space": code, "part": "opinion_map"} for code in handed_to(viewer)]
    home = Resident.objects.filter(account=_own(viewer)).order_by("id").first()
    if home is None:
        return told
    code = places.place_by_id(home.place_id).code
    return [*told, {"place": code, "received": str(home.confirmed_on)}]


def took_part(proposal: UUID) -> list[UUID]:
    """Accounts that took part in a proposal or in one joined to it: only for telling each of them."""
    rows = Support.objects.filter(Q(proposal=proposal) | Q(proposal__into=proposal))
    return list(_accounts(rows.exclude(account=None).order_by("account")))


def _accounts(rows: Any) -> Iterable[UUID]:
    return dict.fromkeys(rows.values_list("account_id", flat=True))


def _own(viewer: Actor) -> UUID:
    if viewer.kind != "account":
        raise SIGN_IN()
    return UUID(viewer.id)
