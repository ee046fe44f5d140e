# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clock is injected: nothing else asks the machine for the time."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_clock: contextvars.ContextVar[Callable[[], datetime] | None] = contextvars.ContextVar(
    "linli_clock", default=None
)


def now() -> datetime:
    """This instant in UTC, with time zone."""
    clock = _clock.get()
    return clock() if clock else datetime.now(UTC)


@contextmanager
def standing_at(instant: datetime) -> Iterator[None]:
    """Let the clock stand at an instant: replays of the past, and tests."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    token = _clock.set(lambda: instant)
    try:
        yield
    finally:
        _clock.reset(token)


@contextmanager
def shifted_by(delta: timedelta) -> Iterator[None]:
    """Let the clock run wrong by ``delta``: tests of wrong clocks."""
    token = _clock.set(lambda: datetime.now(UTC) + delta)
    try:
        yield
    finally:
        _clock.reset(token)
