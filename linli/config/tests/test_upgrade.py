# SPDX-License-Identifier: AGPL-3.0-or-later
"""The version before and this one on one database, under load: expand, migrate, contract."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from linli.config.upgrade import PREVIOUS_MISSING, WRONG, pinned, unpack
from linli.kernel.problem import Problem

from .products import COMMAND, environment, house, linli, needs_history, nothing_is_left

EACH = 400 if os.environ.get("LINLI_FULL") == "1" else 15  # acknowledged by each version in each phase


def test_two_versions_serve_one_town_and_nothing_is_lost() -> None:
    needs_history()
    with house() as made:
        made.home.mkdir(mode=0o711)
        done = subprocess.run(
            [*COMMAND, "bench", "upgrade", "--each", str(EACH), "--json"],
            capture_output=True, text=True, env=environment(made.home), timeout=2400, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        told = json.loads(done.stdout)
        assert told["acknowledged"] >= 5 * EACH, "three phases of the old version, two of the new one"
        assert not any(told[name] for name in WRONG)
        nothing_is_left(made)
        assert not list(made.home.glob("upgrade-*"))


def test_a_history_that_lacks_the_version_before_says_so() -> None:
    with house() as made:
        made.home.mkdir(mode=0o711)
        done = linli(made.home, "bench", "upgrade", "--commit", "0" * 40)
        assert done.returncode != 0
        assert "git fetch --unshallow" in done.stderr and "Traceback" not in done.stderr
        assert not list(made.home.glob("upgrade-*"))


def test_the_pinned_version_is_one_whole_commit(tmp_path: Path) -> None:
    assert len(pinned()) == 40 and int(pinned(), 16)
    with pytest.raises(Problem) as caught:
        unpack("0" * 40, tmp_path)
    assert caught.value.code == PREVIOUS_MISSING.code
