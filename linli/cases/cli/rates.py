# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli rates FILE``: the three rates from the public rows, counted as the page counts them."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from dataclasses import asdict
from pathlib import Path

from ..rules.rates import SMALLEST, Rate, Rates, by_unit, rates
from ..rules.rates_file import read_rows


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="rows as the page of rates offers them")
    parser.add_argument("--smallest", type=int, default=SMALLEST, help="answers below which none is told")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    try:
        with options.file.open(encoding="utf-8-sig", newline="") as file:
            rows = list(read_rows(csv.DictReader(file)))
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    found = [rates(rows, "all", options.smallest), *by_unit(rows, options.smallest)]
    if options.json:
        print(json.dumps([asdict(item) for item in found]))
        return 0
    print(f"{'':<24} {'contact':>22} {'resolution':>22} {'satisfaction':>22}")
    for item in found:
        print(_line(item))
    return 0


def _line(item: Rates) -> str:
    shown = " ".join(f"{_words(one):>22}" for one in (item.contact, item.resolution, item.satisfaction))
    return f"{item.unit or '(units with few)':<24} {shown}"


def _words(one: Rate) -> str:
    if one.share is None or one.low is None or one.high is None:
        return f"{one.count} of {one.of}"
    return f"{one.share:.1%} ({one.low:.0%}-{one.high:.0%}) n={one.of}"
