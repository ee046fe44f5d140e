# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting, grouping, drawing and weighting: what must hold for every input."""

from __future__ import annotations

import argparse
import itertools
import json
from decimal import Decimal
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from linli.kernel.problem import Problem
from linli.participation import cli
from linli.participation.rules.budget import decide
from linli.participation.rules.opinions import groups_of, last_votes
from linli.participation.rules.panel import list_hash, maximin, numbered
from linli.participation.rules.pb import Ballot, Election, Project, read_pb, write_pb
from linli.participation.rules.raking import rake
from linli.participation.vocab import BudgetRule, Why

FILE = """META
key;value
budget;100
vote_type;approval
num_votes;4
PROJECTS
project_id;cost;name;selected
a;60;Lamp;1
b;50;Bench;0
c;40;Tree;1
VOTES
voter_id;vote
1;a,b
2;a
3;a,c
4;b
"""
NAMES = "abcdef"


@some.composite
def elections(draw: some.DrawFn) -> Election:
    costs = draw(some.lists(some.integers(1, 60), min_size=1, max_size=6))
    names = NAMES[: len(costs)]
    votes = draw(some.lists(some.sets(some.sampled_from(names)), min_size=1, max_size=12))
    return Election(
        {"budget": str(draw(some.integers(1, 120))), "vote_type": "approval"},
        tuple(
            Project(name, Decimal(cost), "", None, {"project_id": name, "cost": str(cost)})
            for name, cost in zip(names, costs, strict=True)
        ),
        tuple(
            Ballot(str(at), tuple(sorted(vote)), (), {"voter_id": str(at), "vote": ",".join(sorted(vote))})
            for at, vote in enumerate(votes)
        ),
    )


@given(elections(), some.randoms())
@settings(max_examples=60, deadline=None)
def test_no_rule_overspends_and_the_order_of_voters_changes_nothing(
    election: Election, lot: Random
) -> None:
    shuffled = list(election.ballots)
    lot.shuffle(shuffled)
    other = Election(election.meta, election.projects, tuple(shuffled))
    for rule in BudgetRule:
        outcome = decide(election, rule)
        assert outcome.cost <= election.budget
        assert outcome == decide(other, rule)
        assert {each.project for each in outcome.reasons if each.won} == set(outcome.winners)
        assert len(outcome.reasons) == len(election.projects)


@given(elections())
@settings(max_examples=40, deadline=None)
def test_what_is_written_reads_the_same(election: Election) -> None:
    again = read_pb(write_pb(election))
    assert [each.id for each in again.projects] == [each.id for each in election.projects]
    assert again.ballots == election.ballots and again.scores() == election.scores()
    assert sum(again.scores().values()) == sum(len(each.projects) for each in election.ballots)


def test_each_rule_on_a_count_by_hand() -> None:
    election = read_pb(FILE)
    greedy = decide(election, BudgetRule.GREEDY)
    assert greedy.winners == ("a", "c") and greedy.cost == 100
    stopped = decide(election, BudgetRule.GREEDY_NO_SKIP)
    assert stopped.winners == ("a",)
    assert [each.why for each in stopped.reasons] == [Why.FITTED, Why.NOT_AFFORDABLE, Why.STOPPED_BEFORE]
    assert decide(election, BudgetRule.GREEDY, Decimal(2)).winners == ("a",)
    # Share 25: the three who want a pay 20 each. With 35 the two who want b had 15 and 35 left, and would
    # buy it too, for 110 together: the shares stop before that.
    shares = decide(election, BudgetRule.EQUAL_SHARES)
    assert shares.winners == ("a",) and shares.endowment == 34


@pytest.mark.parametrize(
    ("old", "new", "line", "fault"),
    [
        ("budget;100", "budget;much", 3, "budget is not a number"),
        ("budget;100", "budget", 3, "META needs key;value"),
        ("budget;100\n", "", 1, "META lacks"),
        ("vote_type;approval", "vote_type;shout", 4, "unknown vote_type"),
        ("b;50", "a;50", 9, "appears twice"),
        ("c;40", "c;-1", 10, "cost must be above 0"),
        ("2;a\n", "1;a\n", 14, "voter_id is empty or appears twice"),
        ("2;a\n", "2;z\n", 14, "unknown project"),
        ("2;a\n", "2;a,a\n", 14, "twice on one ballot"),
        ("VOTES\n", "", 6, "section is missing"),
    ],
)
def test_a_broken_file_names_its_line(old: str, new: str, line: int, fault: str) -> None:
    with pytest.raises(Problem, match=fault) as caught:
        read_pb(FILE.replace(old, new, 1))
    assert caught.value.facts["line"] == line


def test_empty_ballots_are_counted_and_noted() -> None:
    election = read_pb(FILE + "5;\n")
    assert len(election.ballots) == 5
    assert (17, "empty ballot") in election.notes and any("num_votes" in what for _, what in election.notes)


def test_the_last_vote_counts() -> None:
    votes = [(2, 0, 0, 1.0), (1, 0, 0, -1.0), (3, 1, 1, 0.0)]
    for order in itertools.permutations(votes):
        matrix = last_votes(order, 2, 2)
        assert matrix[0, 0] == 1 and matrix[1, 1] == 0 and np.isnan(matrix[0, 1])


def planted(people: int = 90) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(4)
    of = np.arange(people) % 3 > 0
    matrix = np.where(of[:, None], 1.0, -1.0) * np.ones((people, 20))
    matrix[random.random(matrix.shape) < 0.2] = np.nan
    matrix[random.random(matrix.shape) < 0.1] = 0
    return matrix, of


def test_groups_are_found_whoever_is_listed_first() -> None:
    matrix, of = planted()
    found = groups_of(matrix)
    assert found.k == 2 and found.stability > 0.95
    assert set(found.of[of]) == {0} and set(found.of[~of]) == {1}
    order = np.random.default_rng(0).permutation(len(matrix))
    assert (groups_of(matrix[order]).of == found.of[order]).all()
    matrix[0], matrix[1, 3:] = np.nan, np.nan
    few = groups_of(matrix).of
    assert few[0] == -1 and few[1] == found.of[1]
    assert groups_of(matrix[:6]).k == 0


POOL = [{"sex": "fm"[at % 2], "age": "yo"[at % 4 == 0]} for at in range(40)]
QUOTAS = {("sex", "f"): (4, 6), ("sex", "m"): (4, 6), ("age", "y"): (5, 8), ("age", "o"): (2, 5)}


def test_the_smallest_chance_reaches_its_bound_and_every_panel_keeps_the_quotas() -> None:
    lottery = maximin(POOL, QUOTAS, 10)
    assert lottery.min_probability == pytest.approx(0.25) == lottery.bound
    panels = numbered(lottery)
    assert len(panels) == 1000 and list_hash(panels) == list_hash(numbered(lottery))
    for panel in panels:
        assert len(set(panel)) == 10
        for (category, feature), (low, high) in QUOTAS.items():
            assert low <= sum(POOL[row][category] == feature for row in panel) <= high


@given(some.integers(0, 3))
@settings(max_examples=4, deadline=None)
def test_a_wider_quota_never_lowers_the_smallest_chance(more: int) -> None:
    before = maximin(POOL, {**QUOTAS, ("age", "o"): (4, 5)}, 10).min_probability
    assert (
        maximin(POOL, {**QUOTAS, ("age", "o"): (4 - more, 5 + more)}, 10).min_probability >= before - 1e-6
    )


def test_one_person_of_a_household() -> None:
    homes = [str(at // 2) for at in range(40)]
    for panel in numbered(maximin(POOL, QUOTAS, 10, homes), 50):
        assert len({homes[row] for row in panel}) == 10


def test_impossible_quotas_say_what_would_help() -> None:
    with pytest.raises(Problem, match="quotas_impossible") as caught:
        maximin(POOL, {**QUOTAS, ("age", "o"): (11, 12)}, 12)
    assert "age/o: min 11" in caught.value.facts["relax"]


def test_weights_reach_their_margins() -> None:
    random = np.random.default_rng(2)
    groups = [random.integers(size, size=500) for size in (2, 5)]
    targets = [np.array([600.0, 400.0]), np.array([100.0, 300.0, 200.0, 250.0, 150.0])]
    weights = rake(groups, targets)
    for group, target in zip(groups, targets, strict=True):
        assert np.bincount(group, weights) == pytest.approx(target, rel=1e-6)
    with pytest.raises(Problem, match="margins_disagree"):
        rake(groups, [targets[0] * 2, targets[1]])
    with pytest.raises(Problem, match="margins_disagree"):
        rake([np.zeros(500, dtype=int), groups[1]], targets)


def main(given: list[str]) -> int:
    parser = argparse.ArgumentParser()
    cli.configure(parser)
    return cli.run(parser.parse_args(given))


def test_the_commands_recompute_from_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.pb").write_text(FILE, encoding="utf-8")
    assert main(["budget", str(tmp_path / "x.pb"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["winners"] == ["a", "c"] and told["cost"] == 100 and "seconds" in told
    matrix, _ = planted(30)
    rows = ["participant,group-id," + ",".join(map(str, range(20)))]
    for at, votes in enumerate(matrix):
        rows.append(f"{at},," + ",".join("" if np.isnan(vote) else str(int(vote)) for vote in votes))
    (tmp_path / "participants-votes.csv").write_text("\n".join(rows), encoding="utf-8")
    assert main(["opinions", str(tmp_path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["k"] == 2 and len(told["groups"]) == 30 and 0 <= told["stability"] <= 1
    quotas = [f"{name},{feature},{low},{high}" for (name, feature), (low, high) in QUOTAS.items()]
    (tmp_path / "categories.csv").write_text("category,feature,min,max\n" + "\n".join(quotas))
    people = [f"{each['sex']},{each['age']}" for each in POOL]
    (tmp_path / "respondents.csv").write_text("sex,age\n" + "\n".join(people))
    given = ["panel", str(tmp_path), "--size", "10", "--number", "7", "--json"]
    assert main(given) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["panel"]) == 10 and told["min_probability"] == pytest.approx(0.25)
    with pytest.raises(Problem, match="fewer people than seats"):
        main([*given[:3], "400"])
    assert main(given[:2]) == 2
