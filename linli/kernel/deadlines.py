# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting legal time. Source of the counting rules: Civil Code (民法典) articles 201-203.

The day of the event is not counted (201); hours run from the event (201); a period in days ends
with the last day at 24:00 (203), and where that day is not a working day, with the next one (203).
Working days (工作日) are those of the calendar, make-up weekend days included.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo


class TimeUnit(StrEnum):
    """The unit of a legal limit."""

    WORKING_DAY = "wd"
    DAY = "d"
    HOUR = "h"


class Calendar(Protocol):
    """What the counting needs to know of days."""

    def is_working(self, day: date) -> bool: ...

    def is_official(self, day: date) -> bool:
        """Whether the year's official working days are known; if not, a result is provisional."""
        ...


@dataclass(frozen=True)
class Due:
    """A due moment with how it was found. ``at`` is the first instant that is too late (UTC)."""

    at: datetime
    last_day: date
    provisional: bool
    skipped: tuple[date, ...] = ()
    rolled_from: date | None = None


def due_at(start: datetime, limit: int, unit: TimeUnit, calendar: Calendar, zone: ZoneInfo) -> Due:
    """When a period of ``limit`` units that begins with the event at ``start`` ends.

    ``start`` is an instant; days are counted in the town's ``zone``.
    """
    if limit < 0:
        raise ValueError("a limit cannot be negative")
    if start.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    local = start.astimezone(zone)
    if unit is TimeUnit.HOUR:
        end = start.astimezone(UTC) + timedelta(hours=limit)  # in UTC: hours that pass, not wall time
        return Due(end, end.astimezone(zone).date(), False)
    if unit is TimeUnit.WORKING_DAY:
        return _working_days(local.date(), limit, calendar, zone)
    return _natural_days(local.date(), limit, calendar, zone)


def _working_days(start: date, limit: int, calendar: Calendar, zone: ZoneInfo) -> Due:
    day, left, skipped, provisional = start, limit, [], False
    while left > 0:
        day += timedelta(days=1)
        provisional = provisional or not calendar.is_official(day)
        if calendar.is_working(day):
            left -= 1
        else:
            skipped.append(day)
    return Due(_midnight_after(day, zone), day, provisional, tuple(skipped))


def _natural_days(start: date, limit: int, calendar: Calendar, zone: ZoneInfo) -> Due:
    nominal = day = start + timedelta(days=limit)
    provisional, skipped = not calendar.is_official(day), []
    while not calendar.is_working(day):
        skipped.append(day)
        day += timedelta(days=1)
        provisional = provisional or not calendar.is_official(day)
    rolled_from = nominal if day != nominal else None
    return Due(_midnight_after(day, zone), day, provisional, tuple(skipped), rolled_from)


def _midnight_after(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)
