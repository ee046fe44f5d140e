# SPDX-License-Identifier: AGPL-3.0-or-later
"""One line per step of something that takes a while: what, how long, done."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH = 34


class Step:
    """A step under way; ``note`` changes what stands behind its name."""

    def __init__(self, name: str) -> None:
        self.name, self.text, self.began = name, "", time.monotonic()
        self.moving = sys.stderr.isatty()

    def note(self, text: str) -> None:
        self.text = text
        self.show()

    def show(self, end: str = "") -> None:
        if self.moving or end:
            seconds = time.monotonic() - self.began
            start = "\r\033[K" if self.moving else ""
            line = f"  {self.name:<{WIDTH}} {seconds:5.1f} s  {self.text}"
            sys.stderr.write(f"{start}{line}{end}")
            sys.stderr.flush()


@contextmanager
def step(name: str) -> Iterator[Step]:
    """Show a step while it runs and what it took when it is done."""
    current, done = Step(name), threading.Event()

    def tick() -> None:
        while not done.wait(0.2):
            current.show()

    ticker = threading.Thread(target=tick, daemon=True)
    ticker.start()
    try:
        yield current
    finally:
        done.set()
        ticker.join()
        current.show("\n")
