# SPDX-License-Identifier: AGPL-3.0-or-later
"""Time limits as a test wants them, and a pact that waits for its vote."""

from __future__ import annotations

from typing import Any

from linli.kernel.actor import SYSTEM
from linli.places import public as places
from linli.platform import stamps

from .commands import move_pact, start_pact
from .models import CourseStep, DeadlineRule
from .queries import COURSES, STAMP
from .rules.pacts import PactAction


def change_limit(key: str, **changes: Any) -> None:
    """Change a time limit of the town, as its pack would."""
    DeadlineRule.objects.filter(key=key).update(**changes)
    stamps.bump(STAMP)
    stamps.forget()


def change_step(course: str, step: str, **changes: Any) -> None:
    """Change a step of a course, as the town's pack would."""
    CourseStep.objects.filter(course=course, step=step).update(**changes)
    stamps.bump(COURSES)
    stamps.forget()


def a_reviewed_pact(place: str, title: str = "楼道公约") -> str:
    """A residents' pact that was reviewed and waits for the vote: its code."""
    code = start_pact(title, "residents_pact", place, ["楼道不放杂物。"], actor=SYSTEM)
    for action in (PactAction.DRAFT, PactAction.SUBMIT, PactAction.APPROVE):
        move_pact(code, action, on=places.today(), actor=SYSTEM)
    return code
