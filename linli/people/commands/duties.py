# SPDX-License-Identifier: AGPL-3.0-or-later
"""Changing duties with four eyes: one person proposes, another agrees. A pack keeps off what staff set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry, Event
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.places import public as places
from linli.platform import stamps
from linli.platform.journal.append import append, next_seq
from linli.platform.text import clean
from linli.topics import public as topics

from ..events import ChangeDecided, ChangeProposed, DutyEnded, DutySet
from ..models import Duty, DutyChange
from ..policy import may_change_duties
from ..queries.changes import line_of
from ..queries.units import STAMP, duties_now, unit_by_code
from ..rules import clashes
from ..vocab import DUTY_CLASH, NEEDS_REASON, OWN_PROPOSAL, ChangeState, DutyList, DutyRole


@dataclass(frozen=True)
class NewDuty:
    """A duty as it is proposed; codes. ``category`` is ``None`` for everything."""

    unit: str
    category: str | None
    place: str
    role: DutyRole
    on_list: DutyList
    source: str
    article: str
    valid_from: date


@transaction.atomic
def propose_duty(new: NewDuty, reason: str, *, actor: Actor) -> UUID:
    """Propose that a unit answers for a category at a place from a day on; the id of the change.

    Raises ``duty_clash`` where another unit leads there then: its duty must be ended first, so that
    nobody's matters change hands unnoticed.
    """
    _must_be_allowed(actor)
    change = DutyChange(
        verb="set",
        unit_id=unit_by_code(new.unit).id,
        category_id=topics.category_by_code(new.category).id if new.category else None,
        place_id=places.place_by_code(new.place).id,
        role=new.role.value,
        on_list=new.on_list.value,
        source=clean(new.source)[:200],
        article=clean(new.article)[:60],
        day=new.valid_from,
    )
    if clashes(duties_now(), line_of(change)):
        raise DUTY_CLASH()
    return _propose(change, reason, actor)


@transaction.atomic
def propose_end(duty: UUID, on: date, reason: str, *, actor: Actor) -> UUID:
    """Propose that a duty no longer holds from a day on; the id of the change."""
    _must_be_allowed(actor)
    row = Duty.objects.filter(pk=duty, valid_to=None).first()
    if row is None:
        raise NOT_FOUND()
    if row.valid_from and on < row.valid_from:
        raise INVALID(field="on")
    same = {name: getattr(row, name) for name in (
        "unit_id", "category_id", "place_id", "role", "on_list", "source", "article")}  # fmt: skip
    return _propose(DutyChange(verb="end", duty=row, day=on, **same), reason, actor)


@transaction.atomic
def decide_change(change: UUID, agree: bool, answer: str, *, actor: Actor) -> None:
    """Agree to a proposed change, which then holds from its day, or refuse it with a reason.

    Raises ``own_proposal`` for whoever proposed it, ``duty_clash`` where meanwhile another unit leads.
    """
    row = _locked(change, actor)
    if str(row.proposed_by_id) == actor.id:
        raise OWN_PROPOSAL()
    if not agree and not clean(answer):
        raise NEEDS_REASON()
    if agree:
        _set(row, actor) if row.verb == "set" else _end(row, actor)
    _close(row, ChangeState.AGREED if agree else ChangeState.REFUSED, clean(answer), actor)


@transaction.atomic
def withdraw_change(change: UUID, *, actor: Actor) -> None:
    """Take back what one proposed oneself."""
    row = _locked(change, actor)
    if str(row.proposed_by_id) != actor.id:
        raise FORBIDDEN()
    _close(row, ChangeState.WITHDRAWN, "", actor)


def _must_be_allowed(actor: Actor) -> None:
    if not may_change_duties(actor):
        raise FORBIDDEN()


def _locked(change: UUID, actor: Actor) -> DutyChange:
    _must_be_allowed(actor)
    rows = DutyChange.objects.select_for_update().filter(pk=change, state=ChangeState.PROPOSED.value)
    if (row := rows.order_by("id").first()) is None:
        raise NOT_FOUND()
    return row


def _propose(change: DutyChange, reason: str, actor: Actor) -> UUID:
    change.reason = clean(reason)
    if not change.reason:
        raise NEEDS_REASON()
    change.proposed_by_id, change.proposed_at = UUID(actor.id), clock.now()
    change.save()
    _append(change.id, ChangeProposed(change.verb, unit_code(change), change.day.isoformat()), actor)
    return change.id


def _close(change: DutyChange, state: ChangeState, answer: str, actor: Actor) -> None:
    change.state, change.answer = state.value, answer
    change.decided_by_id, change.decided_at = UUID(actor.id), clock.now()
    change.save(update_fields=("state", "answer", "decided_by", "decided_at", "duty"))
    _append(change.id, ChangeDecided(state.value), actor)


def _set(change: DutyChange, actor: Actor) -> None:
    stamps.bump(STAMP)  # first: its lock makes two who set duties at once come one after the other
    line = line_of(change)
    code = f"local|{line.unit}|{line.category}|{line.place}|{line.role}|{change.day}"
    if clashes(duties_now(), line) or Duty.objects.filter(code=code).exists():
        raise DUTY_CLASH()
    change.duty = Duty.objects.create(
        code=code,
        unit_id=change.unit_id,
        category_id=change.category_id,
        place_id=change.place_id,
        role=change.role,
        on_list=change.on_list,
        source=change.source,
        article=change.article,
        valid_from=change.day,
        edited=["unit", "role", "valid_from", "valid_to"],
    )
    event = DutySet(line.unit, line.category, line.place, line.role.value, change.day.isoformat())
    _append(change.duty.id, event, actor)


def _end(change: DutyChange, actor: Actor) -> None:
    stamps.bump(STAMP)
    assert change.duty_id is not None
    duty = Duty.objects.select_for_update().get(pk=change.duty_id)
    duty.valid_to = change.day
    duty.edited = sorted({*duty.edited, "valid_to"})
    duty.save(update_fields=("valid_to", "edited"))
    _append(duty.id, DutyEnded(change.day.isoformat()), actor)


def unit_code(change: DutyChange) -> str:
    return line_of(change).unit


def _append(subject: UUID, event: Event, actor: Actor) -> None:
    append([Entry(event, subject, next_seq(subject), actor, clock.now())])
