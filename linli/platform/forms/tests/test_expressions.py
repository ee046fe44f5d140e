# SPDX-License-Identifier: AGPL-3.0-or-later
"""Expressions of XLSForm: a table of what they mean, and that nothing that people write can break them."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.platform.forms.expressions import LONGEST, ExpressionError, read
from linli.platform.forms.functions import FUNCTIONS, Nodes, dangerous, number, text

ANSWERS: dict[str, Any] = {
    "age": "34", "none": "", "two": "a b", "name": "林一", "born": "1990-05-02", "ages": Nodes(["3", "4",
    ""]),
    "one": "a",
}  # fmt: skip


class Sight:
    here, position = "7", 2

    def value(self, name: str) -> Any:
        return ANSWERS.get(name, "")

    def column(self, name: str) -> str:
        return {"of": "a"}.get(name, "")

    def label(self, choice: str, name: str) -> str:
        return f"{name}:{choice}"

    def nth(self, name: str, at: int) -> str:
        return ANSWERS[name][at - 1] if at <= len(ANSWERS[name]) else ""

    def moment(self) -> str:
        return "2026-05-31T09:30:00"


# What stands in the ODK XForms specification and XPath 1.0; ``text`` of each.
TABLE = [
    ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("7 div 2", "3.5"), ("-7 mod 3", "-1"), ("7 mod -3", "1"),
    ("--1", "1"), ("1 div 0", "Infinity"), ("0 div 0", "NaN"), ("5-3", "2"), ("1 = 1.0", "true"),
    ("'1' = 1", "true"), ("'01' = '1'", "false"), ("true() = 'x'", "true"), ("${none} = ''", "true"),
    ("${none} > 3", "false"), ("${none} != 3", "true"), ("not(${none})", "true"), ("${age} >= 18", "true"),
    ("${age} > 18 and ${age} < 30", "false"), ("false() or ${age} = 34", "true"),
    ("1 < 2 = true()", "true"), ("'a' < 'b'", "false"), (". > 5 and . <= 7", "true"),
    ("selected(${two}, 'b')", "true"), ("selected(${two}, 'c')", "false"), ("count-selected(${two})", "2"),
    ("selected-at(${two}, 1)", "b"), ("selected-at(${two}, 5)", ""), ("if(${age} > 60, 'old', 'not')",
    "not"),
    ("coalesce(${none}, ${age})", "34"), ("coalesce(${none}, '')", ""), ("string-length(${name})", "2"),
    ("concat('a', 1, ${name})", "a1林一"), ("join('-', ${ages})", "3-4-"), ("sum(${ages})", "NaN"),
    ("max(${ages})", "4"), ("min(${ages}, 2)", "2"), ("count(${ages})", "3"),
    ("count-non-empty(${ages})", "2"),
    ("${ages} = 4", "true"), ("${ages} > 4", "false"), ("contains('abc', 'b')", "true"),
    ("starts-with('abc', 'b')", "false"), ("ends-with('abc', 'bc')", "true"), ("substr('abc', 1)", "bc"),
    ("substr('abcd', 1, 3)", "bc"), ("substring-before('a@b', '@')", "a"),
    ("substring-after('a@b', '@')", "b"),
    ("substring-before('ab', '@')", ""), ("translate('abca', 'ab', 'x')", "xcx"),
    ("normalize-space('  a   b ')", "a b"), ("regex('13900000000', '1[3-9][0-9]{9}')", "true"),
    ("regex('139', '1')", "false"), ("round(2.5)", "3"), ("round(2.345, 2)", "2.35"), ("round(-2.5)", "-2"),
    ("int(-2.7)", "-2"), ("int('x')", "NaN"), ("floor(-2.1)", "-3"), ("ceiling(2.1)", "3"), ("abs(-4)",
    "4"),
    ("pow(2, 10)", "1024"), ("sqrt(9)", "3"), ("number('x')", "NaN"), ("boolean-from-string('1')", "true"),
    ("boolean(0)", "false"), ("string(1.50)", "1.5"), ("today()", "2026-05-31"),
    ("now()", "2026-05-31T09:30:00"), ("${born} < today()", "true"), ("date('1970-01-11') - 3", "7"),
    ("date(today() + 1)", "2026-06-01"), ("decimal-date-time('1970-01-02T12:00:00')", "1.5"),
    ("format-date(${born}, '%d.%m.%Y %e/%n')", "02.05.1990 2/5"), ("format-date('x', '%Y')", ""),
    ("int((today() - ${born}) div 365.25)", "36"), ("position(..)", "2"), ("once('x')", "7"),
    ("indexed-repeat(${ages}, ${ages}, 2)", "4"), ("indexed-repeat(${ages}, ${ages}, 0)", ""),
    ("jr:choice-name(${one}, '${one}')", "one:a"), ("of = 'a'", "true"), ("name", ""),
]  # fmt: skip
REFUSED = [
    "", "1 +", "(1", "1)", "${}", "${a b}", "foo()", "if(1)", "today(1)", "'open", "1 2", "../x", "/data/x",
    "random()", "pulldata('a')", "__import__('os')", "${a}[1]", "x" * (LONGEST + 1),
    "(" * 70 + "1" + ")" * 70,
]  # fmt: skip


def test_every_line_of_the_table() -> None:
    told = {said: text(read(said).run(Sight())) for said, _ in TABLE}
    assert told == dict(TABLE)
    used = {name for name in FUNCTIONS if any(f"{name}(" in said for said, _ in TABLE)}
    assert set(FUNCTIONS) - used == {"format-date-time"}, "each function stands in the table"


@pytest.mark.parametrize("said", REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_read_is_refused_when_it_is_read(said: str) -> None:
    with pytest.raises(ExpressionError):
        read(said)


def test_patterns_that_may_take_for_ever_are_refused() -> None:
    assert dangerous("(a+)+$") and dangerous("(a|b*)*c") and dangerous("[") and dangerous("x" * 400)
    assert not dangerous("1[3-9][0-9]{9}") and not dangerous(r"\d{4}-\d{2}")
    assert not read("regex('aaaa', '(a+)+')").holds(Sight())


LEAVES = st.sampled_from(
    ["${age}", "${ages}", "${none}", "'x'", "'2020-01-01'", "3", "0", "-1.5", ".", "today()"]
)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    calls = st.sampled_from([(name, low, high) for name, (low, high, _) in FUNCTIONS.items() if low])
    return st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "div", "mod", "=", "!=", "<", ">=", "and",
        "or"]), inner)
        .map(lambda one: f"({one[0]} {one[1]} {one[2]})"),
        st.tuples(calls, st.lists(inner, min_size=3, max_size=3)).map(
            lambda one: f"{one[0][0]}({', '.join(one[1][: max(1, min(one[0][2], 3, max(one[0][1], 1)))])})"
        ),
    )  # fmt: skip


@given(st.recursive(LEAVES, grown, max_leaves=12))
def test_what_can_be_read_can_be_run_and_means_the_same_again(said: str) -> None:
    if "indexed-repeat" in said:
        said = said.replace("indexed-repeat", "concat")
    found = read(said)
    value = found.run(Sight())
    assert isinstance(value, (str, float, bool, Nodes)) and text(value) == text(read(said).run(Sight()))
    assert isinstance(found.holds(Sight()), bool)


@given(st.text(alphabet="${}ab1. '\"()<>=!+-*,|andormod\n", max_size=40))
def test_nothing_that_is_written_breaks_the_reader(said: str) -> None:
    try:
        found = read(said)
    except ExpressionError:
        return
    text(found.run(Sight()))


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_a_number_written_as_text_is_the_same_number(value: float) -> None:
    if math.isfinite(value) and abs(value) < 1e15 and "e" not in text(value):
        assert number(text(value)) == value
