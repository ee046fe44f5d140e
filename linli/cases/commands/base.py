# SPDX-License-Identifier: AGPL-3.0-or-later
"""What all commands on a matter share: locking it, asking the policy, writing step and event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry, Event
from linli.kernel.problem import FORBIDDEN, NOT_FOUND, STALE
from linli.norms import public as norms
from linli.platform.journal.append import append

from ..models import Case, Part, Reporter, Step
from ..policy import Facts, may, may_see
from ..vocab import HANDLER_CANNOT_CHECK, Action, Deed, Kind, See


@dataclass
class Work:
    """A locked matter with what the rules need; ``done`` writes what was done with it."""

    case: Case
    facts: Facts
    lead: UUID
    actor: Actor
    at: datetime

    def done(
        self,
        deed: Action | Deed,
        event: Event,
        *,
        sees: See,
        text: str = "",
        unit: UUID | None = None,
        facts: dict[str, Any] | None = None,
        changed: tuple[str, ...] = (),
    ) -> None:
        """Save the matter (fields ``changed``), the line of its thread and its event."""
        self.case.version += 1
        self.case.save(update_fields=("version", *changed))
        Step.objects.create(
            case=self.case,
            seq=self.case.version,
            deed=deed.value,
            state=self.case.state,
            at=self.at,
            actor=self.actor.ref,
            unit_id=unit,
            sees=sees.value,
            text=text,
            facts=facts or {},
        )
        append(
            [
                Entry(
                    event,
                    self.case.id,
                    self.case.version,
                    self.actor,
                    self.at,
                    origin=self.case.origin if self.case.origin == "replay" else "live",
                    compartment="restricted" if self.case.restricted else "",
                )
            ]
        )


def take(case_id: UUID, what: Action | Deed, *, actor: Actor, expected_version: int | None = None) -> Work:
    """Lock a matter for one deed. Must run inside the command's transaction.

    Raises ``not_found`` where the actor may not even know of it, ``forbidden`` where the deed is not
    theirs, ``stale`` where it changed since ``expected_version``.
    """
    leads = Part.objects.filter(case=OuterRef("pk"), lead=True, ended_at=None)
    helps = Part.objects.filter(case=OuterRef("pk"), lead=False, ended_at=None)
    case = (
        Case.objects.select_for_update(of=("self",))
        .defer("words", "text", "suggestion")
        .annotate(
            reporter_account=Subquery(
                Reporter.objects.filter(case=OuterRef("pk")).values("account_id")[:1]
            ),
            lead_part=Subquery(leads.values("id")[:1]),
            assisting=ArraySubquery(helps.order_by("id").values(path=F("unit__path"))),
        )
        .filter(pk=case_id)
        .first()
    )
    if case is None:
        raise NOT_FOUND()
    facts = Facts(
        id=str(case.id),
        kind=Kind(case.kind),
        place_path=case.place_path,
        unit_path=case.unit_path,
        about_path=case.about_path,
        restricted=case.restricted,
        assisting_paths=tuple(case.assisting),
        reporter=str(case.reporter_account or ""),
    )
    if not may_see(actor, facts):
        raise NOT_FOUND()
    answer = may(actor, what, facts)
    if not answer:
        raise HANDLER_CANNOT_CHECK() if answer.reason == "handler_cannot_check" else FORBIDDEN()
    if expected_version is not None and expected_version != case.version:
        raise STALE(version=case.version)
    return Work(case, facts, case.lead_part, actor, clock.now())


def set_due(case: Case, start: datetime) -> norms.Deadline | None:
    """Set when a matter is due, by the rule for its kind and category, counted from ``start``."""
    category = case.category_path.strip("/").rsplit("/", 1)[-1] or None
    found = norms.deadline(norms.Measure.ANSWER, case.kind, category, start)
    case.due_at = found.due.at if found else None
    case.due_rule = found.rule.key if found else ""
    case.due_provisional = found.due.provisional if found else False
    return found


DUE = ("due_at", "due_rule", "due_provisional")
