# SPDX-License-Identifier: AGPL-3.0-or-later
"""Storage that has a file on the disk before the database says so."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class DurableStorage(FileSystemStorage):
    """Django's storage, with the file and its folder flushed to disk before ``save`` returns."""

    def _save(self, name: str, content: File) -> str:
        """Keep it whole or not at all: what a full disk leaves by half is removed."""
        try:
            kept: str = super()._save(name, content)  # type: ignore[misc]
            path = Path(self.path(kept))
            for target in (path, path.parent):
                self.flush(target)
        except OSError:
            Path(self.path(name)).unlink(missing_ok=True)  # keys are random: nobody else's
            raise
        return kept

    def flush(self, target: Path) -> None:
        """Return when a file or a folder lies on the disk itself."""
        descriptor = os.open(target, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
