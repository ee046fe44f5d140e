# SPDX-License-Identifier: AGPL-3.0-or-later
"""Repeated requests in a sheet of service requests: the same address again while the first still runs.

Pure, and from facts known at intake only: of the earlier request, whether it had been closed before
the day of the later one; of the later request nothing but its number, day and address. Found on
Chicago's sanitation requests (``linli bench triage duplicates``): a city's staff mark a request as a
duplicate while the first is open and at most three days old. Sheets that give days without hours
still give the hour roughly, because request numbers count on through the day.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

WINDOW = 3.0  # days from the last request within which another one is a repetition
KEPT = 50  # running requests of one address that are remembered
PACE_DAYS = 14  # counting days from which the pace of the numbers is taken
MOST_A_DAY = 100_000  # requests a day; a faster pace means that the numbers do not count
UNKNOWN_HOUR = 0.5  # the part of the day taken where the numbers do not tell it
ALMOST_MIDNIGHT = 0.999
SPACES = re.compile(r"[\s,，.。]+")
DIGITS = re.compile(r"\d+")
FORMS = (
    "%m/%d/%Y",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %I:%M:%S %p",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
)


@dataclass(frozen=True)
class Asked:
    """A service request. ``created`` is in days (its fraction is the hour); ``closed`` is a whole day."""

    id: str
    address: str
    created: float
    closed: float | None = None


def day_number(cell: object) -> float | None:
    """A date or time as days since year 1, with the hour as a fraction; ``None`` if it is neither."""
    if isinstance(cell, datetime):
        moment = cell
    elif isinstance(cell, date):
        return float(cell.toordinal())
    else:
        found = _moment(str(cell or "").strip())
        if found is None:
            return None
        moment = found
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return moment.toordinal() + (moment - midnight) / timedelta(days=1)


def repeats(requests: Iterable[Asked], window: float = WINDOW) -> list[tuple[str, str]]:
    """Pairs of ids ``(duplicate, original)``, in order of time. A request listed twice is one request.

    A request repeats the last one of its address that still ran on the day before and is at most
    ``window`` days old; the original is where such a chain began.
    """
    running: dict[str, list[Asked]] = defaultdict(list)
    origin: dict[str, str] = {}
    for one in timed(_once(requests)):
        address = SPACES.sub(" ", one.address).strip().upper()
        if not address:
            continue
        today = int(one.created)
        still = [first for first in running[address] if first.closed is None or first.closed > today]
        if still and one.created - still[-1].created <= window:
            origin[one.id] = origin.get(still[-1].id, still[-1].id)
        running[address] = [*still[-KEPT:], one]
    return list(origin.items())


def timed(requests: Sequence[Asked]) -> list[Asked]:
    """The requests in order; where only days are given, with the hour that their numbers suggest.

    Numbers of all requests of a town count on through the day: how far a number lies behind the last
    one of the day before, measured by the pace of two weeks, tells the part of the day.
    """
    order = sorted(requests, key=lambda one: (one.created, _number(one.id), one.id))
    if any(one.created % 1 for one in order):
        return order
    last = {one.created: _number(one.id) for one in order}
    days = sorted(last)
    return [replace(one, created=one.created + _hour(one, days, last)) for one in order]


def _hour(one: Asked, days: Sequence[float], last: dict[float, int]) -> float:
    at = bisect_left(days, one.created)
    if at <= PACE_DAYS:
        return UNKNOWN_HOUR
    before, yesterday = days[at - 1 - PACE_DAYS], days[at - 1]
    pace = (last[yesterday] - last[before]) / (yesterday - before)
    beyond = _number(one.id) - last[yesterday]
    if not 0 < pace < MOST_A_DAY or not 0 <= beyond < 3 * pace:
        return UNKNOWN_HOUR  # the numbers began anew, or do not count
    return min(beyond / pace, ALMOST_MIDNIGHT)


def _once(requests: Iterable[Asked]) -> list[Asked]:
    """Each id once: its earliest line, closed when its last line says so."""
    kept: dict[str, Asked] = {}
    for one in requests:
        known = kept.get(one.id)
        if known is None:
            kept[one.id] = one
            continue
        first = min(known, one, key=lambda either: either.created)
        ends = (known.closed, one.closed)
        closed = None if None in ends else max(end for end in ends if end is not None)
        kept[one.id] = replace(first, closed=closed)
    return list(kept.values())


def _number(name: str) -> int:
    return int("".join(DIGITS.findall(name))[:18] or 0)


def _moment(cell: str) -> datetime | None:
    try:
        return datetime.fromisoformat(cell).replace(tzinfo=None)
    except ValueError:
        for form in FORMS:
            try:
                return datetime.strptime(cell, form)  # noqa: DTZ007 (a sheet names no zone)
            except ValueError:
                continue
    return None
