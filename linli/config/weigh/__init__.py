# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli bench cases``: what a request costs when a town has a hundred thousand matters and more.

The built-in town is filled with copies of its own reports, spread over two years, then asked through
the web server as people ask it, one request after the other. A cost is the processor time of the web
server and of the database together, in milliseconds a request: on a machine that others use as well it
says more than the time that passed. The number of statements is counted in this process, on the same
database. Peers are measured the same way (docs/benchmarks.md).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
from pathlib import Path
from typing import Any

from linli.platform.home import home

BUILT_IN = Path(__file__).resolve().parents[3] / "packs" / "shancheng"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=200, help="requests of each kind")
    parser.add_argument("--keep", action="store_true", help="keep the filled town for the next run")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    folder = home() / "bench" / f"cases-{options.cases}"
    filled = folder / "filled"
    if not filled.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(mode=0o711, exist_ok=True)
    os.environ["LINLI_HOME"] = str(folder)
    os.environ["LINLI_PROXIES"] = "1"
    os.environ.pop("LINLI_DATABASE_URL", None)  # its processes must be our own to be weighed
    try:
        told = _weigh(options, filled)
    finally:
        from linli.platform import database

        if cluster := database.ensure():
            cluster.release()
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(told) if options.json else _table(told))
    return 0


def _weigh(options: argparse.Namespace, filled: Path) -> dict[str, Any]:
    from linli.config.run import prepare
    from linli.config.steps import step

    prepare(BUILT_IN)
    from .fill import disk_mb, fill

    if not filled.exists():
        with step(f"{options.cases:,} matters") as shown:
            fill(options.cases, shown.note)
        filled.touch()
    from .ask import ask_all

    told: dict[str, Any] = {"cases": options.cases, "disk_mb": disk_mb()}
    return told | ask_all(options.times)


def _table(told: dict[str, Any]) -> str:
    lines = []
    for name, value in told.items():
        if isinstance(value, dict):
            facts = "  ".join(f"{key} {number:>9,}" for key, number in value.items())
            lines.append(f"{name:<16} {facts}")
        else:
            lines.append(f"{name:<16} {value:>9,}")
    return "\n".join(lines)
