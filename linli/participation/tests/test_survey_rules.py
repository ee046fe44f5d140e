# SPDX-License-Identifier: AGPL-3.0-or-later
"""The figures of surveys: weights, errors of the design, what is hidden, how households are drawn."""

from __future__ import annotations

import math
import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.participation.rules.sampling import allot, draw
from linli.participation.rules.survey import (
    HIDDEN,
    Column,
    Row,
    figures,
    interval,
    published,
    weights_of,
)

COLUMNS = (
    Column("one", "one", ("a", "b", "c", "dk", "refused")),
    Column("many", "many", ("x", "y", "z")),
    Column("number", "number", ()),
)


def row(one: str = "a", many: str = "x", number: str = "3", stratum: str = "s") -> Row:
    return {"one": one, "many": many, "number": number, "stratum": stratum}


ROWS = st.lists(
    st.builds(
        row,
        st.sampled_from(["a", "a", "b", "c", "dk", "refused", "", "-"]),
        st.sampled_from(["x", "x y", "z", "", "-"]),
        st.sampled_from(["1", "2", "3", "7", "99", ""]),
        st.sampled_from(["s", "s", "t"]),
    ),
    max_size=60,
)


@settings(max_examples=60)
@given(ROWS, st.integers(2, 8), st.randoms(use_true_random=False))
def test_nothing_that_fewer_than_the_least_share_is_published(
    rows: list[Row], least: int, dice: random.Random
) -> None:
    weights = np.array([1.0 + (each["one"] == "b") for each in rows])
    made = published(COLUMNS, rows, weights, ["one"], least, dice.shuffle)
    assert (len(made) in (0, len(rows)) and (len(rows) >= least) == bool(made)) or not rows
    groups = Counter((each["stratum"], each["one"]) for each in made)
    hidden = sum(count for (_, one), count in groups.items() if one == HIDDEN)
    assert all(count >= least or one == HIDDEN for (_, one), count in groups.items())
    assert hidden == 0 or hidden >= least
    said = Counter(one for each in made for one in each["many"].split() if one in "xyz")
    assert all(count >= least for count in said.values())
    ends = Counter(each["number"] for each in made if each["number"] not in ("", "-", HIDDEN))
    if ends:
        assert all(ends[one] >= least for one in (min(ends, key=float), max(ends, key=float)))
    assert sum(float(each["weight"]) for each in made) == pytest.approx(
        weights.sum() if made else 0, abs=1e-3
    )
    for sample in (True, False):
        for figure in figures(COLUMNS, made, {"s": 100, "t": 100}, sample):
            for line in figure.get("choices", ()):
                assert line["count"] == 0 or 0 <= line["share"] <= 1
                assert not sample or "low" not in line or line["low"] <= line["share"] <= line["high"]


def test_the_error_is_that_of_simple_and_of_stratified_samples() -> None:
    """Against the formulas of the textbook (Cochran 1977, 3.2 and 5.9)."""
    rows = [{**row(one), "weight": "10"} for one in "aaaabbbbbbbbbbbbbbbb"]
    [figure, *_] = figures(COLUMNS, rows, {"s": 200}, True)
    line = figure["choices"][0]
    assert line["share"] == 0.2
    assert line["error"] == pytest.approx(math.sqrt(0.2 * 0.8 / 19 * (1 - 20 / 200)), abs=1e-6)
    two = [{**row(one, stratum="s"), "weight": "30"} for one in "aabbbbbbbb"]
    two += [{**row(one, stratum="t"), "weight": "10"} for one in "aaaaaaabbb"]
    [figure, *_] = figures(COLUMNS, two, {"s": 300, "t": 100}, True)
    share = 0.75 * 0.2 + 0.25 * 0.7
    variance = 0.75**2 * (1 - 10 / 300) * 0.2 * 0.8 / 9 + 0.25**2 * (1 - 10 / 100) * 0.7 * 0.3 / 9
    assert figure["choices"][0]["share"] == pytest.approx(share)
    assert figure["choices"][0]["error"] == pytest.approx(math.sqrt(variance), abs=1e-6)
    everybody = [{**row(one), "weight": "1"} for one in "aabb"]
    assert figures(COLUMNS, everybody, {"s": 4}, True)[0]["choices"][0]["error"] == 0
    assert interval(0.0, 0.0, 30)[0] == 0 and 0.1 < interval(0.0, 0.0, 30)[1] < 0.13


def test_intervals_hold_the_true_share_about_as_often_as_they_say() -> None:
    dice, inside = random.Random(5), 0
    town = ["a"] * 300 + ["b"] * 700
    for _ in range(300):
        rows = [{**row(one), "weight": "10"} for one in dice.sample(town, 100)]
        line = figures(COLUMNS[:1], rows, {"s": 1000}, True)[0]["choices"][0]
        inside += line["low"] <= 0.3 <= line["high"]
    assert 0.92 <= inside / 300 <= 0.98


def test_don_t_know_and_refusals_are_no_opinion_and_are_told() -> None:
    said = ["a"] * 6 + ["b"] * 2 + ["dk"] * 5 + ["refused"] * 3 + ["", "-"]
    [figure, *_] = figures(COLUMNS, [{**row(one), "weight": "1"} for one in said], {}, False)
    assert figure["opinions"] == 8 and figure["choices"][0]["share"] == 0.75
    assert [figure[key] for key in ("dont_know", "refused", "blank", "not_asked")] == [5, 3, 1, 1]
    assert {line["choice"] for line in figure["choices"]} == {"a", "b", "c"}


def test_weights_bring_strata_and_margins_to_what_is_known() -> None:
    dice = random.Random(2)
    rows = [row(dice.choice("aabbc"), stratum=dice.choice("sst")) for _ in range(200)]
    margins = {"one": {"a": 100.0, "b": 300.0, "c": 100.0}}
    weights = weights_of(rows, {"s": 300, "t": 200}, margins)
    total = float(weights.sum())
    assert total == pytest.approx(500)
    for name, wanted in margins["one"].items():
        got = sum(weight for weight, one in zip(weights, rows, strict=True) if one["one"] == name)
        assert got / total == pytest.approx(wanted / 500, rel=1e-6)
    plain = weights_of(rows, {"s": 300, "t": 200}, {})
    got = sum(weight for weight, one in zip(plain, rows, strict=True) if one["stratum"] == "t")
    assert got == pytest.approx(200)
    silent = [*rows, row("refused", stratum="s")]
    assert weights_of(silent, {"s": 300, "t": 200}, margins)[-1] > 0, "who gave no age keeps their weight"


FRAMES = st.lists(st.sampled_from("stu"), min_size=1, max_size=60)


@given(FRAMES, st.integers(1, 80), st.text(max_size=5), st.randoms(use_true_random=False))
def test_anybody_draws_the_same_households_whatever_the_order_of_the_list(
    strata: list[str], size: int, seed: str, dice: random.Random
) -> None:
    frame = [(f"{n}号", stratum) for n, stratum in enumerate(strata)]
    drawn = {frame[at] for at in draw(frame, size, seed)}
    other = frame[:]
    dice.shuffle(other)
    assert drawn == {other[at] for at in draw(other, size, seed)}
    sizes = Counter(strata)
    shares = allot(sizes, size)
    assert Counter(stratum for _, stratum in drawn) == {name: n for name, n in shares.items() if n}
    assert all(min(2, sizes[name]) <= shares[name] <= sizes[name] for name in sizes)
    assert sum(shares.values()) >= min(size, len(strata)) and len(drawn) == sum(shares.values())
