# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures for all tests: the built-in town, its cast, a database whose commits are real."""

from __future__ import annotations

from collections.abc import Iterator
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
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The town stands in every test's database; what a test changes is rolled back."""
    from linli.config.packs import load_parts
    from linli.platform import stamps

    with django_db_blocker.unblock():
        load_parts(TOWN)
        stamps.forget()


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
        "participation_open_item", "participation_way_in")  # fmt: skip


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
        cursor.execute("alter table journal_event disable trigger user")
        cursor.execute(f"truncate {', '.join(tables)} restart identity cascade")
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
