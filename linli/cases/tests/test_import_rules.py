# SPDX-License-Identifier: AGPL-3.0-or-later
"""Maps and rows: what a map may say, and what becomes of every kind of cell."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from linli.cases.rules.importing import FIELDS, Draft, Refusal, draft_of, read_map
from linli.cases.vocab import Kind, State
from linli.kernel.problem import Problem

FILE = {"source": "test", "zone": "Asia/Shanghai"}
COLUMNS = {"ref": "no", "received": "when", "text": "what"}
ROW = {"no": "1", "when": "2026-03-02 08:30:00", "what": "路灯坏了。"}


def a_map(**columns: Any) -> Any:
    return read_map({"file": FILE, "columns": {**COLUMNS, **columns}})


def draft(row: dict[str, Any] | None = None, **columns: Any) -> Draft:
    found = draft_of(2, {**ROW, **(row or {})}, a_map(**columns))
    assert isinstance(found, Draft), found
    return found


def refusal(row: dict[str, Any] | None = None, **columns: Any) -> Refusal:
    found = draft_of(2, {**ROW, **(row or {})}, a_map(**columns))
    assert isinstance(found, Refusal), found
    return found


def test_a_row_becomes_a_draft() -> None:
    found = draft()
    assert (found.row, found.ref, found.text, found.state) == (2, "1", "路灯坏了。", State.RECEIVED)
    assert found.received_at == datetime(2026, 3, 2, 0, 30, tzinfo=UTC)  # Shanghai's morning
    assert found.kind is None and found.category == "" and found.point is None


@pytest.mark.parametrize(
    ("cell", "formats"),
    [
        ("2026-03-02T08:30:00", []),
        ("2026/03/02 08:30", ["%Y/%m/%d %H:%M"]),
        ("02.03.2026 08.30", ["%Y", "%d.%m.%Y %H.%M"]),
        ("2026-03-02T00:30:00Z", []),
        ("2026-03-02T01:30:00+01:00", []),
        (datetime(2026, 3, 2, 8, 30), []),
    ],
)
def test_dates_of_every_form_mean_the_same_instant(cell: object, formats: list[str]) -> None:
    found = draft({"when": cell}, received={"column": "when", "formats": formats})
    assert found.received_at == datetime(2026, 3, 2, 0, 30, tzinfo=UTC)


def test_a_day_without_a_time_begins_at_midnight_of_the_files_zone() -> None:
    assert draft({"when": date(2026, 3, 2)}).received_at == datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert draft({"when": "2026-03-02"}).received_at == datetime(2026, 3, 1, 16, tzinfo=UTC)


def test_date_and_time_in_two_columns() -> None:
    found = draft(
        {"when": "2026-03-02", "at": "08:30"},
        received={"columns": ["when", "at"], "formats": ["%Y-%m-%d %H:%M"]},
    )
    assert found.received_at == datetime(2026, 3, 2, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell",
    [
        "soon",
        "2026-02-30",
        "0001-01-01",
        "9999-12-31",
        "1899-12-31",
        "2201-01-01",
        "45000",
        "\x00",
        45000.5,
    ],
)
def test_what_is_no_date_is_refused_with_the_cell(cell: object) -> None:
    found = refusal({"when": cell})
    assert (found.row, found.ref, found.column) == (2, "1", "received")
    assert found.value == str(cell).strip() and "date" in found.why


@pytest.mark.parametrize(
    ("row", "columns", "column", "why"),
    [
        ({"no": ""}, {}, "ref", "empty"),
        ({"no": None}, {}, "ref", "empty"),
        ({"no": "x" * 81}, {}, "ref", "at most 80"),
        ({"no": "a\x00b"}, {}, "ref", "visible"),
        ({"no": "a\u202eb"}, {}, "ref", "visible"),
        ({"when": ""}, {}, "received", "empty"),
        ({"what": ""}, {}, "text", "neither"),
        ({"what": "好" * 20_001}, {}, "text", "20,000"),
        ({"reply": "好" * 20_001}, {"answer": "reply"}, "answer", "20,000"),
        ({"s": "in_progress"}, {"state": "s"}, "state", "cannot be taken over"),
        ({"s": "lost"}, {"state": "s"}, "state", "not in the map's table"),
        ({"end": "2026-03-01"}, {"closed": "end"}, "closed", "before"),
        ({"end": "2026-03-01"}, {"answered": "end"}, "answered", "before"),
        ({"k": "wish"}, {"kind": "k"}, "kind", "table"),
        ({"x": "east", "y": "29"}, {"longitude": "x", "latitude": "y"}, "longitude", "coordinate"),
        ({"x": "181", "y": "29"}, {"longitude": "x", "latitude": "y"}, "longitude", "coordinate"),
        ({"x": "nan", "y": "inf"}, {"longitude": "x", "latitude": "y"}, "longitude", "coordinate"),
        ({"x": float("nan"), "y": 2.0}, {"longitude": "x", "latitude": "y"}, "longitude", "coordinate"),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_column(
    row: dict[str, Any], columns: dict[str, Any], column: str, why: str
) -> None:
    found = refusal(row, **columns)
    assert found.column == column and why in found.why
    assert len(found.value) <= 80 and len(found.ref) <= 80


def test_columns_are_joined_cut_looked_up_and_prefixed() -> None:
    found = draft(
        {"a": "路灯", "b": "不亮", "area": "77.0 (east)", "t": "Lamp", "n": 12.0},
        title={"columns": ["a", "b"]},
        place={"column": "area", "pattern": r"^(\d+)", "prefix": "area-"},
        category={"column": "t", "table": {"Lamp": "lighting"}, "other": "rest"},
        address={"columns": ["n", "none"]},
        kind={"value": "complain"},
    )
    assert (found.title, found.place, found.category, found.address) == (
        "路灯 不亮",
        "area-77",
        "lighting",
        "12",
    )
    assert found.kind is Kind.COMPLAIN
    other = draft({"t": "Noise"}, category={"column": "t", "table": {"Lamp": "lighting"}, "other": "rest"})
    assert other.category == "rest"


def test_half_a_coordinate_is_none() -> None:
    assert draft({"x": "106"}, longitude="x", latitude="y").point is None
    assert draft({"x": "106.5", "y": 29}, longitude="x", latitude="y").point == (106.5, 29.0)


@pytest.mark.parametrize(
    ("file", "columns", "names"),
    [
        ({"source": ""}, {}, "source"),
        ({"source": "a b"}, {}, "source"),
        ({"source": "x" * 41}, {}, "source"),
        ({"zone": "Nowhere/Land"}, {}, "Nowhere"),
        ({"zone": "../../etc"}, {}, "etc"),
        ({"language": "x" * 20}, {}, "language"),
        ({"header": "first"}, {}, "first"),
        ({}, {"colour": "c"}, "columns.colour"),
        ({}, {"text": 5}, ""),
        ({}, {"text": {}}, "columns.text"),
        ({}, {"text": {"column": "what", "pattern": "("}}, ""),
        ({}, {"text": {"column": "what", "table": ["a"]}}, ""),
        ({}, {"received": {"column": "when", "formats": ["%Y%Y"]}}, ""),
        ({}, {"received": {"column": "when", "formats": [7]}}, ""),
    ],
)
def test_a_faulty_map_names_its_key(file: dict[str, Any], columns: dict[str, Any], names: str) -> None:
    with pytest.raises(Problem) as caught:
        read_map({"file": {**FILE, **file}, "columns": {**COLUMNS, **columns}})
    assert caught.value.code == "map_faulty" and names in caught.value.facts["key"]


@pytest.mark.parametrize("missing", ["ref", "received", "text"])
def test_a_map_without_what_every_matter_needs(missing: str) -> None:
    columns = {key: value for key, value in COLUMNS.items() if key != missing}
    with pytest.raises(Problem) as caught:
        read_map({"file": FILE, "columns": columns})
    assert caught.value.facts["key"] == f"columns.{missing}"


anything = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=8) | some.floats(),
    lambda inner: (
        some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    some.fixed_dictionaries(
        {"file": anything, "columns": some.dictionaries(some.sampled_from(FIELDS), anything)}
    )
)
def test_no_map_makes_anything_but_a_map_or_a_problem(data: Any) -> None:
    try:
        read_map({"file": {**FILE, **data["file"]} if isinstance(data["file"], dict) else data["file"],
                  "columns": data["columns"]})  # fmt: skip
    except Problem as problem:
        assert problem.code == "map_faulty"


cells = (
    some.none()
    | some.text()
    | some.integers()
    | some.floats()
    | some.booleans()
    | some.datetimes()
    | some.dates()
)


@given(some.dictionaries(some.sampled_from(list("abcdefghijklmnopq")), cells))
def test_no_row_makes_anything_but_a_draft_or_a_refusal(row: dict[str, Any]) -> None:
    every = read_map({"file": FILE, "columns": dict(zip(FIELDS, "abcdefghijklmnopq", strict=True))})
    found = draft_of(1, row, every)
    if isinstance(found, Draft):
        assert found.ref and found.received_at.tzinfo is UTC and (found.title or found.text)
