# SPDX-License-Identifier: AGPL-3.0-or-later
"""Weights that bring a sample to known margins (iterative fitting, Deming and Stephan 1940)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..vocab import MARGINS_DISAGREE

CLOSE = 1e-8  # relative; asked for is 1e-6
MOST_ROUNDS = 1_000


def rake(
    groups: Sequence[np.ndarray], targets: Sequence[np.ndarray], start: np.ndarray | None = None
) -> np.ndarray:
    """A weight for each person. groups[m][i]: the group (0, 1, …) of person i in margin m; targets[m][g]:
    the people that group stands for; ``start``: weights of the design, without which all begin alike.

    :raises Problem: margins_disagree (an empty group with a target, totals that differ, no convergence)."""
    totals = [float(each.sum()) for each in targets]
    if max(totals) - min(totals) > CLOSE * max(totals):
        raise MARGINS_DISAGREE(fault="totals differ", value=", ".join(f"{each:g}" for each in totals))
    for margin, (group, target) in enumerate(zip(groups, targets, strict=True), 1):
        empty = np.flatnonzero((np.bincount(group, minlength=len(target)) == 0) & (target > 0))
        if len(empty):
            raise MARGINS_DISAGREE(fault="nobody in this group", value=f"{margin}: {empty[0]}")
    alike = np.full(len(groups[0]), totals[0] / len(groups[0]))
    weights = alike if start is None else start * (totals[0] / start.sum())
    for _ in range(MOST_ROUNDS):
        worst = 0.0
        for group, target in zip(groups, targets, strict=True):
            now = np.bincount(group, weights, minlength=len(target))
            factor = np.divide(target, now, out=np.zeros(len(target)), where=now > 0)
            weights *= factor[group]
            worst = max(worst, float(np.abs(now - target).max()) / totals[0])
        if worst <= CLOSE:
            return weights
    raise MARGINS_DISAGREE(fault="no weights fit all margins", value=f"{worst:.2g}")


def design_effect(weights: np.ndarray) -> float:
    """Kish: how many times larger the variance is than with equal weights."""
    return float(len(weights) * (weights**2).sum() / weights.sum() ** 2)
