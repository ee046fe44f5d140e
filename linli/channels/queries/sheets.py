# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages that were handed in on paper and are not a matter yet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND
from linli.platform import crypto
from linli.platform.access.looks import reveal

from ..models import Sheet
from ..policy import TAKERS, answers_for
from ..vocab import SheetState
from .calls import CALL

MOST = 100
OPEN = (SheetState.WAITING.value, SheetState.READING.value, SheetState.READ.value)


@dataclass(frozen=True)
class SheetInfo:
    """A page; ``fields`` is what was read of it by the names of the form's fields, ``fault`` the code of
    what was wrong with it, ``twin`` whether another page has the same number."""

    id: UUID
    state: SheetState
    number: str
    taken_at: datetime
    fault: str
    file: UUID | None
    twin: bool
    fields: Mapping[str, str]


def sheets(viewer: Actor) -> list[SheetInfo]:
    """Pages of the viewer's desk that a person has to look at, the oldest first, without their words."""
    mine = Q(pk__in=[])
    for holding in viewer.at(*TAKERS):
        if holding.place_path:
            mine |= Q(place_path__startswith=holding.place_path)
    rows = Sheet.objects.filter(mine, state__in=OPEN).order_by("taken_at", "id")[:MOST]
    return [_info(row, {}) for row in rows]


def sheet_of(sheet: UUID, *, viewer: Actor) -> SheetInfo:
    """One page with what was read of it; the look is recorded. Raises ``not_found``."""
    row = Sheet.objects.filter(pk=sheet, state__in=OPEN).order_by("pk").first()
    if row is None or not answers_for(viewer, row.place_path):
        raise NOT_FOUND()
    fields = reveal(viewer, "sheet", row.id, ["name", "contact"], lambda: _fields(row), purpose=CALL)
    return _info(row, fields)


def _fields(row: Sheet) -> dict[str, str]:
    if not row.fields:
        return {}
    found: dict[str, str] = json.loads(crypto.unseal(row.fields, "channels_sheet", "fields", row.id))
    return found


def _info(row: Sheet, fields: Mapping[str, str]) -> SheetInfo:
    twin = bool(row.number) and Sheet.objects.filter(number=row.number).exclude(pk=row.pk).exists()
    return SheetInfo(
        row.id, SheetState(row.state), row.number, row.taken_at, row.fault, row.file_id, twin, fields
    )
