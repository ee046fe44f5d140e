# SPDX-License-Identifier: AGPL-3.0-or-later
"""A list looks through so many of the newest at once, says so, and leaves nothing out on the way back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from linli.cases.models import Case
from linli.cases.queries import case_list, public_list, window
from linli.cases.queries.lines import CaseFilter, where
from linli.cases.testing import HERE, a_case
from linli.cases.vocab import Kind
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.places import public as places

DAY_ONE = datetime(2026, 11, 2, 2, tzinfo=UTC)
ELSEWHERE = "509901002000"


@pytest.fixture
def matters(db: None, monkeypatch: Any) -> list[str]:
    """Twelve matters, two at each moment; every fifth asks something. Numbers of those, newest first."""
    monkeypatch.setattr(window, "WINDOW", 3)
    asked = []
    for turn in range(12):
        with clock.standing_at(DAY_ONE + timedelta(days=turn // 2)):
            kind = Kind.ASK if turn % 5 == 0 else Kind.HELP
            receipt = a_case(kind=kind, place=HERE if turn < 10 else ELSEWHERE)
        asked += [receipt.number] if kind is Kind.ASK else []
    return asked[::-1]


def walk(wanted: CaseFilter, limit: int = 50) -> tuple[list[str], int]:
    """All numbers of a list, page by page, and how many pages ended with the time looked through."""
    found, windows, after = [], 0, ""
    for _ in range(40):
        page = case_list(SYSTEM, wanted, after, limit)
        found += [line.number for line in page.lines]
        windows += page.since is not None
        if not page.more:
            return found, windows
        after = page.after
    raise AssertionError("the list has no end")


@pytest.mark.parametrize("limit", [1, 2, 50])
def test_looking_further_back_finds_each_once(matters: list[str], limit: int) -> None:
    found, windows = walk(CaseFilter(kind="ask"), limit)
    assert found == matters
    assert windows >= 2
    found, _ = walk(CaseFilter(kind="ask", place=HERE), limit)
    assert found == matters[1:]  # the newest is elsewhere


def test_a_list_ends_with_its_first_day(matters: list[str]) -> None:
    wanted = CaseFilter(kind="ask", begins=date(2026, 11, 7))
    page = case_list(SYSTEM, wanted)
    assert ([line.number for line in page.lines], page.more) == (matters[:1], False)
    found, _ = walk(CaseFilter(kind="ask", ends=date(2026, 11, 3)))
    assert found == matters[2:]


def test_what_is_open_or_searched_or_not_narrowed_is_looked_through_whole(matters: list[str]) -> None:
    for wanted in ({"group": "open", "kind": "ask"}, {"q": "路灯"}, {}, {"place": HERE}):
        page = case_list(SYSTEM, CaseFilter(**wanted))
        assert page.since is None
        assert not page.more


def test_the_page_says_how_far_it_looked_and_leads_on(matters: list[str], client: Any) -> None:
    page = public_list(CaseFilter(kind="ask"))
    assert page.since_day == date(2026, 11, 6)
    shown = client.get("/nearby/?kind=complain").content.decode()
    assert "没有" in shown
    assert "继续往前查" in shown
    assert 'rel="next"' in shown


@pytest.mark.parametrize("depth", [0, 1, 2, 3])
def test_a_place_takes_in_what_is_below_it_at_every_depth(matters: list[str], depth: int) -> None:
    path = Case.objects.values_list("place_path", flat=True).earliest("received_at").split("/")
    place = places.place_by_code(path[min(depth, len(path) - 2)])
    rows = Case.objects.filter(where(CaseFilter(place=place.code)))
    expected = Case.objects.filter(place_path__startswith=place.path)
    assert set(rows) == set(expected)
    assert rows.count() >= 10


def test_a_list_of_a_place_is_led_by_its_index(matters: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("set local enable_sort = off")
    path = places.place_by_code(HERE).path.split("/")
    for depth in (1, 2):
        place = places.place_by_code(path[depth])
        rows = Case.objects.filter(where(CaseFilter(place=place.code, kind="ask"))).order_by("-received_at")
        assert f"cases_case_level{depth}" in rows[:5].explain()
