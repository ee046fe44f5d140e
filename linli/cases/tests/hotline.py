# SPDX-License-Identifier: AGPL-3.0-or-later
"""A hotline for tests: its rows and files, the map of the built-in town, replies as it reads them."""

from __future__ import annotations

import csv
import io
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import python_calamine

from linli.cases.commands import (
    bring_over,
    write_reply,
)
from linli.cases.commands.bring import Outcome, Report
from linli.cases.models import Case, Press, Step, Ticket
from linli.cases.rules.importing import ImportMap, read_map
from linli.kernel.actor import SYSTEM, Actor
from linli.platform.journal.models import EventRecord

PACK = Path("packs/shancheng/hotline")
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
HEADER = ("工单编号", "来电时间", "诉求类型", "标题", "诉求内容", "事发地址", "办结时限", "工单状态",
          "办结时间", "催办次数", "补充内容")  # fmt: skip
Row = dict[str, str]


def the_map(**changes: Any) -> ImportMap:
    """The map of the built-in town, with parts of its reply replaced."""
    data = tomllib.loads((PACK / "12345.toml").read_text("utf-8"))
    data["reply"] |= changes
    return read_map(data)


def ticket(number: int, **changes: str) -> Row:
    """A row of the hotline's file."""
    row = dict.fromkeys(HEADER, "") | {
        "工单编号": f"T-{number:04d}",
        "来电时间": "2026-11-20 08:12:30",
        "诉求类型": "求助",
        "标题": "路灯不亮",
        "诉求内容": f"滨江路社区第{number}盏路灯不亮，请尽快修。",
        "事发地址": "滨江路社区",
        "办结时限": "2026-11-27",
        "工单状态": "待办理",
        "催办次数": "0",
    }
    return row | changes


def bring(folder: Path, rows: list[Row], **more: Any) -> tuple[Report, list[Outcome]]:
    """Take over a file with these rows."""
    path, kept = folder / "day.csv", []
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, HEADER)
        writer.writeheader()
        writer.writerows(rows)
    report = bring_over(path, more.pop("map_", the_map()), actor=more.pop("actor", SYSTEM),
                        keep=kept.append, **more)  # fmt: skip
    return report, kept


def reply(form: str = "csv", actor: Actor = SYSTEM, **changes: Any) -> list[Row]:
    """Write the reply and read it as the hotline does; nothing if there is nothing new."""
    told: list[bytes] = []
    map_ = the_map(**changes)
    write_reply(map_, form, actor=actor, put=lambda info, content: told.append(content))
    return rows_of(told[0], form, map_) if told else []


def rows_of(content: bytes, form: str, map_: ImportMap) -> list[Row]:
    assert map_.reply is not None
    if form == "xlsx":
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        header, *rows = book.get_sheet_by_name(map_.reply.sheet).to_python()
        return [dict(zip(header, (str(cell) for cell in row), strict=False)) for row in rows]
    text = content.decode(map_.reply.encoding).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def case(number: int = 1) -> Case:
    return Case.objects.get(source_ref=f"T-{number:04d}")


def state() -> tuple[Any, ...]:
    """Everything that an import could have changed."""
    rows = Case.objects.order_by("source_ref").values_list("source_ref", "state", "version", "due_at")
    return (list(rows), Step.objects.count(), EventRecord.objects.count(), Press.objects.count(),
            list(Ticket.objects.order_by("case").values_list("told", "seen", "set_at")))  # fmt: skip
