# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing many rows at once with COPY: several times faster than INSERT, same constraints."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import JSONField, Model


def copy_rows(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write new rows inside the current transaction; every row names the same columns.

    Nothing is filled in: a column without a value of its own must be named too.
    """
    if not rows:
        return
    columns = list(rows[0])
    kinds = {field.column: field for field in model._meta.concrete_fields}
    turns: list[Callable[[Any], Any] | None] = [
        _json if isinstance(kinds[column], JSONField) else None for column in columns
    ]
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    reads = list(zip(columns, turns, strict=True))
    statement = f"copy {table} ({names}) from stdin"
    # What the database refuses is known only when the copy ends, where Django no longer looks.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for row in rows:
            copy.write_row([turn(row[column]) if turn else row[column] for column, turn in reads])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
