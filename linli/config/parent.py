# SPDX-License-Identifier: AGPL-3.0-or-later
"""A child ends when its parent does, even if the parent was killed without a word."""

from __future__ import annotations

import os
import signal
import threading


def stop_with_parent(descriptor: int | None) -> None:
    """Send ourselves SIGTERM when the pipe that our parent holds open closes."""
    if descriptor is None:
        return

    def wait() -> None:
        while os.read(descriptor, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()
