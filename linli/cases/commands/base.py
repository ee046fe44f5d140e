# SPDX-License-Identifier: AGPL-3.0-or-later
"""What all commands on a matter share: locking it, asking the policy, writing step and event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry, Event
from linli.kernel.problem import ALREADY_USED, FORBIDDEN, INVALID, NOT_FOUND, STALE
from linli.norms import public as norms
from linli.places import public as places
from linli.platform.journal.append import append

from ..models import Case, Part, Step
from ..policy import Facts, may, may_see
from ..queries.course import Done, binds, marks_of, next_due
from ..rules.course import OPEN
from ..vocab import HANDLER_CANNOT_CHECK, Action, Deed, Kind, See, State

HEAVY = {"words", "text", "suggestion", "fingerprint"}
LIGHT = [field.column for field in Case._meta.concrete_fields if field.name not in HEAVY]
# One statement: the matter locked, its reporter's account, its leading part, who assists, who answered.
# The long columns stay where they are. (Django's ORM needs three times as long to write the same.)
LOCK = f"""
select {", ".join(f"c.{column}" for column in LIGHT)},
  (select r.account_id from cases_reporter r where r.case_id = c.id) as reporter_account,
  (select p.id from cases_part p where p.case_id = c.id and p.lead and p.ended_at is null) as lead_part,
  array(select u.path from cases_part p join people_unit u on u.id = p.unit_id
    where p.case_id = c.id and not p.lead and p.ended_at is null order by u.path) as assisting,
  (select count(*) from cases_part p where p.case_id = c.id and p.ended_at is null
    and p.asked <> '' and p.state <> 'answered') as waiting,
  (select s.actor from cases_step s where s.case_id = c.id and s.deed = 'resolve'
    order by s.seq desc limit 1) as answered_by
from cases_case c where {{column}} = %s for update of c
"""  # noqa: S608 (names of our own columns)


@dataclass
class Work:
    """A locked matter with what the rules need; ``done`` writes what was done with it."""

    case: Case
    facts: Facts
    lead: UUID
    actor: Actor
    at: datetime
    waiting: int = 0  # parts of units that were asked and neither answered nor were excused

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
        deed_id: UUID | None = None,
    ) -> None:
        """Save the matter (fields ``changed``), the line of its thread and its event."""
        self.case.version += 1
        line = Done(self.case.version, deed.value, self.at, self.case.unit_path, "", facts or {})
        self.case.save(update_fields=("version", *changed, *_count_step(self.case, line)))
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
            deed_id=deed_id,
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
                    compartment=compartment_of(self.case.hard, self.case.restricted),
                )
            ]
        )


def _count_step(case: Case, line: Done) -> tuple[str, ...]:
    """Count by when the next step of a course of law is due after this line; the fields touched."""
    if not (binds(case.kind) or case.step_next):
        return ()
    lines, own = [*marks_of(case.pk), line], (case.due_at, case.due_rule)
    case.step_due_at, case.step_next = next_due(case.kind, State(case.state), lines, own)
    return ("step_due_at", "step_next")


def take(
    case_id: UUID | str, what: Action | Deed, *, actor: Actor, expected_version: int | None = None
) -> Work:
    """Lock a matter for one deed, by its id or its exact number. Must run inside the command's transaction.

    Raises ``not_found`` where the actor may not even know of it, ``forbidden`` where the deed is not
    theirs, ``stale`` where it changed since ``expected_version``.
    """
    column = "c.number" if isinstance(case_id, str) else "c.id"
    case: Any = next(iter(Case.objects.raw(LOCK.format(column=column), [case_id])), None)
    if case is None:
        raise NOT_FOUND()
    facts = Facts(
        id=str(case.id),
        kind=Kind(case.kind),
        place_path=case.place_path,
        unit_path=case.unit_path,
        about_path=case.about_path,
        restricted=case.restricted,
        hard=case.hard,
        assisting_paths=tuple(case.assisting),
        reporter=str(case.reporter_account or ""),
        answered_by=case.answered_by or "",
    )
    if not may_see(actor, facts):
        raise NOT_FOUND()
    answer = may(actor, what, facts)
    if not answer:
        raise HANDLER_CANNOT_CHECK() if answer.reason == "handler_cannot_check" else FORBIDDEN()
    if expected_version is not None and expected_version != case.version:
        raise STALE(version=case.version)
    return Work(case, facts, case.lead_part, actor, clock.now(), case.waiting)


def compartment_of(hard: str, restricted: bool) -> str:
    """Who may ever read the events of a matter: everybody here, or those of its compartment."""
    return f"hard:{hard}" if hard else "restricted" if restricted else ""


def done_already(case_id: UUID, deed_id: UUID | None, actor: Actor) -> int | None:
    """The version that a deed with this id led to, if it was done before (a phone sent it twice).

    The same id by somebody else, or for another matter, raises ``already_used``.
    """
    if deed_id is None:
        return None
    step = Step.objects.filter(deed_id=deed_id).order_by("seq").first()
    if step is None:
        return None
    if step.case_id != case_id or step.actor != actor.ref:
        raise ALREADY_USED()
    return step.seq


def once(case_id: UUID, deed_id: UUID | None, actor: Actor) -> int | None:
    """As :func:`done_already`, and nobody else does it meanwhile: the matter is locked first."""
    if deed_id is not None:
        list(Case.objects.select_for_update().filter(pk=case_id).order_by("pk").values_list("pk"))
    return done_already(case_id, deed_id, actor)


def set_due(case: Case, start: datetime) -> norms.Deadline | None:
    """Set when a matter is due, by the rule for its kind and category, counted from ``start``."""
    category = case.category_path.strip("/").rsplit("/", 1)[-1] or None
    found = norms.deadline(norms.Measure.ANSWER, case.kind, category, start)
    case.due_at = found.due.at if found else None
    case.due_rule = found.rule.key if found else ""
    case.due_provisional = found.due.provisional if found else False
    return found


DUE = ("due_at", "due_rule", "due_provisional")


def limit_of(case: Case) -> norms.LimitRule | None:
    """The rule by which a matter is due."""
    return norms.limit(case.due_rule, places.day_of(case.received_at))


def live_parts(case: Case) -> QuerySet[Part]:
    """The shares that units hold in a matter now."""
    return Part.objects.filter(case=case, ended_at=None)


def run_parts(case: Case) -> None:
    """Let the shares run by the clock of the matter, but those that have an earlier day of their own."""
    live_parts(case).filter(own_day=None).update(due_at=case.due_at)


def must_be_open(work: Work) -> None:
    """Only where a clock runs can it be stopped, put off or shared: not when answered or ended."""
    if State(work.case.state) not in OPEN:
        raise INVALID(field="state")
