# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many vote at once while the web process is killed: every acknowledged tick counts once."""

from __future__ import annotations

import json
import subprocess

import pytest

from linli.platform.tests.servers import environment, house

from .products import COMMAND, nothing_is_left


@pytest.mark.slow
def test_every_acknowledged_tick_counts_once_after_kill_9() -> None:
    with house() as made:
        made.home.mkdir(mode=0o711)
        done = subprocess.run(
            [*COMMAND, "bench", "voters", "--voters", "60", "--kills", "2", "--json"],
            capture_output=True, text=True, env=environment(made.home), timeout=900, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        told = json.loads(done.stdout)
        assert told["kills"] == 2 and told["acknowledged"] == told["counted"] == 60
        assert not told["lost"] and not told["doubled"] and not told["gave_up"]
        nothing_is_left(made)
