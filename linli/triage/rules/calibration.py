# SPDX-License-Identifier: AGPL-3.0-or-later
"""From margins to honest certainties, in two steps fitted on letters that the model had not seen.

First a stretch and a shift for each label turn margins into log odds. That alone says .936 and is right in
.924. So how sure the first guess is comes from a second, small fit: whether such guesses were right, by its
margin, its lead before the second, its own odds, and the lead of the second before the third. The others
share what is left; their order never changes. Measured against eight other ways (docs/benchmarks.md).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# A reader of all texts is surer than those of the folds that calibrated it, and no more often right.
PRUDENCE = 0.95
FEW_LABELS = 12  # up to so many labels each has a stretch of its own, above all share one
EACH = 40  # examples of each label from which it is worth fitting
ENOUGH = 30  # guesses that were right, and that were wrong, from which certainty is fitted
MOST_ODDS = 30.0  # logarithm of the odds beyond which nothing is told apart
TINY = 1e-9
Margins = NDArray[np.float64]
Answers = NDArray[np.int64]
Floats = NDArray[np.float32]


def softmax(margins: NDArray[np.floating]) -> NDArray[np.float64]:
    """Rows of margins as rows of probabilities."""
    powers = np.exp(margins - margins.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float64)


def probabilities(margins: Margins, stretch: Floats, shift: Floats, certain: Floats) -> NDArray[np.float64]:
    """Calibrated probabilities (texts, labels); without ``certain`` only the first step."""
    said = softmax(margins * stretch + shift)
    if not certain.size or not len(said):
        return said
    at, first = np.arange(len(said)), said.argmax(axis=1)
    odds = np.clip(_signs(margins, said) @ certain[:-1] + certain[-1], -MOST_ODDS, MOST_ODDS)
    others = said.copy()
    others[at, first] = 0
    rest = np.maximum(others.sum(axis=1), TINY * TINY)
    second = others.max(axis=1)
    least = second / (rest + second) + TINY  # below it the second would come first
    sure = np.minimum(np.maximum(1 / (1 + np.exp(-odds)), least), 1.0)
    told = others * ((1 - sure) / rest)[:, None]
    told[at, first] = sure
    return np.asarray(told / told.sum(axis=1, keepdims=True))


def fit_calibration(margins: Margins, answers: Answers) -> tuple[Floats, Floats, Floats]:
    """Stretch, shift and certainty from held-out margins; the last is empty where there is too little."""
    stretch, shift = _stretched(margins, answers)
    said = softmax(margins * stretch + shift)
    right = said.argmax(axis=1) == answers
    certain: Floats = np.zeros(0, np.float32)
    if min(right.sum(), (~right).sum()) >= ENOUGH:
        from sklearn.linear_model import LogisticRegression

        signs = _signs(margins, said)
        middle, spread = signs.mean(axis=0), signs.std(axis=0) + TINY
        model = LogisticRegression(C=1.0, max_iter=300).fit((signs - middle) / spread, right)
        slope = model.coef_[0] / spread
        certain = np.asarray(PRUDENCE * np.append(slope, model.intercept_[0] - slope @ middle), np.float32)
    return stretch, shift, certain


def _signs(margins: Margins, said: NDArray[np.float64]) -> NDArray[np.float64]:
    """What tells whether a first guess is right (texts, 4)."""
    first = said.argmax(axis=1)
    logs = np.sort(np.log(np.maximum(said, TINY)), axis=1)
    order = np.sort(margins, axis=1)
    return np.stack(
        [
            np.take_along_axis(margins, first[:, None], axis=1)[:, 0],
            logs[:, -1] - logs[:, -2],
            -np.log(np.maximum(1 - said.max(axis=1), TINY)),
            order[:, -2] - order[:, -min(3, order.shape[1])],
        ],
        axis=1,
    )


def _stretched(margins: Margins, answers: Answers) -> tuple[Floats, Floats]:
    """Stretch and shift of the least log loss: one for each label, or one for all if they are many."""
    labels, at = margins.shape[1], np.arange(len(answers))
    scales = np.geomspace(0.5, 50.0, 40)
    losses = [-np.log(softmax(margins * scale)[at, answers] + 1e-12).mean() for scale in scales]
    stretch, shift = np.full(labels, scales[int(np.argmin(losses))]), np.zeros(labels)
    if 2 < labels <= FEW_LABELS and len(answers) >= EACH * labels:
        from scipy.optimize import minimize

        def loss(both: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            said = softmax(margins * both[:labels] + both[labels:])
            uneven = both[:labels] - both[:labels].mean()
            value = -np.log(said[at, answers] + 1e-12).mean() + 1e-3 * float(uneven @ uneven)
            said[at, answers] -= 1
            slope = (said * margins).mean(axis=0) + 2e-3 * uneven
            return float(value), np.concatenate([slope, said.mean(axis=0)])

        both = minimize(loss, np.concatenate([stretch, shift]), jac=True, method="L-BFGS-B").x
        stretch, shift = both[:labels], both[labels:]
    return stretch.astype(np.float32), shift.astype(np.float32)
