# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli reply FILE --map MAP.toml``: what happened with a hotline's tickets, in its own columns."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import date
from pathlib import Path

from linli.kernel.actor import SYSTEM

from ..commands import write_reply
from ..queries.tickets import ReplyInfo, reply_of_day
from .importing import load_map

FORMS = {".csv": "csv", ".xlsx": "xlsx"}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the reply to write, ending in .csv or .xlsx")
    parser.add_argument("--map", type=Path, required=True, help="the map by which tickets came (TOML)")
    parser.add_argument(
        "--again", type=_day, metavar="DAY[.N]", help="write that day's file once more, byte for byte"
    )
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")


def _day(text: str) -> tuple[date, int | None]:
    day, _, number = text.partition(".")
    return date.fromisoformat(day), int(number) if number else None


def run(options: argparse.Namespace) -> int:
    """Write the file; without anything new it is left as it is. Killed in the middle, run it again."""
    map_, form = load_map(options.map), FORMS.get(options.file.suffix)
    if options.again is not None:
        day, number = options.again
        info, content = reply_of_day(map_.source, day, number, viewer=SYSTEM)
        put(options.file, content)
        return _say(info, options)
    if form is None:
        print(f"{options.file}: the name must end in .csv or .xlsx", file=sys.stderr)
        return 2
    found = write_reply(map_, form, actor=SYSTEM, put=lambda info, content: put(options.file, content))
    return _say(found, options)


def put(path: Path, content: bytes) -> None:
    """The file takes its name only when it is whole and on the disk."""
    draft = path.with_name(path.name + ".part")
    with draft.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)


def _say(info: ReplyInfo | None, options: argparse.Namespace) -> int:
    if options.json:
        told = {"written": info.rows if info else 0, "file": str(options.file) if info else ""}
        day = {"day": info.day.isoformat(), "number": info.number} if info else {}
        print(json.dumps({**told, **day}, ensure_ascii=False))
    elif info is None:
        print("nothing new since the last reply; no file was written")
    else:
        print(f"{info.rows} replies written to {options.file} ({info.day}, file {info.number})")
    return 0
