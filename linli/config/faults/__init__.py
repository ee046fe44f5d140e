# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli bench faults``: kill -9 of web, worker and database while people work, then count.

A whole product with the built-in town (without its history) runs in a data folder of its own. Clients
bring matters, move them, write on them and send photos, and note what was acknowledged; what fails they
try again with the same id, as a phone does. At random moments one process of the web server, the worker
or the database is killed, now and then a second one while the product still recovers. At the end the
tables are asked what became of everything.
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
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from linli.platform import database
from linli.platform.home import home

from ..run import BUILT_IN
from ..steps import step

if TYPE_CHECKING:
    from .load import Load

TARGETS = ("web", "worker", "database")
SETTLE = 180.0  # seconds for the last letters to arrive, those that were put off included
SERVED = 90.0  # seconds within which somebody must be served after a kill
AT_ONCE = 0.2  # share of kills that do not wait until somebody was served after the one before


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    folder = home() / f"faults-{secrets.token_hex(4)}"
    for name in [name for name in os.environ if name.startswith("LINLI_")]:
        del os.environ[name]  # neither the real database nor the real mail server is meant
    os.environ["LINLI_HOME"] = str(folder)
    port = free_port()
    with product(folder, port) as running:
        told = measure(running, port, options)
    print(json.dumps(told) if options.json else "\n".join(f"{k:<16} {v:>8,}" for k, v in told.items()))
    if told["lost"] or told["doubled"] or told["events_lost"]:
        print(f"Something was lost or doubled; all of it lies in {folder}", file=sys.stderr)
        return 1
    remove(folder)
    return 0


@contextmanager
def product(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The product as a newcomer starts it; it ends with us, however we end."""
    folder.mkdir(mode=0o711, parents=True)
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
    began = time.monotonic()
    with step("kills") as shown:
        figures = kill_at_random(running, load, options, shown.note)
    with step("the last requests"):
        load.stop()
    with step("the last letters"):
        wait_until(settled, SETTLE)
    figures["seconds"] = round(time.monotonic() - began, 1)
    with step("counting"):
        return {**figures, **tally(load.told), "tries_again": load.tries}


def kill_at_random(
    running: subprocess.Popen[bytes], load: Load, options: argparse.Namespace, note: Callable[[str], None]
) -> dict[str, Any]:
    """Kill one process after the other; how many of each kind, and the longest waits after them."""
    chance, killed = random.Random(options.seed), dict.fromkeys(TARGETS, 0)  # noqa: S311
    longest, last = dict.fromkeys(TARGETS, 0.0), ""
    while sum(killed.values()) < options.kills:
        before, began = len(load.told), time.monotonic()
        if chance.random() >= AT_ONCE:
            wait_until(lambda: len(load.told) > before or load.broken(), SERVED)  # noqa: B023 (asked at once)
            if last:
                longest[last] = max(longest[last], time.monotonic() - began)
            time.sleep(chance.uniform(0, 1.5))
        load.check()
        if running.poll() is not None:
            raise RuntimeError("linli run itself ended; its log lies in the folder of the run")
        target = chance.choice(TARGETS)
        if victim := chosen(processes(running.pid, target), target, chance):
            victim.kill()
            last, killed[target] = target, killed[target] + 1
        note(f"{sum(killed.values())} of {options.kills}, {len(load.told)} acknowledged")
    waits = {f"{target}_wait_s": round(seconds, 1) for target, seconds in longest.items()}
    return {"kills": sum(killed.values()), **killed, **waits}


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


def remove(folder: Path) -> None:
    """Leave nothing of a run that went well."""
    shutil.rmtree(database.find_place().run, ignore_errors=True)
    shutil.rmtree(folder)
