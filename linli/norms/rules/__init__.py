# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pure rules of norms: limits, reading and ordering of law, what is in force, what a pact may not say."""

from .courses import OWN, Course, CourseStep
from .limits import LimitRule, choose

__all__ = ["OWN", "Course", "CourseStep", "LimitRule", "choose"]
