# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proposed changes of duties, and the table as it would be with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from linli.kernel.problem import NOT_FOUND
from linli.places import public as places
from linli.topics import public as topics

from ..models import DutyChange
from ..rules import DutyLine, Table, table_of
from ..vocab import ChangeState, DutyRole
from .units import duties, unit_by_id


@dataclass(frozen=True)
class ChangeInfo:
    """A proposed change: what would hold (or end) from which day, who wants it and why."""

    id: UUID
    verb: str
    line: DutyLine
    day: date
    reason: str
    proposed_by: Mapping[str, str]
    proposer: UUID
    proposed_at: datetime
    state: ChangeState
    decided_by: Mapping[str, str] | None
    decided_at: datetime | None
    answer: str

    @property
    def open(self) -> bool:
        return self.state is ChangeState.PROPOSED


def line_of(change: DutyChange) -> DutyLine:
    """The duty that a change sets, or the one that it ends."""
    unit = unit_by_id(change.unit_id)
    category = topics.category_by_id(change.category_id).code if change.category_id else ""
    return DutyLine(
        change.duty_id or change.id,
        unit.code,
        unit.path,
        category,
        places.place_by_id(change.place_id).code,
        DutyRole(change.role),
        change.source,
        change.article,
        change.day if change.verb == "set" else None,
        change.day if change.verb == "end" else None,
    )


def changes(*, only_open: bool = False, limit: int = 50) -> list[ChangeInfo]:
    """Changes, those that wait for a second person first, then the newest."""
    rows = DutyChange.objects.select_related("proposed_by", "decided_by")
    if only_open:
        rows = rows.filter(state=ChangeState.PROPOSED.value)
    found = [_info(row) for row in rows.order_by("-proposed_at", "id")[:limit]]
    return sorted(found, key=lambda change: not change.open)


def change(identity: UUID) -> ChangeInfo:
    """One change. Raises ``not_found``."""
    rows = DutyChange.objects.select_related("proposed_by", "decided_by").filter(pk=identity)
    if (row := rows.order_by("id").first()) is None:
        raise NOT_FOUND()
    return _info(row)


def duties_with(change: ChangeInfo) -> Table:
    """The table of duties as if a proposed change already held, without any regard to days."""
    lines = [line for found in duties().values() for line in found]
    if change.verb == "end":
        lines = [line for line in lines if line.id != change.line.id]
    else:
        lines.append(replace(change.line, valid_from=None))
    return table_of(lines)


def _info(row: DutyChange) -> ChangeInfo:
    return ChangeInfo(
        row.id,
        row.verb,
        line_of(row),
        row.day,
        row.reason,
        row.proposed_by.names,
        row.proposed_by_id,
        row.proposed_at,
        ChangeState(row.state),
        row.decided_by.names if row.decided_by else None,
        row.decided_at,
        row.answer,
    )
