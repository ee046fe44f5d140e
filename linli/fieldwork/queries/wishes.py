# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person's own wishes, and the sealed words of a visit: read only with a reason that is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND
from linli.places import public as places
from linli.platform import crypto
from linli.platform.access.looks import reveal

from ..models import Visit, Wish
from ..policy import may_plan, may_walk
from ..vocab import Rhythm
from .doors import DoorInfo, door_info
from .sheets import SheetInfo, sheet_by_id

PURPOSE = "visit"
TABLE = "fieldwork_visit"


@dataclass(frozen=True)
class WishInfo:
    """A wish for visits that runs."""

    id: UUID
    door: DoorInfo
    rhythm: Rhythm
    begins: date
    ends: date


def own_wishes(viewer: Actor) -> list[WishInfo]:
    """What somebody signed up for on the web and has not ended."""
    if viewer.kind != "account":
        return []
    rows = Wish.objects.select_related("door").filter(account=UUID(viewer.id), ends__gte=places.today())
    return [
        WishInfo(row.id, door_info(row.door), Rhythm(row.rhythm), row.begins, row.ends)
        for row in rows.order_by("begins", "id")
    ]


@dataclass(frozen=True)
class Noted:
    """The sealed words of a visit, and the answers to the questions of ``sheet``."""

    visit: UUID
    words: str
    sheet: SheetInfo | None
    answers: Mapping[str, Any]


def note_of(visit: UUID, *, viewer: Actor) -> Noted:
    """What is sealed of a visit, for its worker and for who answers for the place; the look is kept.

    Raises ``not_found`` for everybody else, and where there is nothing.
    """
    rows = Visit.objects.select_related("stop__round").filter(pk=visit).exclude(note=None, answers=None)
    row = rows.order_by("id").first()
    if row is None or not (
        may_plan(viewer, row.place_path)
        or may_walk(viewer, str(row.stop.round.worker_id), row.stop.round.place_path)
    ):
        raise NOT_FOUND()

    def opened(name: str) -> str:
        sealed: bytes | None = getattr(row, name)
        return crypto.unseal(sealed, TABLE, name, visit) if sealed is not None else ""

    fields = [name for name in ("note", "answers") if getattr(row, name) is not None]
    words, answers = reveal(
        viewer, "visit", row.id, fields, lambda: (opened("note"), opened("answers")), purpose=PURPOSE
    )
    return Noted(row.id, words, sheet_by_id(row.sheet_id), json.loads(answers or "{}"))
