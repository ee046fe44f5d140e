# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who answers for what, against a naive reading of the rule; and what a typed contact means."""

from __future__ import annotations

import os
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.people.rules import DutyLine, choose, conflicts, contact_of, table_of
from linli.people.vocab import ContactKind, DutyRole

EXAMPLES = 20_000 if os.environ.get("LINLI_FULL") == "1" else 600
LEAD, ASSISTING = DutyRole.LEAD, DutyRole.ASSISTING
CATEGORIES = ["a.b.c", "a.b", "a"]  # from the finest up
PLACES = ["grid", "community", "street", "district"]
ON = date(2026, 6, 1)


def duty(
    unit: str,
    category: str,
    place: str,
    role: DutyRole = LEAD,
    begins: date | None = None,
    ends: date | None = None,
    path: str = "",
) -> DutyLine:
    return DutyLine(UUID(int=0), unit, path or f"{unit}/", category, place, role, "", "", begins, ends)


def lead_of(*duties: DutyLine, on: date = ON, without: str | None = None) -> str:
    lead, _ = choose(table_of(duties), CATEGORIES, PLACES, on, without=without)
    return lead.unit if lead else ""


def test_the_finest_category_decides_before_the_finest_place() -> None:
    far, near = duty("far", "a.b.c", "district"), duty("near", "a.b", "grid")
    assert lead_of(far, near) == lead_of(near, far) == "far"
    assert lead_of(near, duty("all", "", "grid")) == "near"


def test_within_a_category_the_finest_place_decides() -> None:
    assert lead_of(duty("wide", "a", "district"), duty("narrow", "a", "community")) == "narrow"


def test_a_duty_for_everything_takes_what_no_category_names() -> None:
    assert lead_of(duty("all", "", "street"), duty("other", "x", "grid")) == "all"
    assert lead_of(duty("other", "x", "grid"), duty("away", "a", "elsewhere")) == ""


def test_a_duty_holds_from_its_first_day_until_the_day_before_its_end() -> None:
    old = duty("old", "a", "street", ends=ON)
    new = duty("new", "a", "street", begins=ON)
    assert lead_of(old, new, on=date(2026, 5, 31)) == "old"
    assert lead_of(old, new, on=ON) == "new"
    assert conflicts(table_of([old, new])) == []


def test_taken_back_by_the_level_above_the_narrower_duty_no_longer_holds() -> None:
    street = duty("street", "a.b", "street", ends=ON)
    bureau = duty("bureau", "a", "district")
    assert lead_of(street, bureau, on=date(2026, 5, 31)) == "street"
    assert lead_of(street, bureau, on=ON) == "bureau"


def test_the_unit_complained_about_and_those_below_it_are_passed_over() -> None:
    lamps = duty("lamps", "a.b.c", "district", path="gov/city/lamps/")
    city = duty("city", "a.b", "district", path="gov/city/")
    cityscape = duty("cityscape", "a", "district", path="gov/cityscape/")
    assert lead_of(lamps, city, cityscape) == "lamps"
    assert lead_of(lamps, city, cityscape, without="gov/city/lamps/") == "city"
    assert lead_of(lamps, city, cityscape, without="gov/city/") == "cityscape"
    assert lead_of(lamps, city, cityscape, without="gov/") == ""


def test_those_who_help_are_told_once_and_never_the_one_who_leads() -> None:
    lines = [
        duty("lead", "a.b.c", "street"),
        duty("lead", "a.b.c", "district", ASSISTING),
        duty("z", "a.b.c", "grid", ASSISTING),
        duty("y", "a.b.c", "district", ASSISTING),
        duty("z", "a.b.c", "district", ASSISTING),
        duty("coarser", "a.b", "district", ASSISTING),
        duty("past", "a.b.c", "district", ASSISTING, ends=ON),
    ]
    lead, helpers = choose(table_of(lines), CATEGORIES, PLACES, ON)
    assert lead is not None and lead.unit == "lead"
    assert [(helper.unit, helper.place) for helper in helpers] == [("y", "district"), ("z", "grid")]


DAYS = st.none() | st.dates(date(2026, 5, 29), date(2026, 6, 4))
LINES = st.lists(
    st.builds(
        duty,
        unit=st.sampled_from(["gov", "city", "lamps", "east"]),
        category=st.sampled_from([*CATEGORIES, "", "x"]),
        place=st.sampled_from([*PLACES, "elsewhere"]),
        role=st.sampled_from([LEAD, LEAD, ASSISTING]),
        begins=DAYS,
        ends=DAYS,
        path=st.sampled_from(["gov/", "gov/city/", "gov/city/lamps/", "east/"]),
    ),
    max_size=14,
)


@settings(max_examples=EXAMPLES)
@given(LINES, st.none() | st.sampled_from(["gov/", "gov/city/", "gov/city/lamps/", "east/"]))
def test_the_choice_is_that_of_a_naive_reading(lines: list[DutyLine], without: str | None) -> None:
    order = [*CATEGORIES, ""]

    def fineness(line: DutyLine) -> tuple[int, int]:
        return order.index(line.category), PLACES.index(line.place)

    fitting = [
        line
        for line in lines
        if line.category in order
        and line.place in PLACES
        and not (line.valid_from and line.valid_from > ON)
        and not (line.valid_to and line.valid_to <= ON)
        and not (without and line.unit_path[: len(without)] == without)
    ]
    leads = sorted((line for line in fitting if line.role is LEAD), key=fineness)
    lead, helpers = choose(table_of(lines), CATEGORIES, PLACES, ON, without=without)
    assert lead == (leads[0] if leads else None)
    reach = order.index(leads[0].category) if leads else len(order)
    helping = {
        line.unit
        for line in fitting
        if line.role is ASSISTING
        and order.index(line.category) <= reach
        and not (lead and line.unit == lead.unit)
    }
    assert [helper.unit for helper in helpers] == sorted(helping)
    for helper in helpers:
        same = [line for line in fitting if line.role is ASSISTING and line.unit == helper.unit]
        assert fineness(helper) == min(map(fineness, same))


@settings(max_examples=EXAMPLES)
@given(LINES)
def test_without_conflicts_no_day_has_two_leads_for_the_same(lines: list[DutyLine]) -> None:
    table = table_of(lines)
    two = any(
        sum(line.role is LEAD and line.in_force(day) for line in found) > 1
        for found in table.values()
        for day in (date(2026, 5, number) for number in range(28, 32))
    ) or any(
        sum(line.role is LEAD and line.in_force(day) for line in found) > 1
        for found in table.values()
        for day in (date(2026, 6, number) for number in range(1, 6))
    )
    told = [
        pair
        for pair in conflicts(table)
        if all(
            not (line.valid_from and line.valid_to and line.valid_to <= line.valid_from) for line in pair
        )
    ]
    assert bool(told) == two


CONTACTS: list[tuple[str, tuple[ContactKind, str] | None]] = [
    ("13900011001", (ContactKind.PHONE, "+8613900011001")),
    (" 139 0001 1001 ", (ContactKind.PHONE, "+8613900011001")),
    ("139-0001-1001", (ContactKind.PHONE, "+8613900011001")),
    ("139–0001—1001", (ContactKind.PHONE, "+8613900011001")),
    ("１３９０００１１００１", (ContactKind.PHONE, "+8613900011001")),
    ("+86 139 0001 1001", (ContactKind.PHONE, "+8613900011001")),
    ("86 13900011001", (ContactKind.PHONE, "+8613900011001")),
    ("008613900011001", (ContactKind.PHONE, "+8613900011001")),
    ("(023) 5550-0103", (ContactKind.PHONE, "02355500103")),
    ("+1 312 555 0143", (ContactKind.PHONE, "+13125550143")),
    ("5550103", (ContactKind.PHONE, "5550103")),
    ("12345", None),
    ("1390001100", (ContactKind.PHONE, "1390001100")),
    ("1234567890123456", None),
    ("Zhang.San@Example.COM", (ContactKind.EMAIL, "zhang.san@example.com")),
    ("a＠b.cn", (ContactKind.EMAIL, "a@b.cn")),
    ("张三@例子.公司", (ContactKind.EMAIL, "张三@例子.公司")),
    ("a@b", None),
    ("a@b.c", None),
    ("@b.cn", None),
    ("a@@b.cn", None),
    ("a b@c.cn", None),
    ("a@b.cn\nBcc: x@y.cn", None),
    (f"{'x' * 65}@b.cn", None),
    ("١٣٩٠٠٠١١٠٠١", None),
    ("call me", None),
    ("", None),
    ("  ", None),
    ("13900011001 or 13900011002", None),
]


@pytest.mark.parametrize(("typed", "meant"), CONTACTS)
def test_what_a_typed_contact_means(typed: str, meant: tuple[ContactKind, str] | None) -> None:
    assert contact_of(typed) == meant


@settings(max_examples=EXAMPLES)
@given(st.text(max_size=40))
def test_a_contact_read_twice_is_the_same_contact(typed: str) -> None:
    found = contact_of(typed)
    if found is not None:
        assert contact_of(found[1]) == found
