# SPDX-License-Identifier: AGPL-3.0-or-later
"""The reply to a hotline: one file of what changed since the last, kept as it was written."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.ids import new_id
from linli.kernel.problem import FORBIDDEN, INVALID
from linli.places import public as places
from linli.platform.access.looks import reveal_many
from linli.platform.bulk import copy_rows
from linli.platform.journal.append import append
from linli.platform.tables import write_csv, write_xlsx

from ..events import ReplyWritten
from ..models import ReplyFile, ReplyRow
from ..policy import may_exchange
from ..queries.tickets import PURPOSE, WORDS, ReplyInfo, ReplyLine, info_of, reply_lines
from ..rules.importing import ImportMap
from ..rules.replying import NO_REPLY_MAP, ReplyMap

FORMS = ("csv", "xlsx")
LEDGER = """
update cases_ticket t set replied = n.version, reply = n.digest
from unnest(%s::uuid[], %s::int[], %s::text[]) as n (id, version, digest) where t.case_id = n.id
"""


@transaction.atomic
def write_reply(
    map_: ImportMap,
    form: str,
    *,
    actor: Actor,
    put: Callable[[ReplyInfo, bytes], None] = lambda info, content: None,
) -> ReplyInfo | None:
    """Write what happened with the actor's tickets since they were told, as ``csv`` or ``xlsx``.

    ``put`` is given the whole file before the ledger stands: killed in the middle, the next run
    writes the same again and nothing is lost. Without anything new there is no file. Raises
    ``no_reply_map``.
    """
    if not may_exchange(actor):
        raise FORBIDDEN()
    if map_.reply is None:
        raise NO_REPLY_MAP()
    if form not in FORMS:
        raise INVALID(field="form")
    with connection.cursor() as cursor:  # one reply of a source at a time
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"reply:{map_.source}"])
    lines = [line for line in reply_lines(map_, actor) if line.cells is not None]
    _note(lines)
    fresh = [line for line in lines if not line.same]
    if not fresh:
        return None
    now, day = clock.now(), places.today()
    content = reveal_many(
        actor, "case", [line.case for line in fresh], WORDS, lambda: _bytes(map_.reply, form, fresh, now),
        purpose=PURPOSE,
    )  # fmt: skip
    before = ReplyFile.objects.filter(source=map_.source, day=day).order_by("-number")
    number = 1 + (before.values_list("number", flat=True).first() or 0)
    file = ReplyFile.objects.create(
        id=new_id(),
        source=map_.source,
        day=day,
        number=number,
        form=form,
        rows=len(fresh),
        content=content,
        at=now,
        actor=actor.ref,
    )
    copy_rows(
        ReplyRow, [{"file_id": file.id, "case_id": line.case, "version": line.version} for line in fresh]
    )
    event = ReplyWritten(map_.source, len(fresh))
    append([Entry(event, file.id, 1, actor, now)])
    put(info_of(file), content)
    return info_of(file)


def _note(lines: Sequence[ReplyLine]) -> None:
    columns: list[Any] = [
        [line.case for line in lines],
        [line.version for line in lines],
        [line.digest for line in lines],
    ]
    with connection.cursor() as cursor:
        cursor.execute(LEDGER, columns)


def _bytes(map_: ReplyMap | None, form: str, lines: Sequence[ReplyLine], now: datetime) -> bytes:
    assert map_ is not None
    rows = [line.cells or () for line in lines]
    if form == "xlsx":
        book = io.BytesIO()
        write_xlsx(book, map_.header, rows, name=map_.sheet, made=now.astimezone(UTC).replace(tzinfo=None))
        return book.getvalue()
    out = io.StringIO(newline="")
    write_csv(out, map_.header, rows, signed=map_.encoding == "utf-8")
    return out.getvalue().encode(map_.encoding, "replace")
