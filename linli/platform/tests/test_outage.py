# SPDX-License-Identifier: AGPL-3.0-or-later
"""A full disk and a database that is away: told with a code, nothing kept by half, nothing given up."""

from __future__ import annotations

import errno
import io
import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.test import RequestFactory
from django.utils import translation
from PIL import Image

from linli.kernel import clock
from linli.kernel.events import Letter
from linli.kernel.problem import Problem
from linli.platform.files import store
from linli.platform.files.models import StoredFile
from linli.platform.files.storage import DurableStorage
from linli.platform.journal.deliver import ATTEMPTS, deliver_one
from linli.platform.journal.models import Delivery
from linli.platform.outage import NO_ROOM, RECORDS_AWAY, outage
from linli.platform.ui import views

from .letters import listen_with, write

FULL = OSError(errno.ENOSPC, "No space left on device")


def from_driver(error: Exception) -> OperationalError:
    """As Django hands it on."""
    wrapped = OperationalError(*error.args)
    wrapped.__cause__ = error
    return wrapped


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (FULL, NO_ROOM.code),
        (OSError(errno.EDQUOT, ""), NO_ROOM.code),
        (from_driver(psycopg.errors.DiskFull()), NO_ROOM.code),
        (from_driver(psycopg.errors.AdminShutdown()), RECORDS_AWAY.code),
        (from_driver(psycopg.errors.CannotConnectNow()), RECORDS_AWAY.code),
        (from_driver(psycopg.errors.TooManyConnections()), RECORDS_AWAY.code),
        (from_driver(psycopg.OperationalError("server closed the connection")), RECORDS_AWAY.code),
        (from_driver(psycopg.errors.DeadlockDetected()), None),
        (from_driver(psycopg.errors.QueryCanceled()), None),
        (from_driver(psycopg.errors.UniqueViolation()), None),
        (OSError(errno.EACCES, ""), None),
        (ValueError(), None),
        (None, None),
    ],
    ids=repr,
)
def test_an_outage_is_told_apart_from_a_fault(error: BaseException | None, code: str | None) -> None:
    found = outage(error)
    assert (found.code if found else None) == code


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (from_driver(psycopg.errors.DiskFull()), NO_ROOM),
        (from_driver(psycopg.OperationalError("the server closed the connection")), RECORDS_AWAY),
    ],
)
def test_the_last_resort_says_what_to_do(language: str, error: Exception, kind: Any) -> None:
    with translation.override(language):
        try:
            raise error
        except OperationalError:
            answer = views.broken(RequestFactory().get("/report/"))
        title, remedy = kind().words(translation.gettext)
    page = answer.content.decode()
    assert answer.status_code == kind.status in (503, 507)
    assert kind.code in page and title in page and remedy in page
    assert (title == kind.title) == (language == "en")


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20)).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def folder(db: None, settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_full_disk_leaves_neither_file_nor_row(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: DurableStorage, target: Path) -> None:
        raise FULL

    monkeypatch.setattr(DurableStorage, "flush", full)
    with pytest.raises(Problem) as caught:
        store.store(photo())
    assert caught.value.code == "no_room"
    assert not files(folder) and not StoredFile.objects.exists()


def test_a_file_without_a_row_goes_after_a_day_and_not_before(folder: Path) -> None:
    kept = store.store(photo())
    store.link([kept.id])
    stray = folder / "ab" / "half-written.jpg"
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"half")
    assert store.sweep() == 0 and stray.exists()
    past = (clock.now() - store.UNLINKED_FOR - timedelta(minutes=1)).timestamp()
    for path in files(folder):
        os.utime(path, (past, past))
    assert store.sweep() == 1
    assert files(folder) == [Path(default_storage.path(kept.key))]


def test_an_outage_is_no_attempt_and_the_letter_waits_as_it_lay(own_letters: None, db: None) -> None:
    wrong: list[Exception] = [from_driver(psycopg.errors.DiskFull())]

    def take(letter: Letter) -> None:
        if wrong:
            raise wrong[0]

    listen_with("tests.outage", take)
    write(uuid4(), 1)
    for _ in range(ATTEMPTS + 1):
        with pytest.raises(OperationalError):
            deliver_one()
    assert list(Delivery.objects.values_list("state", "attempts")) == [("waiting", 0)]
    wrong.clear()
    assert deliver_one()
    assert Delivery.objects.get().state == "done"
