# SPDX-License-Identifier: AGPL-3.0-or-later
"""How issues are measured, on letters written here; in the full tier on the 4,326 shared ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from linli.cases.bench.issues import SHEET, agreement, named

DATA = Path(os.environ.get("LINLI_DATA", "")) / "teddy2020c" / SHEET


def test_a_letter_belongs_by_name_and_word() -> None:
    truth = named(
        {
            "a": "丽发新城旁边的搅拌站",
            "b": "丽发新城的公交站",
            "c": "路灯坏了",
            "d": "魅力之城油烟大，丽发新城灰尘大",
        }
    )
    assert truth == {"a": "丽发新城", "c": ""}, "by its name alone, or by two, it is not counted"


def test_a_grouping_is_held_beside_the_truth() -> None:
    truth = {"a": "x", "b": "x", "c": "x", "d": "y", "e": "y", "f": "", "g": ""}
    whole = agreement({"a": "1", "b": "1", "c": "1", "d": "2", "e": "2", "f": "3", "g": "3"}, truth)
    assert whole == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "found": 2}
    torn = agreement({"a": "1", "b": "1", "d": "1", "f": "1"}, truth)
    assert torn["precision"] == round(1 / 6, 3) and torn["recall"] == 0.25 and torn["found"] == 0
    assert agreement({}, truth)["f1"] == 0


@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_file(), reason="the shared letters are not here")
def test_the_shared_letters_go_through_the_product(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "linli.config.cli", "bench", "issues", "--json"],
        env={name: value for name, value in os.environ.items() if name != "LINLI_TESTING"},
        capture_output=True, text=True, timeout=1800, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["letters"] == 4326
    assert told["after_the_night"]["f1"] >= 0.92 and told["as_they_came"]["f1"] >= 0.85
    assert told["page"]["listed"] >= 20 and told["page"]["hottest"][0]["people"] >= 15
