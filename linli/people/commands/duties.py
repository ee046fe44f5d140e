# SPDX-License-Identifier: AGPL-3.0-or-later
"""Setting and ending duties by hand; a pack keeps off what staff set."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.places import public as places
from linli.platform import stamps
from linli.platform.journal.append import append, next_seq
from linli.topics import public as topics

from ..events import DutyEnded, DutySet
from ..models import Duty
from ..policy import may_manage
from ..queries.units import STAMP, duties_now, unit_by_code
from ..rules import conflicts
from ..vocab import DutyList, DutyRole


@transaction.atomic
def set_duty(
    *,
    actor: Actor,
    unit: str,
    category: str | None,
    place: str,
    role: DutyRole,
    on_list: DutyList,
    source: str,
    article: str,
    valid_from: date,
) -> UUID:
    """Make a unit answer for a category at a place from a day on.

    A leading duty of another unit for the same category and place must be ended first, so that
    nobody's matters change hands unnoticed; raises ``invalid`` otherwise, and for the same duty twice.
    """
    if not may_manage(actor):
        raise FORBIDDEN()
    stamps.bump(STAMP)  # first: its lock makes two who set duties at once come one after the other
    known = unit_by_code(unit)
    code = f"local|{unit}|{category or ''}|{place}|{role.value}|{valid_from}"
    if Duty.objects.filter(code=code).exists():
        raise INVALID(field="valid_from")
    duty = Duty.objects.create(
        code=code,
        unit_id=known.id,
        category_id=topics.category_by_code(category).id if category else None,
        place_id=places.place_by_code(place).id,
        role=role.value,
        on_list=on_list.value,
        source=source,
        article=article,
        valid_from=valid_from,
        edited=["unit", "role", "valid_from", "valid_to"],
    )
    if any(duty.id in (one.id, other.id) for one, other in conflicts(duties_now())):
        raise INVALID(field="place")
    event = DutySet(unit, category or "", place, role.value, valid_from.isoformat())
    append([Entry(event, duty.id, 1, actor, clock.now())])
    return duty.id


@transaction.atomic
def end_duty(duty: UUID, on: date, *, actor: Actor) -> None:
    """End a duty on a day (the first day on which it no longer holds)."""
    if not may_manage(actor):
        raise FORBIDDEN()
    row = Duty.objects.select_for_update().filter(pk=duty).first()
    if row is None:
        raise NOT_FOUND()
    if row.valid_from and on < row.valid_from:
        raise INVALID(field="valid_to")
    row.valid_to = on
    row.edited = sorted({*row.edited, "valid_to"})
    row.save(update_fields=("valid_to", "edited"))
    append([Entry(DutyEnded(on.isoformat()), row.id, next_seq(row.id), actor, clock.now())])
    stamps.bump(STAMP)
