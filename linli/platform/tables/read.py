# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a table. Whatever the file holds, the answer is rows or a coded problem, never a crash."""

from __future__ import annotations

import codecs
import csv
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linli.kernel.problem import mark, problem

LONGEST_CELL = 1_000_000  # characters
LARGEST_BOOK = 600_000_000  # bytes once unpacked
MOST_CELLS = 10_000_000  # of a sheet, empty ones included: its reader makes room for each
MOST_COLUMNS = 2_000
CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,20})(\d{1,20})["']""")
WORKBOOK = "xl/workbook.xml"

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
    total, cells = _xlsx(path, sheet) if start[:2] == b"PK" else _csv(path, encoding)
    names = next((tuple(str(cell).strip() for cell in row) for at, row in cells if at == header), ())
    if not any(names):
        raise TABLE_UNREADABLE(file=path.name, why="no header")
    if len(names) > MOST_COLUMNS:
        raise TABLE_UNREADABLE(file=path.name, why="too many columns")
    return Table(names, _named(names, cells), None if total is None else max(0, total - header))


def _named(names: tuple[str, ...], cells: Iterator[tuple[int, list[Any]]]) -> Iterator[tuple[int, Row]]:
    for number, row in cells:
        if any(cell not in ("", None) for cell in row):
            yield number, dict(zip(names, row, strict=False))


def _csv(path: Path, encoding: str | None) -> tuple[int | None, Iterator[tuple[int, list[Any]]]]:
    csv.field_size_limit(LONGEST_CELL)
    chosen = encoding or _encoding(path)

    def rows() -> Iterator[tuple[int, list[Any]]]:
        number = 0
        try:
            with path.open(encoding=chosen, newline="") as file:
                for number, row in enumerate(csv.reader(file, dialect=_dialect(path, chosen)), 1):
                    yield number, row
        except (csv.Error, UnicodeError, LookupError, OSError) as error:
            raise TABLE_UNREADABLE(file=path.name, why=type(error).__name__, row=number + 1) from error

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
        with zipfile.ZipFile(path) as parts:
            _check_size(parts, path.name)
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        found = book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)
    except (SystemExit, KeyboardInterrupt):
        raise
    except BaseException as error:  # the reader's Rust code may panic on a damaged file
        if getattr(error, "code", "") == TABLE_UNREADABLE.code:
            raise
        raise TABLE_UNREADABLE(file=path.name, why=type(error).__name__) from None
    first = found.start[0] + 1 if found.start else 1
    last = found.end[0] + 1 if found.end else 0
    return last, enumerate(found.iter_rows(), first)


def _check_size(parts: zipfile.ZipFile, name: str) -> None:
    """Unpack the book once before its reader does, which takes every size for what it is told.

    Raises ``table_unreadable`` for one that is too large, lies about its sizes, or has a cell so far
    out that there is no room for all before it.
    """
    if WORKBOOK not in parts.namelist():
        raise TABLE_UNREADABLE(file=name, why="not a workbook")
    if sum(part.file_size for part in parts.infolist()) > LARGEST_BOOK:
        raise TABLE_UNREADABLE(file=name, why="too large")
    for part in parts.infolist():
        widest, deepest, rest = 0, 0, b""
        with parts.open(part) as file:
            while piece := file.read(1 << 20):  # ends at the size told, and checks the sum of the content
                cells = CELL.findall(rest + piece)
                widest = max(widest, *(_number(column) for column in {cell[0] for cell in cells}), 0)
                deepest = max(deepest, *(int(row) for row in {cell[1] for cell in cells}), 0)
                if widest * deepest > MOST_CELLS:
                    raise TABLE_UNREADABLE(file=name, why="too large")
                rest = piece[-64:]


def _number(column: bytes) -> int:
    """The number of a column from its letters: A is 1, AA is 27."""
    number = 0
    for letter in column.upper():
        number = 26 * number + letter - 64
    return number
