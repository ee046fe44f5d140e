# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli bench import``: a generated file goes through the real command into the built-in town.

The commands run as a newcomer runs them, each in a process of its own, in a data folder of their own;
the memory and the processor time are those of the importing process alone, the database's beside it.
Half of the rows name their category, the reader has to find that of the others; half name their grid,
the others have a point; a few cannot be taken over and must be refused.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psutil

from linli.platform import database
from linli.platform.home import CHECKOUT, home

PACK = CHECKOUT / "packs" / "shancheng"
FAULTY = 200  # one row in so many has no date
COLUMNS = ("ref", "received", "text", "category", "place", "address", "longitude", "latitude")
WEST, SOUTH, EAST, NORTH = 106.92, 29.91, 107.04, 29.98  # degrees, roughly the built-in town
MAP = """[file]
source = "bench"
language = "zh-Hans"
zone = "Asia/Shanghai"

[columns]
ref = "ref"
received = { column = "received", formats = ["%Y-%m-%d %H:%M:%S"] }
text = "text"
category = "category"
place = "place"
address = "address"
longitude = "longitude"
latitude = "latitude"
"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    folder = home() / "bench-import"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o711, parents=True)
    os.environ["LINLI_HOME"] = str(folder)
    file, map_ = folder / "rows.csv", folder / "map.toml"
    map_.write_text(MAP, "utf-8")
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows(generated(options.rows, random.Random(options.seed)))  # noqa: S311
    server = database.ensure()  # held until we end, so that what it used can be asked
    _linli("pack", "load", str(PACK))
    wanted = ("import", "cases", str(file), "--map", str(map_), "--json")
    before = database_seconds(server)
    first, used = _linli(*wanted)
    spent = database_seconds(server) - before
    again, _ = _linli(*wanted)
    rows = max(first["read"], 1)
    told = {
        "rows": first["read"],
        "created": first["created"],
        "refused": first["refused"],
        "routed": first["routed"],
        "rows_per_s": round(first["rows_per_s"]),
        "cpu_ms_per_row": round(1000 * (used.ru_utime + used.ru_stime + spent) / rows, 3),
        "database_cpu_ms_per_row": round(1000 * spent / rows, 3),
        "rss_mb": round(used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)),
        "again_created": again["created"],
        "again_rows_per_s": round(again["rows_per_s"]),
    }
    print(json.dumps(told) if options.json else "\n".join(f"{k:<24} {v:>10,}" for k, v in told.items()))
    return 1 if again["created"] else 0


def generated(rows: int, chance: random.Random) -> Iterator[tuple[object, ...]]:
    """Rows in the order of :data:`COLUMNS`, with texts, categories and grids of the built-in pack."""
    examples = [(row["text"], row["category"]) for row in _pack_rows("examples.csv") if row["category"]]
    grids = [row["code"] for row in _pack_rows("places.csv") if len(row["code"]) == 15]
    began = datetime(2025, 1, 1)  # noqa: DTZ001 (a cell of a file holds no zone)
    for number in range(rows):
        text, category = chance.choice(examples)
        moment = began + timedelta(seconds=number * 300)
        at_point = chance.random() < 0.5
        yield (
            f"B{number:07d}",
            "" if number % FAULTY == FAULTY - 1 else f"{moment:%Y-%m-%d %H:%M:%S}",
            f"{text}第{number}次反映。",
            category if chance.random() < 0.5 else "",
            "" if at_point else chance.choice(grids),
            f"滨江路{number % 300 + 1}号",
            round(chance.uniform(WEST, EAST), 6) if at_point else "",
            round(chance.uniform(SOUTH, NORTH), 6) if at_point else "",
        )


def database_seconds(server: database.Cluster | None) -> float:
    """Processor seconds that our own server has used, ended sessions included; 0 for another's."""
    if server is None:
        return 0.0
    return sum(
        sum(process.cpu_times()[:4])
        for process in server.processes()
        if process.status() != psutil.STATUS_ZOMBIE
    )


def _pack_rows(name: str) -> list[dict[str, str]]:
    with (PACK / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _linli(*arguments: str) -> tuple[dict[str, Any], Any]:
    """What a command printed as JSON and what its process used. Raises if it fails."""
    output = Path(os.environ["LINLI_HOME"]) / "output.json"
    with output.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "linli.config.cli", *arguments], stdout=out, stderr=sys.stderr
        )
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    text = output.read_text("utf-8")
    return (json.loads(text) if text.startswith("{") else {}), used
