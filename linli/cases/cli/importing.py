# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli import cases FILE --map MAP.toml``: dry run, refusals with reasons, resumable, idempotent."""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
import tomllib
from dataclasses import asdict
from pathlib import Path

from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.platform.home import private
from linli.platform.tables import safe

from ..commands import Outcome, Report, bring_over
from ..rules.importing import MAP_FAULTY, ImportMap, read_map

__all__ = ["Report"]
REFUSED = ("row", "ref", "column", "value", "why", "code")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["cases"])
    parser.add_argument("file", type=Path, help="a CSV or XLSX file")
    parser.add_argument("--map", type=Path, required=True, help="how its columns are read (TOML)")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--dry-run", action="store_true", help="check every row, change nothing")
    parser.add_argument("--refused", type=Path, help="where to write rows that need a person (CSV)")


def run(options: argparse.Namespace) -> int:
    """Import and tell what was done; 0 even with refused rows, 1 if the file or map is unusable."""
    try:
        report = bring_file(options.file, load_map(options.map), options)
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
    if report.updated or report.conflicts:
        print(f"of those already there: with news {report.updated}, at odds {report.conflicts}")
    print(f"routed to a unit {report.routed}, to general intake {report.to_intake}, "
          f"{report.rows_per_s:.0f} rows a second")  # fmt: skip
    for reason, number in report.reasons.items():
        print(f"  refused {number}: {reason}")
    if report.refused or report.conflicts:
        print(f"  every row that needs a person, with its reason: {report.refused_file}")
    return 0


def load_map(path: Path) -> ImportMap:
    """Read a map file. Raises ``map_faulty``."""
    try:
        return read_map(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MAP_FAULTY(key=f"{path.name}: {error}") from error


def bring_file(path: Path, map_: ImportMap, options: argparse.Namespace) -> Report:
    """Import a file; what a person must look at goes into a file of its own, with its code."""
    told_path = options.refused or private("imports") / f"{path.stem}.refused.csv"
    with told_path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(REFUSED)

        def keep(item: Outcome) -> None:
            if item.code not in ("created", "updated"):
                writer.writerow([safe(getattr(item, name)) for name in REFUSED])

        report = bring_over(
            path, map_, actor=SYSTEM, keep=keep, dry_run=options.dry_run, progress=_progress
        )
    report.refused_file = str(told_path)
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    return report


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
