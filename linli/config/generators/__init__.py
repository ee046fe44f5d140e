# SPDX-License-Identifier: AGPL-3.0-or-later
"""Packs made from data sets that are not part of this project: written to the data folder, never kept."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

from linli.kernel.problem import mark, problem
from linli.platform.home import CHECKOUT

NO_DATA = problem(
    "no_data",
    422,
    mark("The data set was not found."),
    mark("Say in LINLI_DATA where the data sets lie."),
)


def data_file(*parts: str) -> Path:
    """A file of the data sets, found by ``LINLI_DATA``. Raises ``no_data``."""
    root = Path(os.environ.get("LINLI_DATA", CHECKOUT.parent / "shared" / "data"))
    path = root.joinpath(*parts)
    if not path.exists():
        raise NO_DATA(file=str(path))
    return path


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_town(folder: Path, town: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "town.yaml").write_text(yaml.safe_dump(town, allow_unicode=True, sort_keys=False), "utf-8")
