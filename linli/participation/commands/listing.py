# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a meeting put off stands on the problem list of its place, so that it has an owner and a day."""

from __future__ import annotations

from uuid import UUID

from linli.cases import public as cases
from linli.kernel.actor import SYSTEM
from linli.people import public as people
from linli.places import public as places

from ..models import AgendaItem, Meeting
from ..vocab.meetings import Decision


def list_put_off(meeting: UUID) -> None:
    """Put each item that a held meeting put off on the list, once: its title stands in the minutes."""
    row = Meeting.objects.filter(pk=meeting).order_by("id").first()
    if row is None:
        return
    unit, place = people.unit_by_id(row.unit_id).code, places.place_by_id(row.place_id).code
    put_off = AgendaItem.objects.filter(meeting=row, decision=Decision.PUT_OFF.value)
    for seq, title in put_off.order_by("seq").values_list("seq", "title"):
        about = f"meeting:{row.number}:{seq}"
        new = cases.NewItem(about, cases.Source.MEETING, title, "", place, unit)
        cases.list_item(new, actor=SYSTEM)
