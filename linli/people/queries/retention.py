# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long what is kept of people is kept and why, what is due, what was done, and what holds it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from linli.kernel import clock
from linli.kernel.problem import NOT_FOUND
from linli.kernel.validity import in_force
from linli.places import public as places
from linli.platform import stamps
from linli.platform.erasure.keeping import Keeper, keepers

from ..models import RetentionHold, RetentionNight, RetentionRule
from ..rules import months_after, months_before
from ..vocab import ENDING_WORDS, STOP_WORDS, ChangeState, Ending, Stop

STAMP = "people:retention"
MONTH = timedelta(days=30)


@dataclass(frozen=True)
class KeptFor:
    """How long what is kept for a purpose is kept (months), and what happens then. Without a rule of the
    town ``months`` is ``None``: then nothing ends by itself."""

    purpose: str
    words: str
    starts: str
    months: int | None
    ending: Ending | None
    source: str
    article: str
    mark: str

    @property
    def ending_words(self) -> str:
        return ENDING_WORDS[self.ending] if self.ending else ""

    def until(self, begun: date | None) -> date | None:
        """The day on which it ends that began to run on a day; ``None`` while it does not run."""
        return months_after(begun, self.months) if begun and self.months is not None else None


@dataclass(frozen=True)
class DueLine:
    """What is kept for a purpose: all, due now, due in 30 and in 90 days, held back, ended in 30 days."""

    kept_for: KeptFor
    kept: int
    due: int
    in_30: int
    in_90: int
    done: int


@dataclass(frozen=True)
class StopInfo:
    """A night that stopped and waits for somebody to look; no purpose where it is the clock of all."""

    id: int
    words: str
    why: str
    at: datetime
    due: int
    kept: int


@dataclass(frozen=True)
class HoldInfo:
    """A hold: what it keeps, why, until when, who wants it and who decided."""

    id: UUID
    words: str
    called: str
    reason: str
    until: date
    state: ChangeState
    proposer: UUID
    proposed_by: Mapping[str, str]
    decided_by: Mapping[str, str] | None
    answer: str

    @property
    def open(self) -> bool:
        return self.state is ChangeState.PROPOSED


def kept_for(on: date | None = None) -> list[KeptFor]:
    """Every purpose with the rule that holds on a day (today), for everybody."""
    day = on or places.today()
    rules = {
        row.purpose: row
        for row in stamps.cached(STAMP, lambda: list(RetentionRule.objects.order_by("code")))
        if in_force(row.valid_from, row.valid_to, day)
    }
    return [_kept_for(keeper, rules.get(purpose)) for purpose, keeper in keepers().items()]


def retention_of(purpose: str) -> KeptFor:
    """The rule of one purpose. Raises ``not_found``."""
    found = next((one for one in kept_for() if one.purpose == purpose), None)
    if found is None:
        raise NOT_FOUND()
    return found


def due_lines() -> list[DueLine]:
    """What is due now and soon, one statement a purpose; for the data officer and the administrator."""
    now = clock.now()
    done = dict(
        RetentionNight.objects.filter(at__gte=now - MONTH)
        .order_by("purpose")
        .values_list("purpose")
        .annotate(total=Coalesce(Sum("done"), 0))
    )
    held, lines = holds_now(), []
    for one in kept_for():
        rows = free_rows(keepers()[one.purpose], held)
        wanted = {"kept": Count("pk")}
        if one.months is not None:
            wanted |= {
                name: Count("pk", filter=Q(since__lt=months_before(now + days, one.months)))
                for name, days in (("due", 0 * MONTH), ("in_30", MONTH), ("in_90", 3 * MONTH))
            }
        found = {"due": 0, "in_30": 0, "in_90": 0} | rows.order_by().aggregate(**wanted)
        lines.append(DueLine(one, found["kept"], found["due"], found["in_30"], found["in_90"],
                             done.get(one.purpose, 0)))  # fmt: skip
    return lines


def free_rows(keeper: Keeper, holds: Mapping[str, list[UUID | None]]) -> QuerySet[Any]:
    """What is kept for a purpose and no hold keeps back; ``None`` among them holds everything."""
    mine, rows = holds.get(keeper.purpose, []), keeper.rows()
    return rows.none() if None in mine else rows.exclude(held__in=mine) if mine else rows


def holds_now() -> Mapping[str, list[UUID | None]]:
    """What holds name today, by purpose: those agreed to, and those on which nobody decided yet."""
    wanted = (ChangeState.PROPOSED.value, ChangeState.AGREED.value)
    rows = RetentionHold.objects.filter(state__in=wanted, until__gte=places.today()).order_by("id")
    found: dict[str, list[UUID | None]] = defaultdict(list)
    for purpose, held in rows.values_list("purpose", "held"):
        found[purpose].append(held)
    return found


def open_stops() -> list[StopInfo]:
    """The newest stop of each purpose on which nobody looked yet, if it is that purpose's newest night."""
    newest = RetentionNight.objects.order_by("purpose", "-id").distinct("purpose")
    words = {one.purpose: one.words for one in kept_for()}
    return [
        StopInfo(row.id, words.get(row.purpose, ""), STOP_WORDS[Stop(row.why)], row.at, row.due, row.kept)
        for row in newest
        if row.why in (Stop.CLOCK, Stop.MANY) and row.confirmed_at is None
    ]


def holds(limit: int = 50) -> list[HoldInfo]:
    """Holds, those that wait for a second person first, then the newest."""
    words = {one.purpose: one.words for one in kept_for()}
    rows = RetentionHold.objects.select_related("proposed_by", "decided_by").order_by("-proposed_at", "id")
    found = [
        HoldInfo(
            row.id, words.get(row.purpose, row.purpose), row.called, row.reason, row.until,
            ChangeState(row.state), row.proposed_by_id, row.proposed_by.names,
            row.decided_by.names if row.decided_by else None, row.answer,
        )
        for row in rows[:limit]
    ]  # fmt: skip
    return sorted(found, key=lambda hold: not hold.open)


def _kept_for(keeper: Keeper, rule: RetentionRule | None) -> KeptFor:
    if rule is None:
        return KeptFor(keeper.purpose, keeper.words, keeper.starts, None, None, "", "", "")
    return KeptFor(
        keeper.purpose, keeper.words, keeper.starts, rule.months, Ending(rule.ending), rule.source,
        rule.article, rule.mark,
    )  # fmt: skip
