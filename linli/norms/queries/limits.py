# SPDX-License-Identifier: AGPL-3.0-or-later
"""Limits and working days as read-only snapshots in memory. Both are public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

import chinese_calendar

from linli.kernel.deadlines import Due, TimeUnit, due_at
from linli.places import public as places
from linli.platform import stamps
from linli.topics import public as topics

from ..models import CalendarDay, DeadlineRule
from ..rules import LimitRule, choose
from ..vocab import CalendarKind, Measure, SourceMark, Start

STAMP = "norms"


@dataclass(frozen=True)
class Deadline:
    """A due moment with the rule that gave it."""

    due: Due
    rule: LimitRule


@dataclass(frozen=True)
class TownCalendar:
    """Working days: the town's own list first, then official notices, then plain weekdays."""

    kind: CalendarKind
    days: dict[date, bool]
    years: frozenset[int]
    counted: dict[tuple[date, int, TimeUnit], Due] = field(default_factory=dict, compare=False)

    def is_working(self, day: date) -> bool:
        if day in self.days:
            return self.days[day]
        official = china_works(day) if self.kind is CalendarKind.CN else None
        return day.weekday() < 5 if official is None else official

    def is_official(self, day: date) -> bool:
        """Whether the working days of this year are published (in the library or by the town)."""
        if self.kind is CalendarKind.WEEKDAYS or day.year in self.years:
            return True
        return china_works(day) is not None


@lru_cache(maxsize=4096)
def china_works(day: date) -> bool | None:
    """Whether China works on a day, make-up days included; ``None`` while the year's notice is not
    in the library."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def calendar() -> TownCalendar:
    return stamps.cached(f"{STAMP}:calendar", _load_calendar, "places")


def limits() -> list[LimitRule]:
    """All time limits, of every date."""
    return stamps.cached(f"{STAMP}:limits", _load_limits)


def limit(key: str, on: date) -> LimitRule | None:
    """The time limit with this key as it stood on a day; a repealed one is still found by its key."""
    known = [rule for rule in limits() if rule.key == key]
    return next((rule for rule in known if rule.in_force(on)), known[-1] if known else None)


def deadline(measures: Measure, kind: str, category: str | None, start: datetime) -> Deadline | None:
    """When a matter is due, counted from ``start`` by the rule in force that day; ``None`` without one."""
    zone = places.town().zone
    on = start.astimezone(zone).date()
    chain: Sequence[str] = ()
    if category:
        found = topics.category_by_code(category)
        chain = [item.code for item in reversed(topics.tree().chain(found))]
    rule = choose(limits(), measures, kind, chain, on)
    if rule is None:
        return None
    days = calendar()
    if rule.unit is TimeUnit.HOUR:
        return Deadline(due_at(start, rule.limit, rule.unit, days, zone), rule)
    # All that begin on one day end on one day: counted once while the calendar stays as it is.
    key = (on, rule.limit, rule.unit)
    if key not in days.counted:
        days.counted[key] = due_at(start, rule.limit, rule.unit, days, zone)
    return Deadline(days.counted[key], rule)


def extended(rule: LimitRule, due: datetime, limit: int) -> Due:
    """A due moment put off by ``limit`` units of the same rule."""
    zone = places.town().zone
    # Days run from the last day itself, whose midnight is the due moment.
    last = due if rule.unit is TimeUnit.HOUR else _before(due)
    return due_at(last, limit, rule.unit, calendar(), zone)


def put_off(due: datetime, days: int) -> Due:
    """A due moment put off by natural days, to the next working day where it ends on none."""
    return due_at(_before(due), days, TimeUnit.DAY, calendar(), places.town().zone)


def _before(instant: datetime) -> datetime:
    return datetime.fromtimestamp(instant.timestamp() - 1, instant.tzinfo)


def _load_calendar() -> TownCalendar:
    rows = dict(CalendarDay.objects.order_by("day").values_list("day", "working"))
    settings = places.town().settings
    official = {int(year) for year in settings.get("calendar_years", [])}
    return TownCalendar(CalendarKind(settings.get("calendar", "cn")), rows, frozenset(official))


def _load_limits() -> list[LimitRule]:
    return [
        LimitRule(
            row.key,
            tuple(row.kinds),
            tuple(row.categories),
            Measure(row.measures),
            TimeUnit(row.unit),
            row.limit,
            row.extension,
            Start(row.counts_from),
            row.tells,
            row.source,
            row.article,
            SourceMark(row.mark),
            row.valid_from,
            row.valid_to,
        )
        for row in DeadlineRule.objects.order_by("code")
    ]
