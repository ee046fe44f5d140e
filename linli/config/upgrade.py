# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli bench upgrade``: the version before this one and this one, side by side on one database.

The version before (``tests/previous.txt``, taken from the history of the checkout) opens the built-in town
(without history, laws and examples) and serves clients. While it does, this version migrates the tables;
its web server and worker join; both versions take matters and move each other's; then the version before
stops and this one goes on alone. At no moment may anybody be refused. At the end the tables are asked what
became of all that was acknowledged, as after ``linli bench faults``.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from linli.kernel.problem import mark, problem
from linli.platform import database
from linli.platform.home import CHECKOUT

from .faults import SETTLE, apart, free_port, remove, wait_until
from .steps import step

PYTHON = [sys.executable]
PINNED = CHECKOUT / "tests" / "previous.txt"
OPENS = 300.0  # seconds for a version to open, the first with its town
SERVES = 600.0  # seconds for so many to be acknowledged, on a busy machine
WRONG = ("lost", "doubled", "events_lost", "half_written", "server_errors")
# Asked of the version before itself: how its rows are read and written is its own business.
KEY = "from linli.config.ready import make_ready; make_ready();"
KEY += "from linli.config.faults.load import Load; print(Load('', 1).key)"

PREVIOUS_MISSING = problem(
    "previous_missing",
    503,
    mark("The history of this checkout does not hold the version before this one."),
    mark("Get the whole history (git fetch --unshallow), or name another commit: --commit."),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--commit", default="", help="the version before (default: tests/previous.txt)")
    parser.add_argument(
        "--each", type=int, default=100, help="what is acknowledged in each phase, at least"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    commit = options.commit or pinned()
    git("cat-file", "-e", f"{commit}^{{commit}}")
    folder = apart("upgrade")
    os.environ |= {"LINLI_PROXIES": "1", "DJANGO_SETTINGS_MODULE": "linli.config.settings"}
    try:
        unpack(commit, folder / "previous")
        told = measure(folder, options)
    except BaseException:
        print(f"It broke off; all of it lies in {folder}", file=sys.stderr)
        raise
    print(json.dumps(told) if options.json else "\n".join(f"{k:<20} {v:>8}" for k, v in told.items()))
    if any(told[name] for name in WRONG):
        print(f"Something was lost, doubled or refused; all of it lies in {folder}", file=sys.stderr)
        return 1
    remove(folder)
    return 0


def pinned() -> str:
    """The commit of the version before this one."""
    lines = PINNED.read_text("utf-8").splitlines()
    return next(line for line in lines if line and not line.startswith("#"))


def git(*arguments: str) -> bytes:
    """What git says about this checkout. Raises ``previous_missing`` where it knows nothing."""
    command = ["git", "-c", "safe.directory=*", "-C", str(CHECKOUT), *arguments]
    try:
        return subprocess.run(command, check=True, capture_output=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise PREVIOUS_MISSING() from error


def unpack(commit: str, folder: Path) -> None:
    """The files of a version; its town without what takes long to load and no client of ours asks for."""
    with tarfile.open(fileobj=io.BytesIO(git("archive", f"{commit}^{{commit}}"))) as archive:
        archive.extractall(folder, filter="data")
    town = folder / "packs" / "shancheng"
    for name in ("history", "norms"):
        shutil.rmtree(town / name, ignore_errors=True)
    (town / "examples.csv").unlink(missing_ok=True)


class Side:
    """Processes of one version; they end when ``stop`` is called, or with us, however we end."""

    def __init__(self, code: Path, port: int, log: Path, *commands: list[str]) -> None:
        self.base, self.log = f"http://127.0.0.1:{port}", log
        reading, self.writing = os.pipe()
        with log.open("wb") as told:
            self.processes = [
                subprocess.Popen(
                    [*PYTHON, "-m", "linli.config.cli", *command, "--parent", str(reading)],
                    cwd=code, env={**os.environ, "PYTHONPATH": str(code)}, pass_fds=(reading,),
                    start_new_session=True, stdout=told, stderr=told,
                )
                for command in commands
            ]  # fmt: skip
        os.close(reading)

    def opened(self) -> None:
        """Wait until it answers. Raises ``RuntimeError`` if one of its processes ended."""
        wait_until(lambda: self.check() and self._answers(), OPENS)

    def check(self) -> bool:
        """Raises ``RuntimeError`` if one of its processes ended."""
        if any(process.poll() is not None for process in self.processes):
            raise RuntimeError(f"a process ended; see {self.log}")
        return True

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.base}/promise/", timeout=10) as page:
                return bool(page.status == 200)
        except OSError:
            return False

    def stop(self) -> None:
        """Stop everything in order."""
        if self.writing >= 0:
            os.close(self.writing)
            self.writing = -1
        for process in self.processes:
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def measure(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Expand under load, both versions together, this one alone; then count."""
    began, previous, ports = time.monotonic(), folder / "previous", (free_port(), free_port())
    town = ["--town", str(previous / "packs" / "shancheng")]
    with ExitStack() as ending:
        with step("the version before"):
            before = Side(
                previous, ports[0], folder / "before.log", ["run", *town, "--port", str(ports[0])]
            )
            ending.callback(database.leave)
            ending.callback(before.stop)
            before.opened()
            database.ensure()  # our own lease, for keys and for counting
            import django

            django.setup()
            from .faults.load import Load

            key = command(previous, ["-c", KEY]).strip()
            old = Load(before.base, options.seed, key)
            ending.callback(old.stopping.set)
            old.start()
            more(options.each, old)
        with step("this one migrates") as shown:
            from .ready import pending_migrations

            wanted = len(pending_migrations())  # asked of the tables, which the version before made
            shown.note(f"{wanted} migrations")
            command(CHECKOUT, ["-m", "linli.config.cli", "migrate", "--quiet"])
            more(options.each, old)
        with step("both together"):
            port = str(ports[1])
            after = Side(CHECKOUT, ports[1], folder / "after.log", ["web", "--port", port], ["worker"])
            ending.callback(after.stop)
            after.opened()
            new = Load(after.base, options.seed + 1, key)
            ending.callback(new.stopping.set)
            new.numbers = old.numbers  # each version moves what the other one took
            new.start()
            more(options.each, old, new)
        with step("this one alone"):
            old.stop()
            before.stop()
            more(options.each, new)
            new.stop()
            after.check()
        from linli.platform.journal.reconcile import reconcile

        from .faults.tally import settled, tally

        with step("the last letters"):
            reconcile()  # as the worker does every two minutes: what only this version hands over
            wait_until(settled, SETTLE)
        with step("counting"):
            return {
                "migrations": wanted,
                "seconds": round(time.monotonic() - began, 1),
                **tally(old.told + new.told),
                "server_errors": sum((old.refused + new.refused).values()),
                "tries_again": old.tries + new.tries,
            }


def more(each: int, *loads: Any) -> None:
    """Wait until each load was acknowledged so much more."""
    goals = [(load, len(load.told) + each) for load in loads]

    def reached() -> bool:
        for load in loads:
            load.check()
        return all(len(load.told) >= goal for load, goal in goals)

    wait_until(reached, SERVES)


def command(code: Path, arguments: list[str]) -> str:
    """Run Python with the code of one version; what it printed."""
    environment = {**os.environ, "PYTHONPATH": str(code)}
    done = subprocess.run(
        [*PYTHON, *arguments], cwd=code, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout
