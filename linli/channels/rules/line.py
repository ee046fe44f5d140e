# SPDX-License-Identifier: AGPL-3.0-or-later
"""The hotline's standard: how many calls were answered, and how many of them in time.

A log of calls becomes counts by day; numbers and names that stand in it are not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

CAME = ("来电时间", "呼入时间", "came", "offered_at", "time")
ANSWERED = ("接通时间", "应答时间", "answered", "answered_at")
DAYS = ("%Y-%m-%d", "%Y/%m/%d")
MOMENTS = (*(f"{day} {time}" for day in DAYS for time in ("%H:%M:%S", "%H:%M")), "%Y-%m-%dT%H:%M:%S")


@dataclass(frozen=True)
class Standard:
    """So many percent of calls within so many seconds, as the town sets it, and its source."""

    seconds: int = 15
    share: int = 95
    source: str = ""


@dataclass(frozen=True)
class Counts:
    """Calls of a day: those that came, were answered, and were answered in time."""

    offered: int = 0
    answered: int = 0
    in_time: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.offered + other.offered, self.answered + other.answered, self.in_time + other.in_time
        )

    @property
    def share(self) -> float | None:
        """Percent of all calls that came which were answered in time; none where nobody called."""
        return 100 * self.in_time / self.offered if self.offered else None

    @property
    def share_answered(self) -> float | None:
        """Percent of all calls that came which were answered at all."""
        return 100 * self.answered / self.offered if self.offered else None

    @property
    def lost(self) -> int:
        """Callers who hung up before anybody answered."""
        return self.offered - self.answered


def standard_of(settings: Mapping[str, Any]) -> Standard:
    """The standard in the settings of a town (``phone_standard``)."""
    given = settings.get("phone_standard")
    if not isinstance(given, Mapping):
        return Standard()
    return Standard(
        int(given.get("seconds", 15)), int(given.get("share", 95)), str(given.get("source", ""))
    )


def count_log(rows: Iterable[Mapping[str, Any]], seconds: int) -> tuple[dict[date, Counts], list[int]]:
    """Counts by day of a log, and the rows (from 1) whose times cannot be read or run backwards.

    A call without a time of answer was lost. Raises ``KeyError`` with the name of a column that is missing.
    """
    found: dict[date, Counts] = {}
    wrong: list[int] = []
    for number, row in enumerate(rows, 1):
        came, answered = moment_in(row, CAME), moment_in(row, ANSWERED)
        if came is None or (answered is not None and answered < came):
            wrong.append(number)
            continue
        waited = (answered - came).total_seconds() if answered else None
        one = Counts(1, int(waited is not None), int(waited is not None and waited <= seconds))
        found[came.date()] = found.get(came.date(), Counts()) + one
    return found, wrong


def moment_in(row: Mapping[str, Any], names: tuple[str, ...]) -> datetime | None:
    """The moment in the first of these columns that a row has; none where it is empty or no moment."""
    name = next((name for name in names if name in row), None)
    if name is None:
        raise KeyError(names[0])
    value = row[name]
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    text = str(value or "").strip()
    for shape in MOMENTS:
        try:
            return datetime.strptime(text, shape)  # noqa: DTZ007 -- the town's own time, as the log has it
        except ValueError:
            continue
    return None
