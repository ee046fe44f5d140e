# SPDX-License-Identifier: AGPL-3.0-or-later
"""How mediation goes in the whole town, from raw events. Never by place, kind or mediator."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from linli.platform.journal.models import EventRecord

from ..events import Moved
from ..vocab import State

LEAST = 5  # a figure about fewer mediations is not shown (house rule on small counts)
ENDS = frozenset({State.AGREED, State.FAILED, State.REFUSED})


@dataclass(frozen=True)
class Sums:
    """Mediations that came to an end, those of them settled; agreements, those of them kept or not."""

    ended: int
    settled: int
    performed: int
    breached: int
    least: int = LEAST

    @property
    def success(self) -> float | None:
        """Settled of ended, in percent; ``None`` while there are too few."""
        return _percent(self.settled, self.ended)

    @property
    def performance(self) -> float | None:
        """Performed of those performed or not kept, in percent; ``None`` while there are too few."""
        return _percent(self.performed, self.performed + self.breached)


def sums() -> Sums:
    """Counted anew from the journal, each mediation once."""
    reached: dict[str, set[str]] = defaultdict(set)
    last: dict[str, str] = {}
    rows = EventRecord.objects.filter(type=Moved.type).order_by("id").values_list("subject", "data")
    for subject, data in rows:
        reached[data["after"]].add(str(subject))
        last[str(subject)] = data["after"]
    ended = set().union(*(reached[state] for state in ENDS))
    now = list(last.values())
    return Sums(
        len(ended),
        len(reached[State.AGREED]),
        now.count(State.PERFORMED),
        now.count(State.BREACHED),
    )


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole >= LEAST else None
