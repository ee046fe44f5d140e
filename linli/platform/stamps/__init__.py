# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reference data (places, categories, units, rules) held in memory, fresh within a second.

A command that changes reference data calls ``bump(name)`` in its transaction; readers get their
snapshot through ``cached(name, load)``, which asks the database once a second what has changed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")
FRESH = 1.0  # seconds

_snapshots: dict[str, tuple[int, int, Any]] = {}  # name -> (generation when checked, stamp, value)
_stamps: dict[str, int] = {}
_generation = 0  # grows with every change that is seen
_asked_at = float("-inf")


def bump(name: str) -> None:
    """Say that the reference data ``name`` changed; others see it when the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into stamps_stamp (name, value) values (%s, 1) "
            "on conflict (name) do update set value = stamps_stamp.value + 1",
            [name],
        )
    forget()


def cached(name: str, load: Callable[[], T], *also: str) -> T:
    """The snapshot ``name``, loaded anew when it (or one named in ``also``) changed."""
    if time.monotonic() - _asked_at > FRESH:
        _ask()
    found = _snapshots.get(name)
    if found is None or found[0] != _generation:
        stamp = sum(_stamps.get(part, 0) for part in (name.split(":")[0], *also))
        if found is None or found[1] != stamp:
            found = (_generation, stamp, load())
        _snapshots[name] = found = (_generation, *found[1:])
    value: T = found[2]
    return value


def forget() -> None:
    """Drop everything held in memory: after own changes, and between tests."""
    global _asked_at
    _snapshots.clear()
    _asked_at = float("-inf")


def _ask() -> None:
    global _asked_at, _generation
    with connection.cursor() as cursor:
        cursor.execute("select name, value from stamps_stamp order by name")
        now = dict(cursor.fetchall())
    if now != _stamps:
        _stamps.clear()
        _stamps.update(now)
        _generation += 1
    _asked_at = time.monotonic()
