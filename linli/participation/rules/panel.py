# SPDX-License-Identifier: AGPL-3.0-or-later
"""Panels by lot: quotas kept, and the smallest chance of anybody as large as it can be (maximin).

After Flanigan, Goelz, Gupta, Hennig, Procaccia (Nature 2021). People with the same features are one type;
columns (panels) are made as they are needed. The bound is proved: weights of the linear programme give,
with the best panel for them, a chance that no lottery can exceed for everybody.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from ..vocab import QUOTAS_IMPOSSIBLE
from ..vocab.panel import NUMBERED

PANELS_FIRST = 1_200
VERTICES = 20  # corners of the best face, whose middle is aimed at
MOST_SPLIT = 12  # types split by a linear programme, of which all roundings are tried
GAP = 1e-6  # a chance this close to the bound is the bound
Quotas = Mapping[tuple[str, str], tuple[int, int]]  # (category, feature) -> (least, most)


@dataclass(frozen=True)
class Lottery:
    """Panels by type with their chances; ``members`` are the rows of the pool of each type."""

    members: tuple[tuple[int, ...], ...]
    panels: np.ndarray  # panels x types: how many of each type
    chances: np.ndarray
    min_probability: float
    bound: float


@dataclass(frozen=True)
class _Pool:
    members: tuple[tuple[int, ...], ...]
    counts: np.ndarray
    limits: list[LinearConstraint]
    rows: np.ndarray  # limits x types, dense


def maximin(
    pool: Sequence[Mapping[str, str]],
    quotas: Quotas,
    size: int,
    household: Sequence[str] | None = None,
    seconds: float = 26.0,
) -> Lottery:
    """The fairest lottery. ``household``: at most one person of each goes into a panel. ``seconds``: of
    this thread's work, so that a busy machine makes it slower and no worse; small pools need far less.

    :raises Problem: quotas_impossible, with the least change that makes a panel possible."""
    began, types = time.thread_time(), _types(pool, quotas, size, household)
    counts = types.counts
    first = _panel(types, np.ones(len(counts)))
    if first is None:
        raise QUOTAS_IMPOSSIBLE(size=size, relax="; ".join(relaxed(pool, quotas, size)) or "-")
    columns: dict[bytes, np.ndarray] = {first.tobytes(): first}
    bound = _relaxed_bound(types)
    aim = _aim(types, bound)
    seen, most = first.astype(float), min(PANELS_FIRST, 2 * len(counts))
    # First panels that follow the aim ever more closely: cheap, and nearly enough of them.
    for turn in range(2, most):
        lag = (aim * turn - seen) / counts
        found = _near_panel(types, lag / max(np.abs(lag).max(), GAP))
        if found is None or time.thread_time() - began > 0.7 * seconds:
            break
        columns[found.tobytes()] = found
        seen += found
    while True:
        panels, asked = np.array(list(columns.values())), time.thread_time()
        chances, worst, weights = _master(panels, counts)
        now = time.thread_time()
        if worst >= bound - GAP or 2 * now - asked - began > seconds:  # no time for one more
            break
        found = _panel(types, weights)
        if found is None:
            break
        bound = min(bound, float(weights @ found))
        if found.tobytes() in columns or worst >= bound - GAP:
            break
        columns[found.tobytes()] = found
    return Lottery(types.members, panels, chances, worst, max(bound, worst))


def _types(
    pool: Sequence[Mapping[str, str]], quotas: Quotas, size: int, household: Sequence[str] | None
) -> _Pool:
    categories = sorted({category for category, _ in quotas})
    shared = {name for name, number in Counter(household or ()).items() if name and number > 1}
    grouped: dict[tuple[str, ...], list[int]] = {}
    for at, person in enumerate(pool):
        home = household[at] if household and household[at] in shared else ""
        grouped.setdefault((*(person[each] for each in categories), home), []).append(at)
    keys = list(grouped)
    rows = [np.ones(len(keys))]
    least, most = [float(size)], [float(size)]
    for (category, feature), (low, high) in quotas.items():
        column = categories.index(category)
        rows.append(np.array([float(key[column] == feature) for key in keys]))
        least.append(low)
        most.append(high)
    for home in sorted(shared):
        rows.append(np.array([float(key[-1] == home) for key in keys]))
        least.append(0)
        most.append(1)
    dense = np.array(rows)
    limits = LinearConstraint(csr_array(dense), np.array(least), np.array(most))
    members = tuple(tuple(each) for each in grouped.values())
    return _Pool(members, np.array([len(each) for each in members], dtype=float), [limits], dense)


def _panel(types: _Pool, weights: np.ndarray, gap: float = 0.0) -> np.ndarray | None:
    """The panel with the greatest sum of weights."""
    answer = milp(
        -weights / max(weights.max(), 1e-300),
        constraints=types.limits,
        integrality=np.ones(len(weights)),
        bounds=Bounds(0, types.counts),
        options={"mip_rel_gap": gap, "presolve": not gap},
    )
    return None if answer.x is None else np.rint(answer.x).astype(np.int16)


def _near_panel(types: _Pool, weights: np.ndarray) -> np.ndarray | None:
    """A panel of nearly the greatest sum of weights: what a linear programme splits is rounded."""
    limit, free = types.limits[0], Bounds(0, types.counts)
    split = milp(-weights, constraints=types.limits, bounds=free, options={"presolve": False}).x
    if split is None:
        return None
    whole = np.floor(split + 1e-7)
    odd = np.flatnonzero(split - whole > GAP)
    if len(odd) <= MOST_SPLIT:
        ways = (np.arange(2 ** len(odd))[:, None] >> np.arange(len(odd))) & 1
        at = (types.rows @ whole)[:, None] + types.rows[:, odd] @ ways.T
        keeps = ((at <= limit.ub[:, None] + GAP) & (at >= limit.lb[:, None] - GAP)).all(axis=0)
        if keeps.any():
            whole[odd] += ways[np.argmax(np.where(keeps, ways @ weights[odd], -np.inf))]
            return np.rint(whole).astype(np.int16)
    # No rounding keeps the limits: let a few that were nearly chosen, or nearly not, move too.
    middle = np.median(weights[odd]) if len(odd) else 0.0
    moving = np.unique(np.concatenate([odd, np.argsort(np.abs(weights - middle))[:60]]))
    whole[moving] = 0
    base = types.rows @ whole
    answer = milp(
        -weights[moving],
        constraints=LinearConstraint(types.rows[:, moving], limit.lb - base, limit.ub - base),
        integrality=np.ones(len(moving)),
        bounds=Bounds(0, types.counts[moving]),
        options={"mip_rel_gap": 0.05, "presolve": False},
    )
    if answer.x is None:
        return _panel(types, weights - weights.min(), gap=0.02)
    whole[moving] = answer.x
    return np.rint(whole).astype(np.int16)


def _aim(types: _Pool, bound: float) -> np.ndarray:
    """How many of each type a panel holds on average where everybody has the chance ``bound`` at least.

    The middle of the best face, from some of its corners: near it lie whole panels on all sides, so that
    panels chosen for what lags behind the aim come to it as one over their number, not over its root.
    """
    random = np.random.default_rng(1)
    free = Bounds(types.counts * (bound - GAP / 100), types.counts)
    corners = [
        milp(random.normal(size=len(types.counts)), constraints=types.limits, bounds=free).x
        for _ in range(VERTICES)
    ]
    known = [each for each in corners if each is not None]
    return np.mean(known, axis=0) if known else types.counts * bound


def _relaxed_bound(types: _Pool) -> float:
    """No lottery over panels beats the best 'panel' that may hold fractions of people."""
    size = len(types.counts)
    goal = np.zeros(size + 1)
    goal[-1] = -1
    limit = types.limits[0]
    wide = np.hstack([limit.A.toarray(), np.zeros((limit.A.shape[0], 1))])
    fair = np.hstack([-np.eye(size), types.counts[:, None]])
    answer = linprog(
        goal,
        A_ub=np.vstack([wide, -wide, fair]),
        b_ub=np.concatenate([limit.ub, -limit.lb, np.zeros(size)]),
        bounds=[(0, each) for each in types.counts] + [(0, 1)],
    )
    return float(answer.x[-1]) if answer.x is not None else 1.0


def _master(panels: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, float, np.ndarray]:
    """Chances of the panels that lift the smallest chance most, that chance, and the types' weights."""
    number, size = panels.shape
    goal = np.zeros(number + 1)
    goal[-1] = -1
    fair = np.hstack([-(panels / counts).T, np.ones((size, 1))])
    answer = linprog(
        goal,
        A_ub=csr_array(fair),
        b_ub=np.zeros(size),
        A_eq=np.append(np.ones(number), 0)[None],
        b_eq=[1],
        bounds=[(0, None)] * number + [(0, 1)],
        method="highs-ipm",
    )
    chances = np.maximum(answer.x[:-1], 0)
    chances /= chances.sum()
    worst = float((chances @ panels / counts).min())
    prices = np.maximum(-answer.ineqlin.marginals, 0)
    return chances, worst, prices / max(prices.sum(), 1e-300) / counts


def relaxed(pool: Sequence[Mapping[str, str]], quotas: Quotas, size: int) -> list[str]:
    """The least changes of quotas, in people, after which a panel exists; empty if none helps."""
    if len(pool) < size:
        return []
    types = _types(pool, dict.fromkeys(quotas, (0, size)), size, None)
    number, kinds = len(types.counts), len(quotas)
    rows = types.limits[0].A.toarray()[1 : kinds + 1]
    none = np.zeros((kinds, kinds))
    lows = np.array([float(low) for low, _ in quotas.values()])
    highs = np.array([float(high) for _, high in quotas.values()])
    answer = milp(
        np.concatenate([np.zeros(number), np.ones(2 * kinds)]),
        constraints=[
            LinearConstraint(np.hstack([np.ones((1, number)), np.zeros((1, 2 * kinds))]), size, size),
            LinearConstraint(np.hstack([rows, np.eye(kinds), none]), lows, np.inf),
            LinearConstraint(np.hstack([rows, none, -np.eye(kinds)]), -np.inf, highs),
        ],
        integrality=np.ones(number + 2 * kinds),
        bounds=Bounds(0, np.concatenate([types.counts, np.full(2 * kinds, float(size))])),
    )
    if answer.x is None:
        return []
    down, up = np.rint(answer.x[number : number + kinds]), np.rint(answer.x[number + kinds :])
    told = []
    for at, ((category, feature), (low, high)) in enumerate(quotas.items()):
        if down[at]:
            told.append(f"{category}/{feature}: min {low} → {low - int(down[at])}")
        if up[at]:
            told.append(f"{category}/{feature}: max {high} → {high + int(up[at])}")
    return told


def numbered(lottery: Lottery, number: int = NUMBERED) -> list[tuple[int, ...]]:
    """So many panels of pool rows, in the lottery's proportions; people of one type take turns."""
    exact = lottery.chances * number
    times = np.floor(exact).astype(int)
    for at in np.argsort(-(exact - times), kind="stable")[: number - times.sum()]:
        times[at] += 1
    turn = [0] * len(lottery.members)
    panels = []
    for at in np.repeat(np.arange(len(times)), times):
        chosen: list[int] = []
        for kind in np.flatnonzero(lottery.panels[at]):
            members = lottery.members[kind]
            for _ in range(int(lottery.panels[at][kind])):
                chosen.append(members[turn[kind] % len(members)])
                turn[kind] += 1
        panels.append(tuple(sorted(chosen)))
    return panels


def list_hash(panels: Sequence[Sequence[int]]) -> str:
    """SHA-256 of the list as published: a line a panel, 'number: row,row,…', rows counted from 1."""
    return sha256(list_text(panels).encode()).hexdigest()


def list_text(panels: Sequence[Sequence[int]]) -> str:
    """The list as published."""
    lines = (f"{at}: {','.join(str(row + 1) for row in panel)}\n" for at, panel in enumerate(panels, 1))
    return "".join(lines)
