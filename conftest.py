# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures for all tests: the built-in town, its cast, a database whose commits are real."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("linli", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("linli")

ROOT = Path(__file__).resolve().parent
TOWN = ROOT / "packs" / "shancheng"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: Any) -> None:
    """Every worker's database is a copy of one that holds the tables and the town already.

    That one is made once for the code and the town as they are, and found again by the next run.
    """
    from django.conf import settings

    with django_db_blocker.unblock(), locked(Path(os.environ["LINLI_HOME"]) / "pattern.lock"):
        settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = pattern()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def pattern() -> str:
    """The name of the database to copy; made where it is missing, and those of other code dropped."""
    from django.core.management import call_command
    from django.db import connection

    from linli.config.packs import load_parts

    name, own = f"linli_pattern_{digest()}", connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute("select datname from pg_database where datname like 'linli_pattern_%%'")
        found = [row[0] for row in cursor.fetchall()]
        if name in found:
            return name
        for other in [*found, f"{name}_unfinished"]:
            cursor.execute(f'drop database if exists "{other}"')
        cursor.execute(f'create database "{name}_unfinished"')
        connection.close()
        connection.settings_dict["NAME"] = f"{name}_unfinished"
        try:
            call_command("migrate", verbosity=0, interactive=False)
            load_parts(TOWN)
        finally:
            connection.close()
            connection.settings_dict["NAME"] = own
        cursor.execute(f'alter database "{name}_unfinished" rename to "{name}"')
    return name


def digest() -> str:
    """What the tables and the town are made from."""
    files = [path for path in (ROOT / "linli").rglob("*.py") if "tests" not in path.parts]
    files += [path for path in (ROOT / "packs").rglob("*") if path.is_file()]
    found = sha256()
    for path in sorted(files):
        found.update(str(path).encode() + path.read_bytes())
    return found.hexdigest()[:16]


@pytest.fixture(autouse=True)
def _fresh(settings: Any) -> Iterator[None]:
    """Nothing is carried from one test to the next in memory."""
    from django.core.cache import cache

    from linli.platform import stamps

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    stamps.forget()
    cache.clear()
    yield
    stamps.forget()


@pytest.fixture
def cast(db: None) -> Any:
    from linli.people.testing import Cast

    return Cast()


@pytest.fixture
def taught(db: None) -> None:
    """The examples of the town stand, also where a test with commits swept them."""
    from linli.config.packs import load_parts

    load_parts(TOWN)


KEPT = ("django_", "places_", "topics_", "norms_", "triage_reader", "people_unit", "people_organisation",
        "people_duty", "disputes_watch", "people_retention_rule", "cases_hotline", "stamps_", "auth_",
        "procrastinate_", "fieldwork_task", "fieldwork_door",
        "participation_open_item", "participation_way_in", "participation_moderation_rule")  # fmt: skip


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A test whose commits are real: for locks, workers and threads. Swept by the owner after it."""
    from linli.platform import stamps

    with django_db_blocker.unblock():
        stamps.forget()
        try:
            yield
        finally:
            sweep()
            stamps.forget()


def sweep() -> None:
    """Empty every table but the town's own; the journal's guard is set aside by its owner."""
    from django.db import connection, connections

    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
        tables = [name for (name,) in cursor.fetchall() if not name.startswith(KEPT)]
        # Emptying what is empty would take most of the time.
        cursor.execute(" union all ".join(f"(select '{name}' from {name} limit 1)" for name in tables))  # noqa: S608
        if filled := [name for (name,) in cursor.fetchall()]:
            cursor.execute("alter table journal_event disable trigger user")
            cursor.execute(f"truncate {', '.join(filled)} restart identity cascade")
            cursor.execute("alter table journal_event enable trigger user")
        cursor.execute("delete from triage_example where source = 'correction'")
    connections.close_all()


@pytest.fixture
def sign_in(client: Any, cast: Any) -> Any:
    """Sign one of the cast in to the test client."""
    from linli.people.testing import enter

    def opened(name: str) -> Any:
        enter(client, cast.player(name).account)
        return client

    return opened
