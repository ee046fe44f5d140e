# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a town publishes and its doors: ``open_items.csv`` and ``ways_in.csv`` of a pack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from linli.kernel.problem import mark
from linli.norms import public as norms
from linli.platform.packs import Fault, Loaded, Pack, as_date, as_list, names, sync

from ..models import OpenItem, WayIn
from ..vocab.doors import Gift
from ..vocab.openness import Every, Family

ITEMS, WAYS = "open_items.csv", "ways_in.csv"
YES_NO = {"yes": True, "no": False, "": False}
MOST_CHECKS = 5


def check_open(pack: Pack) -> list[Fault]:
    """Faults of both files."""
    faults: list[Fault] = []
    limits = {row["key"] for row in pack.rows("deadlines.csv")}
    seen: set[str] = set()
    for row in pack.rows(ITEMS):
        if not row["code"] or row["code"] in seen:
            faults.append(row.fault(mark("a code is missing or used twice"), row["code"]))
        seen.add(row["code"])
        allowed: tuple[tuple[str, Any], ...] = (
            ("family", Family._value2member_map_), ("every", Every._value2member_map_),
            ("mark", norms.SourceMark._value2member_map_), ("finance", YES_NO),
            ("often_mark", norms.SourceMark._value2member_map_),
        )  # fmt: skip
        for column, known in allowed:
            if row[column] not in known:
                words = ", ".join(str(value) for value in known)
                faults.append(row.fault(mark("this value is not allowed"), f"{column}: {words}"))
        if not names(row, pack.languages):
            faults.append(row.fault(mark("a name is missing")))
        if not row["source"] or not row["often_source"]:
            faults.append(row.fault(mark("every item names the law and why it is published so often")))
        if row["every"] != Every.OCCASION and row["limit"] not in limits:
            faults.append(row.fault(mark("this limit is not in deadlines.csv"), row["limit"]))
        if not row["checks"].isdigit() or int(row["checks"]) > MOST_CHECKS:
            faults.append(row.fault(mark("checks is a whole number up to 5"), row["checks"]))
        try:
            as_date(row["valid_from"]), as_date(row["valid_to"])
        except ValueError:
            faults.append(row.fault(mark("a date must be written YYYY-MM-DD")))
    seen = set()
    for row in pack.rows(WAYS):
        if not row["code"] or row["code"] in seen:
            faults.append(row.fault(mark("a code is missing or used twice"), row["code"]))
        seen.add(row["code"])
        if not names(row, pack.languages):
            faults.append(row.fault(mark("a name is missing")))
        faults += [
            row.fault(mark("this value is not allowed"), f"gifts: {one}")
            for one in as_list(row["gifts"])
            if one not in Gift._value2member_map_
        ]
        if not as_list(row["gifts"]):
            faults.append(row.fault(mark("a door names what can be given")))
    return faults


@transaction.atomic
def load_open(pack: Pack) -> list[Loaded]:
    """Load both. An item that left the pack stays, for what was published under it; so does a door."""

    def items(known: dict[str, OpenItem]) -> Iterator[tuple[str, dict[str, Any]]]:
        for position, row in enumerate(pack.rows(ITEMS), 1):
            yield (
                row["code"],
                {
                    "position": position,
                    "family": row["family"],
                    "names": names(row, pack.languages),
                    "about": names(row, pack.languages, "about"),
                    "every": row["every"],
                    "limit": row["limit"],
                    "finance": YES_NO[row["finance"]],
                    "checks": int(row["checks"]),
                    "source": row["source"],
                    "article": row["article"],
                    "mark": row["mark"],
                    "often_source": row["often_source"],
                    "often_mark": row["often_mark"],
                    "valid_from": as_date(row["valid_from"]),
                    "valid_to": as_date(row["valid_to"]),
                },
            )

    def ways(known: dict[str, WayIn]) -> Iterator[tuple[str, dict[str, Any]]]:
        for position, row in enumerate(pack.rows(WAYS), 1):
            texts = {
                field: names(row, pack.languages, field) for field in ("about", "opens", "gives", "joins")
            }
            yield (
                row["code"],
                {
                    "position": position,
                    "names": names(row, pack.languages),
                    "gifts": as_list(row["gifts"]),
                    **texts,
                },
            )

    return [sync(OpenItem, "open items", items)[0], sync(WayIn, "ways in", ways)[0]]
