# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bringing rows of a table to what a pack says: create, change, keep local edits, never delete."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django.db.models import Model

from .reader import Loaded

M = TypeVar("M", bound=Model)
BATCH = 2000


def sync(
    model: type[M],
    part: str,
    wanted: Callable[[dict[str, M]], Iterator[tuple[str, dict[str, Any]]]],
) -> tuple[Loaded, dict[str, M]]:
    """Create and change rows so that they hold what ``wanted`` yields as ``(code, values)``.

    ``wanted`` gets the rows by code, including those just made, so that a row can point to one
    before it. A field named in a row's ``edited`` was changed by staff: it stays, as a conflict.
    """
    loaded = Loaded(part)
    rows: dict[str, M] = {row.code: row for row in model._default_manager.order_by("code")}  # type: ignore[attr-defined]
    new: list[M] = []
    changed: list[M] = []
    touched: set[str] = set()
    for code, values in wanted(rows):
        row = rows.get(code)
        if row is None:
            rows[code] = row = model(code=code, **values)
            new.append(row)
            loaded.count(True, False)
            continue
        moved = False
        for name, value in values.items():
            if getattr(row, name) == value:
                continue
            if name in getattr(row, "edited", ()):
                loaded.conflicts.append(f"{code}.{name}")
                continue
            setattr(row, name, value)
            touched.add(name)
            moved = True
        if moved:
            changed.append(row)
        loaded.count(False, moved)
    model._default_manager.bulk_create(new, batch_size=BATCH)
    if changed:
        model._default_manager.bulk_update(changed, sorted(touched), batch_size=BATCH)
    return loaded, rows
