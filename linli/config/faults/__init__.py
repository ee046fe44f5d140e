# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli bench faults``: kill -9 of web, worker and database while people work, then count.

A whole product with the built-in town runs in a data folder of its own. Clients bring matters, move
them, write on them and send photos, and note what was acknowledged; what fails they try again with the
same id, as a phone does. At random moments one process of the web server, the worker or the database
is killed. At the end the tables are asked what became of everything.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from linli.platform.home import home

if TYPE_CHECKING:
    from .load import Load

TARGETS = ("web", "worker", "database")
SETTLE = 120.0  # seconds for the last letters to arrive


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    folder = home() / "faults"
    shutil.rmtree(folder, ignore_errors=True)
    os.environ["LINLI_HOME"] = str(folder)
    port = free_port()
    product = start(folder, port)
    try:
        from linli.config.ready import make_ready

        make_ready()  # our own lease on the product's database, for keys and for counting
        from django.db import connections

        from .load import Load
        from .tally import settled, tally

        load = Load(f"http://127.0.0.1:{port}", options.seed)
        load.start()
        killed = kill_at_random(product, load, options)
        load.stop()
        connections.close_all()  # those of before may have died with the database
        wait_until(settled, SETTLE)
        told = {"kills": sum(killed.values()), **killed, **tally(load.told), "tries": load.tries}
    finally:
        product.terminate()
        product.wait(60)
    print(json.dumps(told) if options.json else "\n".join(f"{k:<14} {v:>8,}" for k, v in told.items()))
    return 1 if told["lost"] or told["doubled"] or told["events_lost"] else 0


def start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """The product as a newcomer starts it, in its own folder; returns when it answers."""
    folder.mkdir(mode=0o711, parents=True)
    with (folder / "run.log").open("wb") as log:
        product = subprocess.Popen(
            [sys.executable, "-m", "linli.config.cli", "run"],
            env={**os.environ, "LINLI_PORT": str(port), "LINLI_PROXIES": "1"},
            stdout=log,
            stderr=log,
        )
    wait_until(lambda: b"Ctrl-C" in (folder / "run.log").read_bytes(), 180)
    return product


def kill_at_random(
    product: subprocess.Popen[bytes], load: Load, options: argparse.Namespace
) -> dict[str, int]:
    """Kill one process after the other; how many of each kind. Between two, somebody is served."""
    chance, killed = random.Random(options.seed), dict.fromkeys(TARGETS, 0)  # noqa: S311
    while sum(killed.values()) < options.kills:
        before = len(load.told)
        wait_until(lambda: len(load.told) > before, 60)  # noqa: B023 (asked before the next round)
        time.sleep(chance.uniform(0, 1.5))
        target = chance.choice(TARGETS)
        found = processes(product.pid, target)
        if found:
            chance.choice(found).kill()
            killed[target] += 1
            if sys.stderr.isatty():
                print(f"\r  {sum(killed.values())} of {options.kills} kills, "
                      f"{len(load.told)} acknowledged", end="", file=sys.stderr)  # fmt: skip
    return killed


def processes(run: int, target: str) -> list[psutil.Process]:
    """The living processes of one part of the product that ``linli run`` (by its pid) started."""
    from linli.platform import database

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
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
