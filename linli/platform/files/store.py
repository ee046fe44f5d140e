# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeping files and letting go of those that belong to nothing."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import IO
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from linli.kernel import clock
from linli.kernel.problem import INVALID, NOT_FOUND

from .check import clean
from .models import StoredFile

UNLINKED_FOR = timedelta(hours=24)


def store(content: bytes) -> StoredFile:
    """Check, clean and keep a file. It stays only if something links to it within a day."""
    kept = clean(content)
    key = f"{secrets.token_hex(1)}/{secrets.token_urlsafe(24)}.{kept.extension}"
    name = default_storage.save(key, ContentFile(kept.content))
    return StoredFile.objects.create(
        key=name,
        kind=kept.kind,
        media_type=kept.media_type,
        size=len(kept.content),
        width=kept.width,
        height=kept.height,
        digest=hashlib.sha256(kept.content).hexdigest(),
        stored_at=clock.now(),
    )


def link(files: Iterable[UUID]) -> None:
    """Mark files as belonging to something; call it before the link rows are written.

    Raises ``invalid`` unless each is there, named once, and belongs to nothing yet.
    """
    wanted = list(files)
    if StoredFile.objects.filter(pk__in=wanted, linked=False).update(linked=True) != len(wanted):
        raise INVALID(field="files")


def unlink(files: Iterable[UUID]) -> None:
    """Let files go: the next sweep removes them."""
    StoredFile.objects.filter(pk__in=list(files)).update(linked=False)


def sweep() -> int:
    """Remove files that belong to nothing for a day; how many."""
    old = list(StoredFile.objects.filter(linked=False, stored_at__lt=clock.now() - UNLINKED_FOR)[:1000])
    for file in old:
        default_storage.delete(file.key)
        file.delete()
    return len(old)


def open_file(file: UUID) -> tuple[IO[bytes], str]:
    """A kept file opened for reading, and its name in the storage. Raises ``not_found``."""
    row = StoredFile.objects.filter(pk=file).first()
    if row is None or not default_storage.exists(row.key):
        raise NOT_FOUND()
    return default_storage.open(row.key, "rb"), row.key
