# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page on paper: taken, read by machine one at a time, confirmed by a person, or put away."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from linli.cases import public as cases
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.events import Entry, Event
from linli.kernel.ids import new_id
from linli.kernel.problem import FORBIDDEN, NOT_FOUND, Problem
from linli.platform import crypto, ocr
from linli.platform.files import store
from linli.platform.journal.append import append

from ..events import SheetEnded, SheetRead, SheetTaken
from ..models import Sheet
from ..policy import answers_for, desk_of
from ..rules import Piece, fields_of
from ..vocab import SheetState

GIVEN_UP = timedelta(minutes=10)  # after which a page is read again whose reader died
OPEN = (SheetState.WAITING.value, SheetState.READING.value, SheetState.READ.value)


def take_sheet(content: bytes, *, actor: Actor) -> UUID:
    """Take a picture of a page; its id. Raises what ``files.store`` raises, ``no_picture`` for a file that
    is none."""
    desk = desk_of(actor)
    if not desk:
        raise FORBIDDEN()
    file = store.store(content)
    if file.kind != "image":
        raise ocr.NO_PICTURE()
    with transaction.atomic():
        store.link([file.id])
        row = Sheet.objects.create(
            id=new_id(),
            file=file,
            place_path=desk,
            state=SheetState.WAITING.value,
            taken_by_id=UUID(actor.id),
            taken_at=clock.now(),
        )
        _tell(row, SheetTaken(), actor)
    return row.id


def read_next() -> bool:
    """Read the page that waits longest; whether there was one. A page that cannot be read stays with the
    code of what is wrong, for a person to type from."""
    now = clock.now()
    waits = Q(state=SheetState.WAITING.value)
    waits |= Q(state=SheetState.READING.value, claimed_at__lt=now - GIVEN_UP)
    with transaction.atomic():
        row = (
            Sheet.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(waits, file__isnull=False)
            .order_by("taken_at", "id")
            .first()
        )
        if row is None:
            return False
        Sheet.objects.filter(pk=row.pk).update(state=SheetState.READING.value, claimed_at=now)
    assert row.file_id is not None
    fields: dict[str, str] = {}
    fault, seconds = "", None
    try:
        stream, _ = store.open_file(row.file_id)
        with stream:
            found = ocr.read(stream.read())
        seconds = found.seconds
        pieces = [Piece(line.text, line.x, line.y, line.width, line.height) for line in found.lines]
        fields = fields_of(pieces, found.width, found.height)
    except Problem as error:
        fault = error.code
    _note(row.id, fields, fault, seconds)
    return True


@transaction.atomic
def _note(sheet: UUID, fields: dict[str, str], fault: str, seconds: float | None) -> None:
    row = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet)
    if row.state != SheetState.READING:
        return  # put away, or typed by a person meanwhile
    words = json.dumps(fields, ensure_ascii=False)
    row.version += 1
    row.state, row.fault, row.seconds = SheetState.READ.value, fault, seconds
    row.number = fields.get("number", "")
    row.fields = crypto.seal(words, "channels_sheet", "fields", sheet)
    row.save(update_fields=("version", "state", "fault", "seconds", "number", "fields"))
    _tell(row, SheetRead(fault), SYSTEM)


@transaction.atomic
def put_away(sheet: UUID, *, actor: Actor) -> None:
    """A page of which no matter comes (empty, twice the same, no report): picture and words go."""
    row = _open(sheet)
    if row is None or not answers_for(actor, row.place_path):
        raise NOT_FOUND()
    _end(row, SheetState.AWAY, actor)


@transaction.atomic
def sheet_came(sheet: UUID) -> None:
    """A matter came of a page (they share their id): the picture goes with the matter, for its reporter
    and whoever handles it."""
    row = _open(sheet)
    if row is None:
        return
    file = _end(row, SheetState.RECEIVED, SYSTEM)
    if file is not None:
        cases.note_case(sheet, "", cases.See.REPORTER, actor=SYSTEM, files=[file])


def _open(sheet: UUID) -> Sheet | None:
    rows = Sheet.objects.select_for_update(of=("self",)).filter(pk=sheet, state__in=OPEN)
    return rows.order_by("pk").first()


def _end(row: Sheet, state: SheetState, actor: Actor) -> UUID | None:
    """Let go of picture and words; the picture, which belongs to nothing now."""
    file, row.file_id = row.file_id, None
    row.version += 1
    row.state, row.fields = state.value, None
    row.save(update_fields=("version", "state", "fields", "file"))
    if file is not None:
        store.unlink([file])
    _tell(row, SheetEnded(state.value), actor)
    return file


def _tell(row: Sheet, event: Event, actor: Actor) -> None:
    append([Entry(event, row.subject, row.version, actor, clock.now())])
