# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens with general votes. No event tells of a ballot or of who took one."""

from __future__ import annotations

from linli.kernel.events import Event, event


@event("participation.general_vote_prepared")
class GeneralVotePrepared(Event):
    """A vote was prepared, or its draft changed."""

    number: str
    kind: str
    body: str


@event("participation.general_vote_opened")
class GeneralVoteOpened(Event):
    """A vote was announced: its question, choices and rule stand from now on."""

    number: str
    kind: str
    body: str
    place: str


@event("participation.ballots_issued")
class BallotsIssued(Event):
    """Letters or paper ballots were printed: how many, never for whom."""

    number: str
    count: int


@event("participation.general_vote_counted")
class GeneralVoteCounted(Event):
    """A vote was counted: the fingerprint of the open file, how many took part, what came out, and why."""

    number: str
    sha256: str
    ballots: int
    outcome: str
    winners: tuple[int, ...]
    commitment: str = ""
