# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database's part of a backup: one snapshot for the dump and for the count of every table."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from ..database import connection
from ..database.place import program

# Rows are compared as text, so that text must be the same everywhere.
AS_TEXT = (
    "set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; "
    "set bytea_output = 'hex'; set extra_float_digits = 1"
)
# Order does not matter to a sum; md5 is there in every version, and nobody attacks a row count.
COUNT = (
    "select count(*), coalesce(sum(('x' || left(md5(t::text), 16))::bit(64)::bigint::numeric), 0) from {} t"
)
TABLES = "select tablename from pg_tables where schemaname = 'public' order by 1"
NEW_IN_17 = "SET transaction_timeout = 0;"  # written by pg_dump 17 and later, refused by older servers


class DumpFailed(RuntimeError):
    """A program of PostgreSQL failed; the message is what it said."""


def link() -> psycopg.Connection[Any]:
    """A connection as the owner of the tables."""
    return psycopg.connect(**_arguments(), autocommit=True)


def tables(link: psycopg.Connection[Any]) -> dict[str, list[str]]:
    """Rows and digest of every table, as this transaction sees them."""
    link.execute(AS_TEXT)
    names = [name for (name,) in link.execute(TABLES).fetchall()]
    return {name: [str(value) for value in _count(link, name)] for name in names}


def migrations(link: psycopg.Connection[Any]) -> list[str]:
    """Applied migrations as ``app.name``."""
    rows = link.execute("select app || '.' || name from django_migrations order by 1").fetchall()
    return [name for (name,) in rows]


@contextmanager
def snapshot() -> Iterator[tuple[psycopg.Connection[Any], str]]:
    """A moment of the database that several connections can look at."""
    with link() as opened:
        opened.execute("begin isolation level repeatable read read only")
        row = opened.execute("select pg_export_snapshot()").fetchone()
        assert row
        yield opened, row[0]
        opened.execute("commit")


def save(target: Path, moment: str) -> None:
    """Write a dump of that moment in pg_dump's custom format."""
    command = [program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges",
               f"--snapshot={moment}", f"--file={target}"]  # fmt: skip
    done = subprocess.run(command, env=_environment(), capture_output=True, check=False)
    if done.returncode:
        raise DumpFailed(done.stderr.decode("utf-8", "replace").strip())


def load(source: Path) -> None:
    """Bring a dump back into an empty database: all of it or nothing.

    pg_restore writes SQL and psql runs it in one transaction; in between the one line is taken out
    that servers before 17 refuse.
    """
    read = [program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(source)]
    run = [program("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
           "--output=/dev/null"]  # fmt: skip
    with tempfile.TemporaryFile() as said:
        reader = subprocess.Popen(read, stdout=subprocess.PIPE, stderr=said)
        runner = subprocess.Popen(run, stdin=subprocess.PIPE, stderr=said, env=_environment())
        assert reader.stdout and runner.stdin
        try:
            for number, line in enumerate(reader.stdout):
                if number < 60 and line.decode("utf-8", "replace").strip() == NEW_IN_17:
                    continue
                runner.stdin.write(line)
            runner.stdin.close()
        except BrokenPipeError:
            reader.kill()
        codes = (runner.wait(), reader.wait())
        reader.stdout.close()
        if any(codes):
            said.seek(0)
            raise DumpFailed(said.read().decode("utf-8", "replace").strip())


def _count(link: psycopg.Connection[Any], table: str) -> tuple[int, int]:
    row = link.execute(sql.SQL(COUNT).format(sql.Identifier(table))).fetchone()
    assert row
    return int(row[0]), int(row[1])


def _arguments() -> dict[str, Any]:
    given = connection(owner=True)
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    found = {name: given[key] for name, key in named.items() if given[key]}
    return {**found, **given["OPTIONS"]}


def _environment() -> dict[str, str]:
    """The same connection for programs: by environment, where no list of processes shows a password."""
    words = {"dbname": "PGDATABASE", "sslrootcert": "PGSSLROOTCERT"}
    given = {words.get(name, f"PG{name.upper()}"): str(value) for name, value in _arguments().items()}
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC", **given}
