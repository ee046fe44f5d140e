# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making this installation ready for a command: database up, schema current, Django set up."""

from __future__ import annotations

import gc
import hashlib
from pathlib import Path

from psycopg.errors import DeadlockDetected

from linli.kernel.problem import mark, problem
from linli.platform import database
from linli.platform.catalogues import compile_catalogues
from linli.platform.home import home

PACKAGE = Path(__file__).resolve().parents[1]
TRIES = 20  # of a migration that met a deadlock

SCHEMA_BEHIND = problem(
    "schema_behind",
    503,
    mark("The database's tables are older than this linli."),
    mark("Run: linli migrate"),
)


def make_ready() -> None:
    """Start (or join) the database, bring our own one's tables up to date, set up Django."""
    database.ensure()
    import django

    django.setup()
    compile_catalogues()
    if schema_is_current():
        return
    if not database.embedded():
        raise SCHEMA_BEHIND()
    migrate()


def migrate(verbosity: int = 0) -> None:
    """Apply migrations as the owner of the schema, then say what the product's role may do.

    While the version before serves, a migration and a request may each hold what the other wants; then
    the database ends one of them. Each migration is one transaction, so that it is simply begun again.
    """
    from django.core.management import call_command
    from django.db import OperationalError

    gc.disable()  # millions of models of the past, which the collector would walk through again and again
    try:
        for left in reversed(range(TRIES)):
            try:
                call_command("migrate", database="owner", verbosity=verbosity, interactive=False)
                break
            except OperationalError as error:
                if not left or not isinstance(error.__cause__, DeadlockDetected):
                    raise
    finally:
        gc.enable()
    grant()
    _stamp().write_text(_migrations())


def schema_is_current() -> bool:
    """Whether every migration of this linli is applied (asked of the database when unsure)."""
    stamp = _stamp()
    if database.embedded() and stamp.exists() and stamp.read_text() == _migrations():
        return True
    return not pending_migrations()


def pending_migrations() -> list[str]:
    """Migrations that are not applied yet, asked of the database, in their order."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def grant() -> None:
    """Let the product's role read and write rows, but never change or remove events."""
    from django.db import connections

    owner, role = connections["owner"], connections["default"].settings_dict["USER"]
    if role == owner.settings_dict["USER"]:
        return
    quoted = owner.ops.quote_name(role)
    with owner.cursor() as cursor:
        cursor.execute(f"grant usage on schema public to {quoted}")
        cursor.execute(f"grant select, insert, update, delete on all tables in schema public to {quoted}")
        cursor.execute(f"grant usage, select on all sequences in schema public to {quoted}")
        cursor.execute(f"grant execute on all functions in schema public to {quoted}")
        cursor.execute(f"revoke update, delete, truncate on journal_event from {quoted}")
    owner.close()


def collect_static() -> None:
    """Put styles and scripts where the web server finds them, if they changed.

    What is there stays: names carry their content, and an older web server may still serve its own.
    """
    sources = [path for path in PACKAGE.rglob("static/**/*") if path.is_file()]
    newest = max((path.stat().st_mtime_ns for path in sources), default=0)
    stamp, wanted = home() / "static.stamp", f"{newest} {len(sources)}"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    import django
    from django.core.management import call_command

    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted)


def _migrations() -> str:
    names = sorted(
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("migrations/*.py")
        if path.name != "__init__.py"
    )
    from procrastinate import __version__

    return hashlib.sha256("\n".join([*names, __version__]).encode()).hexdigest()


def _stamp() -> Path:
    return home() / "schema.stamp"
