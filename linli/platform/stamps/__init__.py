# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reference data (places, categories, units, rules) held in memory, fresh within a second.

A command that changes reference data calls ``bump(name)`` in its transaction; readers get their
snapshot through ``cached(name, load)``, which asks the database once a second what has changed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")
FRESH = 1.0  # seconds
# A stamp is the time of its change, not a count: after a change that was rolled back, a count would
# come to the same number a second time and pass for what was seen before.
BUMP = """
insert into stamps_stamp (name, value)
values (%s, (extract(epoch from clock_timestamp()) * 1000000)::bigint)
on conflict (name) do update set value = greatest(stamps_stamp.value + 1, excluded.value)
"""

MOST_HELD = 256

_holding = threading.Lock()
_held: dict[str, tuple[float, Any]] = {}  # name -> (until when, value)
_snapshots: dict[str, tuple[int, int, Any]] = {}  # name -> (generation when checked, stamp, value)
_stamps: dict[str, int] = {}
_generation = 0  # grows with every change that is seen
_asked_at = float("-inf")


def bump(name: str) -> None:
    """Say that the reference data ``name`` changed; others see it when the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute(BUMP, [name])
    forget()


def cached(name: str, load: Callable[[], T], *also: str) -> T:
    """The snapshot ``name``, loaded anew when it (or one named in ``also``) changed."""
    if time.monotonic() - _asked_at > FRESH:
        _ask()
    found, generation = _snapshots.get(name), _generation
    if found is None or found[0] != generation:
        stamp = sum(_stamps.get(part, 0) for part in (name.split(":")[0], *also))
        value = found[2] if found is not None and found[1] == stamp else load()
        # Marked with the generation from before the loading: what changed meanwhile is asked for again.
        _snapshots[name] = found = (generation, stamp, value)
    held: T = found[2]
    return held


def held(name: str, seconds: float, load: Callable[[], T]) -> T:
    """A value that may be a little old, for figures that many people ask for: loaded at most once in
    ``seconds`` by each process. The number of names is bounded; the longest held go first."""
    now = time.monotonic()
    found = _held.get(name)
    if found is None or found[0] <= now:
        found = (now + seconds, load())
        with _holding:
            _held.pop(name, None)
            while len(_held) >= MOST_HELD:
                del _held[next(iter(_held))]
            _held[name] = found
    value: T = found[1]
    return value


def forget() -> None:
    """Drop everything held in memory: after own changes, and between tests."""
    global _asked_at
    _snapshots.clear()
    with _holding:
        _held.clear()
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
