# SPDX-License-Identifier: AGPL-3.0-or-later
"""What meets a trigger of pressing, and what is proposed, pressed and late, for those who decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.people import public as people
from linli.places import public as places

from ..models import Case, Part, Press, Step
from ..rules.joint import WAITING, PressState, Trigger
from ..vocab import Action, Deed
from .facts import scope
from .hiding import cover_lines
from .lines import FIELDS, CaseLine, _group, _line

LONGEST_LIST = 200
AFTER = {  # what was done before, with a matter that still waits for its answer
    Trigger.REFUSED: (Action.UPHOLD.value, Deed.HOLD.value),
    Trigger.UNSOLVED: (Action.REOPEN.value, Action.REWORK.value),
}


@dataclass(frozen=True)
class PressInfo:
    """One pressing: of which unit, for what, by when; late if its day has passed without a report."""

    id: UUID
    unit: people.UnitInfo
    trigger: Trigger
    state: PressState
    text: str
    by_day: date | None
    at: datetime
    answer: str

    @property
    def late(self) -> bool:
        waits = self.state is PressState.OPEN
        return waits and self.by_day is not None and self.by_day < places.today()


@dataclass(frozen=True)
class PressLine:
    """A pressing in the list of a coordinator, with its matter."""

    press: PressInfo
    line: CaseLine


def meeting(trigger: Trigger) -> QuerySet[Case]:
    """Matters that wait for their answer and meet a trigger now. Bad effect is seen by people only."""
    waits = Case.objects.filter(answered_at=None, closed_at=None)
    if trigger is Trigger.OVERDUE:
        return waits.filter(_group("overdue"))
    steps = Step.objects.filter(case=OuterRef("pk"), deed__in=AFTER[trigger])
    return waits.filter(_group("open"), Exists(steps))


def late_parts() -> QuerySet[Part]:
    """Parts of units that were asked whose own day has passed without an answer."""
    states = [state.value for state in WAITING]
    parts = Part.objects.filter(ended_at=None, state__in=states, due_at__lte=clock.now()).exclude(asked="")
    return parts.filter(case__answered_at=None, case__closed_at=None, case__parked_until=None)


def press_info(row: Mapping[str, Any]) -> PressInfo:
    """A pressing as the database tells of it, in JSON."""
    return PressInfo(
        UUID(row["id"]),
        people.unit_by_id(UUID(row["unit"])),
        Trigger(row["trigger"]),
        PressState(row["state"]),
        row["text"],
        date.fromisoformat(row["by_day"]) if row["by_day"] else None,
        datetime.fromisoformat(row["at"]),
        row["answer"],
    )


def press_list(viewer: Actor) -> list[PressLine]:
    """What is proposed and what is pressed, in the matters that the viewer may see; proposals first."""
    mine = Case.objects.filter(scope(viewer)).values("pk")
    rows = Press.objects.filter(ended_at=None, case__in=mine).order_by("-state", "by_day", "at", "id")
    fields = [f"case__{name}" for name in FIELDS]
    found = rows.values("id", "unit_id", "trigger", "state", "text", "by_day", "at", "answer", *fields)[
        :LONGEST_LIST
    ]
    lines = [_press_line(row) for row in found]
    covered = cover_lines((item.line for item in lines), viewer)
    return [PressLine(item.press, line) for item, line in zip(lines, covered, strict=True)]


def _press_line(row: dict[str, Any]) -> PressLine:
    line = _line({name: row[f"case__{name}"] for name in FIELDS})
    press = PressInfo(
        row["id"],
        people.unit_by_id(row["unit_id"]),
        Trigger(row["trigger"]),
        PressState(row["state"]),
        row["text"],
        row["by_day"],
        row["at"],
        row["answer"],
    )
    return PressLine(press, line)


def open_parts_of(accounts: Iterable[UUID]) -> dict[UUID, int]:
    """How many live parts each of these people handles."""
    counts: dict[UUID, int] = dict.fromkeys(accounts, 0)
    rows = Part.objects.filter(assignee__in=list(counts), ended_at=None, case__closed_at=None)
    for account in rows.order_by("id").values_list(F("assignee_id"), flat=True):
        counts[account] += 1
    return counts
