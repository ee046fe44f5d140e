# SPDX-License-Identifier: AGPL-3.0-or-later
"""How mediation goes in the whole town, from raw events. Never by place, kind or mediator."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time

from linli.places import public as places
from linli.platform.journal.models import EventRecord

from ..events import Moved, Visited
from ..rules.after import LEAST, Rate
from ..vocab import Outcome, State

ENDS = frozenset({State.AGREED, State.FAILED, State.REFUSED})


@dataclass(frozen=True)
class Sums:
    """Mediations that came to an end, those of them settled; agreements, those of them kept or not;
    those of them where somebody asked afterwards, and where the quarrel had come back."""

    ended: int
    settled: int
    performed: int
    breached: int
    visited: int = 0
    recurred: int = 0
    least: int = LEAST

    @property
    def rates(self) -> tuple[Rate, Rate, Rate]:
        """Success, performance and recurrence, each with its denominator."""
        return (
            Rate("success", self.settled, self.ended),
            Rate("performance", self.performed, self.performed + self.breached),
            Rate("recurrence", self.recurred, self.visited),
        )

    @property
    def success(self) -> float | None:
        """Settled of ended, in percent; ``None`` while there are too few."""
        return self.rates[0].percent

    @property
    def performance(self) -> float | None:
        """Performed of those performed or not kept, in percent; ``None`` while there are too few."""
        return self.rates[1].percent


def sums(until: datetime | None = None) -> Sums:
    """Counted anew from the journal up to a moment, each mediation once."""
    reached: dict[str, set[str]] = defaultdict(set)
    last: dict[str, str] = {}
    found: dict[str, set[str]] = defaultdict(set)
    rows = EventRecord.objects.filter(type__in=(Moved.type, Visited.type))
    if until is not None:
        rows = rows.filter(occurred_at__lt=until)
    for subject, kind, data in rows.order_by("id").values_list("subject", "type", "data"):
        if kind == Visited.type:
            found[str(subject)].add(data["outcome"])
        else:
            reached[data["after"]].add(str(subject))
            last[str(subject)] = data["after"]
    ended = set().union(*(reached[state] for state in ENDS))
    now = list(last.values())
    asked = [outcomes for outcomes in found.values() if outcomes - {Outcome.NOT_REACHED}]
    return Sums(
        len(ended),
        len(reached[State.AGREED]),
        now.count(State.PERFORMED),
        now.count(State.BREACHED),
        len(asked),
        sum(Outcome.RECURRED in outcomes for outcomes in asked),
    )


def published() -> tuple[Sums, date]:
    """What everybody reads: whole months only, so that no figure tells that one ended today."""
    first = places.today().replace(day=1)
    return sums(datetime.combine(first, time(), places.town().zone)), first
