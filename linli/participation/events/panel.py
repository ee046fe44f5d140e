# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens with a panel by lot. People are numbers of the pool, known to them and its keepers."""

from __future__ import annotations

from linli.kernel.events import Event, event


@event("participation.panel_set")
class PanelSet(Event):
    """A panel was set up, or its seats and quotas were changed."""

    space: str
    seats: int
    quotas: int


@event("participation.pool_entered")
class PoolEntered(Event):
    """Staff entered a list of people into the pool: how many were new."""

    space: str
    people: int


@event("participation.panel_listed")
class PanelListed(Event):
    """The numbered panels stand: the fingerprint of their list, before any number is drawn."""

    space: str
    sha256: str
    pool: int


@event("participation.panel_drawn")
class PanelDrawn(Event):
    """A number was drawn in public: with the list it says who is on the panel."""

    space: str
    number: int
    sha256: str


@event("participation.candidate_answered")
class CandidateAnswered(Event):
    """Somebody who was drawn said yes or no, and who takes their place."""

    space: str
    candidate: int
    accepts: bool
    replaced_by: int = 0
