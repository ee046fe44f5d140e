# SPDX-License-Identifier: AGPL-3.0-or-later
"""China's official working days, through the town's calendar, against published examples."""

from __future__ import annotations

import json
import os
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from linli.kernel.deadlines import Due, TimeUnit, due_at
from linli.norms.public import TownCalendar
from linli.norms.vocab import CalendarKind

CN = TownCalendar(CalendarKind.CN, {}, frozenset())
SHANGHAI = ZoneInfo("Asia/Shanghai")


def due(start: str, limit: int, unit: TimeUnit, calendar: TownCalendar = CN) -> Due:
    noon = datetime.combine(date.fromisoformat(start), time(12), SHANGHAI)
    return due_at(noon, limit, unit, calendar, SHANGHAI)


def data(name: str) -> Any:
    return json.loads((Path(os.environ["LINLI_DATA"]) / "calendars" / name).read_text("utf-8"))


@pytest.mark.data
def test_every_vector_of_working_days_agrees() -> None:
    vectors = data("deadline_vectors.json")["workdays"]
    assert len(vectors) >= 9
    for start, limit, last in vectors:
        assert due(start, limit, TimeUnit.WORKING_DAY).last_day == date.fromisoformat(last), (start, limit)


@pytest.mark.data
def test_every_vector_of_natural_days_agrees() -> None:
    vectors = data("deadline_vectors.json")["natural_days"]
    assert len(vectors) >= 5
    for start, limit, nominal, last in vectors:
        found = due(start, limit, TimeUnit.DAY)
        rolled = None if nominal == last else date.fromisoformat(nominal)
        assert (found.last_day, found.rolled_from) == (date.fromisoformat(last), rolled), (start, limit)


def test_golden_week_ends_with_a_saturday_and_a_sunday_at_work() -> None:
    """State Council notice for 2023: 29 September to 6 October off, 7 and 8 October worked."""
    assert due("2023-09-28", 1, TimeUnit.WORKING_DAY).last_day == date(2023, 10, 7)
    assert due("2023-09-28", 2, TimeUnit.WORKING_DAY).last_day == date(2023, 10, 8)
    rolled = due("2023-09-20", 9, TimeUnit.DAY)
    assert (rolled.last_day, rolled.rolled_from) == (date(2023, 10, 7), date(2023, 9, 29))


def test_a_year_without_a_notice_counts_weekdays_and_says_that_it_is_provisional() -> None:
    assert not CN.is_official(date(2099, 10, 1))
    assert CN.is_working(date(2099, 10, 1)) is (date(2099, 10, 1).weekday() < 5)
    assert due("2099-09-28", 5, TimeUnit.WORKING_DAY).provisional
    assert not due("2023-09-18", 5, TimeUnit.WORKING_DAY).provisional


def test_the_towns_own_days_go_before_the_notice() -> None:
    own = TownCalendar(CalendarKind.CN, {date(2023, 10, 7): False, date(2023, 10, 1): True}, frozenset())
    assert due("2023-09-28", 1, TimeUnit.WORKING_DAY, own).last_day == date(2023, 10, 1)
    assert due("2023-10-01", 1, TimeUnit.WORKING_DAY, own).last_day == date(2023, 10, 8)


def test_a_year_that_the_town_published_is_official() -> None:
    own = TownCalendar(CalendarKind.CN, {date(2099, 10, 1): False}, frozenset({2099}))
    assert own.is_official(date(2099, 1, 1)) and not own.is_official(date(2100, 1, 1))


def test_a_town_of_plain_weekdays_knows_no_notice() -> None:
    plain = TownCalendar(CalendarKind.WEEKDAYS, {}, frozenset())
    assert not plain.is_working(date(2023, 10, 7))
    assert plain.is_working(date(2023, 10, 3))
    assert plain.is_official(date(2099, 1, 1))


@pytest.mark.data
def test_every_day_of_the_published_years_agrees_with_the_data_set() -> None:
    wrong: list[date] = []
    for year, notice in data("cn_workdays_2018_2026.json")["years"].items():
        for number in range(365 + (int(year) % 4 == 0)):
            day = date(int(year), 1, 1) + timedelta(days=number)
            off = str(day) in notice["holidays"] or day.weekday() >= 5
            if CN.is_working(day) == (off and str(day) not in notice["makeup_workdays"]):
                wrong.append(day)
    assert not wrong
