# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli bench participation``: budgets, opinion groups, lots, weights and votes, all figures in one run.

Made inputs of the sizes that the targets name, and the shared sets where they are (LINLI_DATA). CPU seconds
of this process beside seconds on the clock: a busy machine stretches only the second.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from .cli.tables import conversation, pool_of
from .rules.budget import decide
from .rules.opinions import groups_of
from .rules.panel import maximin
from .rules.pb import Ballot, Election, Project, read_pb
from .rules.raking import design_effect, rake
from .vocab import BudgetRule

SHARED = Path(os.environ.get("LINLI_DATA", "../shared/data"))
Answer = TypeVar("Answer")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--no-server", action="store_true", help="leave out the vote under load")


def run(options: argparse.Namespace) -> int:
    told: dict[str, Any] = {
        "opinions": _opinions(),  # first: its memory is measured as the highest of the process
        "budget": _budget(),
        "panel": _panel(),
        "raking": _raking(),
    }
    if SHARED.is_dir():
        told["shared"] = {
            "budget": _published(),
            "opinions": _conversations(),
            "panel": _example(),
        }
    if not options.no_server:
        told["vote"] = _vote()
    print(json.dumps(told, ensure_ascii=False, indent=None if options.json else 1))
    return 0


def _vote() -> dict[str, Any]:
    """500 voters at once while the web process is killed: ``linli bench voters``, a process of its own."""
    command = [sys.executable, "-m", "linli.config.cli", "bench", "voters", "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    found: dict[str, Any] = json.loads(done.stdout) if done.stdout else {"failed": done.returncode}
    return found


def _timed(work: Callable[[], Answer]) -> tuple[Answer, dict[str, float]]:
    clock, spent = time.perf_counter(), time.process_time()
    answer = work()
    return answer, {
        "seconds": round(time.perf_counter() - clock, 4),
        "cpu_s": round(time.process_time() - spent, 4),
    }


def _opinions() -> dict[str, Any]:
    """10,000 people who each voted on 60 of 500 statements, in three planted groups."""
    random = np.random.default_rng(0)
    centres = random.choice([-1, 0, 1], size=(3, 500))
    planted = random.integers(3, size=10_000)
    matrix = np.full((10_000, 500), np.nan, dtype=np.float32)
    for person, group in enumerate(planted):
        seen = random.choice(500, 60, replace=False)
        noise = random.choice([-1, 0, 1], 60)
        matrix[person, seen] = np.where(random.random(60) < 0.7, centres[group, seen], noise)
    found, spent = _timed(lambda: groups_of(matrix))
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    right = _agreement(planted.astype(str), found.of)
    return {**spent, "k": found.k, "stability": found.stability, "right": right, "rss_mb": round(rss)}


def _budget() -> dict[str, Any]:
    """10,000 approval ballots on 175 projects, some far more liked than others."""
    random = np.random.default_rng(1)
    projects = tuple(
        Project(f"p{at}", Decimal(int(random.integers(10, 600)) * 1000), "", None, {}) for at in range(175)
    )
    liked = random.dirichlet(np.full(175, 0.5)).clip(1e-6)
    ballots = []
    for voter in range(10_000):
        order = np.argsort(random.exponential(size=175) / liked)[: int(random.integers(3, 12))]
        ballots.append(Ballot(f"v{voter}", tuple(f"p{at}" for at in order), (), {}))
    election = Election({"budget": "5000000", "vote_type": "approval"}, projects, tuple(ballots))
    outcome, spent = _timed(lambda: decide(election, BudgetRule.EQUAL_SHARES))
    share = float(outcome.cost / election.budget)
    return {**spent, "winners": len(outcome.winners), "spent": round(share, 3)}


def _panel() -> dict[str, Any]:
    """100 from 2,000 with 7 features, quotas half way between the pool and an even split."""
    random = np.random.default_rng(3)
    sizes = {f"f{at}": number for at, number in enumerate((2, 4, 3, 5, 3, 2, 4))}
    shares = {name: random.dirichlet(np.full(number, 2.0)) for name, number in sizes.items()}
    pool = [
        {name: str(random.choice(number, p=shares[name])) for name, number in sizes.items()}
        for _ in range(2_000)
    ]
    quotas = {}
    for name, number in sizes.items():
        for feature, aim in enumerate((shares[name] / 2 + 0.5 / number) * 100):
            quotas[name, str(feature)] = (int(aim - 2), int(aim + 3))
    lottery, spent = _timed(lambda: maximin(pool, quotas, 100))
    return {**spent, "min_probability": lottery.min_probability, "bound": lottery.bound}


def _raking() -> dict[str, Any]:
    """10,000 people, four margins of 2, 5, 8 and 12 groups."""
    random = np.random.default_rng(0)
    sizes = (2, 5, 8, 12)
    groups = [random.integers(size, size=10_000) for size in sizes]
    targets = [random.dirichlet(np.full(size, 8.0)) * 1e6 for size in sizes]
    weights, spent = _timed(lambda: rake(groups, targets))
    off = max(
        float(np.abs(np.bincount(group, weights) / target - 1).max())
        for group, target in zip(groups, targets, strict=True)
    )
    return {**spent, "off": off, "design_effect": round(design_effect(weights), 3)}


def _published() -> dict[str, Any]:
    """Files that publish ``selected``: how many come out the same under the rule that they name."""
    same, other = 0, []
    for path in sorted((SHARED / "pabulib").glob("*.pb")):
        election = read_pb(path.read_text(encoding="utf-8"))
        published = {each.id for each in election.projects if each.published == 1}
        if not published:
            continue
        equal = election.meta.get("rule", "").startswith("equalshares")
        outcome = decide(election, BudgetRule.EQUAL_SHARES if equal else BudgetRule.GREEDY)
        if set(outcome.winners) == published:
            same += 1
        else:
            other.append(path.stem)
    return {"same": same, "of": same + len(other), "other": other}


def _conversations() -> dict[str, float]:
    """Share of the people with a published group whom we put into the same one."""
    import csv

    told = {}
    for folder in sorted((SHARED / "polis").iterdir()):
        talk = conversation(folder)
        with (folder / "participants-votes.csv").open(encoding="utf-8-sig", newline="") as file:
            published = np.array([row["group-id"] for row in csv.DictReader(file)])
        found = groups_of(talk.matrix).of
        told[folder.name] = round(_agreement(published[published != ""], found[published != ""]), 3)
    return told


def _example() -> dict[str, float]:
    pool, quotas, _, homes = pool_of(SHARED / "sortition" / "example_small_20")
    lottery = maximin(pool, quotas, 20, homes)
    return {"min_probability": round(lottery.min_probability, 9), "bound": round(lottery.bound, 9)}


def _agreement(one: np.ndarray, other: np.ndarray) -> float:
    from scipy.optimize import linear_sum_assignment

    table = np.array(
        [
            [int(((one == left) & (other == right)).sum()) for right in np.unique(other[other >= 0])]
            for left in np.unique(one)
        ]
    )
    rows, columns = linear_sum_assignment(-table)
    return float(table[rows, columns].sum() / len(one))
