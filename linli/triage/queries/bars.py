# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a certainty would mean: measured on recent decisions, or on the reader's own check."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from linli.kernel import clock
from linli.topics import public as topics

from ..models import Bar, Decision
from ..rules.bars import ENOUGH, Plot, Step, Tally, added, plot, step, steps, tally
from ..vocab import Level
from .reading import Reader, current, top_of

RECENT = timedelta(days=180)
MOST = 2_000  # newest decisions that are looked at
CHANGES = 8


@dataclass(frozen=True)
class BarPage:
    """One level of the reader, for all or in one branch: what holds, and what each choice would mean."""

    level: Level
    branch: str
    branches: Sequence[topics.CategoryInfo]
    measured: int  # texts that the figures come from
    by_people: bool  # whether these are recent decisions; else held-out examples
    percent: int  # certainty that holds now
    set_here: int | None  # what people chose for exactly this; None: as measured, or as for all
    inherits: bool  # whether a branch without its own goes by the one for all
    now: Step
    chosen: Step | None
    steps: Sequence[Step]
    plot: Plot | None
    changes: Sequence[tuple[datetime, int | None]]


def bar_page(level: Level, branch: str = "", percent: int | None = None) -> BarPage:
    """Figures and drawing for one level; ``percent`` is a choice that is looked at before it is saved."""
    reader = current()
    tops = topics.tree().children(None) if level is not Level.KIND else []
    if branch not in {each.code for each in tops}:
        branch = ""
    counted, by_people = _counted(reader, level, branch)
    holds = min(math.ceil(100 * reader.bar(level, branch) - 1e-9), 100)
    changes = Bar.objects.filter(level=level.value, branch=branch).order_by("-id")[:CHANGES]
    told = list(changes.values_list("at", "percent"))
    chosen = step(counted, percent) if percent is not None else None
    return BarPage(
        level,
        branch,
        tops,
        sum(map(sum, counted.values())),
        by_people,
        holds,
        told[0][1] if told else None,
        bool(branch) and (level, branch) not in reader.bars and (level, "") in reader.bars,
        step(counted, holds),
        chosen,
        steps(counted),
        plot(counted, holds, percent),
        told,
    )


def _counted(reader: Reader, level: Level, branch: str) -> tuple[Tally, bool]:
    rows = Decision.objects.filter(level=level.value, at__gte=clock.now() - RECENT).order_by("-at", "-id")
    if branch:
        rows = rows.filter(branch=branch)
    recent = list(rows.values_list("sure", "right")[:MOST])
    if len(recent) >= ENOUGH:
        return tally((sure / 1000, right) for sure, right in recent), True
    kept: dict[str, Any] = reader.figures.get("kind" if level is Level.KIND else "category", {}).get(
        "branches" if level is Level.BRANCH else "sure", {}
    )
    return added(rows for code, rows in kept.items() if not branch or top_of(code) == branch), False
