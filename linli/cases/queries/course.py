# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a matter stands on its statutory course: the steps taken, what may follow, and by when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places

from ..models import Step
from ..policy import Facts, may, may_step
from ..rules import COURSE, OPEN
from ..vocab import Action, Deed, State
from .lines import last_day

LINE = ("seq", "deed", "at", "unit__path", "text", "facts")
What = TypeVar("What", Action, Deed)


@dataclass(frozen=True)
class Done:
    """A line of the thread, as far as a course needs it."""

    seq: int
    deed: str
    at: datetime
    unit_path: str
    text: str
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Mark:
    """A step that was taken: by which line of the thread, when, by which unit."""

    step: norms.CourseStep
    seq: int
    at: datetime
    unit_path: str
    text: str
    until: date | None  # the day that was named with it
    due: datetime | None  # by when its paper promises the next step
    stood_at: datetime | None  # the due moment when the clock was stopped

    @property
    def unit(self) -> people.UnitInfo | None:
        codes = self.unit_path.strip("/").split("/")
        return people.unit_by_code(codes[-1]) if codes[-1] else None

    @property
    def due_day(self) -> date | None:
        return last_day(self.due) if self.due else None


@dataclass(frozen=True)
class Ahead:
    """A step that may follow: by when, by which rule, whether the viewer may take it, and whether its time
    has passed."""

    step: norms.CourseStep
    due: datetime | None
    rule: norms.LimitRule | None
    may: bool
    above: people.UnitInfo | None = None  # who would have it then
    until: date | None = None  # the day that the office named for it

    @property
    def due_day(self) -> date | None:
        return last_day(self.due) if self.due else None

    @property
    def passed(self) -> bool:
        return self.due is not None and self.due <= clock.now()

    @property
    def right(self) -> bool:
        """Whether it is the person's to take."""
        return norms.Who.PERSON in self.step.who

    @property
    def here(self) -> bool:
        """Whether it is taken with a form of its own; deeds of the matter have their own forms."""
        return not self.step.does and not self.step.outside


@dataclass(frozen=True)
class CourseView:
    """A course for one matter and one viewer."""

    course: norms.Course
    taken: tuple[Mark, ...]
    ahead: tuple[Ahead, ...]
    off: bool  # it came to its kind where the course has no way on: nothing binds it

    @property
    def last(self) -> Mark | None:
        return self.taken[-1] if self.taken else None

    @property
    def stands(self) -> bool:
        """Whether the clock for the answer stands since the last step."""
        return self.last is not None and self.last.step.stops

    @property
    def due(self) -> tuple[Ahead, ...]:
        """What an office has to do by a day, the first first."""
        own = [item for item in self.ahead if not item.right and item.due]
        return tuple(sorted(own, key=lambda item: item.due or clock.now()))

    @property
    def late(self) -> bool:
        """Whether every step that an office may take now should have been taken: one would be enough."""
        return bool(self.due) and all(item.passed for item in self.due)

    @property
    def rights(self) -> tuple[Ahead, ...]:
        """What the person may ask for now."""
        return tuple(item for item in self.ahead if item.right and "withdraw" not in item.step.does)

    @property
    def papers(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.taken if mark.step.paper)

    def steps_of(self, deed: str) -> tuple[Ahead, ...]:
        """What a deed of the matter could be now, for this viewer."""
        return tuple(item for item in self.ahead if item.may and deed in item.step.does)

    def allows(self, action: Action | Deed) -> bool:
        """Whether the course lets the viewer do this now."""
        beside = action.value in self.course.beside or (
            isinstance(action, Deed) and not any(action.value in step.does for step in self.course.steps)
        )
        return not self.course.binds or self.off or beside or bool(self.steps_of(action.value))


def marks_of(case: UUID) -> list[Done]:
    """The thread of a matter, as far as its course needs it."""
    rows = Step.objects.filter(case=case).order_by("seq")
    return [done_line(*row) for row in rows.values_list(*LINE)]


def done_line(
    seq: int, deed: str, at: datetime, path: str | None, text: str, facts: Mapping[str, str]
) -> Done:
    """A line of a thread out of its columns (``LINE``)."""
    return Done(seq, deed, at, path or "", text, facts)


def walked(course: norms.Course, done: Iterable[Done]) -> list[Mark]:
    """The steps of a course that these lines of a thread were."""
    done = [line for line in done if line.deed not in course.beside]
    named = [(line.deed, str(line.facts.get("step", "")), places.day_of(line.at)) for line in done]
    return [
        Mark(
            step, line.seq, line.at, line.unit_path, line.text,
            _day(line.facts.get("until")), _moment(line.facts.get("due")),
            _moment(line.facts.get("stood_at")),
        )
        for line, step in zip(done, course.walk(named), strict=True)
        if step is not None
    ]  # fmt: skip


def binds(kind: str) -> bool:
    """Whether nothing but the steps of a course is done with a matter of this kind."""
    course = norms.course_of(kind)
    return course is not None and course.binds


def next_due(
    kind: str, state: State, done: Iterable[Done], own: tuple[datetime | None, str]
) -> tuple[datetime | None, str]:
    """By when an office has to take a next step of a course that binds, and the code of that step; nothing
    where the clock for the answer (``own``: due moment and rule) says it, or no law does.

    Of steps to choose from one is enough: the matter is late when the last of their limits has passed, so
    that the five days in which a unit may object to being competent make nobody late.
    """
    course, (due, rule) = norms.course_of(kind), own
    elsewhere = due is not None and not rule  # the day stands on a ticket of another system
    if course is None or not course.binds or state not in OPEN or elsewhere:
        return None, ""
    taken = walked(course, done)
    last = taken[-1] if taken else None
    if last is None:
        return None, ""
    found: list[tuple[datetime, str]] = []
    for step in course.following(last.step.code, places.today()):
        if step.outside or not step.within or norms.Who.PERSON in step.who:
            continue
        if due is not None and step.within in (norms.OWN, rule):
            return None, ""
        if deeds_now(step, state) and (limit := norms.due_by(step.within, last.at)):
            found.append((limit.due.at, step.code))
    return max(found, key=lambda item: item[0], default=(None, ""))


def deeds_now(step: norms.CourseStep, state: State) -> list[Action | Deed]:
    """The deeds by which a step can be taken in a state."""
    deeds = [_deed(name) for name in step.does] or [Deed.STEP]
    return [deed for deed in deeds if isinstance(deed, Deed) or COURSE.allows(state, deed)]


def done_of(line: Any) -> Done:
    """A line of the thread as it is read for a page, as far as a course needs it."""
    return Done(line.seq, line.deed, line.at, line.unit.path if line.unit else "", line.text, line.facts)


def course_view(
    row: Mapping[str, Any], done: Iterable[Done], facts: Facts, *, viewer: Actor
) -> CourseView | None:
    """The course of a matter, of which ``row`` tells kind, state, and when and by which rule it is due."""
    course = norms.course_of(row["kind"])
    if course is None:
        return None
    state, own = State(row["state"]), (row["due_at"], row["due_rule"])
    taken = walked(course, done)
    last = taken[-1] if taken else None
    ahead = []
    following = course.following(last.step.code if last else "", places.today())
    for step in following:
        possible = deeds_now(step, state)
        if not possible and not step.outside:
            continue
        if step.past_day and not (last and last.until and places.today() > last.until):
            continue
        due, rule = _by_when(step, last, own)
        allowed = not step.outside and bool(may_step(viewer, step.who, facts))
        allowed = allowed and any(may(viewer, deed, facts) for deed in possible)
        item = Ahead(step, due, rule, allowed)
        if step.above:
            item = replace(item, above=_above(taken))
        if item.right:  # it ends with its day; for some the office named a day
            item = replace(item, may=allowed and not item.passed, until=last.until if last else None)
        ahead.append(item)
    return CourseView(course, tuple(taken), tuple(ahead), off_course(state, following))


def off_course(state: State, following: Iterable[norms.CourseStep]) -> bool:
    """Whether an open matter has no way on along its course: it was reopened, say, before its kind was
    corrected. Then the course does not hold it, or nobody could ever answer it."""
    deeds = [_deed(name) for step in following for name in step.does]
    ways = (deed for deed in deeds if isinstance(deed, Action) and COURSE.allows(state, deed))
    return state in OPEN and next(ways, None) is None


def _deed(name: str) -> Action | Deed:
    return Action(name) if name in Action._value2member_map_ else Deed(name)


def _by_when(
    step: norms.CourseStep, last: Mark | None, own: tuple[datetime | None, str]
) -> tuple[datetime | None, norms.LimitRule | None]:
    """By when a step is due and by which rule. Where the matter's own clock runs by that rule, the clock
    says it: it knows of extensions and of the days that it stood."""
    due, key = own
    day = places.day_of(last.at) if last else places.today()
    if step.within in (norms.OWN, key) and norms.Who.PERSON not in step.who:
        return due, norms.limit(key, day)
    if last is not None and last.until and norms.Who.PERSON in step.who:
        return None, None  # the day that was named with the step before says it
    found = norms.due_by(step.within, last.at) if step.within and last else None
    return (found.due.at, found.rule) if found else (None, None)


def _above(taken: Iterable[Mark]) -> people.UnitInfo | None:
    paths = [mark.unit_path for mark in taken if Action.RESOLVE.value in mark.step.does]
    codes = paths[-1].strip("/").split("/") if paths else []
    return people.unit_by_code(codes[-2]) if len(codes) > 1 else None


def last_day_of(found: norms.Deadline) -> date:
    """The last day that is in time."""
    return found.due.last_day


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def only(actions: Iterable[What], view: CourseView | None) -> Collection[What]:
    """Those of these actions that the course of a matter lets its viewer take."""
    return [action for action in actions if view is None or view.allows(action)]
