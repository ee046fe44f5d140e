# SPDX-License-Identifier: AGPL-3.0-or-later
"""A general vote is prepared, announced, and counted once; letters give households their ballot."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from secrets import SystemRandom
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.cases import public as cases
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.ids import new_code, new_id, tidy_code
from linli.kernel.problem import FORBIDDEN, INVALID
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform.text import clean
from linli.platform.ui.words import exact_words

from ..events.votes import BallotsIssued, GeneralVoteCounted, GeneralVoteOpened, GeneralVotePrepared
from ..models import Vote, VoteBallot, VoteLetter, VoteOption, VotePaper, VoteRoll
from ..policy import may
from ..queries.budget import ballot_digest, receipt_of
from ..queries.votes import advisory, law_of
from ..rules.tally import Cast, Poll, Tally, read_poll, tally, write_poll
from ..vocab import ANSWER_LACKS, VOTE_NOT_OVER, Deed
from ..vocab.meetings import MEETING_NOT_NOW, NO_MEETING_RULE
from ..vocab.votes import ABSTAIN, NO, OUTCOME_WORDS, VOTE_INCOMPLETE, YES, Outcome, VoteKind, VoteState
from .base import done, locked
from .meetings import next_number
from .telling import VOTE_COUNTED, tell_accounts

CODE_LENGTH = 16
MOST_OPTIONS, MOST_LETTERS = 30, 5000


@dataclass(frozen=True)
class VoteData:
    """A vote as it is to be; instants in UTC, ``area`` in square metres for owners."""

    kind: VoteKind
    body: norms.Body
    basis: norms.Basis
    title: str
    text: str
    place: str
    unit: str
    eligible: int
    opens_at: datetime
    closes_at: datetime
    options: Sequence[str] = ()
    area: Decimal = Decimal(0)
    weighty: bool = False
    secret: bool = True
    about: str = ""
    promise: str = ""


@transaction.atomic
def prepare_vote(
    data: VoteData, *, actor: Actor, vote: UUID | None = None, expected_version: int | None = None
) -> str:
    """Prepare a vote, or with ``vote`` change its draft: its number.

    Owners vote in the open, as their area would tell who they are. Raises ``forbidden``, ``invalid``,
    ``vote_incomplete``, ``no_meeting_rule``, ``stale``.
    """
    spot, unit = places.place_by_code(data.place), people.unit_by_code(data.unit)
    if not may(actor, Deed.PREPARE, spot.path):
        raise FORBIDDEN()
    title = clean(data.title)[:120]
    named = list(dict.fromkeys(text for text in (clean(one)[:120] for one in data.options) if text))
    if len(title) < 2:
        raise INVALID(field="title")
    if data.closes_at <= data.opens_at:
        raise VOTE_INCOMPLETE(what=f"{data.opens_at:%Y-%m-%d} – {data.closes_at:%Y-%m-%d}")
    if data.kind is VoteKind.YES_NO:
        named = [YES, NO, ABSTAIN]
    elif not 2 <= len(named) <= MOST_OPTIONS:
        raise VOTE_INCOMPLETE(what=str(len(named)))
    else:
        SystemRandom().shuffle(named)
    owners = data.basis is norms.Basis.OWNERS
    if data.eligible < 1 or (owners and data.area <= 0):
        raise VOTE_INCOMPLETE(what=f"{data.eligible} / {data.area}")
    if vote is None:
        row = Vote(id=new_id(), number=next_number("V"), state=VoteState.DRAFT.value, version=0)
    else:
        row = locked(Vote, vote, Deed.COUNT, actor, expected_version)
        if row.state != VoteState.DRAFT:
            raise MEETING_NOT_NOW()
    row.kind, row.body, row.basis = data.kind.value, data.body.value, data.basis.value
    row.weighty, row.secret, row.title, row.text = (
        data.weighty,
        data.secret and not owners,
        title,
        clean(data.text),
    )
    row.place_id, row.place_path, row.unit_id = spot.id, spot.path, unit.id
    row.eligible, row.area, row.opens_at, row.closes_at = (
        data.eligible,
        data.area,
        data.opens_at,
        data.closes_at,
    )
    row.about, row.promise = data.about, clean(data.promise)[:4000]
    if law_of(row) is None:
        raise NO_MEETING_RULE()
    done(row, GeneralVotePrepared(row.number, row.kind, row.body), actor)
    VoteOption.objects.filter(vote=row).delete()
    VoteOption.objects.bulk_create(
        VoteOption(vote=row, seq=seq, title=text) for seq, text in enumerate(named, 1)
    )
    return row.number


@transaction.atomic
def announce_vote(vote: UUID, *, actor: Actor) -> None:
    """Announce a vote: everybody sees it, nothing of it changes any more. Done again it is the same.

    Raises ``no_meeting_rule``, ``vote_incomplete`` where its end has passed.
    """
    row = locked(Vote, vote, Deed.COUNT, actor)
    if row.state != VoteState.DRAFT:
        return
    if law_of(row) is None:
        raise NO_MEETING_RULE()
    if row.closes_at <= clock.now():
        raise VOTE_INCOMPLETE(what=f"{row.closes_at:%Y-%m-%d}")
    row.state = VoteState.OPEN.value
    place = places.place_by_id(row.place_id).code
    done(row, GeneralVoteOpened(row.number, row.kind, row.body, place), actor)


@transaction.atomic
def issue_letters(vote: UUID, areas: Sequence[Decimal], *, actor: Actor) -> list[str]:
    """Letters, each the right to one ballot: their codes, told once and never kept. One for each area given
    (0 where nobody counts area). Never more than are entitled. Raises ``vote_incomplete``."""
    row = locked(Vote, vote, Deed.COUNT, actor)
    _running(row)
    given = VoteLetter.objects.filter(vote=row)
    total = sum((*areas, *given.order_by("id").values_list("area", flat=True)), Decimal(0))
    most = min(row.eligible, MOST_LETTERS)
    if not areas or given.count() + len(areas) > most or total > row.area:
        raise VOTE_INCOMPLETE(what=f"{given.count()} + {len(areas)} / {row.eligible}")
    codes = [new_code(CODE_LENGTH) for _ in areas]
    VoteLetter.objects.bulk_create(
        VoteLetter(vote=row, digest=letter_digest(row.id, code), area=area)
        for code, area in zip(codes, areas, strict=True)
    )
    done(row, BallotsIssued(row.number, len(codes)), actor)
    return codes


@transaction.atomic
def count_general_vote(vote: UUID, due_on: date | None, *, actor: Actor) -> Outcome:
    """Count a vote after its end: the open file and the receipts are written, then roll, letters and
    ballots are destroyed. What was carried and promised becomes a commitment until ``due_on``; a pact is
    recorded in the library of norms. Done again it changes nothing.

    Raises ``vote_not_over``, ``answer_lacks``, ``commitment_day``.
    """
    row = locked(Vote, vote, Deed.COUNT, actor)
    if row.state == VoteState.COUNTED:
        return Outcome(row.result["outcome"])
    waiting = (
        VotePaper.objects.filter(letter__vote=row).values("letter").distinct().order_by("letter").count()
    )
    if row.state != VoteState.OPEN or clock.now() < row.closes_at or waiting:
        raise VOTE_NOT_OVER(waiting=waiting or exact_words(row.closes_at))
    rule = law_of(row)
    if rule is None:
        raise NO_MEETING_RULE()
    # Locked, so that a tick that was acknowledged is waited for and counted.
    boxed = VoteBallot.objects.select_for_update().filter(vote=row).order_by("id")
    ballots = [one for one in boxed if one.choices or one.paper]
    cast = [Cast(tuple(one.choices), one.area, one.paper, one.known_as) for one in ballots]
    SystemRandom().shuffle(cast)
    row.file = write_poll(_poll(row, cast))
    found = tally(read_poll(row.file), rule)  # from the very file that is published
    row.result = _result(found, rule, sum(one.paper for one in ballots))
    row.receipts = sorted(receipt_of(one.id) for one in ballots if not one.paper)
    row.state, row.counted_at = VoteState.COUNTED.value, clock.now()
    number = _follow(row, found, rule, due_on, actor)
    roll = VoteRoll.objects.filter(vote=row).order_by("id").values_list("account_id", flat=True)
    told = {"title": row.title, "outcome": OUTCOME_WORDS[found.outcome]}
    tell_accounts(roll, "participation.general_counted", VOTE_COUNTED, "general-vote", row.number, told)
    for model in (VoteRoll, VoteBallot):
        model._default_manager.filter(vote=row).delete()
    VoteLetter.objects.filter(vote=row).delete()
    digest = hashlib.sha256(row.file.encode()).hexdigest()
    event = GeneralVoteCounted(row.number, digest, len(cast), found.outcome.value, found.winners, number)
    done(row, event, actor)
    return found.outcome


def _follow(row: Vote, found: Tally, rule: norms.Quorum, due_on: date | None, actor: Actor) -> str:
    """What follows from the result: a commitment, the course of a pact. Advice binds nobody."""
    if advisory(rule):
        return ""
    carried = found.outcome is Outcome.CARRIED
    if row.about.startswith("pact:") and row.kind == VoteKind.YES_NO and found.quorum:
        facts = {
            "body": row.body, "basis": row.basis, "eligible": row.eligible, "present": found.there.present,
            "favour": found.lines[0].heads,
        }  # fmt: skip
        action = norms.PactAction.ADOPT if carried else norms.PactAction.REJECT
        day = places.day_of(row.closes_at)
        norms.move_pact(
            row.about.removeprefix("pact:"), action, on=day, actor=actor, note=row.number, facts=facts
        )
    if not carried or not row.promise:
        return ""
    if due_on is None:
        raise ANSWER_LACKS()
    unit, place = people.unit_by_id(row.unit_id).code, places.place_by_id(row.place_id).code
    new = cases.NewCommitment(f"vote:{row.id}", row.title, row.promise, place, unit, due_on)
    row.commitment_id = cases.make_commitment(new, actor=actor)
    return next(line.number for line in cases.commitments_by_id([row.commitment_id]).values())


def _poll(row: Vote, cast: Sequence[Cast]) -> Poll:
    options = VoteOption.objects.filter(vote=row).order_by("seq").values_list("title", flat=True)
    return Poll(
        row.number,
        row.title,
        VoteKind(row.kind),
        tuple(options),
        row.body,
        row.basis,
        row.weighty,
        places.day_of(row.closes_at),
        row.eligible,
        row.area,
        tuple(cast),
    )


def _result(found: Tally, rule: norms.Quorum, paper: int) -> dict[str, Any]:
    return {
        "outcome": found.outcome.value,
        "winners": list(found.winners),
        "quorum": found.quorum,
        "present": found.there.present,
        "present_area": str(found.there.present_area),
        "paper": paper,
        "source": rule.source,
        "lines": [
            {"seq": one.seq, "heads": one.heads, "area": str(one.area), "won": one.won}
            for one in found.lines
        ],
        "rounds": [{str(seq): heads for seq, heads in one.items()} for one in found.rounds],
    }


def letter_digest(vote: UUID, code: str) -> bytes:
    """The hash by which a letter is found. Codes of letters and of ballots are never the same thing."""
    return ballot_digest(f"paper:{vote}:{tidy_code(code)}")


def _running(row: Vote) -> None:
    if row.state != VoteState.OPEN or clock.now() >= row.closes_at:
        raise MEETING_NOT_NOW()
