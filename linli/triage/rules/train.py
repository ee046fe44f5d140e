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
from .words import (
    BLOCK_BITS,
    LONGEST,
    SPACE,
    counted,
    cut,
    features,
    lengthened,
    table_of,
    word_hash,
    words_of,
)

MOST_WEIGHTS = 4_000_000  # weights of a head: keeps a reader below some megabytes
MOST_FEATURES = 200_000  # of a table that has room for 262,144
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
    columns, rarity, matrix = _matrix([texts[index] for index in kept], words, len(names))
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
    texts: Sequence[str], words: Sequence[Sequence[str]], labels: int
) -> tuple[NDArray[np.uint32], NDArray[np.float32], Any]:
    """Kept columns, their rarity, and the texts over them."""
    from scipy.sparse import csr_matrix

    table = table_of(_dictionary(words))
    read = [features(cut(texts[start : start + BATCH], table)) for start in range(0, len(texts), BATCH)]
    owner = np.concatenate([text + BATCH * at for at, (text, _, _) in enumerate(read)])
    hashes, title = (np.concatenate([each[part] for each in read]) for part in (1, 2))
    rows = counted(len(texts), owner, hashes, title, 32)
    found, place, seen = np.unique(rows.key, return_inverse=True, return_counts=True)
    most = min(MOST_FEATURES, max(1000, MOST_WEIGHTS // max(2, labels)))
    kept = _apart(found.astype(np.uint32), seen)[:most]
    kept = np.sort(kept[seen[kept] >= 2])
    number = np.full(found.size, -1)
    number[kept] = np.arange(kept.size)
    columns = found[kept].astype(np.uint32)
    rarity = np.log((1 + len(texts)) / (1 + seen[kept])) + 1
    rarity = (np.round(rarity * 16) / 16).astype(np.float32)  # as it will be packed
    at = number[place]
    text, at, count = rows.text[at >= 0], at[at >= 0], rows.count[at >= 0]
    block = (columns >> (32 - BLOCK_BITS)).astype(np.int64)
    values = lengthened(count * rarity[at], text, block[at], len(texts))
    ends = np.searchsorted(text, np.arange(len(texts) + 1))
    return columns, rarity, csr_matrix((values, at, ends), shape=(len(texts), columns.size))


def _dictionary(words: Sequence[Sequence[str]]) -> NDArray[np.uint32]:
    """The hashes of the words that stand in two texts, ascending, none in the place of another."""
    seen = Counter(word for each in words for word in set(each))
    often = [(count, word_hash(word)) for word, count in seen.items() if count >= 2 and _short(word)]
    hashes = np.array([each for _, each in often], np.uint32)
    return np.sort(hashes[_apart(hashes, np.array([count for count, _ in often], np.int64))])


def _short(word: str) -> bool:
    return len(word) <= LONGEST or word.isascii()


def _apart(hashes: NDArray[np.uint32], seen: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which hashes have a place of the table for themselves, the most often seen first and preferred."""
    order = np.argsort(-seen, kind="stable")
    first = np.unique(hashes[order] & np.uint32(SPACE - 1), return_index=True)[1]
    return np.asarray(order[np.sort(first)])


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
