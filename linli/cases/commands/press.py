# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pressing for completion (督办): proposed by a nightly look, decided by a person, answered by a day."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.events import Entry
from linli.kernel.ids import new_id
from linli.kernel.problem import FORBIDDEN, NOT_FOUND
from linli.people import public as people
from linli.places import public as places
from linli.platform.journal.append import append
from linli.platform.text import clean

from ..events import PressAnswered, Pressed, PressProposed, Spared
from ..models import Part, Press
from ..policy import may_part
from ..queries.lines import ACTS_BY
from ..queries.press import late_parts, meeting
from ..rules.joint import PRESSED_ALREADY, TOO_LATE_A_DAY, PressState, Trigger
from ..vocab import NEEDS_TEXT, Deed, See
from .base import Work, must_be_open, once, take

QUIET = timedelta(days=7)  # what a person decided on is not proposed again for so long
MOST = 500  # proposals of one trigger in one look
LONGEST = timedelta(days=30)  # until when a unit may be given to report back


@transaction.atomic
def propose_presses() -> int:
    """Look for matters that meet a trigger and are not pressed for it yet; how many were found.

    Nothing is pressed by this: a person decides on each.
    """
    now, made = clock.now(), 0
    proposed = Press.objects.filter(state=PressState.PROPOSED.value)
    proposed.exclude(case__answered_at=None, case__closed_at=None).delete()
    for trigger in (Trigger.OVERDUE, Trigger.REFUSED, Trigger.UNSOLVED):
        lately = Press.objects.filter(trigger=trigger.value)
        known = lately.filter(Q(ended_at=None) | Q(ended_at__gte=now - QUIET))
        found = meeting(trigger).exclude(Exists(known.filter(case=OuterRef("pk"))))
        units = dict(found.order_by(ACTS_BY, "id").values_list("id", "unit_id")[:MOST])
        if trigger is Trigger.OVERDUE:
            late = late_parts().exclude(Exists(known.filter(case=OuterRef("case_id"))))
            for case, unit in late.order_by("due_at", "id").values_list("case_id", "unit_id")[:MOST]:
                units.setdefault(case, unit)
        rows = [
            Press(
                id=new_id(),
                case_id=case,
                unit_id=unit,
                trigger=trigger.value,
                state=PressState.PROPOSED.value,
                at=now,
                actor=SYSTEM.ref,
            )
            for case, unit in units.items()
        ]
        Press.objects.bulk_create(rows)
        append(
            [Entry(PressProposed(str(row.case_id), row.trigger), row.id, 1, SYSTEM, now) for row in rows]
        )
        made += len(rows)
    return made


def press(
    case_id: UUID,
    trigger: Trigger,
    by: date,
    text: str,
    *,
    actor: Actor,
    part: UUID | None = None,
    expected_version: int | None = None,
    deed_id: UUID | None = None,
) -> int:
    """Press the unit that leads, or the one that holds a ``part``, to report back by a day.

    A proposal for the same trigger is thereby decided on. Raises ``pressed_already``,
    ``too_late_a_day``. The new version.
    """
    if not clean(text):
        raise NEEDS_TEXT()
    try:
        with transaction.atomic():
            if (version := once(case_id, deed_id, actor)) is not None:
                return version
            work = take(case_id, Deed.PRESS, actor=actor, expected_version=expected_version)
            must_be_open(work)
            today = places.day_of(work.at)
            if not today <= by <= today + LONGEST:
                raise TOO_LATE_A_DAY()
            unit = _unit(work, part)
            Press.objects.filter(
                case=work.case, trigger=trigger.value, state=PressState.PROPOSED.value
            ).delete()
            Press.objects.create(
                case=work.case,
                unit_id=unit.id,
                trigger=trigger.value,
                state=PressState.OPEN.value,
                text=clean(text)[:2000],
                by_day=by,
                at=work.at,
                actor=actor.ref,
            )
            work.done(
                Deed.PRESS,
                Pressed(unit.code, trigger.value, by.isoformat()),
                sees=See.INTERNAL,
                text=clean(text)[:2000],
                unit=unit.id,
                facts={"trigger": trigger.value, "by": by.isoformat()},
                deed_id=deed_id,
            )
            return work.case.version
    except IntegrityError:
        raise PRESSED_ALREADY() from None


def _unit(work: Work, part: UUID | None) -> people.UnitInfo:
    if part is None:
        return people.unit_by_id(work.case.unit_id)
    units = Part.objects.filter(pk=part, case=work.case, ended_at=None)
    found = units.order_by("id").values_list("unit_id", flat=True).first()
    if found is None:
        raise NOT_FOUND()
    return people.unit_by_id(found)


@transaction.atomic
def respond(
    case_id: UUID,
    press_id: UUID,
    text: str,
    *,
    actor: Actor,
    expected_version: int | None = None,
    deed_id: UUID | None = None,
) -> int:
    """The unit that is pressed reports back; the new version."""
    if (version := once(case_id, deed_id, actor)) is not None:
        return version
    work = take(case_id, Deed.RESPOND, actor=actor, expected_version=expected_version)
    row = _row(work, press_id, PressState.OPEN)
    unit = people.unit_by_id(row.unit_id)
    if not may_part(actor, Deed.RESPOND, work.facts, unit.path):
        raise FORBIDDEN()
    _end(row, PressState.ANSWERED, text, work)
    work.done(
        Deed.RESPOND,
        PressAnswered(unit.code, row.trigger),
        sees=See.INTERNAL,
        text=row.answer,
        unit=unit.id,
        facts={"trigger": row.trigger},
        deed_id=deed_id,
    )
    return work.case.version


@transaction.atomic
def spare(case_id: UUID, press_id: UUID, text: str, *, actor: Actor) -> int:
    """Decide with a reason that a matter that was proposed is not pressed; the new version."""
    work = take(case_id, Deed.SPARE, actor=actor)
    row = _row(work, press_id, PressState.PROPOSED)
    unit = people.unit_by_id(row.unit_id)
    _end(row, PressState.SPARED, text, work)
    work.done(
        Deed.SPARE,
        Spared(unit.code, row.trigger),
        sees=See.INTERNAL,
        text=row.answer,
        unit=unit.id,
        facts={"trigger": row.trigger},
    )
    return work.case.version


def _row(work: Work, press_id: UUID, state: PressState) -> Press:
    row = Press.objects.filter(pk=press_id, case=work.case, state=state.value).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    return row


def _end(row: Press, state: PressState, text: str, work: Work) -> None:
    if not clean(text):
        raise NEEDS_TEXT()
    row.state, row.answer, row.ended_at = state.value, clean(text)[:2000], work.at
    row.save(update_fields=("state", "answer", "ended_at"))
