# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens to commitments."""

from __future__ import annotations

from linli.kernel.events import Event, event


@event("cases.commitment_made")
class CommitmentMade(Event):
    """A unit promised something in public, by a day."""

    number: str
    unit: str
    due: str


@event("cases.commitment_moved")
class CommitmentMoved(Event):
    """A commitment moved on, was reported on, was put off, was kept or given up."""

    action: str
    before: str
    after: str


@event("cases.commitment_judged")
class CommitmentJudged(Event):
    """Somebody who took part said whether it was kept. Neither who nor how stands here."""
