# SPDX-License-Identifier: AGPL-3.0-or-later
"""Run Python on a database server that is named by URL: ``python tools/named_server.py -m pytest …``.

The server is PostgreSQL from the wheel, but as an operator would run one: over TCP on a free port of
this machine, with a password, in a folder of its own, and with a role that owns its database and is no
superuser. It lives as long as the command and leaves nothing behind.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
SETTINGS = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": "60"}


def main() -> int:
    """The exit code of the command."""
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with server() as url:
        command = [sys.executable, *sys.argv[1:]]
        process = subprocess.Popen(command, env={**os.environ, "LINLI_DATABASE_URL": url})
        try:
            return process.wait()
        except KeyboardInterrupt:  # the command was told too; it ends first, then its server
            return process.wait(60)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(60)


@contextmanager
def server() -> Iterator[str]:
    """A running server; gives the URL of its database ``linli``, whose owner may make others."""
    from linli.platform.database import find_place

    folder = Path(tempfile.mkdtemp(prefix="linli-server-"))
    folder.chmod(0o711)  # the server may run as a user of its own
    kept = os.environ.get("LINLI_HOME")
    os.environ["LINLI_HOME"] = str(folder)
    place = find_place()
    os.environ.pop("LINLI_HOME") if kept is None else os.environ.update(LINLI_HOME=kept)
    user, data = place.user, folder / "data"
    password, port = secrets.token_urlsafe(18), free_port()
    told = folder / "password"
    told.write_text(password)
    data.mkdir(mode=0o700)
    if user:
        os.chown(data, user.pw_uid, user.pw_gid)
        os.chown(told, user.pw_uid, user.pw_gid)

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [place.program(program), "--pgdata", str(data), *arguments],
            capture_output=True,
            text=True,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{program}: {done.stderr or done.stdout}")

    try:
        run("initdb", "--username", "postgres", "--auth", "scram-sha-256", "--pwfile", str(told),
            "--encoding", "UTF8", "--locale", LOCALE)  # fmt: skip
        with (data / "postgresql.conf").open("a") as file:
            file.writelines(f"{key} = '{value}'\n" for key, value in {**SETTINGS, "port": port}.items())
        run("pg_ctl", "start", "--wait", "--silent", "--log", str(data / "server.log"))
        try:
            yield _own_database(port, password)
        finally:
            run("pg_ctl", "stop", "--mode", "fast", "--silent")
    finally:
        shutil.rmtree(folder)


def _own_database(port: int, password: str) -> str:
    """Make the database and its owner; its URL."""
    where = f"host=127.0.0.1 port={port} dbname=postgres user=postgres password={password}"
    with psycopg.connect(where, autocommit=True) as link:
        link.execute(f"create role town login createdb password '{password}'")
        link.execute("create database linli owner town")
    return f"postgresql://town:{password}@127.0.0.1:{port}/linli"


def free_port() -> int:
    """A port on which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
