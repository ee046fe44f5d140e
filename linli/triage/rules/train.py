# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fitting a head from labelled texts. Heavy libraries are imported only here, when called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .text import SPACE, features
from .weights import Head

MOST_WEIGHTS = 4_000_000  # weights of a head: keeps a reader below some megabytes
FOLDS = 3
GOAL = 0.9  # share of right answers wanted among those the head does not abstain from
HARD_BAR = 0.97  # where even that is not reached, only near certainty speaks


def fit(texts: Sequence[str], labels: Sequence[str]) -> tuple[Head, dict[str, float]] | None:
    """A calibrated head and the figures of its cross-check, or ``None`` with too few examples.

    Labels with fewer than ``FOLDS`` texts are left out: nothing can be checked for them.
    """
    counts = Counter(labels)
    kept = [index for index, label in enumerate(labels) if counts[label] >= FOLDS]
    names = sorted({labels[index] for index in kept})
    if len(names) < 2:
        return None
    answers = np.array([names.index(labels[index]) for index in kept])
    columns, matrix = _matrix([texts[index] for index in kept], len(names))
    margins = _held_out(matrix, answers, len(names))
    temperature = _temperature(margins, answers)
    bar, figures = _bar(_softmax(margins / temperature), answers)
    weights, bias = _svc(matrix, answers, len(names))
    head = Head(tuple(names), columns, weights, bias, temperature, bar)
    return head, {**figures, "labels": len(names), "examples": len(kept)}


def _matrix(texts: Sequence[str], labels: int) -> tuple[NDArray[np.int32], Any]:
    from scipy.sparse import csr_matrix

    read = [features(text) for text in texts]
    indptr = np.cumsum([0, *(len(columns) for columns, _ in read)])
    full = csr_matrix(
        (
            np.concatenate([values for _, values in read]),
            np.concatenate([columns for columns, _ in read]),
            indptr,
        ),
        shape=(len(texts), SPACE),
    )
    seen = np.bincount(full.indices, minlength=SPACE)
    most = max(1000, MOST_WEIGHTS // max(2, labels))
    order = np.argsort(-seen, kind="stable")[:most]
    columns = np.sort(order[seen[order] >= 2]).astype(np.int32)
    return columns, full[:, columns]


def _svc(matrix: Any, answers: NDArray[np.int64], labels: int) -> tuple[Any, Any]:
    from sklearn.svm import LinearSVC

    model = LinearSVC(C=0.5, dual=True, max_iter=4000, random_state=1).fit(matrix, answers)
    weights = np.zeros((matrix.shape[1], labels), np.float32)
    bias = np.full(labels, -2.0, np.float32)  # a label unseen in this fold stays improbable
    if labels == 2 and model.coef_.shape[0] == 1:
        weights[:, 1], weights[:, 0] = model.coef_[0], -model.coef_[0]
        bias[:] = (-model.intercept_[0], model.intercept_[0])
    else:
        weights[:, model.classes_] = model.coef_.T
        bias[model.classes_] = model.intercept_
    return weights, bias


def _held_out(matrix: Any, answers: NDArray[np.int64], labels: int) -> NDArray[np.float64]:
    from sklearn.model_selection import StratifiedKFold

    margins = np.zeros((len(answers), labels))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=1)
    for train, test in folds.split(np.zeros(len(answers)), answers):
        weights, bias = _svc(matrix[train], answers[train], labels)
        margins[test] = matrix[test] @ weights + bias
    return margins


def _temperature(margins: NDArray[np.float64], answers: NDArray[np.int64]) -> float:
    """The temperature with the smallest log loss on held-out margins."""
    candidates = np.geomspace(0.02, 2.0, 40)
    losses = [
        -np.log(_softmax(margins / value)[np.arange(len(answers)), answers] + 1e-12).mean()
        for value in candidates
    ]
    return float(candidates[int(np.argmin(losses))])


def _bar(probabilities: NDArray[np.float64], answers: NDArray[np.int64]) -> tuple[float, dict[str, float]]:
    """The lowest bar above which held-out answers reach ``GOAL``, and what the check showed."""
    sure = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == answers
    order = np.argsort(-sure)
    running = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero((running >= GOAL) & (np.arange(len(order)) >= 9))
    bar = float(sure[order[good[-1]]]) if good.size else HARD_BAR
    top3 = (np.argsort(-probabilities, axis=1)[:, :3] == answers[:, None]).any(axis=1)
    covered = sure >= bar
    figures = {
        "accuracy": float(right.mean()),
        "top3": float(top3.mean()),
        "bar": bar,
        "coverage": float(covered.mean()),
        "accuracy_covered": float(right[covered].mean()) if covered.any() else 0.0,
    }
    return bar, {name: round(value, 4) for name, value in figures.items()}


def _softmax(margins: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(margins - margins.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
