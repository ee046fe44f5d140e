# SPDX-License-Identifier: AGPL-3.0-or-later
"""From which certainty the reader speaks, and what it is measured by: decisions beside its own readings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.problem import FORBIDDEN, INVALID
from linli.platform import stamps
from linli.platform.journal.append import append, next_seq
from linli.topics import public as topics

from ..events import BarSet
from ..models import Bar, Decision
from ..policy import may_set_bars
from ..queries import STAMP, top_of
from ..rules.bars import GRID, NEVER
from ..vocab import Level
from .train import READER


@transaction.atomic
def set_bar(level: Level, branch: str, percent: int | None, *, actor: Actor) -> None:
    """Say from which certainty the reader speaks by itself; ``None``: as its own check measured it.

    ``branch`` is a top category, or empty for all that have no bar of their own. It holds from the next
    reading on. Raises ``forbidden``, ``invalid``.
    """
    if not may_set_bars(actor):
        raise FORBIDDEN()
    if percent is not None and percent not in (*GRID, NEVER):
        raise INVALID(field="percent")
    if branch and (level is Level.KIND or top_of(branch) != branch or topics.category(branch) is None):
        raise INVALID(field="branch")
    now = clock.now()
    Bar.objects.create(level=level.value, branch=branch, percent=percent, by=actor.ref, at=now)
    append([Entry(BarSet(level.value, branch, percent), READER, next_seq(READER), actor, now)])
    stamps.bump(STAMP)


def note_decision(about: str, thought: Mapping[str, Any], *, kind: str, category: str) -> None:
    """Keep whether the reader's first thoughts were what a person then decided: codes only, no words.

    ``thought`` is what the suggestion of that time said (``Suggestion.thought``), before any bar; the last
    decision about a matter counts.
    """
    decided = {Level.KIND: kind, Level.BRANCH: top_of(category), Level.CATEGORY: category}
    rows = [
        Decision(
            about=about,
            level=level.value,
            branch="" if level is Level.KIND else top_of(str(thought[level][0])),
            sure=round(1000 * float(thought[level][1])),
            right=thought[level][0] == said,
            at=clock.now(),
        )
        for level, said in decided.items()
        if said and level in thought
    ]
    Decision.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["about", "level"],
        update_fields=["branch", "sure", "right", "at"],
    )
