# SPDX-License-Identifier: AGPL-3.0-or-later
"""The process tree of ``linli run``: who dies is started again, at once and then ever more slowly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from linli.kernel.problem import mark, problem
from linli.platform import database

PARTS = ("web", "worker")
LOOK = 0.3  # seconds between two looks
STEADY = 10.0  # seconds of life after which earlier deaths are forgiven
PAUSES = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # seconds before a restart, by deaths in a row
PATIENCE = 15.0  # seconds that a child gets for stopping in order

NOT_OPENED = problem(
    "not_opened",
    503,
    mark("The web server did not start."),
    mark("The lines above say why; linli doctor looks at the whole installation."),
)


@dataclass
class Charge:
    """Something that shall live; ``clock`` tells seconds."""

    name: str
    alive: Callable[[], bool]
    start: Callable[[], object]
    clock: Callable[[], float] = time.monotonic
    born: float = -STEADY
    deaths: int = 0  # in a row, each within ``STEADY`` of its start
    due: float | None = None  # when it is started again

    def look(self) -> str:
        """Start it again if it died and its pause is over; what is to be told, if anything."""
        told, now = "", self.clock()
        if self.due is None:
            if self.alive():
                return ""
            self.deaths = self.deaths + 1 if now - self.born < STEADY else 0
            pause = PAUSES[min(self.deaths, len(PAUSES) - 1)]
            self.due = now + pause
            told = f"{self.name} ended; it is started again" + (f" in {pause:g} s" if pause else "")
        if now >= self.due:
            self.due = None
            try:
                self.start()
            except (database.ServerFailed, OSError) as error:
                told = f"{told}\n{self.name} did not start: {error}".lstrip()
            self.born = self.clock()
        return told


class Tree:
    """Web server, worker and our own database. The first two are children and end when we do."""

    def __init__(self, address: str, port: int) -> None:
        self.address, self.port = address, port
        self.reading, self.writing = os.pipe()
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        for name in PARTS:
            self._start(name)

    def _start(self, name: str) -> None:
        command = [sys.executable, "-m", "linli.config.cli", name, "--parent", str(self.reading)]
        if name == "web":
            command += ["--address", self.address, "--port", str(self.port)]
        self.children[name] = subprocess.Popen(
            command,
            pass_fds=(self.reading,),
            start_new_session=True,  # Ctrl-C reaches us alone; we stop the children in order
        )

    def _alive(self, name: str) -> bool:
        return self.children[name].poll() is None

    def wait_until_open(self, seconds: float = 60) -> None:
        """Return when the web server answers. Raises ``not_opened`` when it does not come up."""
        end = time.monotonic() + seconds
        while self._alive("web") and time.monotonic() < end:
            try:
                urllib.request.urlopen(url_of(self.address, self.port) + "/static/ui/mark.svg", timeout=2)
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)
        raise NOT_OPENED()

    def tend(self) -> None:
        """Look after everything, for ever."""
        charges = [Charge(name, partial(self._alive, name), partial(self._start, name)) for name in PARTS]
        if (cluster := database.ensure()) is not None:
            charges.insert(0, Charge("database", cluster.serves, cluster.revive))
        while True:
            time.sleep(LOOK)
            for charge in charges:
                if told := charge.look():
                    with suppress(OSError):  # where the log lies on a full disk
                        print(f"{time.strftime('%H:%M:%S')} {told}", file=sys.stderr, flush=True)

    def stop(self) -> None:
        """Stop the children in order, and by force who does not; the database goes with its last user."""
        for child in self.children.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        end = time.monotonic() + PATIENCE
        for child in self.children.values():
            try:
                child.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        os.close(self.writing)
        os.close(self.reading)


def url_of(address: str, port: int) -> str:
    """The address for a browser; one of version 6 stands in brackets."""
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"
