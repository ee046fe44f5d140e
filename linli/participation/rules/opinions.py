# SPDX-License-Identifier: AGPL-3.0-or-later
"""Groups of opinion in a conversation, as in Pol.is (Small et al. 2021), with their stability.

The matrix holds each person's last vote on each statement (1 agree, 0 pass, -1 disagree, NaN not seen).
What was not seen counts as the statement's mean; two main directions; k-means for 2 to 5 groups. The fewest
groups win that separate nearly as well as the best number (silhouette within NEARLY). A handful of people
apart is no group: they are set aside, and then counted with the group they are nearest to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

ENOUGH_VOTES = 7  # who voted on fewer statements shapes no group, only joins the nearest; Pol.is' rule
LEAST_GROUP = 5
MOST_GROUPS = 5
NEARLY = 0.03
SAMPLE = 2_000  # people among whom separation is measured
REPEATS = 5  # draws of people behind the stability
Floats = np.ndarray


@dataclass(frozen=True)
class Groups:
    """``of``: group of each person, -1 for who never voted; groups are numbered by size, largest first.

    stability: share of pairs of people who are still together, or still apart, when the groups are found
    again from a draw of the people with replacement (Rand index, mean); 1 is certain."""

    of: np.ndarray
    k: int
    stability: float


@dataclass(frozen=True)
class Statement:
    """One statement in one group: share who agree (0-1, Laplace) and how many voted."""

    group: int
    statement: int
    agree: float
    votes: int
    lift: float  # how many times likelier to agree than the others


def last_votes(votes: Sequence[tuple[int, int, int, float]], people: int, statements: int) -> np.ndarray:
    """The matrix from (time, person, statement, vote) in any order: the last vote counts."""
    matrix = np.full((people, statements), np.nan, dtype=np.float32)
    for _, person, statement, vote in sorted(votes):
        matrix[person, statement] = vote
    return matrix


def groups_of(matrix: Floats, seed: int = 1) -> Groups:
    """Groups of the people of a matrix (people x statements); k is 0 where there are too few people."""
    counted = (~np.isnan(matrix)).sum(axis=1)
    active = np.flatnonzero(counted >= min(ENOUGH_VOTES, max(matrix.shape[1], 1)))
    of = np.full(len(matrix), -1)
    if len(active) < 2 * LEAST_GROUP or matrix.shape[1] < 2:
        return Groups(of, 0, 0.0)
    points, means, directions = plane(matrix if len(active) == len(matrix) else matrix[active])
    random = np.random.default_rng(seed)
    order = np.lexsort(points.T)  # the order in which people are listed must not matter
    sample = order if len(order) <= SAMPLE else random.choice(order, SAMPLE, replace=False)
    labels, k = _best(points[sample], seed)
    centres = np.array([points[sample][labels == group].mean(axis=0) for group in range(k)])
    if len(sample) < len(points):
        centres = _lloyd(points, centres)
        found = _nearest(points, centres)
    else:
        found = np.empty(len(points), dtype=int)
        found[sample] = labels
    by_size = np.argsort(-np.bincount(found, minlength=k), kind="stable")
    names = np.argsort(by_size)
    of[active] = names[found]
    few = np.flatnonzero((counted > 0) & (of < 0))
    centres = np.array([points[found == group].mean(axis=0) for group in range(k)])
    of[few] = names[_nearest(np.nan_to_num(matrix[few] - means) @ directions, centres)]
    return Groups(of, k, _stability(points[sample], labels, k, random))


def plane(matrix: Floats) -> tuple[Floats, Floats, Floats]:
    """Where people stand: on the two main directions of the matrix, whose holes hold the mean of their
    statement; the means and the directions."""
    # Missing cells become 0 after centring: one array of the size of the matrix, no more.
    filled = matrix.astype(np.float32, copy=True)
    with np.errstate(invalid="ignore"):
        seen = np.maximum((~np.isnan(filled)).sum(axis=0), 1)
        means = np.nansum(filled, axis=0) / seen
        filled -= means
    np.nan_to_num(filled, copy=False)
    square = (filled.T @ filled).astype(float)
    _, vectors = np.linalg.eigh(square)
    directions = vectors[:, ::-1][:, :2]
    directions *= np.sign(directions[np.abs(directions).argmax(axis=0), [0, 1]])
    return np.asarray(filled @ directions.astype(np.float32), dtype=float), means, directions


def _best(points: Floats, seed: int) -> tuple[np.ndarray, int]:
    tried = {k: _without_stray(points, k, seed) for k in range(2, MOST_GROUPS + 1)}
    good = {k: _separation(points, each) for k, each in tried.items() if each is not None}
    if not good:
        return np.zeros(len(points), dtype=int), 1
    chosen = min(k for k, value in good.items() if value >= max(good.values()) - NEARLY)
    labels = tried[chosen]
    assert labels is not None
    return labels, chosen


def _without_stray(points: Floats, k: int, seed: int) -> np.ndarray | None:
    """k groups of at least LEAST_GROUP; None if the people do not fall into as many."""
    kept = np.ones(len(points), dtype=bool)
    while kept.sum() >= k * LEAST_GROUP:
        labels, centres = _means(points[kept], k, seed)
        sizes = np.bincount(labels, minlength=k)
        if sizes.min() >= LEAST_GROUP:
            return _nearest(points, centres)
        inside = np.flatnonzero(kept)
        kept[inside[sizes[labels] < LEAST_GROUP]] = False
    return None


def _means(points: Floats, k: int, seed: int, tries: int = 8) -> tuple[np.ndarray, Floats]:
    """k-means with far-apart starts (k-means++), best of some tries."""
    random = np.random.default_rng(seed)
    best: tuple[float, Floats] | None = None
    for _ in range(tries):
        centres = points[random.integers(len(points))][None]
        while len(centres) < k:
            away = _squares(points, centres).min(axis=1)
            total = away.sum()
            pick = random.choice(len(points), p=away / total) if total > 0 else 0
            centres = np.vstack([centres, points[pick]])
        centres = _lloyd(points, centres)
        cost = float(_squares(points, centres).min(axis=1).sum())
        if best is None or cost < best[0] - 1e-9:
            best = cost, centres
    assert best is not None
    return _nearest(points, best[1]), best[1]


def _lloyd(points: Floats, centres: Floats) -> Floats:
    for _ in range(100):
        labels = _nearest(points, centres)
        moved = np.array(
            [
                points[labels == group].mean(axis=0) if (labels == group).any() else centres[group]
                for group in range(len(centres))
            ]
        )
        if np.allclose(moved, centres, atol=1e-9):
            break
        centres = moved
    return centres


def _squares(points: Floats, centres: Floats) -> Floats:
    # Two dimensions: two small differences are quicker than one cube.
    across = points[:, 0, None] - centres[:, 0]
    along = points[:, 1, None] - centres[:, 1]
    return np.asarray(across * across + along * along)


def _nearest(points: Floats, centres: Floats) -> np.ndarray:
    return np.asarray(_squares(points, centres).argmin(axis=1))


def _separation(points: Floats, labels: np.ndarray) -> float:
    """Mean silhouette, in slices so that memory stays small."""
    k = int(labels.max()) + 1
    member = np.eye(k)[labels]
    sizes = member.sum(axis=0)
    total = 0.0
    for at in range(0, len(points), 500):
        part = slice(at, at + 500)
        far = np.sqrt(_squares(points[part], points)) @ member
        own = labels[part]
        rows = np.arange(len(own))
        inside = far[rows, own] / np.maximum(sizes[own] - 1, 1)
        other = far / np.maximum(sizes, 1)
        other[rows, own] = np.inf
        nearest = other.min(axis=1)
        total += float(((nearest - inside) / np.maximum(np.maximum(nearest, inside), 1e-12)).sum())
    return total / len(points)


def _stability(points: Floats, labels: np.ndarray, k: int, random: np.random.Generator) -> float:
    if k < 2:
        return 0.0
    values = []
    for _ in range(REPEATS):
        drawn = points[random.integers(len(points), size=len(points))]
        _, centres = _means(drawn, k, 0, tries=3)
        values.append(_rand(labels, _nearest(points, centres), k))
    return float(np.mean(values))


def _rand(one: np.ndarray, other: np.ndarray, k: int) -> float:
    table = np.zeros((k, k))
    np.add.at(table, (one, other), 1)
    pairs = len(one) * (len(one) - 1) / 2
    both = (table * (table - 1) / 2).sum()
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    apart = pairs - (rows * (rows - 1) / 2).sum() - (columns * (columns - 1) / 2).sum() + both
    return float((both + apart) / max(pairs, 1))


def representative(matrix: Floats, groups: Groups, most: int = 3) -> list[Statement]:
    """Statements that a group agrees with more than the others do, most distinct first."""
    told: list[Statement] = []
    for group in range(groups.k):
        inside, outside = matrix[groups.of == group], matrix[(groups.of != group) & (groups.of >= 0)]
        yes, seen = (inside == 1).sum(axis=0), (~np.isnan(inside)).sum(axis=0)
        share = (yes + 1) / (seen + 2)
        rest = ((outside == 1).sum(axis=0) + 1) / ((~np.isnan(outside)).sum(axis=0) + 2)
        lift = share / rest
        fit = [each for each in np.argsort(-lift * share, kind="stable") if seen[each] >= LEAST_GROUP]
        told += [
            Statement(group, int(each), float(share[each]), int(seen[each]), float(lift[each]))
            for each in fit[:most]
        ]
    return told
