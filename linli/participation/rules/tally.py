# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting a general vote, from the open file that everybody can download: pure, and the same for all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from ..vocab.votes import BAD_VOTE_FILE, COUNTING_WORDS, Outcome, VoteKind
from .meetings import Presence, has_quorum

if TYPE_CHECKING:
    from linli.norms.public import Quorum

FORMAT = "linli-vote-1"


@dataclass(frozen=True)
class Cast:
    """A ballot: numbers of choices, in a ranked vote the best first; ``area`` in square metres."""

    choices: tuple[int, ...]
    area: Decimal = Decimal(0)
    paper: bool = False
    known_as: str = ""


@dataclass(frozen=True)
class Poll:
    """A vote as its open file holds it."""

    number: str
    title: str
    kind: VoteKind
    options: tuple[str, ...]
    body: str
    basis: str
    weighty: bool
    day: date  # on which it ended: the law of that day holds
    eligible: int
    area: Decimal
    ballots: tuple[Cast, ...]


@dataclass(frozen=True)
class Line:
    """What a choice has at the end, in heads and square metres."""

    seq: int
    heads: int
    area: Decimal
    won: bool


@dataclass(frozen=True)
class Tally:
    """The result; ``rounds`` of a ranked vote hold the first preferences of who was still in."""

    there: Presence
    quorum: bool
    lines: tuple[Line, ...]
    winners: tuple[int, ...]
    rounds: tuple[dict[int, int], ...]
    outcome: Outcome


def tally(poll: Poll, rule: Quorum) -> Tally:
    """Count a vote by a rule. A ballot in the box takes part, blank or not; order of ballots is nothing."""
    ballots = [_clean(one, poll) for one in poll.ballots]
    present_area = sum((one.area for one in ballots), Decimal(0))
    there = Presence(poll.eligible, len(ballots), poll.area, present_area)
    rounds: tuple[dict[int, int], ...] = ()
    if poll.kind is VoteKind.RANKED:
        rounds, held = _run_off(ballots, len(poll.options))
        backing = {seq: [one for one in ballots if _first(one, held) == seq] for seq in held}
    else:
        seqs = range(1, len(poll.options) + 1)
        backing = {seq: [one for one in ballots if seq in one.choices] for seq in seqs}
    asked = {1} if poll.kind is VoteKind.YES_NO else set(backing)
    agreed = {
        seq
        for seq in asked
        if rule.agreed(there.present, len(backing[seq]))
        and (not rule.area or rule.agreed(present_area, _area(backing[seq])))
    }
    quorum = has_quorum(rule, there)
    won = agreed if quorum else set()
    lines = tuple(
        Line(seq, len(backing.get(seq, ())), _area(backing.get(seq, ())), seq in won)
        for seq in range(1, len(poll.options) + 1)
    )
    if won:
        outcome = Outcome.CARRIED
    elif quorum:
        outcome = Outcome.NO_MAJORITY
    elif rule.reached(there.eligible, there.present):
        outcome = Outcome.TOO_LITTLE_AREA
    else:
        outcome = Outcome.TOO_FEW
    return Tally(there, quorum, lines, tuple(sorted(won)), rounds, outcome)


def _clean(ballot: Cast, poll: Poll) -> Cast:
    """A ballot with each choice once; one that names too many in a vote for one is blank."""
    known = tuple(dict.fromkeys(seq for seq in ballot.choices if 1 <= seq <= len(poll.options)))
    if poll.kind in (VoteKind.YES_NO, VoteKind.SINGLE) and len(known) > 1:
        known = ()
    return Cast(known, ballot.area, ballot.paper, ballot.known_as)


def _run_off(ballots: Sequence[Cast], options: int) -> tuple[tuple[dict[int, int], ...], set[int]]:
    """Rounds of an instant run-off, and who is left: see ``COUNTING_WORDS``."""
    left = set(range(1, options + 1))
    rounds: list[dict[int, int]] = []
    while True:
        firsts = dict.fromkeys(sorted(left), 0)
        for one in ballots:
            if (seq := _first(one, left)) is not None:
                firsts[seq] += 1
        rounds.append(firsts)
        if len(left) == 1 or 2 * max(firsts.values()) > sum(firsts.values()):
            return tuple(rounds), left
        # the fewest first preferences; then behind in the rounds before, the last one first; then the lot
        out = min(left, key=lambda seq: (*(past[seq] for past in reversed(rounds)), -seq))
        left = left - {out}


def _first(ballot: Cast, left: set[int]) -> int | None:
    return next((seq for seq in ballot.choices if seq in left), None)


def _area(ballots: Sequence[Cast]) -> Decimal:
    return sum((one.area for one in ballots), Decimal(0))


def write_poll(poll: Poll) -> str:
    """The open file of a vote."""
    return json.dumps(
        {
            "format": FORMAT,
            "number": poll.number,
            "title": poll.title,
            "kind": poll.kind.value,
            "counting": COUNTING_WORDS[poll.kind],
            "options": list(poll.options),
            "body": poll.body,
            "basis": poll.basis,
            "weighty": poll.weighty,
            "day": poll.day.isoformat(),
            "eligible": poll.eligible,
            "area": str(poll.area),
            "ballots": [
                {"choices": list(one.choices)}
                | ({"area": str(one.area)} if one.area else {})
                | ({"paper": True} if one.paper else {})
                | ({"known_as": one.known_as} if one.known_as else {})
                for one in poll.ballots
            ],
        },
        ensure_ascii=False,
        indent=1,
    )


def read_poll(text: str) -> Poll:
    """Read an open file. Raises ``bad_vote_file``."""
    try:
        facts: dict[str, Any] = json.loads(text)
        if facts.get("format") != FORMAT:
            raise ValueError(f"not {FORMAT}")
        ballots = tuple(
            Cast(
                tuple(int(seq) for seq in one["choices"]),
                Decimal(one.get("area", "0")),
                bool(one.get("paper")),
                str(one.get("known_as", "")),
            )
            for one in facts["ballots"]
        )
        return Poll(
            facts["number"],
            facts["title"],
            VoteKind(facts["kind"]),
            tuple(facts["options"]),
            facts["body"],
            facts["basis"],
            bool(facts["weighty"]),
            date.fromisoformat(facts["day"]),
            int(facts["eligible"]),
            Decimal(facts["area"]),
            ballots,
        )
    except KeyError as error:
        raise BAD_VOTE_FILE(fault=f"{error.args[0]} is missing") from error
    except (ValueError, TypeError, AttributeError, InvalidOperation) as error:
        raise BAD_VOTE_FILE(fault=str(error) or type(error).__name__) from error
