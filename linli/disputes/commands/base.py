# SPDX-License-Identifier: AGPL-3.0-or-later
"""What all commands on a mediation share: locking, asking the policy, writing record and event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry, Event
from linli.kernel.ids import new_id
from linli.kernel.problem import FORBIDDEN, NOT_FOUND, STALE
from linli.platform import crypto
from linli.platform.journal.append import append
from linli.platform.text import clean

from ..models import Mediation, Step
from ..policy import may, relations
from ..queries.facts import facts_of
from ..vocab import Action, Deed

COMPARTMENT = "mediation"  # no storey reads the events of this compartment
LONGEST = 4000  # signs of one statement


@dataclass
class Work:
    """A locked mediation; ``done`` writes what was done with it."""

    mediation: Mediation
    actor: Actor
    at: datetime

    def done(self, what: Action | Deed, event: Event, text: str = "", *changed: str) -> int:
        """Save fields ``changed``, the sealed line of the record, and the event; the new version."""
        self.mediation.version += 1
        self.mediation.save(update_fields=("version", *changed))
        write_step(self.mediation, what, self.actor, self.at, text)
        tell(self.mediation, event, self.actor, self.at)
        return self.mediation.version


def take(
    mediation: UUID, what: Action | Deed, *, actor: Actor, expected_version: int | None = None
) -> Work:
    """Lock a mediation for one deed, inside the command's transaction.

    Raises ``not_found`` for who is not of its team, ``forbidden`` where the deed is not theirs, ``stale``.
    """
    row = Mediation.objects.select_for_update(of=("self",)).select_related("mediator")
    found = row.filter(pk=mediation).order_by("pk").first()
    if found is None:
        raise NOT_FOUND()
    facts = facts_of(found)
    if not relations(actor, facts):
        raise NOT_FOUND()
    if not may(actor, what, facts):
        raise FORBIDDEN()
    if expected_version is not None and expected_version != found.version:
        raise STALE(version=found.version)
    return Work(found, actor, clock.now())


def write_step(
    mediation: Mediation, what: Action | Deed, actor: Actor, at: datetime, text: str = ""
) -> None:
    """A line of the record."""
    identity, said = new_id(), clean(text)[:LONGEST]
    Step.objects.create(
        id=identity,
        mediation=mediation,
        seq=mediation.version,
        deed=what.value,
        state=mediation.state,
        at=at,
        actor=actor.ref,
        text=crypto.seal(said, "disputes_step", "text", identity) if said else None,
    )


def tell(mediation: Mediation, event: Event, actor: Actor, at: datetime) -> None:
    """The event of a mediation, in its compartment."""
    append([Entry(event, mediation.id, mediation.version, actor, at, compartment=COMPARTMENT)])
