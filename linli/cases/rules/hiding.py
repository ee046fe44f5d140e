# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is hidden within a text, and the public count of what was hidden and what became of it. Pure.

Reasons of which there are few are told together, and where these are few as well, without what became
of them: a small number may point to a matter and so to a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ..vocab import HideReason, HideState

SMALLEST = 5  # below which a reason is not told by itself
OTHERS = ""  # stands for reasons that are too rare, and for outcomes that are not told
HEADER = ("reason", "outcome")
SHORTEST = 2  # signs that are hidden at once: a single one would blacken half the text


@dataclass(frozen=True)
class Veil:
    """What of one matter the public may not read: some words, the whole report, some attachments."""

    passages: tuple[str, ...] = ()
    whole: bool = False
    files: frozenset[int] = frozenset()

    def over(self, text: str, mark: str) -> str:
        """The text with ``mark`` in the place of all that is hidden; longer passages go first."""
        for passage in sorted(self.passages, key=len, reverse=True):
            text = text.replace(passage, mark)
        return text

    def cover(self, text: str, mark: str) -> str:
        """A text of the report itself, of which all may be hidden."""
        return mark if self.whole and text else self.over(text, mark)


NO_VEIL = Veil()


@dataclass(frozen=True)
class HideRow:
    """One thing that was hidden: for which reason, and what became of it (codes)."""

    reason: str
    outcome: str


@dataclass(frozen=True)
class HideCount:
    """How many things were hidden for a reason; ``outcomes`` is empty where they are not told."""

    reason: str
    hidden: int
    outcomes: Mapping[str, int]


def veiled_rows(rows: Iterable[HideRow], smallest: int = SMALLEST) -> list[HideRow]:
    """The rows as everybody may have them."""
    found = list(rows)
    counts = Counter(row.reason for row in found)
    merged = [row if counts[row.reason] >= smallest else HideRow(OTHERS, row.outcome) for row in found]
    if sum(row.reason == OTHERS for row in merged) < smallest:
        merged = [row if row.reason else HideRow(OTHERS, OTHERS) for row in merged]
    return sorted(merged, key=lambda row: (row.reason == OTHERS, row.reason, row.outcome))


def hide_counts(rows: Iterable[HideRow]) -> list[HideCount]:
    """The count of each reason, in the order of the table, rare ones together at the end."""
    found = list(rows)
    order = [*(reason.value for reason in HideReason), OTHERS]
    counts = []
    for reason in order:
        mine = [row.outcome for row in found if row.reason == reason]
        if mine:
            told = {state.value: mine.count(state.value) for state in HideState} if all(mine) else {}
            counts.append(HideCount(reason, len(mine), told))
    return counts


class Writer(Protocol):
    """What ``csv.writer`` gives."""

    def writerow(self, row: Iterable[Any], /) -> Any: ...


def write_hide_rows(writer: Writer, rows: Iterable[HideRow]) -> None:
    """The header and one line for each row."""
    writer.writerow(HEADER)
    for row in rows:
        writer.writerow((row.reason, row.outcome))


def read_hide_rows(lines: Iterable[Mapping[str, str]]) -> Iterator[HideRow]:
    """Rows of a file with that header. Raises ``ValueError`` naming the line that is none."""
    reasons, outcomes = {*HideReason, OTHERS}, {*HideState, OTHERS}
    for number, line in enumerate(lines, 2):
        reason, outcome = line.get("reason"), line.get("outcome")
        if reason not in reasons or outcome not in outcomes:
            raise ValueError(f"line {number} is no row of what was hidden")
        yield HideRow(str(reason), str(outcome))
