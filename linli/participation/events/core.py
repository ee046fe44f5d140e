# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens where people take part. References only. Who endorsed is told by no event: an endorsement
that is taken back leaves nothing behind, and nobody's opinions can be gathered from the journal."""

from __future__ import annotations

from linli.kernel.events import Event, event


@event("participation.space_prepared")
class SpacePrepared(Event):
    """A space was prepared, or changed: the version of its rules."""

    code: str
    rules: int


@event("participation.space_published")
class SpacePublished(Event):
    """A space is open for everybody to see from now on."""

    code: str
    kind: str
    level: str
    place: str


@event("participation.space_closed")
class SpaceClosed(Event):
    """A space ended."""

    code: str


@event("participation.proposed")
class Proposed(Event):
    """Somebody proposed something; the moderators read it first."""

    number: str
    space: str
    channel: str


@event("participation.noted")
class Noted(Event):
    """Support or authors of a proposal changed: one endorsement, or a sheet of signatures."""

    deed: str


@event("participation.moderated")
class Moderated(Event):
    """The moderators released a proposal or took it out, by which of the public rules."""

    deed: str
    rule: str = ""


@event("participation.mended")
class Mended(Event):
    """The author mended a proposal that was given back, and handed it in again."""


@event("participation.appealed")
class Appealed(Event):
    """Somebody appealed against what the moderators did; the subject is that act."""

    kind: str
    label: str


@event("participation.appeal_decided")
class AppealDecided(Event):
    """Another moderator decided an appeal."""

    kind: str
    label: str
    outcome: str


@event("participation.merge_asked")
class MergeAsked(Event):
    """The authors of two proposals are asked whether they are joined."""

    other: str


@event("participation.merge_refused")
class MergeRefused(Event):
    """An author did not agree: two proposals stay apart."""

    other: str


@event("participation.retracted")
class Retracted(Event):
    """The author took a proposal back."""


@event("participation.merged")
class Merged(Event):
    """A proposal was joined to another one, with all who endorse it."""

    into: str


@event("participation.reached")
class Reached(Event):
    """A proposal reached the threshold: it must be answered by a day."""

    due: str
    rule: str


@event("participation.escalated")
class Escalated(Event):
    """The day for answering passed without an answer; the level above has it on its list."""


@event("participation.answered")
class Answered(Event):
    """A proposal was answered, and what was promised."""

    verdict: str
    commitment: str = ""


@event("participation.vote_opened")
class VoteOpened(Event):
    """A vote on a budget has its projects, in an order drawn by lot."""

    space: str
    projects: int


@event("participation.vote_counted")
class VoteCounted(Event):
    """A vote was counted: the fingerprint of the open ballot file, how many ballots, how many won."""

    space: str
    sha256: str
    ballots: int
    winners: int


@event("participation.decided")
class Decided(Event):
    """What the vote decided on one proposal."""

    won: bool
    commitment: str = ""


@event("participation.resident_confirmed")
class ResidentConfirmed(Event):
    """Staff confirmed that somebody lives in a place, or that this ended."""

    place: str
    way: str
    ended: bool = False


@event("participation.forgotten")
class Forgotten(Event):
    """A closed account was taken out of everything in which it took part."""
