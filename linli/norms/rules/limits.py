# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which time limit holds for a matter: the most particular rule in force on the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from linli.kernel.deadlines import TimeUnit
from linli.kernel.validity import in_force

from ..vocab import Measure, SourceMark, Start


@dataclass(frozen=True, slots=True)
class LimitRule:
    """A time limit. Empty ``kinds`` or ``categories`` mean all; ``limit`` counts ``unit``s."""

    key: str
    kinds: tuple[str, ...]
    categories: tuple[str, ...]
    measures: Measure
    unit: TimeUnit
    limit: int
    extension: int
    counts_from: Start
    tells: Mapping[str, str]
    source: str
    article: str
    mark: SourceMark
    valid_from: date | None
    valid_to: date | None

    def in_force(self, on: date) -> bool:
        return in_force(self.valid_from, self.valid_to, on)


def choose(
    rules: Iterable[LimitRule], measures: Measure, kind: str, categories: Sequence[str], on: date
) -> LimitRule | None:
    """The rule for a matter of ``kind`` whose category chain runs from the finest up.

    A rule for the category goes before one for all categories, the finest first; then a rule for
    the kind before one for all kinds; then the one that came into force last.
    """
    best: tuple[tuple[int, int, date], LimitRule] | None = None
    for rule in rules:
        if rule.measures is not measures or not rule.in_force(on):
            continue
        if rule.kinds and kind not in rule.kinds:
            continue
        depth = 0
        if rule.categories:
            depths = [
                len(categories) - index for index, code in enumerate(categories) if code in rule.categories
            ]
            if not depths:
                continue
            depth = max(depths)
        weight = (depth, len(rule.kinds) > 0, rule.valid_from or date.min)
        if best is None or weight > best[0]:
            best = (weight, rule)
    return best[1] if best else None
