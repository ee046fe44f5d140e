# SPDX-License-Identifier: AGPL-3.0-or-later
"""What two approvers make of a request together, and what everybody reads of all of them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from linli.kernel.counts import published

from .vocab import Instrument, RequestState

APPROVERS = 2
AHEAD = timedelta(days=30)  # so long before its day a review is called due
TOLD = (RequestState.GRANTED, RequestState.PARTLY, RequestState.REFUSED)


def outcome(asked: Sequence[str], grants: Sequence[Sequence[str]]) -> tuple[RequestState, list[str]]:
    """Where a request stands after these decisions, in their order, and the parts that are given.

    An empty grant is a refusal, and one is enough. Given is only what every approver granted.
    """
    if not all(grants):
        return RequestState.REFUSED, []
    if len(grants) < APPROVERS:
        return RequestState.RECORDED, []
    given = [part for part in asked if all(part in grant for grant in grants)]
    if not given:
        return RequestState.REFUSED, []
    return (RequestState.GRANTED if given == list(asked) else RequestState.PARTLY), given


Half = tuple[int, int]  # a year and 1 or 2


def half_of(day: date) -> Half:
    """The half-year of a day."""
    return day.year, 1 if day.month <= 6 else 2


@dataclass(frozen=True)
class Line:
    """Requests with one kind of instrument in a half-year; ``None`` stands for a number too small."""

    instrument: Instrument
    granted: int | None
    partly: int | None
    refused: int | None


@dataclass(frozen=True)
class HalfYear:
    """A half-year that is over: its lines, and between which numbers the sum lies."""

    year: int
    half: int
    lines: tuple[Line, ...]
    least: int
    most: int


def half_years(
    rows: Iterable[tuple[Instrument, RequestState, date]], today: date, fewest: int
) -> list[HalfYear]:
    """Decided requests as everybody may read them, newest half-year first.

    The current half-year is left out: a number that grows by one tells of a day. A sum is told only as
    far as its parts tell it, for from an exact one a veiled part could be reckoned.
    """
    counts: dict[Half, Counter[tuple[Instrument, RequestState]]] = {}
    for instrument, state, day in rows:
        if state in TOLD and half_of(day) < half_of(today):
            counts.setdefault(half_of(day), Counter())[instrument, state] += 1
    return [_half(half, counts[half], fewest) for half in sorted(counts, reverse=True)]


def _half(half: Half, counts: Counter[tuple[Instrument, RequestState]], fewest: int) -> HalfYear:
    lines = tuple(
        Line(instrument, *(published(counts[instrument, state]) for state in TOLD))
        for instrument in Instrument
        if any(counts[instrument, state] for state in TOLD)
    )
    cells = [cell for line in lines for cell in (line.granted, line.partly, line.refused)]
    known, veiled = sum(cell or 0 for cell in cells), cells.count(None)
    return HalfYear(*half, lines, known + veiled, known + veiled * (fewest - 1))
