# SPDX-License-Identifier: AGPL-3.0-or-later
"""Notice, presence and decision of a meeting. Quorums and majorities are the norms' (``norms.Quorum``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from ..vocab.meetings import MEETING_COUNTS, MEETING_WITHOUT_QUORUM

if TYPE_CHECKING:
    from linli.norms.public import Quorum


@dataclass(frozen=True)
class Presence:
    """How many are entitled and there; areas in square metres, for owners."""

    eligible: int
    present: int
    area: Decimal = Decimal(0)
    present_area: Decimal = Decimal(0)


@dataclass(frozen=True)
class Count:
    """How those who are there voted on an item; ``favour_area`` in square metres, for owners."""

    favour: int
    against: int
    abstain: int
    favour_area: Decimal = Decimal(0)


def earliest_day(notice: date, days: int) -> date:
    """The first day on which a meeting may be held when notice is given on a day.

    The day of the notice is not counted (民法典 201), and all of the days have passed before the day of
    the meeting, the reading that nobody can attack.
    """
    return notice + timedelta(days=days + 1) if days else notice


def has_quorum(rule: Quorum, there: Presence) -> bool:
    """Whether enough are there, by heads and where the law asks for it by area."""
    heads = rule.reached(there.eligible, there.present)
    return heads and (not rule.area or rule.reached(there.area, there.present_area))


def missing(rule: Quorum, there: Presence) -> int:
    """How many heads are missing for the quorum."""
    return max(0, rule.needed(there.eligible) - there.present)


def carried(rule: Quorum, there: Presence, count: Count) -> bool:
    """Whether an item was carried. Raises ``meeting_counts``, ``meeting_without_quorum``."""
    said = (count.favour, count.against, count.abstain)
    if min(said) < 0 or sum(said) > there.present or not 0 <= count.favour_area <= there.present_area:
        raise MEETING_COUNTS(what=f"{' + '.join(map(str, said))} / {there.present}")
    if not has_quorum(rule, there):
        raise MEETING_WITHOUT_QUORUM(present=there.present, eligible=there.eligible, source=rule.source)
    heads = rule.agreed(there.present, count.favour)
    return heads and (not rule.area or rule.agreed(there.present_area, count.favour_area))
