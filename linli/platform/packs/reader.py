# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from linli.kernel.problem import mark

SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ENDINGS = {".csv", ".yaml", ".geojson", ".toml"}


@dataclass(frozen=True)
class Fault:
    """Something wrong in a pack: where, what, and how to mend it."""

    file: str
    row: int
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.row}" if self.row else self.file
        return f"{where}: {self.what}" + (f" ({self.remedy})" if self.remedy else "")


@dataclass
class Loaded:
    """What loading one part of a pack did; ``conflicts`` are local edits that were kept."""

    part: str
    created: int = 0
    changed: int = 0
    same: int = 0
    conflicts: list[str] = field(default_factory=list)

    def count(self, created: bool, changed: bool) -> None:
        self.created += created
        self.changed += changed and not created
        self.same += not created and not changed


class Row(dict[str, str]):
    """One row of a CSV file; missing cells are empty strings."""

    def __init__(self, file: str, number: int, cells: dict[str, str]) -> None:
        super().__init__(cells)
        self.file, self.number = file, number

    def __missing__(self, key: str) -> str:
        return ""

    def fault(self, what: str, remedy: str = "") -> Fault:
        return Fault(self.file, self.number, what, remedy)


class Pack:
    """A folder with a town. Reading never fails half-way: what cannot be read is a fault."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []

    @cached_property
    def town(self) -> dict[str, Any]:
        found = self._yaml("town.yaml", required=True)
        return found if isinstance(found, dict) else {}

    @property
    def languages(self) -> list[str]:
        found = self.town.get("languages")
        return found if isinstance(found, list) and found else ["zh-Hans"]

    def rows(self, name: str) -> list[Row]:
        """Rows of a CSV file; none if the file is not there."""
        path = self.folder / name
        if not path.exists():
            return []
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                return list(self._rows(name, csv.reader(file, strict=True)))
        except UnicodeDecodeError:
            self._bad(name, mark("this file is not UTF-8"), mark("save it as UTF-8"))
        except csv.Error as error:
            self._bad(name, str(error), mark("check quotes and commas"))
        return []

    def _rows(self, name: str, reader: Any) -> Iterator[Row]:
        header = next(reader, None) or []
        if len(set(header)) != len(header):
            self._bad(name, mark("two columns have the same name"), mark("rename one"))
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                self.faults.append(
                    Fault(name, reader.line_num, mark("this row has more cells than the header"))
                )
                continue
            if any("\0" in cell for cell in cells):
                self.faults.append(
                    Fault(name, reader.line_num, mark("a cell holds a sign that is no text"))
                )
                continue
            pairs = zip(header, (cell.strip() for cell in cells), strict=False)
            yield Row(name, reader.line_num, dict(pairs))

    def features(self, name: str) -> list[dict[str, Any]]:
        """Features of a GeoJSON file; none if the file is not there."""
        path = self.folder / name
        if not path.exists():
            return []
        try:
            found = json.loads(path.read_text("utf-8"))["features"]
            if not isinstance(found, list):
                raise TypeError("features")
            return [feature for feature in found if isinstance(feature, dict)]
        except (ValueError, KeyError, TypeError) as error:
            self._bad(name, f"{type(error).__name__}: {error}", mark("it must be GeoJSON"))
        return []

    def document(self, name: str) -> Any:
        """What a YAML file holds; ``None`` if it is not there or cannot be read."""
        return self._yaml(name)

    def history(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Reports of ``history/``, in the order of files and of reports in them."""
        for path in sorted((self.folder / "history").glob("*.yaml")):
            name = f"history/{path.name}"
            for report in self._yaml(name) or []:
                if isinstance(report, dict):
                    yield name, report

    def digest(self) -> str:
        """A fingerprint of the pack's content."""
        total = hashlib.sha256()
        for path in sorted(self.folder.rglob("*")):
            if path.suffix in ENDINGS:
                total.update(f"{path.relative_to(self.folder)}\0".encode())
                total.update(path.read_bytes())
        return total.hexdigest()

    def _yaml(self, name: str, required: bool = False) -> Any:
        path = self.folder / name
        if not path.exists():
            if required:
                self._bad(name, mark("this file is missing"), mark("every pack needs it"))
            return None
        try:
            return yaml.load(path.read_text("utf-8"), Loader=SAFE)  # noqa: S506 (it is safe)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            mark_ = getattr(error, "problem_mark", None)
            line = mark_.line + 1 if mark_ else 0
            self.faults.append(Fault(name, line, str(getattr(error, "problem", error))))
        return None

    def _bad(self, name: str, what: str, remedy: str) -> None:
        self.faults.append(Fault(name, 0, what, remedy))


def open_pack(folder: str | Path) -> Pack:
    return Pack(Path(folder).expanduser().resolve())


def names(row: Row, languages: list[str], column: str = "name") -> dict[str, str]:
    """The names of a row by language, in the order of the town's languages."""
    found = {language: row[f"{column}:{language}"] for language in languages}
    return {language: name for language, name in found.items() if name}


def as_list(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def as_date(cell: str) -> date | None:
    """A date cell; raises ``ValueError`` for anything but ``YYYY-MM-DD`` or nothing."""
    return date.fromisoformat(cell) if cell else None
