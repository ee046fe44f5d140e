# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing tables. A cell that a spreadsheet would take for a formula gets an apostrophe before it
(OWASP ASVS 5.0, 1.2.10); JSON Lines keep every character as it is."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import IO, Any

FORMULA = tuple("=+-@\t\r＝＋－＠")


def safe(cell: Any) -> Any:
    """A cell that no spreadsheet program runs."""
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return cell


def write_csv(
    out: IO[str], header: Sequence[str], rows: Iterable[Sequence[Any]], *, signed: bool = True
) -> int:
    """Write a CSV file that spreadsheets open as UTF-8, unless it is not ``signed`` as such; the number
    of rows."""
    if signed:
        out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(header)
    count = 0
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
        count += 1
    return count


def write_jsonl(out: IO[str], header: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write JSON Lines, one object a row; the number of rows."""
    count = 0
    for row in rows:
        line = dict(zip(header, row, strict=True))
        out.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
        count += 1
    return count


def write_xlsx(
    out: IO[bytes],
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    name: str = "linli",
    made: datetime | None = None,
) -> int:
    """Write a workbook with one sheet in bounded memory; text is always text. The number of rows.

    Made at a given moment (UTC), the same rows give the same bytes.
    """
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    if made is not None:
        book.set_properties({"created": made})
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, header, book.add_format({"bold": True}))
    sheet.freeze_panes(1, 0)
    count = 0
    for count, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            value = safe(cell)
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                sheet.write_number(count, column, value)
            elif value not in (None, ""):
                sheet.write_string(count, column, str(value)[:32_000])
    book.close()
    return count
