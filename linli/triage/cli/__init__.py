# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli triage cluster FILE --out labels.csv`` and ``linli triage duplicates FILE --out pairs.csv``."""

from __future__ import annotations

import argparse
import csv
import re
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from linli.platform.tables import open_table

from ..rules.likeness import Letter, issues_of
from ..rules.repeats import Asked, day_number, repeats
from ..rules.stream import Stream
from ..rules.text import tidy
from ..vocab import COLUMN_MISSING

MOST_AT_ONCE = 8_000  # letters that the exact pass compares each with each
DISTRICT = re.compile(r"[a-z]\d+[市区县]")  # as the shared letters write their districts
NAMED = 400  # characters in which a letter names its district
FIELDS = {
    "id": ("留言编号", "id", "number"),
    "title": ("留言主题", "title"),
    "body": ("留言详情", "body", "text"),
    "when": ("留言时间", "received_at", "time", "created"),
    "request": ("service_request_number", "service_request_id", "sr_number", "id"),
    "address": ("street_address", "address"),
    "created": ("creation_date", "created_date", "requested_datetime"),
    "closed": ("completion_date", "closed_date", "updated_datetime"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["cluster", "duplicates"])
    parser.add_argument("file", type=Path, help="a CSV or XLSX file")
    parser.add_argument("--out", type=Path, required=True, help="the CSV file to write")
    parser.add_argument(
        "--online", action="store_true", help="one pass in order of time, as letters arrive"
    )


def run(options: argparse.Namespace) -> int:
    """Write the answer; 1 if the sheet cannot be read."""
    began = time.process_time()
    if options.what == "cluster":
        letters = letters_of(options.file, in_time=options.online)
        found = grouped(letters, online=options.online)
        rows = zip((letter.id for letter in letters), found, strict=True)
        written = _write(options.out, ("id", "issue"), rows)
        print(f"{written} letters, {len(set(found))} issues, {time.process_time() - began:.1f} CPU seconds")
    else:
        pairs = repeats(requests_of(options.file))
        written = _write(options.out, ("duplicate", "original"), pairs)
        print(f"{written} duplicates, {time.process_time() - began:.1f} CPU seconds")
    return 0


def letters_of(path: Path, *, in_time: bool = False) -> list[Letter]:
    """Letters of a sheet; ids as one sees them."""
    read = _reader(path, ("id", "title", "body", "when"), needed=("id", "body"))
    found = []
    for row in read:
        title, body = tidy(str(row["title"])), tidy(str(row["body"]))
        districts = frozenset(DISTRICT.findall((title + body)[:NAMED]))
        found.append((_when(row["when"]), Letter(_shown(row["id"]), title, body, districts)))
    if in_time:
        found.sort(key=lambda each: each[0])
    return [letter for _, letter in found]


def grouped(letters: Sequence[Letter], *, online: bool = False) -> list[int]:
    """The issue of each letter: by the exact pass, or as they come where they are too many for it."""
    if not online and len(letters) <= MOST_AT_ONCE:
        return [int(issue) for issue in issues_of(letters)]
    stream = Stream(min(200_000, max(1000, len(letters))))
    return [stream.now(number) for number in [stream.add(letter) for letter in letters]]


def requests_of(path: Path) -> list[Asked]:
    """Service requests of a sheet. Their status is never read."""
    found = []
    for row in _reader(
        path, ("request", "address", "created", "closed"), needed=("request", "address", "created")
    ):
        created = day_number(row["created"])
        if created is not None:
            closed = day_number(row["closed"])
            found.append(Asked(_shown(row["request"]), str(row["address"] or ""), created, closed))
    return found


def _reader(path: Path, wanted: Sequence[str], *, needed: Sequence[str]) -> Iterable[dict[str, Any]]:
    table = open_table(path)
    by_name = {re.sub(r"\W+", "_", name.strip().lower()).strip("_"): name for name in table.header}
    columns = {
        field: next((by_name[name] for name in FIELDS[field] if name in by_name), "") for field in wanted
    }
    for field in needed:
        if not columns[field]:
            raise COLUMN_MISSING(column=FIELDS[field][0])
    return ({field: row.get(column) for field, column in columns.items()} for _, row in table.rows)


def _shown(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _when(cell: Any) -> float:
    return day_number(cell) or 0.0


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        count = 0
        for row in rows:
            writer.writerow(row)
            count += 1
    return count
