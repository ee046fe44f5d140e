# SPDX-License-Identifier: AGPL-3.0-or-later
"""Periods of what is published regularly, how they were kept, tables and amounts as they are typed in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from ..vocab.openness import BAD_LINE, Every, Flow, HowKept

MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF: 6, Every.YEAR: 12}
MOST_PERIODS = 60
MOST_LINES, MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 200, 200, 8, 120
MOST_AMOUNT = Decimal("9999999999.99")
SPLIT = re.compile(r"[|｜\t]")
AMOUNT = re.compile(r"\d{1,10}(\.\d{1,2})?", re.ASCII)
# How an amount is called in what people paste from their own sheets.
FLOWS = {
    "收入": Flow.INCOME,
    "支出": Flow.EXPENSE,
    "上期结余": Flow.OPENING,
    "结转": Flow.OPENING,
    **{one.value: one for one in Flow},
}


@dataclass(frozen=True, order=True)
class Period:
    """From its first day to its last, both counted in."""

    first: date
    last: date


@dataclass(frozen=True)
class Kept:
    """A period, the last day on which it is due (``None``: no limit in force), and how it was kept."""

    period: Period
    due_on: date | None
    published_on: date | None
    standing: HowKept

    @property
    def days_late(self) -> int:
        """How many days after the last day it was published."""
        late = self.published_on and self.due_on and self.published_on > self.due_on
        return (self.published_on - self.due_on).days if late else 0  # type: ignore[operator]


@dataclass(frozen=True)
class Amount:
    """One line of a finance table, in yuan."""

    flow: Flow
    label: str
    amount: Decimal


@dataclass(frozen=True)
class Sums:
    """What a finance table comes to, in yuan."""

    opening: Decimal
    income: Decimal
    expense: Decimal

    @property
    def closing(self) -> Decimal:
        """What is left at the end."""
        return self.opening + self.income - self.expense


def period_of(every: Every, day: date) -> Period:
    """The period that holds a day; of what happens at once, that day itself."""
    if every is Every.OCCASION:
        return Period(day, day)
    months = MONTHS[every]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(first, _next(first, months) - timedelta(days=1))


def periods(every: Every, since: date, until: date) -> list[Period]:
    """The whole periods that begin on ``since`` or later and have ended before ``until``, oldest first;
    at most the latest ``MOST_PERIODS``."""
    if every is Every.OCCASION:
        return []
    found: list[Period] = []
    period = period_of(every, until)
    while len(found) < MOST_PERIODS:
        period = period_of(every, period.first - timedelta(days=1))
        if period.first < since:
            break
        found.append(period)
    return found[::-1]


def keeping(period: Period, due_on: date | None, published_on: date | None, today: date) -> Kept:
    """How a period was kept, seen from a day."""
    if published_on is not None:
        late = due_on is not None and published_on > due_on
        standing = HowKept.LATE if late else HowKept.ON_TIME
    else:
        standing = HowKept.OVERDUE if due_on is not None and today > due_on else HowKept.WAITING
    return Kept(period, due_on, published_on, standing)


def read_amounts(text: str) -> list[Amount]:
    """A finance table as it is typed or pasted, one line an amount. Raises ``bad_line``."""
    found: list[Amount] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in SPLIT.split(line)]
        flow = FLOWS.get(cells[0].lower())
        if len(cells) != 3 or flow is None or not cells[1] or len(found) >= MOST_LINES:
            raise BAD_LINE(line=number, text=line.strip()[:60], field="amounts")
        plain = cells[2].replace(",", "").replace("，", "").removesuffix("元").strip()
        if not AMOUNT.fullmatch(plain):
            raise BAD_LINE(line=number, text=line.strip()[:60], field="amounts")
        try:
            amount = Decimal(plain).quantize(Decimal("0.01"))
        except InvalidOperation:  # pragma: no cover -- the pattern lets only numbers through
            raise BAD_LINE(line=number, text=line.strip()[:60], field="amounts") from None
        found.append(Amount(flow, cells[1][:LONGEST_CELL], amount))
    return found


def write_amounts(amounts: Sequence[Amount], words: Mapping[Flow, str]) -> str:
    """The same as text again, for changing it."""
    return "\n".join(f"{words[one.flow]} | {one.label} | {one.amount}" for one in amounts)


def sums(amounts: Sequence[Amount]) -> Sums:
    """Opening, income and expense added up."""
    total = {flow: Decimal("0.00") for flow in Flow}
    for one in amounts:
        total[one.flow] += one.amount
    return Sums(total[Flow.OPENING], total[Flow.INCOME], total[Flow.EXPENSE])


def read_table(text: str) -> list[list[str]]:
    """A table as it is typed or pasted: cells divided by | or tabs, the first line its head."""
    rows = [
        [cell.strip()[:LONGEST_CELL] for cell in SPLIT.split(line)[:MOST_COLUMNS]]
        for line in text.splitlines()[:MOST_ROWS]
        if line.strip()
    ]
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _next(first: date, months: int) -> date:
    at = first.month - 1 + months
    return date(first.year + at // 12, at % 12 + 1, 1)
