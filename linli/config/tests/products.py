# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whole products in data folders of their own, for the tests of their processes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from linli.config.faults import free_port
from linli.config.run import BUILT_IN
from linli.config.upgrade import PREVIOUS_MISSING, git, pinned
from linli.kernel.problem import Problem
from linli.platform.tests.servers import House, environment, house, wait_for

LONG = 180  # seconds; the machine may be busy with other things
COMMAND = [sys.executable, "-m", "linli.config.cli"]


def linli(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; ``more`` are settings."""
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        env={**environment(home), **more},
        timeout=LONG,
        check=False,
    )


def needs_history() -> None:
    """Leave a test out, and say so, where this copy lacks the version before, as a shallow clone does."""
    try:
        git("cat-file", "-e", f"{pinned()}^{{commit}}")
    except Problem as error:
        assert error.code == PREVIOUS_MISSING.code
        pytest.skip(
            f"NOT CHECKED against the version before, {pinned()[:7]}: git fetch --unshallow gets it"
        )


def living(made: House) -> list[psutil.Process]:
    """Every process of an installation: what was started for its data folder, and its database."""
    found = made.processes()
    for process in psutil.process_iter():
        with suppress(psutil.Error):  # it ended while we looked, or is a corpse
            if process.environ().get("LINLI_HOME") == str(made.home):
                found.append(process)
    return found


def nothing_is_left(made: House, seconds: float = 60) -> None:
    wait_for(lambda: not living(made), seconds)


class Product:
    """``linli run`` in a house; ``told`` is what it printed."""

    def __init__(self, made: House, *arguments: str) -> None:
        self.house, self.port = made, free_port()
        self.log = made.home.parent / f"run-{self.port}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "run", "--port", str(self.port), *arguments],
                stdout=log,
                stderr=log,
                env=environment(made.home),
                start_new_session=True,
            )

    @property
    def told(self) -> str:
        return self.log.read_text("utf-8", "replace")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def opened(self) -> Product:
        """Wait until it says that it is ready."""
        wait_for(lambda: "Ctrl-C" in self.told or self.process.poll() is not None, LONG)
        assert self.process.poll() is None, self.told
        return self

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.address + "/", timeout=10) as page:
                return bool(page.status == 200)
        except OSError:
            return False

    def part(self, name: str) -> psutil.Process:
        """The living web server or worker."""
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.Error):  # it ended while we looked, or is a corpse
                if name in child.cmdline():
                    return child
        raise AssertionError(f"there is no {name}")

    def stop(self, number: int = signal.SIGINT) -> int:
        os.kill(self.process.pid, number)
        return self.process.wait(LONG)


@contextmanager
def small_town() -> Iterator[tuple[House, Path]]:
    """An empty house, and the built-in town without its history."""
    with house() as made:
        town = made.home.parent / "town"
        shutil.copytree(BUILT_IN, town, ignore=shutil.ignore_patterns("history"))
        try:
            yield made, town
        finally:
            for process in living(made):
                process.kill()
