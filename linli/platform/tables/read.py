# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a table. Whatever the file holds, the answer is rows or a coded problem, never a crash."""

from __future__ import annotations

import codecs
import csv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linli.kernel.problem import mark, problem

LONGEST_CELL = 1_000_000  # characters
LARGEST_SHEET = 1_500_000_000  # bytes once unpacked
MOST_COLUMNS = 2_000

TABLE_UNREADABLE = problem(
    "table_unreadable",
    422,
    mark("This file cannot be read as a table."),
    mark("Open it in a spreadsheet program, save it as CSV (UTF-8) or XLSX, and try again."),
)
Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """The header of a table and its rows as ``(number, cells by column)``; numbers as one sees them."""

    header: tuple[str, ...]
    rows: Iterator[tuple[int, Row]]
    total: int | None


def open_table(
    path: Path, *, sheet: str | None = None, encoding: str | None = None, header: int = 1
) -> Table:
    """Open a CSV or XLSX file; ``header`` is the row (from 1) with the column names.

    Raises ``table_unreadable``; a broken row inside of a CSV ends the reading with the same problem.
    """
    if not path.is_file():
        raise TABLE_UNREADABLE(file=path.name, why="not found")
    with path.open("rb") as file:
        start = file.read(4)
    source = _xlsx(path, sheet) if start[:2] in (b"PK", b"\xd0\xcf") else _csv(path, encoding)
    total, cells = source
    names = next((tuple(str(cell).strip() for cell in row) for at, row in cells if at == header), ())
    if not any(names) or len(names) > MOST_COLUMNS:
        raise TABLE_UNREADABLE(file=path.name, why="no header")
    return Table(names, _named(names, cells), None if total is None else max(0, total - header))


def _named(names: tuple[str, ...], cells: Iterator[tuple[int, list[Any]]]) -> Iterator[tuple[int, Row]]:
    for number, row in cells:
        if any(cell not in ("", None) for cell in row):
            yield number, dict(zip(names, row, strict=False))


def _csv(path: Path, encoding: str | None) -> tuple[int | None, Iterator[tuple[int, list[Any]]]]:
    csv.field_size_limit(LONGEST_CELL)
    chosen = encoding or _encoding(path)

    def rows() -> Iterator[tuple[int, list[Any]]]:
        try:
            with path.open(encoding=chosen, newline="") as file:
                yield from enumerate(csv.reader(file, dialect=_dialect(path, chosen)), 1)
        except (csv.Error, UnicodeError, LookupError, OSError) as error:
            raise TABLE_UNREADABLE(file=path.name, why=type(error).__name__) from error

    return None, rows()


def _encoding(path: Path) -> str:
    """UTF-8 with or without mark, UTF-16 with mark, else GB 18030 if it decodes, as Excel saves."""
    with path.open("rb") as file:
        start = file.read(65536)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for candidate in ("utf-8-sig", "gb18030"):
        try:
            codecs.getincrementaldecoder(candidate)().decode(start)
        except UnicodeDecodeError:
            continue
        return candidate
    return "utf-8-sig"


def _dialect(path: Path, encoding: str) -> type[csv.Dialect] | str:
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        line = file.readline(LONGEST_CELL)
    best = max(",;\t", key=line.count)

    class Found(csv.excel):
        delimiter = best if line.count(best) else ","

    return Found


def _xlsx(path: Path, sheet: str | None) -> tuple[int | None, Iterator[tuple[int, list[Any]]]]:
    import python_calamine

    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as parts:
                if sum(part.file_size for part in parts.infolist()) > LARGEST_SHEET:
                    raise TABLE_UNREADABLE(file=path.name, why="too large")
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        found = book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)
        rows = found.iter_rows()
    except (SystemExit, KeyboardInterrupt):
        raise
    except BaseException as error:  # the reader's Rust code may panic on a damaged file
        if getattr(error, "code", "") == TABLE_UNREADABLE.code:
            raise
        raise TABLE_UNREADABLE(file=path.name, why=type(error).__name__) from None
    first = found.start[0] + 1 if found.start else 1
    return found.total_height, enumerate(rows, first)
