# SPDX-License-Identifier: AGPL-3.0-or-later
"""What commands share: locking, asking the policy, counting voices, writing the trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from linli.kernel import clock
from linli.kernel.actor import VISITOR, Actor
from linli.kernel.events import Entry, Event
from linli.kernel.problem import FORBIDDEN, NOT_FOUND, STALE
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform.journal.append import append
from linli.platform.text import clean

from ..events import Reached
from ..models import DraftText, Hearing, Meeting, Proposal, ProposalStep, Space, Support, Vote
from ..policy import may
from ..queries.facts import at_least, may_voice
from ..queries.spaces import SpaceInfo, space_of
from ..rules.phases import opens
from ..vocab import (
    NOT_ON_THE_LADDER,
    RUNG_WORDS,
    SPACE_NOT_OPEN,
    Deed,
    ProposalState,
    SpaceState,
)

COMPARTMENT = "taking_part"  # no storey reads the events of this compartment as a list
LONGEST = 4000
Kept = TypeVar("Kept", Space, Meeting, Vote, DraftText, Hearing)


def locked(
    kind: type[Kept], key: UUID, deed: Deed, actor: Actor, expected_version: int | None = None
) -> Kept:
    """A space, meeting or vote, locked, for who keeps its place. Raises ``not_found``, ``stale``."""
    row = kind._default_manager.select_for_update().filter(pk=key).order_by("pk").first()
    if row is None or not may(actor, deed, row.place_path):
        raise NOT_FOUND()
    if expected_version is not None and expected_version != row.version:
        raise STALE(version=row.version)
    return row


def done(row: Meeting | Vote, event: Event, actor: Actor) -> None:
    """Save a meeting or a vote and write its event."""
    row.version += 1
    row.changed_at = clock.now()
    row.save()
    append([Entry(event, row.id, row.version, actor, row.changed_at)])


@dataclass
class Work:
    """A locked proposal; ``done`` writes what was done with it."""

    proposal: Proposal
    space: SpaceInfo
    actor: Actor
    at: datetime

    def done(self, deed: Deed, event: Event, text: str = "", *changed: str, quiet: bool = False) -> int:
        """Save fields ``changed``, the public line (unless ``quiet``), and the event; the new version."""
        self.proposal.version += 1
        self.proposal.save(update_fields=("version", *changed))
        if not quiet:
            write_step(self.proposal, deed, self.at, text)
        tell(self.proposal, event, self.actor, self.at)
        return self.proposal.version

    def count(self) -> None:
        """Count the voices anew, each person once; at the threshold an answer is due from now on.

        The day comes from the time limit for proposals in the norms' table.
        """
        row = self.proposal
        row.voices = voices_of(row)
        row.save(update_fields=("voices",))
        reached = 0 < self.space.threshold <= row.voices
        if row.reached_at is not None or not reached or row.state != ProposalState.OPEN:
            return
        found = norms.deadline(norms.Measure.ANSWER, "proposal", None, self.at)
        row.reached_at = self.at
        row.due_at, row.due_rule = (found.due.at, found.rule.key) if found else (None, "")
        day = places.last_day(row.due_at).isoformat() if row.due_at else ""
        event = Reached(day, row.due_rule)
        self.done(Deed.REACH, event, "", "reached_at", "due_at", "due_rule")


def take(proposal: UUID, *, actor: Actor) -> Work:
    """Lock a proposal, inside the command's transaction. Raises ``not_found``."""
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("space")
    found = rows.filter(pk=proposal).order_by("pk").first()
    if found is None:
        raise NOT_FOUND()
    return Work(found, space_of(found.space), actor, clock.now())


def take_as_staff(proposal: UUID, deed: Deed, *, actor: Actor) -> Work:
    """The same for who keeps the space. Whoever wrote or endorsed it does not decide on it.

    Raises ``not_found`` for who has nothing to do with the space, ``forbidden``.
    """
    work = take(proposal, actor=actor)
    space = work.space
    if not any(may(actor, one, space.place.path, space.unit.path) for one in (deed, Deed.ANSWER)):
        raise NOT_FOUND()
    if not may(actor, deed, space.place.path, space.unit.path):
        raise FORBIDDEN()
    if actor.kind == "account" and _voices(work.proposal).filter(account=UUID(actor.id)).exists():
        raise FORBIDDEN()
    return work


def check_open(space: SpaceInfo, deed: Deed, actor: Actor) -> None:
    """Raises ``space_not_open`` or ``not_on_the_ladder`` where the actor cannot do this there now."""
    if space.state is not SpaceState.OPEN or not opens(deed, space.phases, places.today()):
        raise SPACE_NOT_OPEN()
    admits = may_voice if deed in (Deed.PROPOSE, Deed.ENDORSE) else at_least
    if not admits(actor, space.rung, space.place.path):
        raise NOT_ON_THE_LADDER(who=gettext(RUNG_WORDS[space.rung]))


def voices_of(row: Proposal) -> int:
    """Different people behind a proposal and those joined to it: accounts and lines of sheets."""
    sums = _voices(row).aggregate(
        accounts=Count("account", distinct=True), gone=Count("pk", filter=Q(account=None, sheet=""))
    )
    lines = _voices(row).exclude(sheet="").values("sheet", "line").distinct().order_by("sheet").count()
    return int(sums["accounts"] + sums["gone"] + lines)


def _voices(row: Proposal) -> QuerySet[Support]:
    return Support.objects.filter(Q(proposal=row) | Q(proposal__into=row))


def write_step(row: Proposal, deed: Deed, at: datetime, text: str = "") -> None:
    """A public line of the trail. It names nobody."""
    said = clean(text)[:LONGEST]
    ProposalStep.objects.create(proposal=row, seq=row.version, deed=deed.value, text=said, at=at)


def tell(row: Proposal, event: Event, actor: Actor, at: datetime) -> None:
    """The event of a proposal. What residents do is told without who did it: see ``events``. Whoever acts
    for a person is known to that person alone."""
    if actor.acts:
        people.note_acts(UUID(actor.id), [(event.type, row.id, at)])
    by = actor if actor.is_staff else VISITOR
    append([Entry(event, row.id, row.version, by, at, compartment=COMPARTMENT)])
