# SPDX-License-Identifier: AGPL-3.0-or-later
"""Places in words, on messages written for this test about the built-in town."""

from __future__ import annotations

from linli.triage.bench.places import figures, messages

FEWEST, PRECISION, RECALL = 200, 0.98, 0.9


def test_what_is_asserted_is_right(db: None) -> None:
    told = messages()
    assert len(told) >= FEWEST and {each.trap for each in told} >= {"ambiguous", "wrong parent", "a firm"}
    found = figures(told)
    assert found["precision"] >= PRECISION, found["wrong"]
    assert found["recall"] >= RECALL, found["missed"]
