# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli hidden FILE``: what was hidden and what became of it, counted as the public page counts it."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from dataclasses import asdict
from pathlib import Path

from ..rules.hiding import hide_counts, read_hide_rows
from ..vocab import HideState


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="rows as the page of what is hidden offers them")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    try:
        with options.file.open(encoding="utf-8-sig", newline="") as file:
            counts = hide_counts(read_hide_rows(csv.DictReader(file)))
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps([asdict(count) for count in counts]))
        return 0
    print(f"{'':<16} {'all':>9} " + " ".join(f"{state.value:>9}" for state in HideState))
    for count in counts:
        told = " ".join(f"{count.outcomes.get(state.value, '-'):>9}" for state in HideState)
        print(f"{count.reason or '(rare ones)':<16} {count.hidden:>9} {told}")
    return 0
