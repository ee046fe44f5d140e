# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shares of units in a matter, as the page of the matter shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.people import public as people

from ..models import Part, Press
from ..policy import Facts, holds_part, may_part
from ..rules.course import OPEN
from ..rules.joint import PART_COURSE, WAITING
from ..vocab import Deed, PartState, State
from .lines import last_day

Names = Mapping[UUID, Mapping[str, str]]


@dataclass(frozen=True)
class PartInfo:
    """A unit's share in a matter, with what this viewer may do with it now."""

    id: UUID
    unit: people.UnitInfo
    lead: bool
    state: PartState
    because: Mapping[str, Any]
    begun_at: datetime
    due_at: datetime | None
    ended: bool
    asked: str
    task: str
    answer_seq: int | None
    assignee: Mapping[str, str] | None  # names of who handles it
    deeds: frozenset[Deed]

    @property
    def due_day(self) -> date | None:
        """The last day on which the part is answered in time."""
        return last_day(self.due_at)

    @property
    def overdue(self) -> bool:
        """Due and not answered by the unit that was asked, or by the one that leads."""
        return bool(self.due_at and self.state in WAITING and not self.ended and self.due_at <= clock.now())


def parts_of_row() -> ArraySubquery:
    """All parts of a matter as JSON, within the statement that reads it."""
    parts = Part.objects.filter(case=OuterRef("pk")).order_by("begun_at", "-lead", "id")
    return ArraySubquery(
        parts.values(
            part=JSONObject(
                id=F("id"), unit=F("unit_id"), path=F("unit__path"), lead=F("lead"), state=F("state"),
                because=F("because"), begun_at=F("begun_at"), due_at=F("due_at"), ended_at=F("ended_at"),
                asked=F("asked"), task=F("task"), answer_seq=F("answer_seq"), assignee=F("assignee_id"),
            )
        )
    )  # fmt: skip


def presses_of_row() -> ArraySubquery:
    """Open pressings and proposals of a matter as JSON, within the same statement."""
    rows = Press.objects.filter(case=OuterRef("pk"), ended_at=None).order_by("at", "id")
    return ArraySubquery(
        rows.values(
            press=JSONObject(
                id=F("id"), unit=F("unit_id"), trigger=F("trigger"), state=F("state"), text=F("text"),
                by_day=F("by_day"), at=F("at"), answer=F("answer"),
            )
        )
    )  # fmt: skip


def assignees_of(rows: Iterable[Mapping[str, Any]]) -> set[UUID]:
    """Who is named for a part of the matter."""
    return {UUID(row["assignee"]) for row in rows if row["assignee"]}


def foreign_parts(rows: Iterable[Mapping[str, Any]], viewer: Actor) -> set[str]:
    """Ids of the parts of a matter that no unit of the viewer holds."""
    return {row["id"] for row in rows if not holds_part(viewer, row["path"])}


def parts_for(
    rows: Iterable[Mapping[str, Any]], viewer: Actor, facts: Facts, state: State, names: Names
) -> tuple[PartInfo, ...]:
    """The parts, each with what the viewer may do with it."""
    found = []
    for row in rows:
        deeds = frozenset() if row["ended_at"] else _deeds(row, viewer, facts, state)
        found.append(_part(row, deeds, names))
    return tuple(found)


def _part(row: Mapping[str, Any], deeds: frozenset[Deed], names: Names) -> PartInfo:
    return PartInfo(
        id=UUID(row["id"]),
        unit=people.unit_by_id(UUID(row["unit"])),
        lead=row["lead"],
        state=PartState(row["state"]),
        because=row["because"],
        begun_at=datetime.fromisoformat(row["begun_at"]),
        due_at=datetime.fromisoformat(row["due_at"]) if row["due_at"] else None,
        ended=row["ended_at"] is not None,
        asked=row["asked"],
        task=row["task"],
        answer_seq=row["answer_seq"],
        assignee=names.get(UUID(row["assignee"])) if row["assignee"] else None,
        deeds=deeds,
    )


def _deeds(row: Mapping[str, Any], viewer: Actor, facts: Facts, state: State) -> frozenset[Deed]:
    part, wanted = PartState(row["state"]), {Deed.ASSIGN}
    if row["asked"] and state in OPEN:
        wanted |= {deed for before, deed in PART_COURSE if before is part}
    refused = part is PartState.RETURNED
    may = (deed for deed in wanted if may_part(viewer, deed, facts, row["path"], refused=refused))
    return frozenset(may)
