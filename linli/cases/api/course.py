# SPDX-License-Identifier: AGPL-3.0-or-later
"""Courses of law in the API: where a matter stands on its course, and taking a step; as on the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema, Status

from linli.kernel.problem import NOT_FOUND
from linli.norms.public import Who
from linli.platform.api import IF_NONE_MATCH, api_actor, is_current

from ..commands import step_case
from ..queries import Ahead, Mark, case_detail, find_case
from .joint import TWICE, _by
from .operations import ERRORS, READ, WRITE, changed, router
from .schemas import Code, VersionOut


class TakenOut(Schema):
    """A step that was taken, by which unit, on which paper (the number of its line, or none)."""

    step: str
    at: datetime
    unit: str | None
    until: date | None
    paper: int | None
    source: str
    article: str


class AheadOut(Schema):
    """A step that may follow. One without ``does`` is taken here; the others are actions of the matter.

    ``asks_day``: it names the day until which is waited; ``asks_words``: its paper needs words;
    ``outside``: a right that is used with another body.
    """

    step: str
    who: list[Who]
    does: list[str]
    due_at: datetime | None
    until: date | None
    passed: bool
    may: bool
    asks_day: bool
    asks_words: bool
    outside: bool
    source: str
    article: str


class CourseOut(Schema):
    """Where a matter stands on the course of its kind, and what may follow."""

    number: str
    version: int
    course: str
    binds: bool
    stands: bool
    taken: list[TakenOut]
    ahead: list[AheadOut]


class StepIn(Schema):
    """A step that leaves the state as it is, by its code; ``until`` and ``text`` where it asks for them."""

    step: Code
    text: Annotated[str, Field(max_length=20_000)] = ""
    until: date | None = None


def taken_out(mark: Mark) -> dict[str, Any]:
    return {
        "step": mark.step.code,
        "at": mark.at,
        "unit": mark.unit.code if mark.unit else None,
        "until": mark.until,
        "paper": mark.seq if mark.step.paper else None,
        "source": mark.step.source,
        "article": mark.step.article,
    }


def ahead_out(item: Ahead) -> dict[str, Any]:
    law = item.rule or item.step
    return {
        "step": item.step.code,
        "who": list(item.step.who),
        "does": list(item.step.does),
        "due_at": item.due,
        "until": item.until,
        "passed": item.passed,
        "may": item.may,
        "asks_day": item.step.asks_day,
        "asks_words": bool(item.step.paper),
        "outside": item.step.outside,
        "source": law.source,
        "article": law.article,
    }


@router.get(
    "/cases/{number}/course",
    auth=READ,
    response={200: CourseOut, 304: None, **ERRORS},
    operation_id="course",
    openapi_extra=IF_NONE_MATCH,
)
def course(request: HttpRequest, response: HttpResponse, number: str) -> Any:
    """The course of a matter; the ETag is the matter's version."""
    detail = case_detail(number, viewer=api_actor(request))
    if detail.course is None:
        raise NOT_FOUND()
    response["ETag"] = f'"{detail.line.version}"'
    if is_current(request, detail.line.version):
        return Status(304, None)
    return {
        "number": detail.line.number,
        "version": detail.line.version,
        "course": detail.course.course.code,
        "binds": detail.course.course.binds,
        "stands": detail.course.stands,
        "taken": [taken_out(mark) for mark in detail.course.taken],
        "ahead": [ahead_out(item) for item in detail.course.ahead],
    }


@router.post(
    "/cases/{number}/steps",
    auth=WRITE,
    response={200: VersionOut, **ERRORS},
    operation_id="step_case",
    openapi_extra=TWICE,
)
def take_step(request: HttpRequest, response: HttpResponse, number: str, body: StepIn) -> dict[str, Any]:
    """Take a step of the course that leaves the state as it is; actions are taken as actions."""

    def change(exact: str, version: int | None) -> int:
        by = _by(request, version)
        return step_case(find_case(exact)[0], body.step, text=body.text, until=body.until, **by)

    return changed(request, response, number, change)
