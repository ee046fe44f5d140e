# SPDX-License-Identifier: AGPL-3.0-or-later
"""The three rates: counted as written down, the same by anybody, and blind towards who is rated."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.cases.cli import rates as command
from linli.cases.commands import ReporterData, appeal, note_follow_up, rate_case, settle
from linli.cases.queries import appeals, case_detail, newest_rows, rate_rows, to_ask
from linli.cases.rules.rates import OTHERS, Outcome, Rate, Row, by_unit, rate, rates, veiled
from linli.cases.rules.rates_file import read_rows, write_rows
from linli.cases.testing import a_case_in, act
from linli.cases.vocab import Action, Deed, Ground, Solved, State
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.problem import Problem
from linli.places import public as places
from linli.platform.journal.models import EventRecord

UNIT = "d-lighting"

rows_strategy = st.lists(
    st.one_of(
        st.builds(
            Row,
            month=st.sampled_from(["2026-09", "2026-10"]),
            unit=st.sampled_from(["a", "b", "c"]),
            outcome=st.just(Outcome.RATED),
            contacted=st.booleans(),
            solved=st.sampled_from(["yes", "partly", "no"]),
            satisfied=st.integers(1, 5),
            excluded=st.sampled_from(["", "", "unsolvable"]),
        ),
        st.builds(
            Row,
            month=st.just("2026-09"),
            unit=st.sampled_from(["a", "b"]),
            outcome=st.sampled_from([Outcome.UNREACHABLE, Outcome.REFUSED]),
        ),
    ),
    max_size=60,
)


# --- the rule ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(8, 10, 0.490, 0.943), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (50, 100, 0.404, 0.596)],
)
def test_the_interval_is_wilsons(count: int, of: int, low: float, high: float) -> None:
    """Against published tables of the Wilson score interval without correction."""
    found = rate(count, of)
    assert found.share == count / of
    assert (round(found.low or 0, 3), round(found.high or 0, 3)) == (low, high)


def test_below_the_smallest_number_no_share_is_told() -> None:
    assert rate(9, 9) == Rate(9, 9, None, None, None)
    assert rate(0, 0, smallest=0) == Rate(0, 0, None, None, None)


def test_what_stands_apart_is_in_no_denominator() -> None:
    said = [Row("2026-09", "a", Outcome.RATED, True, "yes", 5)] * 10
    apart = [
        Row("2026-09", "a", Outcome.UNREACHABLE),
        Row("2026-09", "a", Outcome.REFUSED),
        Row("2026-09", "a", Outcome.RATED, False, "no", 1, "unsolvable"),
        Row("2026-09", "a", Outcome.UNREACHABLE, excluded="unlawful"),
    ]
    found = rates([*said, *apart])
    assert (found.contact.of, found.resolution.share, found.satisfaction.share) == (10, 1.0, 1.0)
    assert (found.asked, found.unreachable, found.refused) == (14, 1, 1)
    assert found.excluded == {"unlawful": 1, "unsolvable": 1}


@given(rows_strategy)
def test_units_add_up_to_all_and_a_file_gives_the_same(rows: list[Row]) -> None:
    shown = veiled(rows)
    units, together = by_unit(shown), rates(shown)
    assert sum(unit.asked for unit in units) == together.asked == len(rows)
    assert sum(unit.resolution.count for unit in units) == together.resolution.count
    file = io.StringIO()
    write_rows(csv.writer(file), shown)
    file.seek(0)
    assert list(read_rows(csv.DictReader(file))) == shown


@given(rows_strategy)
def test_no_unit_is_named_of_which_few_were_rated(rows: list[Row]) -> None:
    for unit in {row.unit for row in veiled(rows)} - {OTHERS}:
        assert sum(row.unit == unit and row.outcome is Outcome.RATED for row in rows) >= 10


@pytest.mark.parametrize(
    "line", ["2026-09,a,rated,yes,perhaps,5,", "2026-09,a,rated,yes,yes,6,", "2026-09,a,praised,,,,", "x"]
)
def test_a_line_that_is_none_is_named(line: str, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f"month,unit,outcome,contacted,solved,satisfied,excluded\n{line}\n")
    assert run(path) == 1
    assert "line 2" in capsys.readouterr().err


def run(path: Path) -> int:
    import argparse

    parser = argparse.ArgumentParser()
    command.configure(parser)
    return command.run(parser.parse_args([str(path), "--json"]))


# --- in a town -----------------------------------------------------------------------------------


def answered(**more: Any) -> Any:
    reporter = ReporterData(name="张三", contact="13900001234")
    return a_case_in(State.RESOLVED, unit=UNIT, reporter=reporter, **more)


def say(case: Any, actor: Actor, solved: Solved = Solved.YES, satisfied: int = 5) -> None:
    rate_case(case.id, actor=actor, contacted=True, solved=solved, satisfied=satisfied)


def own(case: Any) -> Actor:
    return Actor("visitor", str(case.id))


def this_month() -> list[Row]:
    today = places.today()
    return [row for row in rate_rows(today.replace(day=1), today + timedelta(days=1)) if row.unit == UNIT]


def test_the_newest_word_on_an_answer_counts_once(cast: Any) -> None:
    rated, silent = answered(), answered()
    note_follow_up(rated.id, Outcome.UNREACHABLE, actor=cast.operator)
    say(rated, own(rated))
    note_follow_up(silent.id, Outcome.UNREACHABLE, actor=cast.operator)
    note_follow_up(silent.id, Outcome.REFUSED, actor=cast.operator)
    assert sorted(row.outcome for row in this_month()) == [Outcome.RATED, Outcome.REFUSED]


def test_whoever_had_a_hand_in_it_does_not_ask_how_it_went(cast: Any) -> None:
    case = a_case_in(State.ACCEPTED)
    act(case.id, Action.RESOLVE, actor=cast.operator)
    for attempt in (
        lambda: say(case, cast.operator),
        lambda: note_follow_up(case.id, Outcome.UNREACHABLE, actor=cast.operator),
    ):
        with pytest.raises(Problem) as caught:
            attempt()
        assert caught.value.code == "handler_cannot_check"
    with pytest.raises(Problem):
        note_follow_up(answered().id, Outcome.UNREACHABLE, actor=cast.handler)


def test_a_handler_sees_neither_ratings_nor_that_somebody_was_asked(cast: Any) -> None:
    case = answered()
    note_follow_up(case.id, Outcome.UNREACHABLE, actor=cast.operator)
    say(case, own(case))
    thread = case_detail(case.number, viewer=cast.handler).thread
    assert not {Deed.RATE.value, Deed.FOLLOW_UP.value} & {line.deed for line in thread}
    asked = {line.deed for line in case_detail(case.number, viewer=cast.operator).thread}
    assert {Deed.RATE.value, Deed.FOLLOW_UP.value} <= asked


def test_a_unit_appeals_blind_and_the_office_above_decides(cast: Any) -> None:
    case = answered()
    appeal(case.id, Ground.UNSOLVABLE, "要等管线图。", actor=cast.handler)
    with pytest.raises(Problem) as caught:
        appeal(case.id, Ground.UNLAWFUL, "再试一次。", actor=cast.handler)
    assert caught.value.code == "appealed_already"
    say(case, own(case), Solved.NO, 1)
    [waiting] = appeals(cast.coordinator)
    assert (waiting.line.number, waiting.ground, waiting.unit.code) == (case.number, "unsolvable", UNIT)
    with pytest.raises(Problem):
        settle(case.id, True, "同意", actor=cast.handler)
    with pytest.raises(Problem) as caught:
        settle(case.id, True, " ", actor=cast.coordinator)
    assert caught.value.code == "needs_text"
    settle(case.id, True, "现阶段确实无法解决。", actor=cast.coordinator)
    assert [row.excluded for row in this_month()] == ["unsolvable"]
    assert appeals(cast.coordinator) == []
    types = EventRecord.objects.filter(subject=case.id).order_by("seq").values_list("type", flat=True)
    assert {"cases.appealed", "cases.settled"} <= set(types)


def test_a_refused_appeal_changes_nothing(cast: Any) -> None:
    case = answered()
    appeal(case.id, Ground.NOT_THIS, "不归我们。", actor=cast.handler)
    say(case, own(case), Solved.NO, 1)
    settle(case.id, False, "职责清单写明归你们。", actor=cast.coordinator)
    assert [row.excluded for row in this_month()] == [""]


def test_nothing_can_be_said_of_an_answer_that_is_not_there(cast: Any) -> None:
    case = a_case_in(State.IN_PROGRESS, unit=UNIT)
    for attempt in (
        lambda: note_follow_up(case.id, Outcome.REFUSED, actor=cast.operator),
        lambda: appeal(case.id, Ground.UNLAWFUL, "x", actor=cast.handler),
    ):
        with pytest.raises(Problem) as caught:
            attempt()
        assert caught.value.code == "not_answered"


def test_people_are_asked_after_a_day_for_two_weeks_and_three_calls(cast: Any) -> None:
    case, anonymous = answered(), a_case_in(State.RESOLVED, unit=UNIT)

    def numbers() -> set[str]:
        return {line.number for line in to_ask(cast.operator)}

    assert case.number not in numbers()
    with clock.standing_at(clock.now() + timedelta(days=2)):
        assert case.number in numbers() and anonymous.number not in numbers()
        for _ in range(3):
            assert case.number in numbers()
            note_follow_up(case.id, Outcome.UNREACHABLE, actor=cast.operator)
        assert case.number not in numbers()
    with clock.standing_at(clock.now() + timedelta(days=15)):
        assert case.number not in numbers()


def test_the_page_and_the_command_tell_the_same(
    cast: Any, client: Any, tmp_path: Path, capsys: Any
) -> None:
    for number in range(12):
        case = answered()
        say(case, own(case), Solved.YES if number % 3 else Solved.NO, 4)
    page = client.get("/rates/")
    path = tmp_path / "rows.csv"
    path.write_bytes(client.get("/rates/rows.csv").content)
    assert run(path) == 0
    told = json.loads(capsys.readouterr().out)
    assert told[0]["resolution"]["count"] == page.context["all"].resolution.count >= 8
    shown = {unit.unit: unit.resolution for unit in page.context["units"]}
    counted = {item["unit"]: item["resolution"] for item in told[1:]}
    assert {name: (one.count, one.of, one.low) for name, one in shown.items()} == {
        name: (one["count"], one["of"], one["low"]) for name, one in counted.items()
    }
    assert UNIT in shown
    assert newest_rows()[1]
