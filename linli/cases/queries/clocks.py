# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clocks of matters: the one that was promised to the person, and each unit's own.

The person's clock stands only while a matter is parked. A unit's own clock stands besides while the person
is asked for what only the person knows (rules/pausing.py); nobody else's does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from linli.kernel import clock
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places

from ..models import Deferral, Link, Part
from ..rules.joint import WAITING
from ..rules.pausing import STANDS, stood_in_all
from ..vocab import LinkTo, PartState
from .detail import CaseDetail
from .lines import SOON, CaseLine, last_day
from .links import LinkInfo


class Whose(StrEnum):
    """Whose clock it is."""

    PERSON = "person"
    LEAD = "lead"
    PART = "part"


@dataclass(frozen=True)
class Clock:
    """One clock. ``stands`` says why it does not run (``parked``, ``asked``) and ``until`` up to which day;
    ``done`` that it has run out of things to measure: answered, or closed."""

    whose: Whose
    unit: people.UnitInfo
    due_at: datetime
    stands: str = ""
    until: date | None = None
    done: bool = False
    put_off: bool = False  # it stood before, and so is due later than the matter

    @property
    def due_day(self) -> date | None:
        """The last day that is in time."""
        return last_day(self.due_at)

    @property
    def overdue(self) -> bool:
        return not (self.done or self.stands) and self.due_at <= clock.now()

    @property
    def soon(self) -> bool:
        """Due within two days: the warning before it is too late."""
        return not (self.done or self.stands or self.overdue) and self.due_at <= clock.now() + SOON


@dataclass(frozen=True)
class DeferralInfo:
    """A unit's request for more time that waits for a decision."""

    id: UUID
    unit: people.UnitInfo
    limit: int
    reason: str
    asked_at: datetime


def open_deferral(case: UUID) -> DeferralInfo | None:
    """The request for more time on which nobody decided yet; for staff who see the matter."""
    row = Deferral.objects.filter(case=case, decided_at=None).order_by("id").first()
    if row is None:
        return None
    return DeferralInfo(row.id, people.unit_by_id(row.unit_id), row.limit, row.reason, row.asked_at)


@dataclass(frozen=True)
class _Share:
    """What the clocks need of a unit's part."""

    unit: people.UnitInfo
    lead: bool
    state: PartState
    due_at: datetime | None
    begun_at: datetime


Question = tuple[LinkTo, datetime, datetime | None, datetime]  # to, asked, ended, runs out


def clocks_of(detail: CaseDetail, links: Iterable[LinkInfo]) -> tuple[Clock, ...]:
    """The clocks of one matter: the person's first, then the unit's that leads, then those of parts."""
    asked = [(link.to, link.asked_at, link.ended_at, link.expires_at) for link in links if link.pauses]
    return _clocks(detail.line, detail.shares, asked)


def clocks_of_lines(lines: Sequence[CaseLine]) -> Mapping[UUID, tuple[Clock, ...]]:
    """The clocks of matters in a list, in two statements."""
    wanted = [line.id for line in lines if line.due_at and not line.answered_at and not line.closed_at]
    shares: dict[UUID, list[_Share]] = {}
    rows = Part.objects.filter(case__in=wanted, ended_at=None).order_by("-lead", "begun_at", "id")
    for row in rows.values("case_id", "unit_id", "lead", "asked", "state", "due_at", "begun_at"):
        if row["lead"] or row["asked"]:
            unit, state = people.unit_by_id(row["unit_id"]), PartState(row["state"])
            share = _Share(unit, row["lead"], state, row["due_at"], row["begun_at"])
            shares.setdefault(row["case_id"], []).append(share)
    asked: dict[UUID, list[Question]] = {}
    links = Link.objects.filter(case__in=wanted, pauses=True).order_by("asked_at", "id")
    for case, to, at, ended, expires in links.values_list(
        "case_id", "to", "asked_at", "ended_at", "expires_at"
    ):
        asked.setdefault(case, []).append((LinkTo(to), at, ended, expires))
    known = {line.id: line for line in lines}
    return {case: _clocks(known[case], shares.get(case, ()), asked.get(case, ())) for case in wanted}


def _clocks(line: CaseLine, shares: Iterable[Any], asked: Iterable[Question]) -> tuple[Clock, ...]:
    if line.due_at is None:
        return ()
    over = line.answered_at is not None or line.closed_at is not None
    waits = line.parked_until is not None and line.parked_until >= places.today()
    parked: dict[str, Any] = {"stands": "parked", "until": line.parked_until} if waits and not over else {}
    found = [Clock(Whose.PERSON, line.unit, line.due_at, done=over, **parked)]
    for share in sorted(shares, key=lambda share: not share.lead):
        if share.due_at is None:
            continue
        done = over or share.state not in WAITING
        standing, due = dict(parked), share.due_at
        if share.lead:
            due = _put_off(share.due_at, share.begun_at, asked)
            standing = standing or _asked_now(asked, over)
        whose = Whose.LEAD if share.lead else Whose.PART
        found.append(Clock(whose, share.unit, due, done=done, put_off=due != share.due_at, **standing))
    return tuple(found)


def _put_off(due: datetime, begun: datetime, asked: Iterable[Question]) -> datetime:
    """A unit's due moment, put off by the days that its own clock stood."""
    now = clock.now()
    days = stood_in_all(
        (to, max(at, begun), ended or min(now, expires)) for to, at, ended, expires in asked
    )
    return norms.put_off(due, days).at if days else due


def _asked_now(asked: Iterable[Question], over: bool) -> dict[str, Any]:
    """Why a unit's clock stands now, if the person has a question open: no longer than the rule lets it."""
    now = clock.now()
    for to, at, ended, expires in asked:
        end = min(expires, at + timedelta(days=STANDS[to]))
        if ended is None and now < end and not over:
            return {"stands": "asked", "until": last_day(end)}
    return {}
