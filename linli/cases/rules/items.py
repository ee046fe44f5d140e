# SPDX-License-Identifier: AGPL-3.0-or-later
"""The course of a problem on a list, and what its public words may hold."""

from __future__ import annotations

import re

from linli.kernel.transitions import Course

from ..vocab.items import ItemState, ItemStep

S, A = ItemState, ItemStep
ITEMS: Course[ItemState, ItemStep] = Course(
    {
        (S.LISTED, A.TAKE): S.TAKEN,
        **{(state, move): S.LISTED for state in (S.LISTED, S.TAKEN) for move in (A.UP, A.DOWN)},
        **{(state, A.JOIN): S.TAKEN for state in (S.LISTED, S.TAKEN)},
        (S.TAKEN, A.FINISH): S.DONE,
        (S.DONE, A.CONFIRM): S.CLOSED,
        (S.DONE, A.REJECT): S.TAKEN,
        (S.LISTED, A.DECLINE): S.DECLINED,
        (S.TAKEN, A.DECLINE): S.DECLINED,
        (S.DECLINED, A.TAKE): S.TAKEN,
    }
)
LIVE = (S.LISTED, S.TAKEN, S.DONE)
CHECKS = (A.CONFIRM, A.REJECT)
# A telephone or identity number, or an address down to the door: what tells one household from others.
TELLING = re.compile(
    r"\d{7,}|\d+\s*单元|\d+\s*[-－—]\s*\d+|\d+\s*(?:号楼|栋|幢)\s*\d+|[\w.]+@[\w.]+", re.ASCII
)


def tells_somebody(words: str) -> bool:
    """Whether public words may tell who somebody is. Names cannot be found for certain: people read too."""
    return bool(TELLING.search(words))


def is_level(now: str, wanted: str, step: ItemStep) -> bool:
    """Whether a unit (by path) stands above, or below, the one that has it now."""
    if now == wanted:
        return False
    top = now.split("/", 1)[0]
    if step is A.UP:
        return now.startswith(wanted) or (wanted.count("/") < now.count("/") and wanted.startswith(top))
    return wanted.startswith(now)
