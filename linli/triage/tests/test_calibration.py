# SPDX-License-Identifier: AGPL-3.0-or-later
"""Honest certainties: what is said is what is right, the order stays, odd numbers do no harm."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.triage.rules.calibration import fit_calibration, probabilities
from linli.triage.rules.check import ece

NONE = np.zeros(0, np.float32)


def margins(seed: int, labels: int = 5, size: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Margins whose scale tells little: half of the texts are loud, and no more often right for it."""
    chance = np.random.default_rng(seed)
    answers = chance.integers(labels, size=size)
    found = chance.normal(size=(size, labels))
    found[np.arange(size), answers] += 2.2
    return found * np.where(chance.random(size) < 0.5, 0.6, 0.2)[:, None], answers


@pytest.mark.parametrize("labels", [2, 5, 20])
def test_what_is_said_is_what_is_right(labels: int) -> None:
    learnt, asked = margins(1, labels), margins(2, labels)
    calibration = fit_calibration(*learnt)
    said = probabilities(asked[0], *calibration)
    plain = probabilities(asked[0], *calibration[:2], NONE)
    right = said.argmax(axis=1) == asked[1]
    assert ece(said.max(axis=1), right) < 0.03
    assert labels == 2 or ece(plain.max(axis=1), right) > 0.03
    assert (said.argsort(axis=1)[:, -2:] == plain.argsort(axis=1)[:, -2:]).all(), "the order stays"
    assert said.sum(axis=1) == pytest.approx(1)


def test_with_too_little_only_the_first_step_is_taken() -> None:
    few = (each[:40] for each in margins(3))
    assert fit_calibration(*few)[2].size == 0


@given(
    st.lists(st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=3), max_size=8),
    st.lists(st.floats(-50, 50), min_size=5, max_size=5),
)
def test_every_margin_gives_probabilities(rows: list[list[float]], certain: list[float]) -> None:
    found = np.array(rows).reshape(-1, 3)
    said = probabilities(
        found, np.ones(3, np.float32), np.zeros(3, np.float32), np.array(certain, np.float32)
    )
    assert said.shape == found.shape and np.isfinite(said).all() and (said >= 0).all()
    assert said.sum(axis=1) == pytest.approx(1)
    before = probabilities(found, np.ones(3, np.float32), np.zeros(3, np.float32), NONE)
    assert (said.max(axis=1) - said[np.arange(len(said)), before.argmax(axis=1)] < 1e-6).all()
