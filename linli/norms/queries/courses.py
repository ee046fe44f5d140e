# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statutory courses as a read-only snapshot in memory, and the limits that their steps name. Public."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from linli.kernel.deadlines import due_at
from linli.places import public as places
from linli.platform import stamps

from ..models import Course as CourseRow
from ..models import CourseStep as StepRow
from ..rules import Course, CourseStep
from ..vocab import SourceMark, Who
from .limits import Deadline, calendar, limit

COURSES = "norms-courses"


def courses() -> list[Course]:
    """All courses, with their steps of every date."""
    return stamps.cached(COURSES, _load)


def course_of(kind: str) -> Course | None:
    """The course that matters of this kind go."""
    return next((course for course in courses() if kind in course.kinds), None)


def step_named(course: str, step: str, on: date) -> CourseStep | None:
    """A step of a course as it stood on a day."""
    found = next((item for item in courses() if item.code == course), None)
    return next((item for item in found.on(on) if item.code == step), None) if found else None


def due_by(key: str, start: datetime) -> Deadline | None:
    """When what began at ``start`` is due by the time limit with this key, as it stood that day;
    ``None`` where the town has no such limit."""
    zone = places.town().zone
    day = start.astimezone(zone).date()
    rule = limit(key, day)
    if rule is None or not rule.in_force(day):
        return None
    return Deadline(due_at(start, rule.limit, rule.unit, calendar(), zone), rule)


def _load() -> list[Course]:
    steps = [
        (row.course, step_of(row))
        for row in StepRow.objects.filter(active=True).order_by("course", "position", "code")
    ]
    return [
        Course(
            row.code,
            row.names,
            tuple(row.kinds),
            row.binds,
            frozenset(row.beside),
            tuple(step for course, step in steps if course == row.code),
        )
        for row in CourseRow.objects.filter(active=True).order_by("position", "code")
    ]


def step_of(row: StepRow) -> CourseStep:
    """A step as the rules read it."""
    facts = row.facts
    return CourseStep(
        row.step,
        row.position,
        facts["do"],
        facts["done"],
        tuple(Who(name) for name in as_list(facts["who"])),
        tuple(as_list(facts.get("does"))),
        tuple(as_list(facts.get("after"))),
        facts.get("within") or "",
        facts.get("starts") or "",
        bool(facts.get("stops")),
        bool(facts.get("resumes")),
        bool(facts.get("above")),
        bool(facts.get("asks_day")),
        bool(facts.get("past_day")),
        bool(facts.get("outside")),
        facts.get("paper") or {},
        facts.get("says") or {},
        row.source,
        row.article,
        SourceMark(row.mark),
        row.valid_from,
        row.valid_to,
    )


def as_list(value: Any) -> list[str]:
    """One word, several or none, as a list."""
    return [value] if isinstance(value, str) else list(value or ())
