# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli import cases FILE --map MAP.toml``: dry run, refusals with reasons, resumable, idempotent."""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.platform.home import private
from linli.platform.tables import open_table

from ..commands import import_cases, new_drafts, read_drafts
from ..rules.importing import MAP_FAULTY, Draft, ImportMap, Refusal, draft_of, read_map

BATCH = 500  # rows in one transaction
REFUSED = ("row", "ref", "column", "value", "why")


@dataclass
class Report:
    """What an import did. ``rows_per_s`` counts rows read, from the first to the last commit."""

    read: int = 0
    created: int = 0
    already_there: int = 0
    refused: int = 0
    routed: int = 0
    to_intake: int = 0
    seconds: float = 0.0
    rows_per_s: float = 0.0
    refused_file: str = ""
    reasons: dict[str, int] = field(default_factory=dict)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["cases"])
    parser.add_argument("file", type=Path, help="a CSV or XLSX file")
    parser.add_argument("--map", type=Path, required=True, help="how its columns are read (TOML)")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--dry-run", action="store_true", help="check every row, change nothing")
    parser.add_argument("--refused", type=Path, help="where to write the refused rows (CSV)")


def run(options: argparse.Namespace) -> int:
    """Import and tell what was done; 0 even with refused rows, 1 if the file or map is unusable."""
    try:
        report = bring_over(options.file, load_map(options.map), options)
    except Problem as error:
        if options.json:
            print(json.dumps({"problem": error.code, "facts": error.facts}, default=str))
        raise
    if options.json:
        print(json.dumps(asdict(report), ensure_ascii=False))
        return 0
    done = "would be created" if options.dry_run else "created"
    print(f"read {report.read}, {done} {report.created}, already there {report.already_there}, "
          f"refused {report.refused}")  # fmt: skip
    print(f"routed to a unit {report.routed}, to general intake {report.to_intake}, "
          f"{report.rows_per_s:.0f} rows a second")  # fmt: skip
    for reason, number in report.reasons.items():
        print(f"  refused {number}: {reason}")
    if report.refused:
        print(f"  every refused row with its reason: {report.refused_file}")
    return 0


def load_map(path: Path) -> ImportMap:
    """Read a map file. Raises ``map_faulty``."""
    try:
        return read_map(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MAP_FAULTY(key=f"{path.name}: {error}") from error


def bring_over(path: Path, map_: ImportMap, options: argparse.Namespace) -> Report:
    """Import a file batch by batch; memory does not grow with its rows."""
    table = open_table(path, sheet=map_.sheet, encoding=map_.encoding, header=map_.header)
    _check_columns(map_, table.header, path)
    report = Report()
    refused_path = options.refused or private("imports") / f"{path.stem}.refused.csv"
    reasons: Counter[str] = Counter()
    began = time.monotonic()
    with refused_path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(REFUSED)
        for batch in _batches(table.rows, map_):
            report.read += len(batch)
            for item in batch:
                if isinstance(item, Refusal):
                    writer.writerow([getattr(item, name) for name in REFUSED])
                    reasons[f"{item.column}: {item.why}"] += 1
                    report.refused += 1
            drafts = [item for item in batch if isinstance(item, Draft)]
            _take(drafts, map_, report, dry=options.dry_run)
            _progress(report, table.total, began)
    report.seconds = round(time.monotonic() - began, 3)
    report.rows_per_s = round(report.read / max(report.seconds, 1e-6), 1)
    report.reasons = dict(reasons.most_common(20))
    report.refused_file = str(refused_path)
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    return report


def _check_columns(map_: ImportMap, header: tuple[str, ...], path: Path) -> None:
    missing = {name for column in map_.columns.values() for name in column.columns if name not in header}
    if missing:
        raise MAP_FAULTY(key=f"{path.name} has no column {', '.join(sorted(missing))}")


def _batches(
    rows: Iterator[tuple[int, dict[str, Any]]], map_: ImportMap
) -> Iterator[list[Draft | Refusal]]:
    batch: list[Draft | Refusal] = []
    for number, row in rows:
        batch.append(draft_of(number, row, map_))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _take(drafts: list[Draft], map_: ImportMap, report: Report, *, dry: bool) -> None:
    fresh = new_drafts(drafts, map_.source)
    report.already_there += len(drafts) - len(fresh)
    if dry:
        report.created += len(fresh)
        return
    done = import_cases(fresh, read_drafts(fresh), actor=SYSTEM, source=map_.source, language=map_.language)
    report.created += done.created
    report.routed += done.routed
    report.to_intake += done.created - done.routed


def _progress(report: Report, total: int | None, began: float) -> None:
    if not sys.stderr.isatty():
        return
    seconds = time.monotonic() - began
    share = f"{100 * report.read / total:3.0f} %  " if total else ""
    sys.stderr.write(
        f"\r\033[K  {share}{report.read} rows, {report.read / max(seconds, 0.01):.0f} a second, "
        f"{report.refused} refused"
    )
    sys.stderr.flush()
