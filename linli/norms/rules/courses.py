# SPDX-License-Identifier: AGPL-3.0-or-later
"""A statutory course as data: which step may follow which, by whom, within which limit, with which paper.

Nothing of law stands here. Steps, articles, days in force and papers come from the town's pack; limits
from the table of time limits, by key. A step goes by the law in force on its own day (程序从新).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter

from linli.kernel.validity import in_force

from ..vocab import SourceMark, Who

OWN = "own"  # as ``within``: the clock that the matter runs by, whatever rule gave it
BLANKS = frozenset({"number", "unit", "above", "received", "due", "until"})


@dataclass(frozen=True, slots=True)
class CourseStep:
    """One step. ``after`` are the steps that it may follow (none: it is the first); ``does`` the deeds of
    the matter that take it (none: it is taken by its own name); ``within`` and ``starts`` are keys of
    time limits: by when it is to be taken, and which clock of the matter it sets going."""

    code: str
    position: int
    do: Mapping[str, str]
    done: Mapping[str, str]
    who: tuple[Who, ...]
    does: tuple[str, ...]
    after: tuple[str, ...]
    within: str
    starts: str
    stops: bool  # the clock of the matter stands from here on
    resumes: bool  # and from here it runs on, later by the days that it stood
    above: bool  # the level above the unit takes the matter over
    asks_day: bool  # whoever takes it names the day until which is waited
    past_day: bool  # only when the day named before has passed
    outside: bool  # a right that is used with another body: shown, not taken here
    paper: Mapping[str, str]
    says: Mapping[str, str]
    source: str
    article: str
    mark: SourceMark
    valid_from: date | None
    valid_to: date | None

    def in_force(self, on: date) -> bool:
        return in_force(self.valid_from, self.valid_to, on)

    def takes(self, deed: str) -> bool:
        """Whether this deed of a matter is this step."""
        return deed in self.does or (not self.does and deed == "step")


@dataclass(frozen=True)
class Course:
    """A course that matters of some kinds go. Where it ``binds``, nothing is done with a matter but its
    steps and what may stand ``beside`` them; else it only shows where a matter stands."""

    code: str
    names: Mapping[str, str]
    kinds: tuple[str, ...]
    binds: bool
    beside: frozenset[str]
    steps: tuple[CourseStep, ...]

    def on(self, day: date) -> tuple[CourseStep, ...]:
        """The steps in force on a day."""
        return tuple(step for step in self.steps if step.in_force(day))

    def following(self, last: str, day: date) -> tuple[CourseStep, ...]:
        """The steps in force on a day that may follow the step with this code (empty: the first)."""
        return tuple(step for step in self.on(day) if (last in step.after if last else not step.after))

    def walk(self, done: Iterable[tuple[str, str, date]]) -> list[CourseStep | None]:
        """Which step each deed was: deeds in order, each with the step named for it, if any, and its day.

        A deed that fits no step where the matter stood is the first that it could be: a matter may have
        come to this course on its way, by a correction of its kind.
        """
        last, found = "", list[CourseStep | None]()
        for deed, named, day in done:
            could = [step for step in self.on(day) if step.takes(deed)]
            fits = [step for step in could if step.code == named]
            fits = fits or [step for step in could if step.does and (last in step.after or not last)]
            step = next(iter(fits or [step for step in could if step.does]), None)
            found.append(step)
            last = step.code if step else last
        return found


def blanks_of(words: str) -> set[str]:
    """The names of the blanks that a paper's words leave to be filled. Raises ``ValueError``."""
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def dead_ends(steps: Iterable[CourseStep]) -> list[str]:
    """What does not hold together: steps after unknown ones, and steps that nothing leads to."""
    steps = list(steps)
    known = {step.code for step in steps}
    faults = [f"{step.code}: {name}" for step in steps for name in step.after if name not in known]
    reached = {step.code for step in steps if not step.after}
    while more := {s.code for s in steps if s.code not in reached and reached & set(s.after)}:
        reached |= more
    return faults + sorted(known - reached)
