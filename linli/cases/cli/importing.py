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

from django.db import IntegrityError

from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.places import public as places
from linli.platform.home import private
from linli.platform.tables import open_table, safe
from linli.topics import public as topics

from ..commands import import_cases, new_drafts, read_drafts
from ..rules.importing import MAP_FAULTY, Draft, ImportMap, Refusal, draft_of, read_map, unknown_category

BATCH = 500  # rows in one transaction
TRIES = 3  # of a batch, where another import takes the same rows over at the same time
REFUSED = ("row", "ref", "column", "value", "why")


@dataclass
class Report:
    """What an import did, or in a dry run would do. ``rows_per_s`` counts rows read, from the first
    to the last commit; ``already_there`` also counts rows that repeat a reference of this file."""

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
    """Import a file batch by batch; memory does not grow with its rows.

    Each batch stands when it is committed: what is broken off goes on where it stopped.
    """
    places.town()
    table = open_table(path, sheet=map_.sheet, encoding=map_.encoding, header=map_.header)
    _check_columns(map_, table.header, path)
    report = Report()
    refused_path = options.refused or private("imports") / f"{path.stem}.refused.csv"
    reasons: Counter[str] = Counter()
    seen: set[int] = set()
    began = time.monotonic()
    with refused_path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(REFUSED)
        for batch in _batches(table.rows, map_):
            report.read += len(batch)
            drafts = []
            for item in batch:
                if isinstance(item, Draft):
                    drafts.append(item)
                    continue
                writer.writerow([safe(getattr(item, name)) for name in REFUSED])
                reasons[f"{item.column}: {item.why}"] += 1
                report.refused += 1
            if options.dry_run:
                _weigh(drafts, map_, report, seen)
            else:
                _take(drafts, map_, report)
            _progress(report, table.total, began)
    report.seconds = round(time.monotonic() - began, 3)
    report.rows_per_s = round(report.read / max(report.seconds, 1e-6), 1)
    report.reasons = dict(reasons.most_common(20))
    report.refused_file = str(refused_path)
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    return report


def _check_columns(map_: ImportMap, header: tuple[str, ...], path: Path) -> None:
    wanted = {name for column in map_.columns.values() for name in column.columns}
    if missing := wanted - set(header):
        raise MAP_FAULTY(key=f"{path.name} has no column {', '.join(sorted(missing))}")
    if twice := {name for name in wanted if header.count(name) > 1}:
        raise MAP_FAULTY(key=f"{path.name} has more than one column {', '.join(sorted(twice))}")


def _batches(
    rows: Iterator[tuple[int, dict[str, Any]]], map_: ImportMap
) -> Iterator[list[Draft | Refusal]]:
    batch: list[Draft | Refusal] = []
    known = topics.tree().by_code
    for number, row in rows:
        item = draft_of(number, row, map_)
        if isinstance(item, Draft) and item.category and item.category not in known:
            item = unknown_category(item)
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _weigh(drafts: list[Draft], map_: ImportMap, report: Report, seen: set[int]) -> None:
    """What taking drafts over would do. ``seen`` holds a hash of every reference met so far."""
    fresh = [draft for draft in new_drafts(drafts, map_.source) if hash(draft.ref) not in seen]
    seen.update(hash(draft.ref) for draft in fresh)
    routed = sum(bool(read.duty) for read in read_drafts(fresh))
    _count(report, len(drafts), len(fresh), routed)


def _take(drafts: list[Draft], map_: ImportMap, report: Report) -> None:
    for turn in range(1, TRIES + 1):
        fresh = new_drafts(drafts, map_.source)
        try:
            done = import_cases(
                fresh, read_drafts(fresh), actor=SYSTEM, source=map_.source, language=map_.language
            )
        except IntegrityError:  # another import was faster with one of them: ask again what is new
            if turn == TRIES:
                raise
        else:
            _count(report, len(drafts), done.created, done.routed)
            return


def _count(report: Report, drafts: int, created: int, routed: int) -> None:
    report.created += created
    report.already_there += drafts - created
    report.routed += routed
    report.to_intake += created - routed


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
