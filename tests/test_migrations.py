# SPDX-License-Identifier: AGPL-3.0-or-later
"""Migrations since the version before only add, so that it goes on working while the new one starts.

A column or table that goes, changes its name or its type, a column that must be filled and that the
database does not fill by itself, a rule on a table that the older code writes to: each of them refuses an
older web server. What must go goes in a later version, when no older one is left (expand, migrate,
contract), and its migration says so in a line ``BREAKS = "why nobody older is there any more"``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import migrations, models
from django.db.models import Q
from django.db.models.fields import NOT_PROVIDED

from linli.config.tests.products import needs_history
from linli.config.upgrade import git, pinned
from linli.platform.home import CHECKOUT

ADDS = (
    migrations.CreateModel,
    migrations.AddIndex,
    migrations.RemoveIndex,  # slower, and right
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
)
STATEMENT = re.compile(r"^\s*(create|comment|insert)\b(?!\s+or\s+replace)", re.IGNORECASE)


def faults(operations: Iterable[Any]) -> list[str]:
    """What of these operations an older version would stumble over."""
    listed = list(operations)
    new = {op.name.lower() for op in listed if isinstance(op, migrations.CreateModel)}
    return [fault for op in listed if (fault := _fault(op, new))]


def _fault(operation: Any, new: set[str]) -> str:
    about = str(getattr(operation, "model_name", "")).lower()
    if isinstance(operation, ADDS) or (about and about in new):
        return ""
    match operation:
        case migrations.AddField():
            field = operation.field
            filled = field.many_to_many or field.null or field.db_default is not NOT_PROVIDED
            return "" if filled else f"{operation.describe()}: neither null nor db_default"
        case migrations.RunSQL() if isinstance(operation.sql, str):
            wrong = [
                part for part in operation.sql.split(";") if part.strip() and not STATEMENT.match(part)
            ]
            return f"SQL that changes what is there: {wrong[0].strip()[:80]}" if wrong else ""
    return str(operation.describe())


def since(commit: str) -> list[tuple[str, Any]]:
    """Name and module of each migration that the version of this commit has not."""
    before = set(git("ls-tree", "-r", "--name-only", f"{commit}^{{commit}}").decode().splitlines())
    found = []
    for path in sorted((CHECKOUT / "linli").rglob("migrations/0*.py")):
        name = str(path.relative_to(CHECKOUT))
        if name not in before:
            found.append((name, import_module(name.removesuffix(".py").replace("/", "."))))
    return found


def test_migrations_since_the_version_before_only_add() -> None:
    needs_history()
    wrong = {
        name: found
        for name, module in since(pinned())
        if not getattr(module, "BREAKS", "") and (found := faults(module.Migration.operations))
    }
    assert not wrong, wrong


def test_no_migration_of_the_version_before_is_changed_or_gone() -> None:
    needs_history()
    commit = f"{pinned()}^{{commit}}"
    paths = git("ls-tree", "-r", "--name-only", commit, "linli").decode().splitlines()
    for name in paths:
        if re.search(r"/migrations/0\w+\.py$", name):
            assert Path(CHECKOUT / name).exists(), f"{name} was applied in towns and is gone"


def test_each_storey_has_one_newest_migration() -> None:
    """Two heads would leave it to chance what is applied first."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None)
    own = {config.label for config in apps.get_app_configs() if config.name.startswith("linli.")}
    heads = [name for label, name in loader.graph.leaf_nodes() if label in own]
    assert len(heads) == len({label for label, _ in loader.graph.leaf_nodes() if label in own})


WORDS = models.CharField(max_length=9, default="")
GOOD: list[list[Any]] = [
    [migrations.AddField("case", "more", models.CharField(max_length=9, default="", db_default=""))],
    [migrations.AddField("case", "more", models.IntegerField(null=True))],
    [migrations.CreateModel("Thing", []), migrations.AddField("thing", "more", WORDS)],
    [migrations.RunSQL("create sequence some_number", "drop sequence some_number")],
]
BAD: list[list[Any]] = [
    [migrations.AddField("case", "more", WORDS)],
    [migrations.RemoveField("case", "text")],
    [migrations.RenameField("case", "text", "words")],
    [migrations.AlterField("case", "text", models.CharField(max_length=9))],
    [migrations.DeleteModel("Case")],
    [migrations.RenameModel("Case", "Matter")],
    [migrations.AddConstraint("case", models.CheckConstraint(condition=Q(pk=1), name="one"))],
    [migrations.RunSQL("create table a (); alter table cases_case drop column text")],
    [migrations.RunSQL("drop sequence some_number")],
    [migrations.RunPython(migrations.RunPython.noop)],
]


@pytest.mark.parametrize("operations", GOOD)
def test_what_only_adds_passes(operations: list[Any]) -> None:
    assert faults(operations) == []


@pytest.mark.parametrize("operations", BAD)
def test_what_an_older_version_stumbles_over_is_found(operations: list[Any]) -> None:
    assert len(faults(operations)) == 1
