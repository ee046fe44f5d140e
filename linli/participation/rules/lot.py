# SPDX-License-Identifier: AGPL-3.0-or-later
"""Around a panel by lot: quotas as staff write them, a pool from a list, who replaces who says no."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from ..vocab import BAD_POOL, BAD_QUOTAS

if TYPE_CHECKING:
    from .panel import Quotas

NAME, ADDRESS, CONTACT = "name", "address", "contact"
# What the first line of a list may call its columns.
COLUMNS = {"姓名": NAME, "地址": ADDRESS, "联系方式": CONTACT}
Row = tuple[str, str, int, int]


@dataclass(frozen=True)
class Entrant:
    """A line of a list for the pool."""

    features: Mapping[str, str]
    name: str
    address: str
    contact: str


def parse_quotas(text: str) -> list[Row]:
    """Quotas from lines of feature, option, least, most. Raises ``bad_quotas`` with the line."""
    rows: list[Row] = []
    for at, line in enumerate(text.replace("，", ",").splitlines(), 1):
        cells = [cell.strip() for cell in line.split(",")]
        if not any(cells):
            continue
        if len(cells) != 4 or not cells[0] or not cells[1]:
            raise BAD_QUOTAS(row=at, fault="four values expected", value=line[:60])
        if not (cells[2].isdecimal() and cells[3].isdecimal() and int(cells[2]) <= int(cells[3])):
            raise BAD_QUOTAS(row=at, fault="least and most must be numbers, least first", value=line[:60])
        if any(row[:2] == (cells[0], cells[1]) for row in rows):
            raise BAD_QUOTAS(row=at, fault="this option appears twice", value=cells[1])
        rows.append((cells[0], cells[1], int(cells[2]), int(cells[3])))
    if not rows:
        raise BAD_QUOTAS(row=1, fault="no quotas", value="")
    return rows


def quotas_of(rows: Sequence[Sequence[str | int]]) -> Quotas:
    """Quotas as :mod:`.panel` takes them."""
    return {(str(row[0]), str(row[1])): (int(row[2]), int(row[3])) for row in rows}


def options_of(rows: Sequence[Sequence[str | int]]) -> dict[str, list[str]]:
    """The options of each feature in their order."""
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(str(row[0]), []).append(str(row[1]))
    return found


def parse_pool(text: str, options: Mapping[str, Sequence[str]]) -> list[Entrant]:
    """People from a list with a first line of column names. Raises ``bad_pool`` with the row."""
    lines = list(csv.reader(text.splitlines()))
    header = [COLUMNS.get(cell.strip(), cell.strip()) for cell in lines[0]] if lines else []
    if missing := [name for name in options if name not in header]:
        raise BAD_POOL(file="list", row=1, fault="a column is missing", value=missing[0])
    found = []
    for at, cells in enumerate(lines[1:], 2):
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        if not any(row.values()):
            continue
        for name, known in options.items():
            if row.get(name, "") not in known:
                raise BAD_POOL(
                    file="list", row=at, fault=f"no quota for this {name}", value=row.get(name, "")
                )
        features = {name: row[name] for name in options}
        found.append(Entrant(features, row.get(NAME, ""), row.get(ADDRESS, ""), row.get(CONTACT, "")))
    return found


def suggestions(pool: Sequence[Mapping[str, str]], quotas: Quotas, size: int) -> list[str] | None:
    """The least changes of quotas, none where a panel is possible; None where more people are needed."""
    if len(pool) < size:
        return None
    from .panel import relaxed  # SciPy's solvers: 40 MB that a worker nobody asks can spare

    changes = relaxed(pool, quotas, size)
    if changes:
        return changes
    counted = Counter((name, value) for person in pool for name, value in person.items())
    short = any(low > counted[key] for key, (low, _) in quotas.items())
    return None if short else []


def replacement(
    pool: Mapping[int, Mapping[str, str]],
    homes: Mapping[int, str],
    panel: Sequence[int],
    gone: int,
    quotas: Quotas,
    seed: str,
) -> int | None:
    """Who takes the place of ``gone``: numbers of the pool in the order of a lot that ``seed`` fixes, first
    those with the same features, then whoever keeps all quotas; never two of a household. None: nobody.

    ``panel`` are those who stay; ``pool`` are those who may still be asked, those who stay, and ``gone``.
    """
    taken = {homes.get(number) for number in panel} - {None, ""}
    order = sorted(
        (number for number in pool if number not in panel and number != gone),
        key=lambda number: sha256(f"{seed}:{number}".encode()).digest(),
    )
    free = [number for number in order if homes.get(number) not in taken]
    same = [number for number in free if pool[number] == pool[gone]]
    for number in [*same, *free]:
        if _keeps(quotas, [pool[one] for one in (*panel, number)]):
            return number
    return same[0] if same else None


def _keeps(quotas: Quotas, people: Sequence[Mapping[str, str]]) -> bool:
    counted = Counter((name, value) for person in people for name, value in person.items())
    return all(low <= counted[key] <= high for key, (low, high) in quotas.items())


def read_list(text: str) -> list[list[int]]:
    """The panels of a published list, by numbers of the pool. Raises ``bad_pool`` with the line."""
    panels = []
    for at, line in enumerate(text.splitlines(), 1):
        head, _, rest = line.partition(":")
        numbers = rest.strip().split(",")
        if head.strip() != str(at) or not all(one.strip().isdecimal() for one in numbers):
            raise BAD_POOL(file="list", row=at, fault="not 'number: people'", value=line[:60])
        panels.append([int(one) for one in numbers])
    return panels
