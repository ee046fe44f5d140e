# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fitting a head from labelled texts. Heavy libraries are imported only here, when called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from .bars import tallies
from .calibration import fit_calibration, probabilities
from .check import figures_of
from .weights import Head
from .words import SPACE, Known, Rows, known_words, rows, weighed, word_column, words_of

MOST_WEIGHTS = 4_000_000  # weights of a head: keeps a reader below some megabytes
MOST_FEATURES = 200_000  # the strongest are kept: with few labels a file below one megabyte
FOLDS = 3
BATCH = 2000
Answers = NDArray[np.int64]
Margins = NDArray[np.float64]


def fit(
    texts: Sequence[str], labels: Sequence[str], above: Callable[[str], str] | None = None
) -> tuple[Head, dict[str, Any]] | None:
    """A calibrated head for tidy texts and the figures of its cross-check; ``None`` with too few examples.

    Labels with fewer than ``FOLDS`` texts are left out: nothing can be checked for them. Texts that
    begin alike stay in one fold, so that near copies do not flatter the figures. ``above`` names the top
    of the tree over a label; with it the certainty of whole branches is measured too.
    """
    counts = Counter(labels)
    kept = [index for index, label in enumerate(labels) if counts[label] >= FOLDS]
    names = sorted({labels[index] for index in kept})
    if len(names) < 2:
        return None
    answers = np.array([names.index(labels[index]) for index in kept])
    words = [words_of(texts[index]) for index in kept]
    columns, rarity, matrix = _matrix(words, len(names))
    margins = _held_out(matrix, answers, _folds(words, answers), len(names))
    calibration = fit_calibration(margins, answers)
    said = probabilities(margins, *calibration)
    bar, figures = figures_of(said, answers, names)
    figures["sure"] = _sure(said, answers, names)
    if above is not None:
        figures["branches"] = _sure(*_gathered(said, answers, [above(name) or name for name in names]))
    weights, bias = _svc(matrix, answers, len(names))
    head = Head(tuple(names), columns, rarity, weights, bias, *calibration, bar)
    return head.pruned(MOST_FEATURES), {**figures, "labels": len(names), "examples": len(kept)}


def _sure(said: NDArray[np.float64], answers: Answers, names: Sequence[str]) -> dict[str, list[list[int]]]:
    """By label that was read, how often it was right at each certainty."""
    guess = said.argmax(axis=1)
    return tallies(said.max(axis=1), guess == answers, [names[each] for each in guess.tolist()])


def _gathered(
    said: NDArray[np.float64], answers: Answers, tops: Sequence[str]
) -> tuple[NDArray[np.float64], Answers, list[str]]:
    """Probabilities and answers of labels as those of the branches that they lie in."""
    names = sorted(set(tops))
    where = np.array([names.index(top) for top in tops])
    total = np.zeros((len(said), len(names)))
    np.add.at(total.T, where, said.T)
    return total, where[answers], names


def _matrix(
    words: Sequence[Sequence[str]], labels: int
) -> tuple[NDArray[np.int32], NDArray[np.float32], Any]:
    """Kept columns, their rarity, and the texts over them."""
    from scipy.sparse import vstack

    read = _read(words)
    seen = _seen(read)
    known = Known(lambda word: bool(seen[word_column(word)] >= 2))
    read = _read([known_words(each, known) for each in words])
    seen = _seen(read)
    most = max(1000, MOST_WEIGHTS // max(2, labels))
    order = np.argsort(-seen, kind="stable")[:most]
    columns = np.sort(order[seen[order] >= 2]).astype(np.int32)
    full: NDArray[np.float32] = np.zeros(SPACE, np.float32)
    full[columns] = np.log((1 + len(words)) / (1 + seen[columns])) + 1
    full = (np.round(full * 16) / 16).astype(np.float32)  # as it will be packed
    matrix = vstack([weighed(each, full)[:, columns] for each in read], format="csr")
    return columns, full[columns], matrix


def _read(words: Sequence[Sequence[str]]) -> list[Rows]:
    return [rows(words[start : start + BATCH]) for start in range(0, len(words), BATCH)]


def _seen(read: Sequence[Rows]) -> NDArray[np.int64]:
    return sum(
        (np.bincount(each.column, minlength=SPACE) for each in read), start=np.zeros(SPACE, np.int64)
    )


def _svc(matrix: Any, answers: Answers, labels: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    from sklearn.svm import LinearSVC

    model = LinearSVC(C=0.5, dual=True, tol=0.1, max_iter=4000, random_state=1).fit(matrix, answers)
    weights = np.zeros((matrix.shape[1], labels), np.float32)
    bias = np.full(labels, -2.0, np.float32)  # a label unseen in this fold stays improbable
    if labels == 2 and model.coef_.shape[0] == 1:
        weights[:, 1], weights[:, 0] = model.coef_[0], -model.coef_[0]
        bias[:] = (-model.intercept_[0], model.intercept_[0])
    else:
        weights[:, model.classes_] = model.coef_.T
        bias[model.classes_] = model.intercept_
    return weights, bias


def _folds(words: Sequence[Sequence[str]], answers: Answers) -> NDArray[np.int64]:
    """Folds in which every label is spread evenly; texts of a label that begin alike share one."""
    turns: dict[int, dict[int, int]] = {}
    folds = []
    for each, answer in zip(words, answers.tolist(), strict=True):
        mine = turns.setdefault(answer, {})
        folds.append(mine.setdefault(crc32(" ".join(each[:5]).encode()), len(mine) + answer) % FOLDS)
    return np.array(folds)


def _held_out(matrix: Any, answers: Answers, folds: NDArray[np.int64], labels: int) -> Margins:
    margins = np.zeros((len(answers), labels))
    for fold in range(FOLDS):
        test = folds == fold
        if test.any() and len(set(answers[~test].tolist())) > 1:
            weights, bias = _svc(matrix[~test], answers[~test], labels)
            margins[test] = matrix[test] @ weights + bias
    return margins
