# SPDX-License-Identifier: AGPL-3.0-or-later
"""The figures of a reader: right answers, calibration, coverage against accuracy, the worst label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

GOAL = 0.9  # share of right answers wanted among those the head does not abstain from
HARD_BAR = 0.97  # where even that is not reached, only near certainty speaks
BINS = 15  # of the calibration error, and points of a curve
SHOWN = 6  # of each such pair so many texts are kept in mind, by their number
MIXED_UP = 8  # pairs of labels that are most often mixed up, as the card shows them

Probabilities = NDArray[np.float64]
Answers = NDArray[np.int64]


def figures_of(
    probabilities: Probabilities, answers: Answers, names: Sequence[str]
) -> tuple[float, dict[str, Any]]:
    """The bar from which held-out answers reach ``GOAL``, and all figures for the card."""
    sure = probabilities.max(axis=1)
    guess = probabilities.argmax(axis=1)
    right = guess == answers
    bar = bar_for(sure, right, GOAL)
    covered = sure >= bar
    f1 = f1_by_label(guess, answers, len(names))
    present = np.flatnonzero(np.bincount(answers, minlength=len(names)))
    worst = int(present[np.argmin(f1[present])])
    mixed = Counter(zip(answers[~right].tolist(), guess[~right].tolist(), strict=True))
    figures = {
        "accuracy": float(right.mean()),
        "macro_f1": float(f1[present].mean()),
        "top2": top(probabilities, answers, 2),
        "top3": top(probabilities, answers, 3),
        "ece": ece(sure, right),
        "accuracy_at_90": accuracy_at(sure, right, 0.9),
        "bar": bar,
        "coverage": float(covered.mean()),
        "accuracy_covered": float(right[covered].mean()) if covered.any() else 0.0,
        "worst_f1": float(f1[worst]),
    }
    return bar, {
        **{name: round(value, 4) for name, value in figures.items()},
        "worst": names[worst],
        "by_label": {names[index]: round(float(f1[index]), 3) for index in present.tolist()},
        "curve": [[round(at, 2), round(accuracy_at(sure, right, at), 4)] for at in np.linspace(0.1, 1, 19)],
        "reliability": reliability(sure, right),
        "mixed_up": [
            [names[was], names[read], times] for (was, read), times in mixed.most_common(MIXED_UP)
        ],
        "mixed_at": [
            np.flatnonzero((answers == was) & (guess == read))[:SHOWN].tolist()
            for (was, read), _ in mixed.most_common(MIXED_UP)
        ],
    }


def bar_for(sure: NDArray[np.float64], right: NDArray[np.bool_], goal: float) -> float:
    """The lowest probability above which the share of right answers reaches ``goal``."""
    order = np.argsort(-sure)
    running = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    last = np.append(sure[order][1:] < sure[order][:-1], True)  # equal ones are kept or left together
    good = np.flatnonzero((running >= goal) & last & (np.arange(len(order)) >= 9))
    return float(sure[order[good[-1]]]) if good.size else HARD_BAR


def accuracy_at(sure: NDArray[np.float64], right: NDArray[np.bool_], coverage: float) -> float:
    """The share of right answers among the surest ``coverage`` of all."""
    kept = max(1, round(coverage * len(sure)))
    return float(right[np.argsort(-sure, kind="stable")[:kept]].mean())


def top(probabilities: Probabilities, answers: Answers, most: int) -> float:
    """How often the right answer is among the first ``most``."""
    return float((np.argsort(-probabilities, axis=1)[:, :most] == answers[:, None]).any(axis=1).mean())


def ece(sure: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Expected calibration error over 15 bins of equal width."""
    return float(
        sum(share * abs(said - was) for said, was, share in reliability(sure, right, rounded=False))
    )


def reliability(
    sure: NDArray[np.float64], right: NDArray[np.bool_], *, rounded: bool = True
) -> list[list[float]]:
    """By bin: mean probability said, share that was right, share of all answers."""
    at = np.minimum((sure * BINS).astype(int), BINS - 1)
    found = [
        [float(sure[at == each].mean()), float(right[at == each].mean()), float((at == each).mean())]
        for each in range(BINS)
        if (at == each).any()
    ]
    return [[round(value, 4) for value in each] for each in found] if rounded else found


def f1_by_label(guess: NDArray[np.int64], answers: Answers, labels: int) -> NDArray[np.float64]:
    """The F1 of each label; 0 for a label that was never read rightly."""
    hits = np.bincount(answers[guess == answers], minlength=labels)
    total = np.bincount(guess, minlength=labels) + np.bincount(answers, minlength=labels)
    return np.asarray(2 * hits / np.maximum(total, 1))
