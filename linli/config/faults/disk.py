# SPDX-License-Identifier: AGPL-3.0-or-later
"""A disk that is full, and one that is slow, made without anything that is not there already.

*Full*: as root the whole run lies on a file system in memory, which a ballast file fills to the last
byte; it is mounted in a name space of our own and goes with our last process, however we end. Others
let the product's processes write no byte to any file (``RLIMIT_FSIZE``), which is harder still: logs
and the database's own journal cannot be written either.

*Slow*: PostgreSQL waits before each flush of its journal (``commit_delay``, 100 ms, the most it takes),
and the file storage before each of its own.
"""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg

from linli.platform import database

MARK = "slow-disk"  # a file in the data folder: as long as it is there, the file storage is slow
SIZE = 700  # MB of the file system in memory: a town without history, its log and room to work
NEWNS, PRIVATE = 0x00020000, 0x00040000 | 0x4000  # clone(2): CLONE_NEWNS; mount(2): MS_PRIVATE, MS_REC
LOOK = 0.1  # seconds between two looks at a disk that shall stay full
BLOCK = 1024**2
SLOW = {"commit_delay": 100_000, "commit_siblings": 0}  # microseconds; how many others must be at work


def mounted(folder: Path) -> bool:
    """Put a file system of our own under an empty folder, seen by us and our children alone."""
    libc = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() != 0 or not hasattr(libc, "unshare") or libc.unshare(NEWNS):
        return False
    if libc.mount(b"none", b"/", None, PRIVATE, None):
        return False
    size = ["-o", f"size={SIZE}m,mode=0711"]
    done = subprocess.run(
        ["mount", "-t", "tmpfs", *size, "none", str(folder)], capture_output=True, check=False
    )
    return done.returncode == 0


class Disk:
    """The disk under one run of the product; ``full_by`` and ``slow_by`` say how it is troubled."""

    def __init__(self, folder: Path, processes: Callable[[], Iterator[psutil.Process]]) -> None:
        self.folder, self.processes = folder, processes
        self.full_by = "tmpfs" if os.path.ismount(folder) else "rlimit"
        self.slow_by = "commit_delay 100 ms, storage 300 ms a flush"

    @contextmanager
    def full(self) -> Iterator[None]:
        """While it lasts, there is no room for a byte."""
        fill, free = (self._fill, self._free) if self.full_by == "tmpfs" else (self._limit, self._lift)
        over = threading.Event()

        def keep() -> None:
            while not over.wait(LOOK):  # what is given up by others is taken at once
                fill()

        fill()
        keeper = threading.Thread(target=keep, daemon=True)
        keeper.start()
        try:
            yield
        finally:
            over.set()
            keeper.join()
            free()

    @contextmanager
    def slow(self) -> Iterator[None]:
        """While it lasts, each flush takes its time."""
        mark = self.folder / MARK
        mark.touch()
        _tell([f"alter system set {name} = {value}" for name, value in SLOW.items()])
        try:
            yield
        finally:
            mark.unlink()
            _tell([f"alter system reset {name}" for name in SLOW])

    # --- how ---------------------------------------------------------------------------------

    @property
    def ballast(self) -> Path:
        return self.folder / "ballast"

    def _fill(self) -> None:
        with self.ballast.open("ab", buffering=0) as file, suppress(OSError):
            for size in (BLOCK, 4096):
                with suppress(OSError):
                    while True:
                        file.write(b"\0" * size)

    def _free(self) -> None:
        self.ballast.unlink()

    def _limit(self) -> None:
        self._allow(0)

    def _lift(self) -> None:
        self._allow(resource.RLIM_INFINITY)

    def _allow(self, size: int) -> None:
        for process in self.processes():
            try:
                most = process.rlimit(psutil.RLIMIT_FSIZE)[1]
                soft = most if size == resource.RLIM_INFINITY else size
                process.rlimit(psutil.RLIMIT_FSIZE, (soft, most))
            except psutil.AccessDenied:  # as root without CAP_SYS_RESOURCE: the server's user is another
                self.full_by = "rlimit, not of the database"
            except (psutil.Error, OSError, ValueError):
                continue  # it ended


def _tell(statements: list[str]) -> None:
    """Change settings of the running server; tried again while it recovers from a kill."""
    cluster = database.ensure()
    assert cluster is not None
    while True:
        try:
            with psycopg.connect(cluster.dsn("postgres", "postgres"), autocommit=True) as link:
                for statement in (*statements, "select pg_reload_conf()"):
                    link.execute(statement)
            return
        except psycopg.OperationalError:
            threading.Event().wait(0.2)
