# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linli.kernel.deadlines import TimeUnit, due_at
from linli.kernel.problem import NOT_FOUND
from linli.places import public as places
from linli.platform.access import PUBLIC, route

from ..queries import calendar, limit, limits
from ..queries import courses as all_courses
from ..rules import OWN
from ..rules.citing import citations
from .library import day_asked, linked_articles


@route(PUBLIC)
def deadlines(request: HttpRequest) -> HttpResponse:
    """Every time limit with its source, for everybody: what may I expect, and why."""
    return render(request, "norms/deadlines.html", {"limits": limits()})


@route(PUBLIC)
def deadline(request: HttpRequest, key: str) -> HttpResponse:
    """How a limit is derived: rule, source, article, in force from and to, and the days as counted."""
    day = day_asked(request)
    named = [rule for rule in limits() if rule.key == key]
    if not named:
        raise NOT_FOUND()
    rule = next((rule for rule in named if rule.in_force(day)), None)
    context: dict[str, Any] = {
        "rule": rule,
        "versions": named,
        "day": day,
        "key": key,
        "counted": [],
        "due": None,
    }
    if rule is not None:
        zone = places.town().zone
        begin = datetime.combine(day, time(12), zone)
        due = due_at(begin, rule.limit, rule.unit, calendar(), zone)
        context |= {"due": due, "counted": _counted(day, due.last_day, rule.unit, set(due.skipped))}
        context["articles"] = linked_articles(citations(rule.source, rule.article), day)
    return render(request, "norms/deadline.html", context)


@route(PUBLIC)
def courses(request: HttpRequest) -> HttpResponse:
    """The courses of law with their steps in force on a day: who, by when, which paper, which article."""
    day = day_asked(request)
    found = [
        {
            "course": course,
            "steps": [
                {"step": step, "limit": limit(step.within, day), "own": step.within == OWN}
                for step in course.on(day)
            ],
        }
        for course in all_courses()
    ]
    return render(request, "norms/courses.html", {"courses": found, "day": day})


def _counted(start: date, last: date, unit: TimeUnit, skipped: set[date]) -> list[tuple[date, int | None]]:
    """Each day with its number; the first day and days off have none (民法典 201 to 203)."""
    if unit is TimeUnit.HOUR:
        return []
    found: list[tuple[date, int | None]] = [(start, None)]
    number = 0
    for offset in range(1, min((last - start).days, 400) + 1):
        day = start + timedelta(days=offset)
        counts = day not in skipped or (unit is TimeUnit.DAY and day < min(skipped))
        number += counts
        found.append((day, number if counts else None))
    return found
