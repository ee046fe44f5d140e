# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting legal time against a slow and obvious way of counting it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel.deadlines import Due, TimeUnit, due_at

FULL = os.environ.get("LINLI_FULL") == "1"
COUNT = settings(max_examples=3000 if FULL else 300, deadline=None, database=None)
SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = [
    "Asia/Shanghai", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kathmandu",
    "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Kiritimati", "UTC",
]  # fmt: skip
DAY = timedelta(days=1)


@dataclass(frozen=True)
class SomeCalendar:
    """Weekdays, but for holidays; weekends, but for make-up days; official up to a day."""

    holidays: frozenset[date] = frozenset()
    makeup: frozenset[date] = frozenset()
    known_to: date = date.max

    def is_working(self, day: date) -> bool:
        if day in self.makeup:
            return True
        return day.weekday() < 5 and day not in self.holidays

    def is_official(self, day: date) -> bool:
        return day <= self.known_to


PLAIN = SomeCalendar()
days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
starts = st.datetimes(datetime(2015, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))
zones = st.sampled_from(ZONES).map(ZoneInfo)


@st.composite
def calendars(draw: st.DrawFn, around: date | None = None) -> SomeCalendar:
    near = st.integers(-5, 60).map(lambda distance: (around or date(2026, 1, 1)) + distance * DAY)
    return SomeCalendar(
        draw(st.frozensets(near, max_size=25)), draw(st.frozensets(near, max_size=8)), draw(near)
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[datetime, ZoneInfo, SomeCalendar]:
    start, zone = draw(starts), draw(zones)
    return start, zone, draw(calendars(start.astimezone(zone).date()))


def first_instant_after(day: date, zone: ZoneInfo) -> datetime:
    """Found by walking: the first minute of which the town's calendar sheet shows a later day."""
    instant = datetime.combine(day, time(12), UTC) - timedelta(hours=15)
    while instant.astimezone(zone).date() <= day:
        instant += timedelta(minutes=15)
    return instant


@COUNT
@given(cases(), st.integers(0, 40))
def test_working_days_are_counted_as_one_counts_them_on_a_wall_calendar(case, limit) -> None:
    start, zone, calendar = case
    event_day = start.astimezone(zone).date()
    wall = [event_day + n * DAY for n in range(1, 200)]
    working = [day for day in wall if calendar.is_working(day)]
    last = working[limit - 1] if limit else event_day
    due = due_at(start, limit, TimeUnit.WORKING_DAY, calendar, zone)
    assert due.last_day == last
    assert list(due.skipped) == [day for day in wall if day < last and not calendar.is_working(day)]
    assert due.provisional == any(not calendar.is_official(day) for day in wall if day <= last)
    assert due.rolled_from is None


@COUNT
@given(cases(), st.integers(0, 120))
def test_natural_days_end_on_the_first_working_day_from_the_last_one_on(case, limit) -> None:
    start, zone, calendar = case
    nominal = start.astimezone(zone).date() + limit * DAY
    wall = [nominal + n * DAY for n in range(100)]
    last = next(day for day in wall if calendar.is_working(day))
    due = due_at(start, limit, TimeUnit.DAY, calendar, zone)
    assert due.last_day == last
    assert due.rolled_from == (nominal if last != nominal else None)
    assert list(due.skipped) == [day for day in wall if day < last]
    assert due.provisional == any(not calendar.is_official(day) for day in wall if day <= last)


@COUNT
@given(cases(), st.integers(0, 60), st.sampled_from([TimeUnit.DAY, TimeUnit.WORKING_DAY]))
def test_a_period_in_days_ends_with_its_last_day_at_24_hours(case, limit, unit) -> None:
    start, zone, calendar = case
    due = due_at(start, limit, unit, calendar, zone)
    assert due.at == first_instant_after(due.last_day, zone)
    assert due.at.utcoffset() == timedelta(0)


@COUNT
@given(cases(), st.integers(0, 40), st.sampled_from(list(TimeUnit)))
def test_a_longer_limit_never_ends_earlier(case, limit, unit) -> None:
    start, zone, calendar = case
    shorter, longer = (due_at(start, n, unit, calendar, zone) for n in (limit, limit + 1))
    assert shorter.at <= longer.at
    assert longer.at > start


@COUNT
@given(starts, st.sampled_from(ZONES), zones, st.integers(0, 500))
def test_hours_are_hours_that_pass_whatever_the_clocks_on_the_walls_do(start, told_in, zone, limit) -> None:
    told = start.astimezone(ZoneInfo(told_in))
    due = due_at(told, limit, TimeUnit.HOUR, PLAIN, zone)
    assert due.at == start + timedelta(hours=limit)
    assert due.last_day == due.at.astimezone(zone).date()
    assert not due.provisional


@COUNT
@given(cases(), st.integers(0, 30), st.sampled_from(list(TimeUnit)), st.sampled_from(ZONES))
def test_it_does_not_matter_in_which_zone_the_instant_is_told(case, limit, unit, told_in) -> None:
    start, zone, calendar = case
    told = start.astimezone(ZoneInfo(told_in))
    assert due_at(told, limit, unit, calendar, zone) == due_at(start, limit, unit, calendar, zone)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("start", "limit", "end"),
    [
        ("2026-03-28T12:00", 24, "2026-03-29T13:00"),  # the night of 23 hours
        ("2026-10-24T12:00", 24, "2026-10-25T11:00"),  # the night of 25 hours
        ("2026-10-25T01:30", 2, "2026-10-25T02:30"),
    ],
)
def test_hours_run_on_through_a_night_in_which_clocks_change(start: str, limit: int, end: str) -> None:
    due = due_at(berlin(start), limit, TimeUnit.HOUR, PLAIN, ZoneInfo("Europe/Berlin"))
    wanted = berlin(end) if limit == 24 else berlin(end).replace(fold=1)
    assert due.at == wanted.astimezone(UTC)


@pytest.mark.parametrize(
    ("zone", "last_day", "at"),
    [
        ("Europe/Berlin", date(2026, 3, 27), "2026-03-27T23:00+00:00"),
        ("Europe/Berlin", date(2026, 3, 30), "2026-03-30T22:00+00:00"),
        # Midnight did not exist: the day after began at one o'clock.
        ("America/Sao_Paulo", date(2018, 11, 2), "2018-11-03T03:00+00:00"),
        ("Africa/Cairo", date(2026, 4, 23), "2026-04-23T22:00+00:00"),
        # Midnight came twice: the first one ends the day.
        ("America/Havana", date(2026, 10, 30), "2026-10-31T04:00+00:00"),
    ],
)
def test_a_day_ends_when_the_next_one_begins_in_the_town(zone: str, last_day: date, at: str) -> None:
    start = datetime.combine(last_day - DAY, time(12), ZoneInfo(zone))
    due = due_at(start, 1, TimeUnit.WORKING_DAY, PLAIN, ZoneInfo(zone))
    assert due.last_day == last_day
    assert due.at == datetime.fromisoformat(at)


def test_a_day_whose_midnight_is_skipped_or_doubled_ends_once() -> None:
    for name, day in (("America/Sao_Paulo", date(2018, 11, 3)), ("America/Havana", date(2026, 10, 31))):
        zone = ZoneInfo(name)
        open_all_days = SomeCalendar(makeup=frozenset({day}))
        due = due_at(datetime.combine(day, time(9), zone), 0, TimeUnit.DAY, open_all_days, zone)
        assert due.last_day == day
        assert due.at == first_instant_after(day, zone)


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_article_201_the_day_of_the_event_is_not_counted() -> None:
    for hour in ("00:00", "12:00", "23:59"):
        due = due_at(shanghai(f"2026-07-06T{hour}"), 1, TimeUnit.DAY, PLAIN, SHANGHAI)
        assert due.last_day == date(2026, 7, 7)
        assert due.at == shanghai("2026-07-08T00:00").astimezone(UTC)


def test_the_day_of_the_event_is_the_day_of_the_town_not_of_greenwich() -> None:
    evening_in_greenwich = datetime(2026, 7, 6, 17, tzinfo=UTC)  # one in the morning of the 7th in the town
    assert due_at(evening_in_greenwich, 1, TimeUnit.DAY, PLAIN, SHANGHAI).last_day == date(2026, 7, 8)


def test_article_201_hours_run_from_the_event() -> None:
    due = due_at(shanghai("2026-07-06T10:17:30"), 2, TimeUnit.HOUR, PLAIN, SHANGHAI)
    assert due.at == shanghai("2026-07-06T12:17:30")


def test_article_203_a_holiday_at_the_end_rolls_and_one_in_the_middle_does_not() -> None:
    holiday = SomeCalendar(holidays=frozenset({date(2026, 7, 9), date(2026, 7, 13)}))
    ends_on_it = due_at(shanghai("2026-07-06T10:00"), 3, TimeUnit.DAY, holiday, SHANGHAI)
    assert (ends_on_it.last_day, ends_on_it.rolled_from) == (date(2026, 7, 10), date(2026, 7, 9))
    goes_over_it = due_at(shanghai("2026-07-06T10:00"), 4, TimeUnit.DAY, holiday, SHANGHAI)
    assert (goes_over_it.last_day, goes_over_it.rolled_from) == (date(2026, 7, 10), None)
    weekend_and_holiday = due_at(shanghai("2026-07-06T10:00"), 5, TimeUnit.DAY, holiday, SHANGHAI)
    assert weekend_and_holiday.last_day == date(2026, 7, 14)
    assert weekend_and_holiday.skipped == tuple(date(2026, 7, day) for day in (11, 12, 13))


def test_a_make_up_saturday_is_a_working_day_to_count_and_to_end_on() -> None:
    calendar = SomeCalendar(makeup=frozenset({date(2026, 7, 11)}))
    friday = shanghai("2026-07-10T10:00")
    assert due_at(friday, 1, TimeUnit.WORKING_DAY, calendar, SHANGHAI).last_day == date(2026, 7, 11)
    assert due_at(friday, 1, TimeUnit.DAY, calendar, SHANGHAI).rolled_from is None


def test_a_result_that_rests_on_an_unpublished_year_is_provisional() -> None:
    known = SomeCalendar(known_to=date(2026, 12, 31))
    late = shanghai("2026-12-30T10:00")
    assert not due_at(late, 1, TimeUnit.WORKING_DAY, known, SHANGHAI).provisional
    assert due_at(late, 2, TimeUnit.WORKING_DAY, known, SHANGHAI).provisional
    assert due_at(late, 2, TimeUnit.DAY, known, SHANGHAI).provisional
    assert not due_at(late, 200, TimeUnit.HOUR, known, SHANGHAI).provisional


@pytest.mark.parametrize("unit", TimeUnit)
def test_a_negative_limit_and_an_instant_without_a_zone_are_refused(unit: TimeUnit) -> None:
    with pytest.raises(ValueError, match="negative"):
        due_at(shanghai("2026-07-06T10:00"), -1, unit, PLAIN, SHANGHAI)
    with pytest.raises(ValueError, match="time zone"):
        due_at(datetime(2026, 7, 6, 10), 1, unit, PLAIN, SHANGHAI)


def test_a_due_moment_is_plain_data() -> None:
    due = due_at(shanghai("2026-07-06T10:00"), 1, TimeUnit.DAY, PLAIN, SHANGHAI)
    assert due == Due(shanghai("2026-07-08T00:00").astimezone(UTC), date(2026, 7, 7), False)
