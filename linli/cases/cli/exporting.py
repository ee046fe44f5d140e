# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli export cases``: matters as CSV, XLSX or JSON Lines, without names and contacts."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

from linli.kernel.actor import SYSTEM
from linli.kernel.problem import NOT_FOUND
from linli.people import public as people
from linli.platform.tables import write_csv, write_jsonl, write_xlsx

from ..queries import CaseFilter
from ..queries.export import COLUMNS, export_rows

LONGEST_PURPOSE = 40  # characters, as the record of looks has room for
WRITERS = {".csv": write_csv, ".jsonl": write_jsonl, ".xlsx": write_xlsx}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["cases"])
    parser.add_argument("file", type=Path, help="ending in .csv, .xlsx or .jsonl; - for CSV to stdout")
    parser.add_argument("--begins", type=date.fromisoformat, help="received from this day on")
    parser.add_argument("--ends", type=date.fromisoformat, help="received up to this day")
    parser.add_argument("--category", default="", help="a category's code, with those below it")
    parser.add_argument("--place", default="", help="a place's code, with those below it")
    parser.add_argument("--login", help="only what this member of staff sees (default: every matter)")
    parser.add_argument(
        "--purpose", default="", help="with words and exact places that are not public; it is recorded"
    )
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")


def run(options: argparse.Namespace) -> int:
    """Write the file; it takes its name only when it is whole."""
    wanted = CaseFilter(
        begins=options.begins, ends=options.ends, category=options.category, place=options.place
    )
    viewer = SYSTEM
    if options.login is not None:
        account = people.account_by_login(options.login)
        if account is None:
            raise NOT_FOUND(login=options.login)
        viewer = people.actor_of_account(account)
    rows = export_rows(wanted, viewer=viewer, purpose=options.purpose[:LONGEST_PURPOSE])
    began = time.monotonic()
    if str(options.file) == "-":
        count = write_csv(sys.stdout, COLUMNS, rows)
    else:
        writer = WRITERS.get(options.file.suffix)
        if writer is None:
            print(f"{options.file}: the name must end in .csv, .xlsx or .jsonl", file=sys.stderr)
            return 2
        count = _write(options.file, writer, rows)
    seconds = time.monotonic() - began
    if options.json:
        print(json.dumps({"written": count, "seconds": round(seconds, 3), "file": str(options.file)}))
    elif str(options.file) != "-":
        print(f"{count} matters written to {options.file} in {seconds:.1f} s")
    return 0


def _write(path: Path, writer: Any, rows: Iterator[tuple[Any, ...]]) -> int:
    draft = path.with_name(path.name + ".part")
    binary = path.suffix == ".xlsx"
    with ExitStack() as stack:
        out: Any = (
            stack.enter_context(draft.open("wb"))
            if binary
            else stack.enter_context(draft.open("w", encoding="utf-8", newline=""))
        )
        count: int = writer(out, COLUMNS, rows)
    draft.replace(path)
    return count
