# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting queries as budgets count them: without savepoints, transactions and the stamps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.signals import request_started
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
    found.statements = _worth_counting(captured.captured_queries)


@contextmanager
def counted_last_request() -> Iterator[Counted]:
    """Collect the statements that the last request of a block sends."""
    found, start = Counted(), 0

    def begins(**_: Any) -> None:
        nonlocal start
        start = len(captured)

    request_started.connect(begins)
    try:
        with CaptureQueriesContext(connection) as captured:
            yield found
    finally:
        request_started.disconnect(begins)
    found.statements = _worth_counting(captured.captured_queries[start:])


def _worth_counting(queries: list[dict[str, str]]) -> list[str]:
    return [query["sql"] for query in queries if not query["sql"].lstrip().startswith(NOT_COUNTED)]
