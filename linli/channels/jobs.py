# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages are read one at a time, and messages fetched, by the worker."""

from __future__ import annotations

from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from .commands import drop_left, fetch_messages, read_next


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="channels.sheets", lock="channels.sheets")
def read_waiting(timestamp: int) -> None:
    """Read every page that waits. Also what was left when a worker died."""
    while read_next():
        pass


def begin_reading() -> None:
    """Have waiting pages read at once; a reader that waits already does it."""
    with suppress(AlreadyEnqueued):
        read_waiting.configure().defer(timestamp=0)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="channels.messages", lock="channels.messages")
def fetch(timestamp: int) -> None:
    """Fetch what came on every channel that has to be asked."""
    fetch_messages()


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="channels.calls")
def drop_calls(timestamp: int) -> None:
    """Calls that nobody ended are there for whoever picks up next."""
    drop_left()
