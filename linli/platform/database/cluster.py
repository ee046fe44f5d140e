# SPDX-License-Identifier: AGPL-3.0-or-later
"""Start, share and stop our own PostgreSQL server.

Two locks in the server's folder: ``turn`` (who may start or stop it just now) and ``lease``
(shared by everyone who uses it; whoever can take it alone is the last and stops the server).
Both are kernel locks, so a killed process gives them back without a word.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg

from .place import DATABASE, PORT, Place

START_TIMEOUT = 60.0  # seconds; recovery after a kill can take a while on a slow disk
DEAD_TIMEOUT = 5.0  # seconds after which a server of which nothing lives will not come up any more
DEAF_TIMEOUT = 10.0  # seconds after which a server that runs but does not answer is restarted
RECOVERY_TIMEOUT = 1800.0  # seconds that a server gets which says that it is still reading its log
SETTINGS = {
    "listen_addresses": "''",
    "max_connections": "60",
    "shared_buffers": "'128MB'",
    "wal_compression": "on",
    "log_min_duration_statement": "'2s'",
    "log_timezone": "'UTC'",
    "timezone": "'UTC'",
    "autovacuum_naptime": "'20s'",
}
if sys.platform == "linux":  # before recovery one call for all files, not one each: a second, not ten
    SETTINGS["recovery_init_sync_method"] = "'syncfs'"


class ServerFailed(RuntimeError):
    """The server did not start; the message holds the end of its log."""


class Cluster:
    """One server in one place. All methods may be called from several processes at once."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._lease: int | None = None

    # --- leases ------------------------------------------------------------------------------

    def acquire(self) -> None:
        """Hold a lease on a running server, starting it if need be."""
        with self._turn():
            if self._lease is None:
                self._lease = os.open(self.place.run / "lease", os.O_RDWR | os.O_CREAT, 0o600)
                fcntl.flock(self._lease, fcntl.LOCK_SH)
            self._start()

    def release(self) -> None:
        """Give the lease back; the last one out stops the server."""
        if self._lease is None:
            return
        with self._turn():
            try:
                fcntl.flock(self._lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                self.stop()
            finally:
                os.close(self._lease)
                self._lease = None

    def revive(self) -> bool:
        """Start the server again if it died; whether it had died."""
        if self.serves():
            return False
        with self._turn():
            self._start()
        return True

    @contextmanager
    def _turn(self) -> Iterator[None]:
        descriptor = os.open(self.place.run / "turn", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    # --- the server --------------------------------------------------------------------------

    def answers(self) -> bool:
        """Whether a real connection gets a real answer; a pid file proves nothing."""
        try:
            with psycopg.connect(self.dsn("postgres", "postgres"), connect_timeout=3) as link:
                link.execute("select 1")
        except psycopg.Error:
            return False
        return True

    def serves(self) -> bool:
        """Whether the server answers, or lives and says why it does not (full, or reading its log)."""
        return self.answers() or self._says() in (0, 1)

    def _says(self) -> int:
        """0: takes connections; 1: refuses them for now; 2: no answer (of ``pg_isready``)."""
        where = ("--host", str(self.place.socket), "--port", str(PORT), "--timeout", "3")
        return self._run("pg_isready", "--quiet", *where, check=False).returncode

    def dsn(self, user: str, database: str = DATABASE) -> str:
        return f"host='{self.place.socket}' port={PORT} user={user} dbname={database}"

    def stop(self) -> None:
        """Stop the server in order; immediately if it does not listen, by force what then still lives."""
        for mode in ("fast", "immediate"):
            done = self._pg_ctl("stop", "--mode", mode, "--timeout", "20")
            if done.returncode == 0 or not any(self.processes()):
                return
        for process in self.processes():
            with suppress(psutil.Error):
                process.kill()

    def _start(self) -> None:
        if self.answers():
            return
        self._prepare()
        began = time.monotonic()
        while True:
            self._forget_dead_server()
            # After a kill the orphaned backends still hold the shared memory for a moment, and
            # the server refuses to start until they are gone: try again, do not trust the pid.
            done = self._pg_ctl("start", "--wait", "--timeout", "30", "--log", str(self._log()))
            if self.answers():
                break
            waited, lives = time.monotonic() - began, any(self.processes())
            reading = lives and self._says() == 1  # its log, after a kill: that takes what it takes
            if waited > DEAF_TIMEOUT and lives and not reading:
                self._pg_ctl("stop", "--mode", "immediate", "--timeout", "10")  # it lives but is deaf
            if waited > (RECOVERY_TIMEOUT if reading else START_TIMEOUT if lives else DEAD_TIMEOUT):
                raise ServerFailed(self._tail() or done.stderr.decode("utf-8", "replace"))
            time.sleep(0.05)
        self._create_database()

    def _prepare(self) -> None:
        self._owned(self.place.socket)
        version = self.place.data / "PG_VERSION"
        if version.exists():
            found, ours = version.read_text().strip(), self._major()
            if found != ours:
                raise ServerFailed(
                    f"The data in {self.place.data} were written by PostgreSQL {found}; "
                    f"this linli brings {ours}. Start the older linli, save with its pg_dump, "
                    "and load into a new folder."
                )
            return
        draft = self.place.data.with_name("data.new")
        if draft.exists():
            shutil.rmtree(draft)
        self._owned(draft)
        self._run(
            "initdb", "--pgdata", str(draft), "--username", "postgres", "--auth", "trust",
            "--encoding", "UTF8", "--locale-provider", "builtin", "--locale", "C.UTF-8",
            "--no-instructions",
        )  # fmt: skip
        lines = [f"{key} = {value}" for key, value in SETTINGS.items()]
        lines.append(f"unix_socket_directories = '{self.place.socket}'")
        lines.append(f"port = {PORT}")
        with (draft / "postgresql.conf").open("a") as file:
            file.write("\n# linli\n" + "\n".join(lines) + "\n")
        draft.rename(self.place.data)

    def _create_database(self) -> None:
        with psycopg.connect(self.dsn("postgres", "postgres"), autocommit=True) as link:
            if link.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                return
            for role in ("linli_owner", "linli_app"):
                if not link.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
                    link.execute(f"create role {role} login")
            link.execute("alter role linli_owner createdb")
            link.execute(f"create database {DATABASE} owner linli_owner")

    def _forget_dead_server(self) -> None:
        """Remove the pid files of a server of which no process is left.

        Its number may by now belong to another program, or to a corpse that nobody has buried; the
        server would take either for a living rival. While one of its backends still lives, the file
        stays: it names the shared memory by which the server finds that backend.
        """
        if not any(self.processes()):
            (self.place.data / "postmaster.pid").unlink(missing_ok=True)
            (self.place.socket / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    def processes(self) -> Iterator[psutil.Process]:
        """Living processes of this server: postgres programs that work in its data folder."""
        for process in psutil.process_iter(["name", "status"]):
            with suppress(psutil.Error, OSError):
                if (
                    process.info["status"] != psutil.STATUS_ZOMBIE
                    and "postgres" in (process.info["name"] or "")
                    and Path(process.cwd()) == self.place.data
                ):
                    yield process

    def _log(self) -> Path:
        return self.place.data / "server.log"

    def _tail(self) -> str:
        with suppress(OSError):
            return "\n".join(self._log().read_text("utf-8", "replace").splitlines()[-12:])
        return ""

    def _major(self) -> str:
        version = self._run("postgres", "--version").stdout.decode()
        return version.rsplit(" ", 1)[-1].split(".")[0]

    def _owned(self, folder: Path) -> None:
        """Make a folder that only the server (and root) can enter."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.lstat().st_uid not in self._uids():
            raise ServerFailed(f"{folder} belongs to somebody else; linli does not use it.")
        if self.place.user:
            os.chown(folder, self.place.user.pw_uid, self.place.user.pw_gid)

    def _uids(self) -> set[int]:
        return {os.geteuid(), self.place.user.pw_uid if self.place.user else os.geteuid()}

    def _pg_ctl(self, verb: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = ("pg_ctl", verb, "--pgdata", str(self.place.data), "--silent", *arguments)
        return self._run(*command, check=False)

    def _run(self, program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        user = self.place.user
        done = subprocess.run(
            [self.place.program(program), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            check=False,
        )
        if check and done.returncode:
            raise ServerFailed(f"{program}: {(done.stderr or b'').decode('utf-8', 'replace')}")
        return done
