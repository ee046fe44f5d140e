# SPDX-License-Identifier: AGPL-3.0-or-later
"""Moving a matter along its course: one function for every action of the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case as DbCase
from django.db.models import F, Q, QuerySet, Value, When

from linli.kernel.actor import Actor
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform.text import clean
from linli.triage import public as triage

from ..events import Moved
from ..models import Attachment, Case, Deferral, Part, Reporter, Step
from ..queries.access import find_case
from ..queries.facts import scope
from ..rules import COURSE, FINAL, STEPS, parse_number
from ..rules.course import OPEN
from ..rules.joint import (
    NEEDS_REASON,
    NOT_ABOVE,
    NOT_BELOW,
    NOT_ON_LIST,
    PARTS_WAIT,
    REFUSED_BEFORE,
    Reason,
    stands_above,
)
from ..vocab import (
    CANNOT_MERGE,
    NEEDS_TEXT,
    NEEDS_UNIT,
    NOT_ANSWERED_BEFORE,
    OWN_COMPLAINT,
    RETURN_DECIDED,
    Action,
    Deed,
    PartState,
    See,
    State,
)
from .base import DUE, Work, limit_of, live_parts, once, run_parts, set_due, take
from .clocks import end_parking
from .course import on_course, run_clock, unit_above
from .templates import template_used

# What becomes of the shares of units with an action; of the leading one alone where it says so.
PART_AFTER = {
    Action.ACCEPT: PartState.OPEN,
    Action.RETURN: PartState.RETURNED,
    Action.UPHOLD: PartState.OPEN,
    Action.RESOLVE: PartState.ANSWERED,
    Action.REWORK: PartState.OPEN,
    Action.REOPEN: PartState.OPEN,
    Action.DECLINE: PartState.ENDED,
    Action.TRANSFER: PartState.ENDED,
    Action.MERGE: PartState.ENDED,
    Action.WITHDRAW: PartState.ENDED,
}
COMMITTEES = {
    people.OrganisationKind.RESIDENTS_COMMITTEE.value,
    people.OrganisationKind.VILLAGERS_COMMITTEE.value,
}
# By what a unit comes to lead a matter, or to keep it.
GIVEN = {Action.UPHOLD.value, Action.DISPATCH.value, Action.RAISE.value, Action.LOWER.value}
LEAD_ONLY = {Action.RETURN, Action.UPHOLD}


@transaction.atomic
def move_case(
    case_id: UUID | str,
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
    template: str = "",
    reason: str = "",
    named: str = "",
    deed_id: UUID | None = None,
) -> int:
    """Do one action with a matter, known by its id or its exact number; the new version.

    ``unit`` and ``assist`` are codes (for dispatch), ``other`` is the number of the matter to join, or
    of the one in which the same facts were answered (for decline), ``way`` says where to go instead,
    ``public`` lets everybody read ``text``, ``template`` says which template and version its words began
    with, ``reason`` is the one of the table for giving back, ``named`` is the step of the course where the
    action could be several, ``deed_id`` makes doing it twice harmless.
    Raises ``not_now`` where the course does not allow it, ``parts_wait`` while units that were called in
    have not answered, besides what :func:`take` raises.
    """
    if deed_id is not None or action is Action.MERGE:
        known = find_case(case_id)[0] if isinstance(case_id, str) else case_id
        if (version := once(known, deed_id, actor)) is not None:
            return version
        if action is Action.MERGE:
            _lock_both(known, other)
    return step(
        take(case_id, action, actor=actor, expected_version=expected_version),
        action,
        text=text,
        unit=unit,
        assist=assist,
        other=other,
        way=way,
        public=public,
        template=template,
        reason=reason,
        named=named,
        deed_id=deed_id,
    )


def step(
    work: Work,
    action: Action,
    *,
    text: str = "",
    unit: str | None = None,
    assist: Sequence[str] = (),
    other: str | None = None,
    way: str = "",
    public: bool = False,
    template: str = "",
    reason: str = "",
    named: str = "",
    deed_id: UUID | None = None,
) -> int:
    """The action itself, with a matter that is locked; see :func:`move_case`."""
    case, rule, before = work.case, STEPS[action], work.case.state
    after = COURSE.after(State(before), action)
    taking = on_course(work, action, named)
    text = clean(text) if rule.text else ""
    if rule.text == "must" and not text:
        raise NEEDS_TEXT()
    if action is Action.RESOLVE and work.waiting:
        raise PARTS_WAIT(n=work.waiting)
    facts: dict[str, Any] = {"way": clean(way)[:200]} if rule.way and clean(way) else {}
    facts |= template_used(template) if text else {}
    facts |= taking.facts if taking else {}
    if rule.reason:
        facts |= may_refuse(case, action, reason, people.unit_by_id(case.unit_id).code)
    case.state = after.value
    changed = {"state", *_clocks(work, action, State(before), bound=taking is not None)}
    if after not in OPEN and end_parking(work):
        changed |= {"parked_until", "due_at", "due_provisional"}
    if rule.unit:
        _level(case, action, unit)
        facts |= _dispatch(work, unit, assist)
        changed |= {"unit", "unit_path"}
        if action is Action.DISPATCH and case.listed:
            note_decided(case, Case.objects.values_list("suggestion", flat=True).get(pk=case.pk))
    if taking:
        facts |= run_clock(work, taking)
        changed |= set(DUE)
        if taking.step.above:
            facts |= _dispatch(work, unit_above(taking, case).code, ())
            changed |= {"unit", "unit_path"}
    if rule.other:
        facts |= _merge(work, other)
    if rule.same and other and other.strip():
        facts["same"], told = _answered_before(work, other)
        text = f"{text}\n\n{told}".strip()
    changed |= _beside(case, action)
    if action in PART_AFTER:
        parts = live_parts(case).filter(lead=True) if action in LEAD_ONLY else live_parts(case)
        parts.update(state=PART_AFTER[action].value, **_part_clock(case, action))
    if taking and taking.step.starts:
        run_parts(case)
    lead = people.unit_by_id(case.unit_id)
    sees = See.PUBLIC if public and rule.sees is See.REPORTER else rule.sees
    work.done(
        action,
        Moved(action.value, before, after.value, lead.code, facts.get("reason", ""), facts.get("step", "")),
        sees=sees,
        text=text,
        unit=lead.id,
        facts=facts,
        changed=tuple(sorted(changed)),
        deed_id=deed_id,
    )
    return case.version


def _level(case: Case, action: Action, code: str | None) -> None:
    """Up goes to a level above only, down to one below. What is on no list of duties of a residents'
    or villagers' committee is not passed down to it (北京接诉即办条例 17)."""
    if action is Action.DISPATCH or not code:
        return
    lead, unit = people.unit_by_id(case.unit_id), people.unit_by_code(code)
    high, low = (unit, lead) if action is Action.RAISE else (lead, unit)
    if not stands_above(stand(high), stand(low)):
        raise NOT_ABOVE() if action is Action.RAISE else NOT_BELOW()
    if action is Action.LOWER and unit.kind in COMMITTEES and because(case, unit)["reason"] != "duty":
        raise NOT_ON_LIST()


def stand(unit: people.UnitInfo) -> tuple[str, str]:
    """Where a unit stands: its path and that of its place."""
    return unit.path, places.place_by_code(unit.place).path


def may_refuse(case: Case, deed: Action | Deed, reason: str, unit: str) -> dict[str, str]:
    """Reason and unit of something that is given back: one of the table, and never the same twice.

    A return that was decided is not returned again (北京接诉即办条例 12), whatever the reason.
    """
    if reason not in Reason._value2member_map_:
        raise NEEDS_REASON()
    same = {"reason": str(reason), "by": unit}
    told = Step.objects.filter(Q(deed__in=GIVEN) | Q(deed=deed.value, facts__contains=same), case=case)
    steps = list(told.order_by("-seq").values_list("deed", "facts"))
    given = next((done for done, _ in steps if done in GIVEN), "")
    if deed in (Action.RETURN, Action.RAISE) and given == Action.UPHOLD.value:
        raise RETURN_DECIDED()
    if any(done == deed.value and same.items() <= facts.items() for done, facts in steps):
        raise REFUSED_BEFORE()
    return same


def _part_clock(case: Case, action: Action) -> dict[str, Any]:
    """A matter taken up again gives every unit its new day; else an earlier day of their own stays."""
    if action in (Action.REWORK, Action.REOPEN):
        return {"due_at": case.due_at, "own_day": None}
    return {"due_at": DbCase(When(own_day=None, then=Value(case.due_at)), default=F("due_at"))}


def _clocks(work: Work, action: Action, before: State, *, bound: bool) -> set[str]:
    """Set answered, closed and due moments that follow from an action; the fields touched.

    Where a course is ``bound`` to a matter, its steps say when the clock for the answer begins.
    """
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
        Deferral.objects.filter(case=case, decided_at=None).update(decided_at=at, granted=False)
        set_due(case, at)
        return {"answered_at", "closed_at", *DUE}
    rule = limit_of(case) if before is State.RECEIVED and not bound else None
    if rule is not None and rule.counts_from is norms.Start.ACCEPTANCE:
        set_due(case, at)
        return set(DUE)
    return set()


def _beside(case: Case, action: Action) -> set[str]:
    """What else an action touches: a matter taken back is not public, one taken up is its own again."""
    if action is Action.WITHDRAW:
        case.released = False
        Attachment.objects.filter(case=case).update(released=False)
        return {"released"}
    if action is Action.MERGE:
        return {"merged_into"}
    if action is Action.REOPEN and case.merged_into_id is not None:
        case.merged_into = None
        return {"merged_into"}
    return set()


def _dispatch(work: Work, code: str | None, assist: Sequence[str]) -> dict[str, Any]:
    """Give the lead to another unit, and shares to assisting ones; why, for the thread."""
    if not code:
        raise NEEDS_UNIT()
    case, lead = work.case, people.unit_by_code(code)
    helpers = [people.unit_by_code(helper) for helper in dict.fromkeys(assist) if helper != code]
    if case.about_path and any(unit.path.startswith(case.about_path) for unit in (lead, *helpers)):
        raise OWN_COMPLAINT()
    if idle := next((unit for unit in (lead, *helpers) if not unit.active), None):
        raise people.UNKNOWN_UNIT(unit=idle.code)
    why = because(case, lead)
    asked = ~Q(asked="") & ~Q(unit=lead.id)  # whom others asked works on, whoever leads
    live_parts(case).exclude(asked).update(state=PartState.PASSED.value, ended_at=work.at)
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
    day = places.day_of(case.received_at)
    answer = people.responsible(category, place, day, about=about)
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


def note_decided(case: Case, suggestion: Mapping[str, Any]) -> None:
    """Tell the reader, by codes only, whether its first thoughts were what a person now decided."""
    thought = suggestion.get("thought") or {}
    triage.note_decision(f"case:{case.pk}", thought, kind=case.kind, category=topic_code(case))


def _lock_both(case_id: UUID, number: str | None) -> None:
    """Lock two matters in the order of their ids: joined to each other at once, one comes second."""
    both = Q(pk=case_id) | Q(number=parse_number(number or ""))
    list(Case.objects.select_for_update().filter(both).order_by("pk").values_list("pk"))


def _merge(work: Work, number: str | None) -> dict[str, Any]:
    """Join this matter to another one that is open; people keep their own thread.

    What was joined to this one before goes along, so that nobody hangs on a matter that moved on.
    """
    target = (
        _others(work, number)
        .exclude(state__in=[state.value for state in FINAL])
        .filter(merged_into=None)
        .values_list("id", "number")
        .first()
    )
    if target is None:
        raise CANNOT_MERGE()
    work.case.merged_into_id = target[0]
    Case.objects.filter(merged_into=work.case).update(merged_into=target[0])
    return {"other": target[1]}


def _others(work: Work, number: str | None) -> QuerySet[Case]:
    """The other matter with this number, if the actor may know of it."""
    found = Case.objects.filter(scope(work.actor), number=parse_number(number or ""))
    return found.exclude(pk=work.case.pk).order_by("id")


def _answered_before(work: Work, number: str) -> tuple[str, str]:
    """The number of the matter in which the same facts were answered, and that answer.

    The answer is repeated only where it was public or went to the same account; otherwise staff say
    in their own words what came of it (北京接诉即办条例 11: no new facts, the result is told).
    """
    found = _others(work, number).exclude(answered_at=None).values_list("id", "number").first()
    if found is None:
        raise NOT_ANSWERED_BEFORE()
    answers = Step.objects.filter(case=found[0], deed=Action.RESOLVE.value).order_by("-seq")
    told = Reporter.objects.filter(case=found[0]).order_by("case").values_list("account_id", flat=True)
    if not work.facts.reporter or work.facts.reporter != str(told.first()):
        answers = answers.filter(sees=See.PUBLIC.value)
    return found[1], answers.values_list("text", flat=True).first() or ""
