# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting the line: by a log of calls, or by hand. Nobody's number is kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.problem import FORBIDDEN, INVALID
from linli.places import public as places
from linli.platform.journal.append import append
from linli.platform.tables import open_table

from ..events import LineCounted
from ..models import LineDay
from ..policy import may_count
from ..rules import Counts, count_log, standard_of
from ..vocab import LOG_UNREADABLE


@transaction.atomic
def count_day(day: date, counts: Counts, *, actor: Actor, source: str = "hand") -> None:
    """Write a day's counts in the place of older ones. Raises ``invalid`` for more answers than calls."""
    if not may_count(actor):
        raise FORBIDDEN()
    if not 0 <= counts.in_time <= counts.answered <= counts.offered or day > places.today():
        raise INVALID(field="answered")
    row = LineDay.objects.select_for_update(of=("self",)).filter(day=day).order_by("day").first()
    if row is None:
        row = LineDay(day=day, version=0)
    row.version += 1
    row.offered, row.answered, row.in_time = counts.offered, counts.answered, counts.in_time
    row.source, row.counted_at = source, clock.now()
    row.save()
    told = LineCounted(day.isoformat(), counts.offered, counts.in_time)
    append([Entry(told, row.id, row.version, actor, row.counted_at)])


def count_file(path: Path, *, actor: Actor) -> tuple[int, list[int]]:
    """Count a log (CSV or XLSX) by day; how many days, and the rows that could not be read.

    Raises ``call_log_unreadable`` without the two columns, or where no row can be read.
    """
    table = open_table(path)
    try:
        rows = (row for _, row in table.rows)
        days, wrong = count_log(rows, standard_of(places.town().settings).seconds)
    except KeyError as error:
        raise LOG_UNREADABLE(why=str(error.args[0])) from None
    if not days:
        raise LOG_UNREADABLE(why="0")
    with transaction.atomic():
        for day, counted in days.items():
            count_day(day, counted, actor=actor, source="log")
    return len(days), wrong
