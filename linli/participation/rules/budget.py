# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is paid from a participatory budget, and why: the greedy family and the Method of Equal Shares.

Equal Shares (Peters, Pierczynski, Skowron 2021; rule text of equalshares.net): every voter holds the same
share; supporters pay for a project together, as equally as their money allows; the project whose supporters
pay least for each unit of cost comes next. Published with a result:

- utility of a project for a supporter = its cost; ballots with points or ranks count as approvals;
- start: budget / voters, rounded down to a whole unit; step: one unit a voter more;
- stop: before the first step whose winners cost more than the budget (or when all with support have won);
- ties: lower cost, then more votes, then the order of the list (drawn by lot before voting).
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from ..vocab import BudgetRule, Why
from .pb import Election

CLOSE = 1e-9  # relative difference below which two shares are a tie
Ints = np.ndarray


@dataclass(frozen=True)
class Reason:
    """Why one project won or lost. ``number``: money left before it (greedy), what its supporters
    had left between them (Equal Shares, lost), or the share that each full payer gave (won)."""

    project: str
    won: bool
    why: Why
    score: Decimal
    number: Decimal


@dataclass(frozen=True)
class Outcome:
    """Winners in the order in which they won; ``endowment`` is each voter's last share."""

    rule: BudgetRule
    winners: tuple[str, ...]
    cost: Decimal
    reasons: tuple[Reason, ...]
    endowment: Decimal | None = None


def decide(election: Election, rule: BudgetRule, threshold: Decimal | None = None) -> Outcome:
    """Winners by one rule. ``threshold``: fewer votes or points cannot win (META min_project_score)."""
    stated = election.meta.get("min_project_score_threshold") or "0"
    least = threshold if threshold is not None else Decimal(stated)
    if rule == BudgetRule.EQUAL_SHARES:
        return _equal_shares(election, least)
    return _greedy(election, rule, least)


def _greedy(election: Election, rule: BudgetRule, least: Decimal) -> Outcome:
    """By score, then lower cost, then the order of the list."""
    scores, left, stopped = election.scores(), election.budget, False
    reasons: list[Reason] = []
    for project in sorted(election.projects, key=lambda each: (-scores[each.id], each.cost)):
        score = scores[project.id]
        if score < least:
            why = Why.BELOW_THRESHOLD
        elif stopped:
            why = Why.STOPPED_BEFORE
        elif score <= 0:
            why = Why.NO_SUPPORT
        elif project.cost > left:
            why, stopped = Why.NOT_AFFORDABLE, rule == BudgetRule.GREEDY_NO_SKIP
        else:
            why = Why.FITTED
        reasons.append(Reason(project.id, why == Why.FITTED, why, score, left))
        if why == Why.FITTED:
            left -= project.cost
    winners = tuple(each.project for each in reasons if each.won)
    return Outcome(rule, winners, election.budget - left, tuple(reasons))


@dataclass(frozen=True)
class _Crowd:
    """Voters with the same ballot always pay the same: one entry with their number."""

    heads: np.ndarray
    supporters: Sequence[Ints]  # crowds that want a project
    of: Sequence[np.ndarray]  # their heads
    costs: np.ndarray
    votes: np.ndarray


def _crowd(election: Election, least: Decimal) -> _Crowd:
    at = {project.id: index for index, project in enumerate(election.projects)}
    scores = election.scores()
    counted: dict[frozenset[int], int] = {}
    for ballot in election.ballots:
        liked = frozenset(
            at[name]
            for place, name in enumerate(ballot.projects)
            if (not ballot.points or ballot.points[place] > 0) and scores[name] >= least
        )
        counted[liked] = counted.get(liked, 0) + 1
    of: list[list[int]] = [[] for _ in at]
    # The order of ballots must not reach the sums: permuting voters changes nothing.
    ordered = sorted(counted, key=lambda each: (len(each), sorted(each)))
    for crowd, liked in enumerate(ordered):
        for project in liked:
            of[project].append(crowd)
    heads = np.array([counted[liked] for liked in ordered], dtype=float)
    supporters = [np.array(each, dtype=np.intp) for each in of]
    by = [heads[each] for each in supporters]
    votes = np.array([each.sum() for each in by])
    return _Crowd(heads, supporters, by, np.array([float(each.cost) for each in election.projects]), votes)


def _equal_shares(election: Election, least: Decimal) -> Outcome:
    voters, budget = len(election.ballots), float(election.budget)
    crowd = _crowd(election, least)
    most = int((crowd.votes > 0).sum())
    share = int(budget // voters) if voters else 0
    if not most:
        return _told(election, crowd, [], {}, np.zeros(len(crowd.heads)), share, least)
    run = _run(crowd, float(share))
    while len(run[0]) < most:
        following = _run(crowd, share + 1.0)
        if crowd.costs[following[0]].sum() > budget * (1 + CLOSE):
            break
        share, run = share + 1, following
    return _told(election, crowd, *run, share, least)


def _run(crowd: _Crowd, share: float) -> tuple[list[int], dict[int, float], np.ndarray]:
    """One run with a fixed share: winners, what a full payer gave, what crowds have left.

    A project's price only rises while money is spent, so that old prices are lower bounds and most
    projects need not be looked at again.
    """
    purse = np.full(len(crowd.heads), share)
    able = (crowd.votes > 0) & (crowd.votes * share >= crowd.costs * (1 - CLOSE))
    queue = [(1 / crowd.votes[project], int(project)) for project in np.flatnonzero(able)]
    heapq.heapify(queue)
    winners: list[int] = []
    paid: dict[int, float] = {}
    while True:
        best, chosen, pays = np.inf, -1, 0.0
        looked_at: list[tuple[float, int]] = []
        while queue and queue[0][0] <= best * (1 + CLOSE):
            project = heapq.heappop(queue)[1]
            who = crowd.supporters[project]
            payment = _payment(purse[who], crowd.of[project], crowd.votes[project], crowd.costs[project])
            if payment == np.inf:
                continue  # purses only shrink: it never wins
            rho = payment / crowd.costs[project]
            looked_at.append((rho, project))
            tie = abs(rho - best) <= CLOSE * rho
            if (rho < best and not tie) or (tie and _before(crowd, project, chosen)):
                best, chosen, pays = rho, project, payment
        if chosen < 0:
            return winners, paid, purse
        for each in looked_at:
            if each[1] != chosen:
                heapq.heappush(queue, each)
        who = crowd.supporters[chosen]
        purse[who] -= np.minimum(purse[who], pays)
        winners.append(chosen)
        paid[chosen] = pays


def _before(crowd: _Crowd, one: int, other: int) -> bool:
    return bool(
        (crowd.costs[one], -crowd.votes[one], one) < (crowd.costs[other], -crowd.votes[other], other)
    )


def _payment(purse: np.ndarray, heads: np.ndarray, votes: float, cost: float) -> float:
    """The least p with sum(heads * min(purse, p)) = cost; infinite if they have too little together.

    Who cannot give an equal share gives all; the others share the rest, and more of them may run empty.
    """
    if float(purse @ heads) < cost * (1 - CLOSE):
        return float(np.inf)
    pays, payers = cost / votes, votes
    while True:
        rich = heads * (purse >= pays)
        giving = float(rich.sum())
        if giving == payers or not giving:
            return pays
        payers = giving
        pays = (cost - float(purse @ (heads - rich))) / payers


def _told(
    election: Election,
    crowd: _Crowd,
    winners: list[int],
    paid: dict[int, float],
    purse: np.ndarray,
    share: int,
    least: Decimal,
) -> Outcome:
    scores, reasons = election.scores(), []
    for at, project in enumerate(election.projects):
        who = crowd.supporters[at]
        if at in paid:
            why, number = Why.PAID_BY_SUPPORTERS, paid[at]
        elif scores[project.id] < least:
            why, number = Why.BELOW_THRESHOLD, 0.0
        elif not len(who):
            why, number = Why.NO_SUPPORT, 0.0
        else:
            why, number = Why.SUPPORTERS_SPENT, float(purse[who] @ crowd.heads[who])
        reasons.append(
            Reason(project.id, at in paid, why, scores[project.id], Decimal(str(round(number, 2))))
        )
    cost = sum((election.projects[at].cost for at in winners), Decimal(0))
    named = tuple(election.projects[at].id for at in winners)
    return Outcome(BudgetRule.EQUAL_SHARES, named, cost, tuple(reasons), Decimal(share))
