# SPDX-License-Identifier: AGPL-3.0-or-later
"""Homes with servers of their own, and processes that hold leases on them, for the database's tests."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import psutil
import psycopg

HOLD = """
import json, os, sys, time
from linli.platform import database
from linli.platform.database.cluster import ServerFailed
began = time.monotonic()
try:
    cluster = database.ensure()
except ServerFailed as error:
    print(json.dumps({"failed": str(error)}), flush=True)
    sys.exit(1)
print(json.dumps({"seconds": time.monotonic() - began}), flush=True)
for line in sys.stdin:
    print(json.dumps(eval(line)), flush=True)
"""
WHERE = """
import json
from linli.platform.database import find_place
place = find_place()
print(json.dumps([str(place.data), str(place.socket), place.user.pw_uid if place.user else None]))
"""


class Holder:
    """A process with a lease. It gives the lease back when it is let go, and never when it is killed."""

    def __init__(self, home: Path, umask: int = 0o022) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(home),
            umask=umask,
        )

    def answer(self) -> Any:
        assert self.process.stdout and self.process.stderr
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        return json.loads(line)

    def ask(self, what: str) -> Any:
        assert self.process.stdin
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        return self.answer()

    def let_go(self) -> None:
        """End it in order; its lease goes back before it ends."""
        _, told = self.process.communicate(timeout=60)
        assert self.process.returncode == 0, told

    def kill(self) -> None:
        self.process.kill()
        self.close()

    def close(self) -> None:
        assert self.process.stdout
        if not self.process.stdout.closed:
            self.process.communicate(timeout=60)


@dataclass
class House:
    """A data folder whose server is its own."""

    home: Path
    holders: list[Holder] = field(default_factory=list)

    def holder(self, umask: int = 0o022) -> Holder:
        """A process that has its lease (or was told why not)."""
        self.holders.append(Holder(self.home, umask))
        return self.holders[-1]

    def open(self, umask: int = 0o022) -> Holder:
        """A process that has its lease; at most five seconds after it asked for it."""
        holder = self.holder(umask)
        told = holder.answer()
        assert "seconds" in told, told
        return holder

    @cached_property
    def where(self) -> list[Any]:
        """Data folder, socket folder, number of the server's user."""
        command = [sys.executable, "-c", WHERE]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, env=environment(self.home)
        )
        found: list[Any] = json.loads(done.stdout)
        return found

    @property
    def data(self) -> Path:
        return Path(self.where[0])

    @property
    def socket(self) -> Path:
        return Path(self.where[1])

    def link(self, user: str = "linli_owner", database: str = "linli") -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self.socket), user=user, dbname=database, autocommit=True)

    def tells(self, question: str) -> Any:
        """The one value that the server answers."""
        with self.link() as link:
            found = link.execute(question).fetchone()
        assert found
        return found[0]

    def postmaster(self) -> int:
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])

    def processes(self) -> list[psutil.Process]:
        """Living postgres processes that work in our data folder."""
        data, found = self.data, []
        for process in psutil.process_iter(["name", "status"]):
            try:
                ours = "postgres" in process.info["name"] and Path(process.cwd()) == data
                if ours and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except (psutil.Error, OSError):
                continue
        return found

    def close(self) -> None:
        """End what lives here and remove every trace, in the shared folder too."""
        data, socket, _ = (Path(str(part)) for part in self.where)
        for holder in self.holders:
            holder.close()
        for process in self.processes():
            with suppress(psutil.NoSuchProcess):  # one goes with another
                process.kill()
                process.wait(10)
        shutil.rmtree(self.home)
        for folder in (data.parent, socket):
            if not folder.is_relative_to(self.home):
                shutil.rmtree(folder, ignore_errors=True)


def environment(home: Path) -> dict[str, str]:
    """The environment of an installation in ``home``, as if no test were running."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LINLI_", "DJANGO_"))}
    return {**kept, "LINLI_HOME": str(home)}


def wait_for(condition: Callable[[], Any], seconds: float = 10) -> None:
    """Look again and again until it is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to be so"
        time.sleep(0.02)


@contextmanager
def house(name: str = "home", mode: int | None = None) -> Iterator[House]:
    """A house whose way is open to the server's user; ``mode`` makes the home itself before linli does."""
    above = Path(tempfile.mkdtemp(prefix="linli-test-"))
    above.chmod(0o711)
    home = above / name
    if mode is not None:
        home.mkdir(parents=True)
        home.chmod(mode)
    made = House(home)
    try:
        yield made
    finally:
        made.close()
        shutil.rmtree(above)
