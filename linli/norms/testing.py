# SPDX-License-Identifier: AGPL-3.0-or-later
"""Time limits as a test wants them."""

from __future__ import annotations

from typing import Any

from linli.platform import stamps

from .models import CourseStep, DeadlineRule
from .queries import COURSES, STAMP


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
