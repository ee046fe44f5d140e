# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeping files and letting go of those that belong to nothing."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from linli.kernel import clock
from linli.kernel.problem import INVALID, NOT_FOUND

from ..outage import outage
from .check import clean
from .models import StoredFile
from .scan import scan

UNLINKED_FOR = timedelta(hours=24)


def store(content: bytes) -> StoredFile:
    """Check, clean and keep a file. It stays only if something links to it within a day.

    Raises ``no_room`` on a full disk, ``file_infected`` and ``scanner_away`` as
    :func:`~linli.platform.files.scan.scan` does. A file whose row could not be written is a stray: whether
    the row stands is not certain when the database goes away at its commit, so a later sweep asks again.
    """
    kept = clean(content)
    scan(content)
    key = f"{secrets.token_hex(1)}/{secrets.token_urlsafe(24)}.{kept.extension}"
    try:
        name = default_storage.save(key, ContentFile(kept.content))
    except OSError as error:
        raise (outage(error) or error) from error
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
    """Remove files that belong to nothing for a day, with a row or without one; how many."""
    old = list(StoredFile.objects.filter(linked=False, stored_at__lt=clock.now() - UNLINKED_FOR)[:1000])
    for file in old:
        default_storage.delete(file.key)
        file.delete()
    lost = list(strays(clock.now() - UNLINKED_FOR))
    for key in lost:
        default_storage.delete(key)
    return len(old) + len(lost)


def strays(before: datetime) -> Iterator[str]:
    """Keys of files older than ``before`` of which no row tells: a process or the disk ended between."""
    for folder in sorted(default_storage.listdir("")[0]):
        old = []
        for name in default_storage.listdir(folder)[1]:
            with suppress(FileNotFoundError):  # it went while we looked
                if default_storage.get_modified_time(f"{folder}/{name}") < before:
                    old.append(f"{folder}/{name}")
        known = set(StoredFile.objects.filter(key__in=old).values_list("key", flat=True))
        yield from (key for key in old if key not in known)


def open_file(file: UUID) -> tuple[IO[bytes], str]:
    """A kept file opened for reading, and its name in the storage. Raises ``not_found``."""
    row = StoredFile.objects.filter(pk=file).first()
    if row is None or not default_storage.exists(row.key):
        raise NOT_FOUND()
    return default_storage.open(row.key, "rb"), row.key
