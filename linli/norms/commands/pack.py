# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes: loading time limits and the calendar from a pack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction

from linli.kernel.actor import Actor
from linli.kernel.deadlines import TimeUnit
from linli.kernel.problem import mark
from linli.platform import stamps
from linli.platform.packs import Fault, Loaded, Pack, as_date, as_list, names, sync

from ..models import CalendarDay, DeadlineRule
from ..queries import STAMP
from ..vocab import CalendarKind, Measure, SourceMark, Start
from .pack_courses import check_courses, load_courses
from .pack_law import (
    check_library,
    check_pacts,
    check_procedures,
    load_library,
    load_pacts,
    load_procedures,
)

YES_NO = {"yes": True, "no": False}


def check_pack(pack: Pack) -> list[Fault]:
    """Faults of ``deadlines.csv`` and ``calendar.csv``."""
    faults: list[Fault] = []
    categories = {row["code"] for row in pack.rows("categories.csv")}
    seen: set[str] = set()
    for row in pack.rows("deadlines.csv"):
        code = f"{row['key']}|{row['valid_from']}"
        if not row["key"] or code in seen:
            faults.append(row.fault(mark("a key is missing or used twice from the same day"), code))
        seen.add(code)
        for column, kind in (("measures", Measure), ("unit", TimeUnit), ("mark", SourceMark)):
            if row[column] not in kind._value2member_map_:
                allowed = ", ".join(str(value) for value in kind._value2member_map_)
                faults.append(row.fault(mark("this value is not allowed"), f"{column}: {allowed}"))
        if row["counts_from"] not in ("", *Start._value2member_map_):
            what = mark("counts_from is receipt, acceptance or decision")
            faults.append(row.fault(what, row["counts_from"]))
        faults += [
            row.fault(mark("this must be a whole number"), column)
            for column in ("limit", "extension")
            if row[column] and not row[column].isdigit()
        ]
        if not row["limit"]:
            faults.append(row.fault(mark("a limit is missing")))
        if not row["source"]:
            faults.append(row.fault(mark("every limit names its source")))
        faults += [
            row.fault(mark("this category is not in categories.csv"), code)
            for code in as_list(row["categories"])
            if code not in categories
        ]
        faults += _dates(row)
    for row in pack.rows("calendar.csv"):
        if row["working"] not in YES_NO:
            faults.append(row.fault(mark("working is yes or no"), row["working"]))
        try:
            if as_date(row["date"]) is None:
                faults.append(row.fault(mark("a date is missing")))
        except ValueError:
            faults.append(row.fault(mark("a date must be written YYYY-MM-DD")))
    if pack.town.get("calendar", "cn") not in CalendarKind._value2member_map_:
        faults.append(Fault("town.yaml", 0, mark("calendar must be cn or weekdays")))
    more = (check_library, check_procedures, check_pacts, check_courses)
    return faults + [fault for check in more for fault in check(pack)]


def _dates(row: Any) -> list[Fault]:
    try:
        begins, ends = as_date(row["valid_from"]), as_date(row["valid_to"])
    except ValueError:
        return [row.fault(mark("a date must be written YYYY-MM-DD"))]
    if begins and ends and ends <= begins:
        return [row.fault(mark("valid_to must come after valid_from"))]
    return []


@transaction.atomic
def load_pack(pack: Pack, *, actor: Actor) -> list[Loaded]:
    """Load ``deadlines.csv`` and ``calendar.csv``. A rule that left the pack keeps its past."""

    def rules(known: dict[str, DeadlineRule]) -> Iterator[tuple[str, dict[str, Any]]]:
        for row in pack.rows("deadlines.csv"):
            yield (
                f"{row['key']}|{row['valid_from']}",
                {
                    "key": row["key"],
                    "kinds": as_list(row["kinds"]),
                    "categories": as_list(row["categories"]),
                    "measures": row["measures"],
                    "unit": row["unit"],
                    "limit": int(row["limit"]),
                    "extension": int(row["extension"] or 0),
                    "counts_from": row["counts_from"] or Start.RECEIPT.value,
                    "tells": names(row, pack.languages, "tell"),
                    "source": row["source"],
                    "article": row["article"],
                    "mark": row["mark"],
                    "valid_from": as_date(row["valid_from"]),
                    "valid_to": as_date(row["valid_to"]),
                },
            )

    loaded, _ = sync(DeadlineRule, "deadlines", rules)
    for row in pack.rows("calendar.csv"):
        CalendarDay.objects.update_or_create(
            day=date.fromisoformat(row["date"]),
            defaults={
                "working": YES_NO[row["working"]],
                "names": names(row, pack.languages),
                "source": row["source"],
            },
        )
    stamps.bump(STAMP)
    return [
        loaded,
        load_library(pack, actor=actor),
        load_procedures(pack),
        load_pacts(pack, actor=actor),
        load_courses(pack),
    ]
