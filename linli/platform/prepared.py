# SPDX-License-Identifier: AGPL-3.0-or-later
"""Queries that Django builds and compiles once.

A matter's page reads one row with a dozen subqueries. Building and compiling them anew for each page took
six times as long as PostgreSQL took to answer; the statement is the same each time but for its number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

HOLE = "\ue000"  # stands in the query where its one argument belongs


class Prepared:
    """A query of at most one row as a dictionary. ``build`` makes it, with :data:`HOLE` for its argument.

    Whatever else it holds must be the same for every call: no clock, no viewer, no language.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, dict[str, Any]]]) -> None:
        self._build = build
        self._made: tuple[Any, list[str], str, tuple[Any, ...]] | None = None

    def __call__(self, argument: str) -> dict[str, Any] | None:
        if self._made is None:
            self._made = self._make()
        compiler, names, sql, parameters = self._made
        with connection.cursor() as cursor:
            cursor.execute(sql, [argument if one == HOLE else one for one in parameters])
            rows = cursor.fetchall()
        found = next(iter(compiler.results_iter(results=[rows])), None)
        return None if found is None else dict(zip(names, found, strict=True))

    def _make(self) -> tuple[Any, list[str], str, tuple[Any, ...]]:
        query = self._build()[:1].query
        compiler = query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        if list(parameters).count(HOLE) != 1:
            raise ValueError("a prepared query has one hole")
        return compiler, list(query.selected or ()), sql, tuple(parameters)
