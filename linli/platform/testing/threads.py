# SPDX-License-Identifier: AGPL-3.0-or-later
"""Several at the same moment, each with a database connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in threads that start as one; what each gave back, or the exception it raised."""
    start = threading.Barrier(len(calls), timeout=20)
    found: list[Any] = [None] * len(calls)

    def run(index: int) -> None:
        try:
            start.wait()
            found[index] = calls[index]()
        except Exception as error:
            found[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "a thread still waits for another"
    return found
