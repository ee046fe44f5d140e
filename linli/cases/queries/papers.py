# SPDX-License-Identifier: AGPL-3.0-or-later
"""The papers of a course: what a step gives the person in writing, with the rights that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from linli.kernel.problem import NOT_FOUND
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform.ui.words import date_words, name_of

from ..models import Case, Step
from .course import Mark, last_day_of, marks_of, walked


@dataclass(frozen=True)
class Right:
    """What the person may ask for after a step, until which day and by which rule; of whom."""

    step: norms.CourseStep
    until: date | None
    rule: norms.LimitRule | None
    above: people.UnitInfo | None


@dataclass(frozen=True)
class Paper:
    """A paper ready to be read or printed. Without names: who brought the matter is known by its number."""

    title: str
    number: str
    unit: people.UnitInfo
    at: datetime
    says: str
    text: str
    rights: tuple[Right, ...]
    step: norms.CourseStep

    @property
    def on(self) -> date:
        """The day of the paper."""
        return places.day_of(self.at)


def paper_of(case_id: UUID, seq: int) -> Paper:
    """The paper of one line of a matter's thread, in the language now spoken; for whoever may see the
    matter (the caller asked). Raises ``not_found`` where that line gives none."""
    case = Case.objects.only("id", "number", "kind", "received_at", "unit_id").get(pk=case_id)
    course = norms.course_of(case.kind)
    taken = walked(course, marks_of(case_id)) if course else []
    mark = next((mark for mark in taken if mark.seq == seq and mark.step.paper), None)
    if course is None or mark is None:
        raise NOT_FOUND()
    unit = mark.unit or people.unit_by_id(case.unit_id)
    before = [other for other in taken if other.seq <= seq]
    return Paper(
        name_of(mark.step.paper),
        f"{case.number}-{seq}",
        unit,
        mark.at,
        _says(case, mark, before, unit),
        mark.text,
        rights_after(course, before),
        mark.step,
    )


def rights_after(course: norms.Course, taken: list[Mark]) -> tuple[Right, ...]:
    """What the person may ask for after the last of these steps, by the law of its day."""
    mark = taken[-1]
    found = []
    for step in course.following(mark.step.code, places.day_of(mark.at)):
        if norms.Who.PERSON not in step.who or "withdraw" in step.does:
            continue
        due = norms.due_by(step.within, mark.at) if step.within else None
        until = last_day_of(due) if due else mark.until
        found.append(Right(step, until, due.rule if due else None, _over(mark) if step.above else None))
    return tuple(found)


def _over(mark: Mark) -> people.UnitInfo | None:
    codes = mark.unit_path.strip("/").split("/")
    return people.unit_by_code(codes[-2]) if len(codes) > 1 else None


def _says(case: Case, mark: Mark, before: list[Mark], unit: people.UnitInfo) -> str:
    due = mark.due_day
    if due is None and mark.step.starts and (found := norms.due_by(mark.step.starts, mark.at)):
        due = last_day_of(found)
    until = next((other.until for other in reversed(before) if other.until), None)
    return name_of(mark.step.says).format(
        number=case.number,
        unit=name_of(unit.names),
        above=name_of(over.names) if (over := _over(mark)) else "",
        received=date_words(places.day_of(case.received_at)),
        due=date_words(due) if due else "",
        until=date_words(until) if until else "",
    )


def gives_paper(step: Step) -> bool:
    """Whether a line of a thread gives the person a paper of the course, that is told as such."""
    code, course = str(step.facts.get("step", "")), str(step.facts.get("course", ""))
    found = norms.step_named(course, code, places.day_of(step.at)) if code else None
    return bool(found and found.paper)
