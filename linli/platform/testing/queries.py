# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting queries as budgets count them: without savepoints, transactions and the stamps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

NOT_COUNTED = (
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT",
    "RELEASE",
    "SET ",
    "select name, value from stamps",
)


class Counted:
    """The statements of a block, after it."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __len__(self) -> int:
        return len(self.statements)

    def __str__(self) -> str:
        return "\n".join(statement[:160] for statement in self.statements)


@contextmanager
def counted() -> Iterator[Counted]:
    """Collect the statements that a block sends."""
    found = Counted()
    with CaptureQueriesContext(connection) as captured:
        yield found
    found.statements = [
        query["sql"] for query in captured if not query["sql"].lstrip().startswith(NOT_COUNTED)
    ]
