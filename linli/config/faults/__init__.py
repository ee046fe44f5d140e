# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli bench faults``: processes are killed, the disk is full or slow while people work; then count.

A whole product with the built-in town (without its history) runs in a data folder of its own. Clients
bring matters, move them, write on them and send photos, and note what was acknowledged; what fails they
try again with the same id, as a phone does. At random moments one process of the web server, the worker
or the database is killed, now and then a second one while the product still recovers. Between the kills
the disk is full for some seconds, or slow (``disk``). At the end the tables and the folder of files are
asked what became of everything.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from linli.platform import database
from linli.platform.home import home

from ..run import BUILT_IN
from ..steps import step
from .disk import Disk, mounted

if TYPE_CHECKING:
    from .load import Load

TARGETS = ("web", "worker", "database")
SETTLE = 180.0  # seconds for the last letters to arrive, those that were put off included
RECOVERED = 240.0  # seconds within which somebody must be served after the disk had no room
SERVED = 90.0  # seconds within which somebody must be served after a kill
WRONG = ("lost", "doubled", "events_lost", "half_written", "unexplained")
TROUBLE = 8.0  # seconds that the disk is full, or slow
AT_ONCE = 0.2  # share of kills that do not wait until somebody was served after the one before


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--full", type=int, default=2, help="how often the disk is full")
    parser.add_argument("--slow", type=int, default=2, help="how often the disk is slow")
    parser.add_argument("--rlimit", action="store_true", help="the way without root, as root too")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    folder = apart("faults")
    os.environ["DJANGO_SETTINGS_MODULE"] = "linli.config.faults.slow"
    if options.full and not options.rlimit:
        mounted(folder)
    port = free_port()
    with product(folder, port) as running:
        told = measure(running, port, options)
    print(json.dumps(told) if options.json else "\n".join(f"{k:<16} {v:>8}" for k, v in told.items()))
    if any(told[name] for name in WRONG):
        print(f"Something was lost or doubled; all of it lies in {keep(folder)}", file=sys.stderr)
        return 1
    remove(folder)
    return 0


def apart(name: str) -> Path:
    """A data folder of its own for a bench; neither the real database nor the real mail server is meant."""
    folder = home() / f"{name}-{secrets.token_hex(4)}"
    for known in [known for known in os.environ if known.startswith("LINLI_")]:
        del os.environ[known]
    os.environ["LINLI_HOME"] = str(folder)
    folder.mkdir(mode=0o711, parents=True)
    return folder


@contextmanager
def product(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The product as a newcomer starts it; it ends with us, however we end."""
    town = folder / "town"
    shutil.copytree(BUILT_IN, town, ignore=shutil.ignore_patterns("history"))
    reading, writing = os.pipe()  # held open by us alone: it closes even if we are killed
    command = [sys.executable, "-m", "linli.config.cli", "run", "--town", str(town)]
    log = folder / "run.log"
    with log.open("wb") as told:
        running = subprocess.Popen(
            [*command, "--port", str(port), "--parent", str(reading)],
            env={**os.environ, "LINLI_PROXIES": "1"},
            pass_fds=(reading,),
            start_new_session=True,  # Ctrl-C reaches us alone
            stdout=told,
            stderr=told,
        )
    try:
        with step("the product") as shown:
            wait_until(lambda: b"Ctrl-C" in log.read_bytes() or running.poll() is not None, 300)
            if running.poll() is not None:
                raise RuntimeError(f"the product did not start; see {log}")
            shown.note(f"http://127.0.0.1:{port}")
        yield running
    finally:
        kept = [signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)]
        os.close(writing)  # this tells the product to stop
        os.close(reading)
        try:
            running.wait(60)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        database.leave()  # the last one: the server stops
        for number, handler in zip((signal.SIGINT, signal.SIGTERM), kept, strict=True):
            signal.signal(number, handler)


def measure(running: subprocess.Popen[bytes], port: int, options: argparse.Namespace) -> dict[str, Any]:
    """Load, kill, wait for the last letters, count."""
    from linli.config.ready import make_ready

    make_ready()  # our own lease on the product's database, for keys and for counting
    from .load import Load
    from .tally import settled, tally

    load = Load(f"http://127.0.0.1:{port}", options.seed)
    load.start()
    disk = Disk(home(), lambda: everything(running.pid))
    began = time.monotonic()
    with step("kills, full and slow disk") as shown:
        figures = trouble(running, load, disk, options, shown.note)
    with step("the last requests"):
        load.stop()
    with step("the last letters"):
        wait_until(settled, SETTLE)
    figures["seconds"] = round(time.monotonic() - began, 1)
    with step("counting"):
        return {**figures, **tally(load.told), "tries_again": load.tries, **load.answered()}


def trouble(
    running: subprocess.Popen[bytes],
    load: Load,
    disk: Disk,
    options: argparse.Namespace,
    note: Callable[[str], None],
) -> dict[str, Any]:
    """Kills in ``--full`` + ``--slow`` + 1 shares, between them the disk; figures of all of it."""
    pairs = zip_longest(["full"] * options.full, ["slow"] * options.slow)
    kinds = [kind for pair in pairs for kind in pair if kind]
    figures: dict[str, Any] = {}
    killer = Killer(running, load, options, note)
    for number, kind in enumerate(kinds, 1):
        killer.go(options.kills * number // (len(kinds) + 1))
        wait_until(load.served(), SERVED)
        began = time.monotonic()
        note(f"the disk is {kind}")
        with disk.full() if kind == "full" else disk.slow():
            time.sleep(TROUBLE)
        wait_until(load.served(), RECOVERED)
        key = f"disk_{kind}_wait_s"
        figures[key] = max(figures.get(key, 0.0), round(time.monotonic() - began - TROUBLE, 1))
    killer.go(options.kills)
    return {
        **killer.figures(),
        "disk_full": options.full,
        "disk_full_by": disk.full_by,
        "disk_slow": options.slow,
        "disk_slow_by": disk.slow_by,
        **figures,
    }


def everything(run: int) -> Iterator[psutil.Process]:
    """``linli run`` (by its pid), its children and its database."""
    yield from own_and_children(run)
    yield from processes(run, "database")


def own_and_children(run: int) -> Iterator[psutil.Process]:
    with suppress(psutil.Error):
        process = psutil.Process(run)
        yield process
        yield from process.children(recursive=True)


class Killer:
    """Kills one process after the other; how many of each kind, and the longest waits after them."""

    def __init__(
        self,
        running: subprocess.Popen[bytes],
        load: Load,
        options: argparse.Namespace,
        note: Callable[[str], None],
    ) -> None:
        self.running, self.load, self.note, self.wanted = running, load, note, options.kills
        self.chance = random.Random(options.seed)  # noqa: S311
        self.killed = dict.fromkeys(TARGETS, 0)
        self.longest = dict.fromkeys(TARGETS, 0.0)

    @property
    def kills(self) -> int:
        return sum(self.killed.values())

    def go(self, until: int) -> None:
        """Kill until so many are killed."""
        last = ""
        while self.kills < until:
            began = time.monotonic()
            if self.chance.random() >= AT_ONCE:
                wait_until(self.load.served(), SERVED)
                if last:
                    self.longest[last] = max(self.longest[last], time.monotonic() - began)
                time.sleep(self.chance.uniform(0, 1.5))
            self.load.check()
            if self.running.poll() is not None:
                raise RuntimeError("linli run itself ended; its log lies in the folder of the run")
            target = self.chance.choice(TARGETS)
            if victim := chosen(processes(self.running.pid, target), target, self.chance):
                victim.kill()
                last, self.killed[target] = target, self.killed[target] + 1
            self.note(f"{self.kills} of {self.wanted}, {len(self.load.told)} acknowledged")

    def figures(self) -> dict[str, Any]:
        waits = {f"{target}_wait_s": round(seconds, 1) for target, seconds in self.longest.items()}
        return {"kills": self.kills, **self.killed, **waits}


def chosen(found: list[psutil.Process], target: str, chance: random.Random) -> psutil.Process | None:
    """Any of them; of the database every other time the one that all others hang on."""
    if target == "database" and found and chance.random() < 0.5:
        return min(found, key=lambda process: process.create_time())
    return chance.choice(found) if found else None


def processes(run: int, target: str) -> list[psutil.Process]:
    """The living processes of one part of the product that ``linli run`` (by its pid) started."""
    if target == "database":
        cluster = database.ensure()
        return list(cluster.processes()) if cluster else []
    own = []
    for child in psutil.Process(run).children():
        try:
            if target in child.cmdline():
                own += [child, *child.children(recursive=True)]
        except psutil.Error:
            continue
    return own


def wait_until(true: Callable[[], bool], seconds: float) -> None:
    """Wait for a condition; raises ``TimeoutError`` when it does not come true."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError("the product did not recover; its log lies in the folder of the run")
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def keep(folder: Path) -> Path:
    """Where what went wrong can be looked at: a file system in memory goes with us, so it is copied."""
    if not os.path.ismount(folder):
        return folder
    kept = folder.with_name(f"{folder.name}-kept")
    shutil.copytree(folder, kept, ignore=shutil.ignore_patterns("socket", "static"), symlinks=True)
    return kept


def remove(folder: Path) -> None:
    """Leave nothing of a run that went well."""
    shutil.rmtree(database.find_place().run, ignore_errors=True)
    if os.path.ismount(folder):
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
    shutil.rmtree(folder)
