# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli mediation rates``: count success, performance and recurrence anew from the journal."""

from __future__ import annotations

import argparse
import json
from datetime import date, datetime, time

from linli.places import public as places

from .queries import published, sums


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["rates"])
    parser.add_argument(
        "--until", type=date.fromisoformat, help="what happened before this day (default: this month)"
    )
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Print each rate with its denominator and its 95 % interval, as the public page shows them."""
    found, until = published()
    if options.until:
        until = options.until
        found = sums(datetime.combine(until, time(), places.town().zone))
    told = [
        {"rate": rate.name, "part": rate.part, "of": rate.whole, "percent": rate.percent,
         "interval": rate.interval}
        for rate in found.rates
    ]  # fmt: skip
    if options.json:
        print(json.dumps({"until": until.isoformat(), "least": found.least, "rates": told}))
        return 0
    print(f"what happened before {until}; figures from {found.least} on")
    for rate in found.rates:
        doubt = (
            f"{rate.percent} % ({rate.interval[0]} to {rate.interval[1]})" if rate.interval else "too few"
        )
        print(f"{rate.name:<12} {rate.part:>5} of {rate.whole:<5} {doubt}")
    return 0
