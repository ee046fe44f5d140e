# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files to import in tests, with the map that reads them, and the command called as people call it."""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from linli.cases.cli import importing

HEADER = ("no", "when", "what", "topic", "where", "x", "y", "state", "end", "reply")
MAP = """
[file]
source = "test"
language = "zh-Hans"
zone = "Asia/Shanghai"

[columns]
ref = "no"
received = "when"
text = "what"
category = "topic"
place = "where"
longitude = "x"
latitude = "y"
state = "state"
closed = "end"
answer = "reply"
"""
LAMP, HERE = "cityscape.lighting.street", "509901001002"


def row(number: object, **changes: object) -> tuple[object, ...]:
    """A row that can be taken over; ``changes`` replace cells by column."""
    cells: dict[str, object] = {
        **dict.fromkeys(HEADER, ""),
        "no": f"T{number}",
        "when": "2026-03-02 08:30:00",
        "what": "滨江路社区门口的路灯坏了三天了。",
        "topic": LAMP,
        "where": HERE,
    }
    return tuple({**cells, **changes}[name] for name in HEADER)


def write(path: Path, rows: Iterable[Sequence[object]], header: Sequence[str] = HEADER) -> Path:
    """A CSV or XLSX file, by the ending of its name, with its map beside it."""
    path.with_suffix(".toml").write_text(MAP, "utf-8")
    if path.suffix == ".xlsx":
        import xlsxwriter

        with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
            sheet = book.add_worksheet()
            for at, cells in enumerate([header, *rows]):
                for column, cell in enumerate(cells):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(at, column, cell)
                    elif isinstance(cell, (int, float)):
                        sheet.write_number(at, column, cell)
                    else:
                        sheet.write_string(at, column, str(cell))
        return path
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([header, *rows])
    return path


def import_file(path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
    """Import and read the report that the command prints. Raises the problem that it tells of."""
    parser = argparse.ArgumentParser()
    importing.configure(parser)
    refused = path.with_suffix(".refused.csv")
    given = ["cases", str(path), "--map", str(path.with_suffix(".toml")), "--refused", str(refused)]
    capsys.readouterr()
    assert importing.run(parser.parse_args([*given, "--json", *more])) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def refusals(told: dict[str, Any]) -> list[dict[str, str]]:
    """The refused rows as the command wrote them."""
    with Path(told["refused_file"]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
