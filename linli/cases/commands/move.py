# SPDX-License-Identifier: AGPL-3.0-or-later
"""Moving a matter along its course: one function for every action of the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.kernel.actor import Actor
from linli.people import public as people
from linli.places import public as places
from linli.platform.text import clean

from ..events import Moved
from ..models import Case, Part
from ..queries.facts import scope
from ..rules import COURSE, FINAL, STEPS, parse_number
from ..vocab import (
    CANNOT_MERGE,
    NEEDS_TEXT,
    NEEDS_UNIT,
    OWN_COMPLAINT,
    Action,
    Kind,
    PartState,
    See,
    State,
)
from .base import DUE, Work, done_already, set_due, take

# What becomes of the leading part with an action.
PART_AFTER = {
    Action.RETURN: PartState.RETURNED,
    Action.UPHOLD: PartState.OPEN,
    Action.RESOLVE: PartState.ANSWERED,
    Action.REWORK: PartState.OPEN,
    Action.REOPEN: PartState.OPEN,
}


@transaction.atomic
def move_case(
    case_id: UUID,
    action: Action,
    *,
    actor: Actor,
    expected_version: int | None = None,
    text: str = "",
    unit: str | None = None,
    assist: Sequence[str] = (),
    other: str | None = None,
    way: str = "",
    public: bool = False,
    deed_id: UUID | None = None,
) -> int:
    """Do one action with a matter; the new version.

    ``unit`` and ``assist`` are codes (for dispatch), ``other`` is the number of the matter to join,
    ``way`` says where to go instead, ``public`` lets everybody read ``text``, ``deed_id`` makes doing
    it twice harmless. Raises ``not_now``
    where the course does not allow it, besides what :func:`take` raises.
    """
    if (version := done_already(case_id, deed_id, actor)) is not None:
        return version
    work = take(case_id, action, actor=actor, expected_version=expected_version)
    case, rule, before = work.case, STEPS[action], work.case.state
    after = COURSE.after(State(before), action)
    text = clean(text) if rule.text else ""
    if rule.text == "must" and not text:
        raise NEEDS_TEXT()
    case.state = after.value
    facts: dict[str, Any] = {"way": clean(way)[:200]} if rule.way and clean(way) else {}
    changed = {"state"}
    if rule.unit:
        facts |= _dispatch(work, unit, assist)
        changed |= {"unit", "unit_path"}
    if rule.other:
        facts |= _merge(work, other)
        changed.add("merged_into")
    if action in PART_AFTER:
        Part.objects.filter(pk=work.lead).update(state=PART_AFTER[action].value)
    changed |= _clocks(work, action, State(before))
    lead = people.unit_by_id(case.unit_id)
    sees = See.PUBLIC if public and rule.sees is See.REPORTER else rule.sees
    work.done(
        action,
        Moved(action.value, before, after.value, lead.code),
        sees=sees,
        text=text,
        unit=lead.id,
        facts=facts,
        changed=tuple(sorted(changed)),
        deed_id=deed_id,
    )
    return case.version


def _clocks(work: Work, action: Action, before: State) -> set[str]:
    """Set answered, closed and due moments that follow from an action; the fields touched."""
    case, at = work.case, work.at
    after = State(case.state)
    if action is Action.RESOLVE:
        case.answered_at = at
        return {"answered_at"}
    if after in FINAL:
        case.closed_at = at
        case.answered_at = case.answered_at or (at if after is State.DECLINED else None)
        return {"closed_at", "answered_at"}
    if action in (Action.REWORK, Action.REOPEN):
        case.answered_at = case.closed_at = None
        set_due(case, at)
        return {"answered_at", "closed_at", *DUE}
    first = before is State.RECEIVED and action in (Action.ACCEPT, Action.DISPATCH)
    if first and case.kind == Kind.PETITION.value:
        set_due(case, at)  # 信访工作条例 34: sixty days from acceptance
        return set(DUE)
    return set()


def _dispatch(work: Work, code: str | None, assist: Sequence[str]) -> dict[str, Any]:
    """Give the lead to another unit, and shares to assisting ones; why, for the thread."""
    if not code:
        raise NEEDS_UNIT()
    case, lead = work.case, people.unit_by_code(code)
    helpers = [people.unit_by_code(helper) for helper in dict.fromkeys(assist) if helper != code]
    if case.about_path and any(unit.path.startswith(case.about_path) for unit in (lead, *helpers)):
        raise OWN_COMPLAINT()
    why = because(case, lead)
    Part.objects.filter(case=case, ended_at=None).update(state=PartState.PASSED.value, ended_at=work.at)
    Part.objects.bulk_create(
        Part(
            case=case,
            unit_id=unit.id,
            lead=unit is lead,
            state=PartState.OPEN.value,
            because=why if unit is lead else {"reason": "assists"},
            begun_at=work.at,
            due_at=case.due_at,
        )
        for unit in (lead, *helpers)
    )
    case.unit_id, case.unit_path = lead.id, lead.path
    return {"unit": lead.code, "assist": [unit.code for unit in helpers], "because": why}


def because(case: Case, unit: people.UnitInfo) -> dict[str, Any]:
    """Why this unit: the duty that names it, or that a person chose it."""
    if not case.category_id:
        return {"reason": "chosen"}
    category = topic_code(case)
    place = places.place_by_id(case.place_id).code
    about = people.unit_by_id(case.about_id).code if case.about_id else None
    today = timezone.localtime(case.received_at).date()
    answer = people.responsible(category, place, today, about=about)
    if answer.duty is None or answer.unit.code != unit.code:
        return {"reason": "chosen"}
    duty = answer.duty
    return {
        "reason": "duty",
        "duty": str(duty.id),
        "category": duty.category,
        "place": duty.place,
        "source": duty.source,
        "article": duty.article,
    }


def topic_code(case: Case) -> str:
    """The code of a matter's category; empty while nobody chose one."""
    return case.category_path.strip("/").rsplit("/", 1)[-1]


def _merge(work: Work, number: str | None) -> dict[str, Any]:
    """Join this matter to another one that is open; people keep their own thread."""
    target = (
        Case.objects.filter(scope(work.actor), number=parse_number(number or ""))
        .exclude(pk=work.case.pk)
        .exclude(state__in=[state.value for state in FINAL])
        .filter(merged_into=None)
        .order_by("id")
        .values_list("id", "number")
        .first()
    )
    if target is None:
        raise CANNOT_MERGE()
    work.case.merged_into_id = target[0]
    return {"other": target[1]}
