# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens in mediation. References only: neither party, place nor kind stands here, so that the
journal cannot count the quarrels of a small place."""

from __future__ import annotations

from linli.kernel.events import Event, event


@event("disputes.requested")
class Requested(Event):
    """Somebody asked for mediation."""

    origin: str


@event("disputes.moved")
class Moved(Event):
    """A mediation went from one state to another."""

    action: str
    before: str
    after: str


@event("disputes.noted")
class Noted(Event):
    """Something was done beside the course: consent, a statement, a draft, a signature."""

    deed: str


@event("disputes.visited")
class Visited(Event):
    """Somebody asked after an agreement; ``outcome`` is what they found, by its code."""

    outcome: str


@event("disputes.party_forgotten")
class PartyForgotten(Event):
    """Contact and account of a party went; the file keeps its name, as the law has it kept."""


@event("disputes.sign_raised")
class SignRaised(Event):
    """The same place and topic came up again. Which ones stands in no event."""


@event("disputes.sign_decided")
class SignDecided(Event):
    """A person decided what to do about a sign."""

    decision: str


@event("disputes.sign_answered")
class SignAnswered(Event):
    """What was done about a sign was written down."""


@event("disputes.enrolled")
class Enrolled(Event):
    """Somebody is on the roster of mediators from now on, or no longer."""

    active: bool


@event("disputes.wording_written")
class WordingWritten(Event):
    """The town keeps another wording of a paper from now on."""

    paper: str
    edition: int
