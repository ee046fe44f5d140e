# SPDX-License-Identifier: AGPL-3.0-or-later
"""The product's settings with a file storage that can be made slow, for ``linli bench faults`` alone."""

from __future__ import annotations

import time
from pathlib import Path

from linli.config.settings import *  # noqa: F403
from linli.config.settings import STORAGES
from linli.platform.files.storage import DurableStorage
from linli.platform.home import home

from .disk import MARK

FLUSH = 0.3  # seconds that one flush takes then, of a file and of its folder


class SlowStorage(DurableStorage):
    """The product's own storage on a disk that takes its time while ``MARK`` is there."""

    def flush(self, target: Path) -> None:
        if (home() / MARK).exists():
            time.sleep(FLUSH)
        super().flush(target)


STORAGES = {**STORAGES, "default": {"BACKEND": "linli.config.faults.slow.SlowStorage"}}
