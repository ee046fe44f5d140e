# SPDX-License-Identifier: AGPL-3.0-or-later
"""Steps of a statutory course (petition, information request): what the data allow, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.kernel.actor import Actor
from linli.kernel.problem import FORBIDDEN, INVALID
from linli.kernel.transitions import NOT_NOW
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform.text import clean
from linli.platform.ui.words import name_of

from ..events import Stepped
from ..models import Case, Step
from ..policy import may_step, stands_over
from ..queries.course import (
    LINE,
    Done,
    Mark,
    done_line,
    last_day_of,
    marks_of,
    next_due,
    off_course,
    walked,
)
from ..rules import OPEN
from ..vocab import (
    NEEDS_TEXT,
    NO_LEVEL_ABOVE,
    NOT_THE_LEVEL_ABOVE,
    RIGHT_PASSED,
    SAME_HAND,
    Action,
    Deed,
    See,
    State,
)
from .base import DUE, Work, once, run_parts, take

CHUNK = 500  # matters that are counted anew at once


@dataclass(frozen=True)
class Taking:
    """A step that is about to be taken, with the steps before it."""

    course: str
    step: norms.CourseStep
    before: tuple[Mark, ...]

    @property
    def facts(self) -> dict[str, Any]:
        """What the line of the thread keeps of it."""
        return {"course": self.course, "step": self.step.code}


def on_course(work: Work, deed: Action | Deed, named: str = "") -> Taking | None:
    """The step of the course that a deed is now; ``None`` where no course binds the matter, the deed may
    stand beside it, or the matter came to its kind where the course has no way on.

    Raises ``not_now`` where the course has no such step here, ``invalid`` where the deed could be several
    and none was ``named``, ``right_passed`` after the time of a person's right, ``forbidden``,
    ``same_hand`` and ``not_the_level_above`` where somebody else takes it.
    """
    course = norms.course_of(work.case.kind)
    if course is None or not course.binds or deed.value in course.beside:
        return None
    before = walked(course, marks_of(work.case.pk))
    last = before[-1] if before else None
    today = places.day_of(work.at)
    following = course.following(last.step.code if last else "", today)
    if off_course(State(work.case.state), following) and deed is not Deed.STEP:
        return None
    could = [
        step
        for step in following
        if step.takes(deed.value) and named in ("", step.code) and not step.outside
    ]
    if not could:
        raise NOT_NOW(state=work.case.state, action=named or deed.value)
    if len(could) > 1:
        raise INVALID(field="step")
    step = could[0]
    _may(work, step, before)
    if last is not None:
        _in_time(step, last, work.at)
    return Taking(course.code, step, tuple(before))


def _may(work: Work, step: norms.CourseStep, before: Iterable[Mark]) -> None:
    answer = may_step(work.actor, step.who, work.facts)
    if not answer:
        raise SAME_HAND() if answer.reason == "same_hand" else FORBIDDEN()
    if norms.Who.ABOVE in step.who and not stands_over(work.case.unit_path, decided_by(before)):
        raise NOT_THE_LEVEL_ABOVE()


def decided_by(before: Iterable[Mark]) -> str:
    """The path of the unit that gave the newest answer; empty while there is none."""
    paths = [mark.unit_path for mark in before if Action.RESOLVE.value in mark.step.does]
    return paths[-1] if paths else ""


def _in_time(step: norms.CourseStep, last: Mark, at: datetime) -> None:
    """A person's right ends with its last day; what waits for a day waits until it has passed."""
    if step.past_day and not (last.until and places.day_of(at) > last.until):
        raise NOT_NOW(state=last.step.code, action=step.code)
    if norms.Who.PERSON not in step.who or not step.within:
        return
    due = norms.due_by(step.within, last.at)
    if due is not None and at >= due.due.at:
        raise RIGHT_PASSED(
            day=last_day_of(due).isoformat(), source=due.rule.source, article=due.rule.article
        )


def unit_above(taking: Taking, case: Case) -> people.UnitInfo:
    """The unit one level above the one that decided. Raises ``no_level_above``."""
    decided = decided_by(taking.before) or case.unit_path
    codes = decided.strip("/").split("/")
    unit = people.unit_by_code(codes[-1])
    if len(codes) < 2:
        raise NO_LEVEL_ABOVE(unit=name_of(unit.names))
    return people.unit_by_code(codes[-2])


def run_clock(work: Work, taking: Taking) -> dict[str, Any]:
    """Start, stop or resume the clock of the matter as the step says; what the thread keeps of it."""
    case, step = work.case, taking.step
    if step.starts:
        found = norms.due_by(step.starts, work.at)
        case.due_at = found.due.at if found else None
        case.due_rule = step.starts
        case.due_provisional = found.due.provisional if found else False
    elif step.stops and case.due_at is not None:
        due, case.due_at = case.due_at, None
        return {"stood_at": due.isoformat()}
    elif step.resumes:
        stopped = next((mark for mark in reversed(taking.before) if mark.stood_at), None)
        if stopped is not None and stopped.stood_at is not None and case.due_at is None:
            days = (places.day_of(work.at) - places.day_of(stopped.at)).days
            case.due_at = norms.put_off(stopped.stood_at, days).at if days else stopped.stood_at
    return {"due": case.due_at.isoformat()} if case.due_at and step.paper else {}


@transaction.atomic
def step_case(
    case_id: UUID,
    step: str,
    *,
    actor: Actor,
    text: str = "",
    until: date | None = None,
    expected_version: int | None = None,
    deed_id: UUID | None = None,
) -> int:
    """Take a step of the course that leaves the state as it is, by its code; the new version.

    ``until`` is the day until which is waited, where the step asks for one. Besides what :func:`take` and
    :func:`on_course` raise: ``needs_text``, and ``invalid`` without a day to come.
    """
    if (version := once(case_id, deed_id, actor)) is not None:
        return version
    work = take(case_id, Deed.STEP, actor=actor, expected_version=expected_version)
    taking = on_course(work, Deed.STEP, step)
    if taking is None:
        raise NOT_NOW(state=work.case.state, action=step)
    words, facts = clean(text), taking.facts
    if taking.step.paper and not words:
        raise NEEDS_TEXT()
    if taking.step.asks_day:
        if until is None or until <= places.day_of(work.at):
            raise INVALID(field="until")
        facts["until"] = until.isoformat()
    if taking.step.stops or taking.step.resumes or taking.step.starts:
        if State(work.case.state) not in OPEN:
            raise NOT_NOW(state=work.case.state, action=step)
        facts |= run_clock(work, taking)
        run_parts(work.case)
    unit = people.unit_by_id(work.case.unit_id)
    work.done(
        Deed.STEP,
        Stepped(taking.course, step, unit.code),
        sees=See.REPORTER,
        text=words,
        unit=unit.id,
        facts=facts,
        changed=DUE,
        deed_id=deed_id,
    )
    return work.case.version


def count_steps_anew() -> int:
    """Count anew by when the next steps of open matters are due; of how many it was another day.

    Each deed counts it for its matter. This finds what else may have changed it: the law, the calendar, a
    taking over. A matter that moves meanwhile counts for itself.
    """
    kinds = [kind for course in norms.courses() if course.binds for kind in course.kinds]
    waits = Case.objects.filter(kind__in=kinds, answered_at=None, closed_at=None)
    fields = ("id", "version", "kind", "state", "due_at", "due_rule", "step_due_at", "step_next")
    rows, changed = list(waits.order_by("id").values_list(*fields)), 0
    for begin in range(0, len(rows), CHUNK):
        chunk = rows[begin : begin + CHUNK]
        threads: dict[UUID, list[Done]] = defaultdict(list)
        lines = Step.objects.filter(case__in=[row[0] for row in chunk]).order_by("case", "seq")
        for case, *line in lines.values_list("case_id", *LINE):
            threads[case].append(done_line(*line))
        for case, version, kind, state, due, rule, *was in chunk:
            now = next_due(kind, State(state), threads[case], (due, rule))
            if now != tuple(was):
                same = Case.objects.filter(pk=case, version=version)
                changed += same.update(step_due_at=now[0], step_next=now[1])
    return changed
