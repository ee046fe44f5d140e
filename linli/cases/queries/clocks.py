# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clocks of matters: the one that was promised to the person, and each unit's own.

The person's clock stands only while a matter is parked. A unit's own clock stands besides while the person
is asked for what only the person knows (rules/pausing.py); nobody else's does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject

from linli.kernel import clock
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places

from ..models import Deferral, Link, Part
from ..rules.joint import WAITING
from ..rules.pausing import STANDS, stood_in_all
from ..vocab import LinkTo, PartState
from .detail import CaseDetail
from .lines import SOON, CaseLine, Page, last_day
from .links import LinkInfo

SHARE = ("unit_id", "lead", "state", "due_at", "begun_at")
QUESTION = ("to", "asked_at", "ended_at", "expires_at")


class Whose(StrEnum):
    """Whose clock it is."""

    PERSON = "person"
    LEAD = "lead"
    PART = "part"
    STEP = "step"  # of a course of law, where it comes before the answer


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


def clocks_of(detail: CaseDetail, links: Iterable[LinkInfo] | None = None) -> tuple[Clock, ...]:
    """The clocks of one matter: the person's first, then the unit's that leads, then those of parts.

    ``links`` are its questions where they were read already.
    """
    if links is None:
        rows = Link.objects.filter(case=detail.line.id, pauses=True).order_by("asked_at", "id")
        asked = [(LinkTo(to), *rest) for to, *rest in rows.values_list(*QUESTION)]
    else:
        asked = [(link.to, link.asked_at, link.ended_at, link.expires_at) for link in links if link.pauses]
    return _clocks(detail.line, detail.shares, asked)


# What the clocks of a matter in a list need, to be asked for with the list in one statement.
FOR_CLOCKS: dict[str, Combinable] = {
    "shares": ArraySubquery(
        Part.objects.filter(Q(lead=True) | ~Q(asked=""), case=OuterRef("pk"), ended_at=None)
        .order_by("-lead", "begun_at", "id")
        .values(share=JSONObject(**{name: name for name in SHARE}))
    ),
    "questions": ArraySubquery(
        Link.objects.filter(case=OuterRef("pk"), pauses=True)
        .order_by("asked_at", "id")
        .values(asked=JSONObject(**{name: name for name in QUESTION}))
    ),
}


def clocks_of_lines(page: Page) -> Mapping[UUID, tuple[Clock, ...]]:
    """The clocks of the open matters of a list that was asked for with ``also=FOR_CLOCKS``."""
    return {
        line.id: _clocks(line, map(_share, shares), map(_question, questions))
        for line in page.lines
        if line.acts_by and not line.answered_at and not line.closed_at
        for shares, questions in (page.also[line.id],)
    }


def _share(told: Mapping[str, Any]) -> _Share:
    unit, due = people.unit_by_id(UUID(told["unit_id"])), told["due_at"]
    state, begun = PartState(told["state"]), datetime.fromisoformat(told["begun_at"])
    return _Share(unit, told["lead"], state, due and datetime.fromisoformat(due), begun)


def _question(told: Mapping[str, Any]) -> Question:
    asked, ended, expires = (told[name] for name in QUESTION[1:])
    at, end = datetime.fromisoformat(asked), ended and datetime.fromisoformat(ended)
    return LinkTo(told["to"]), at, end, datetime.fromisoformat(expires)


def _clocks(line: CaseLine, shares: Iterable[Any], asked: Iterable[Question]) -> tuple[Clock, ...]:
    if line.acts_by is None:
        return ()
    asked = list(asked)  # gone through more than once
    over = line.answered_at is not None or line.closed_at is not None
    waits = line.parked_until is not None and line.parked_until >= places.today()
    parked: dict[str, Any] = {"stands": "parked", "until": line.parked_until} if waits and not over else {}
    moments = {Whose.PERSON: line.due_at, Whose.STEP: line.step_due_at}
    found = [Clock(whose, line.unit, due, done=over, **parked) for whose, due in moments.items() if due]
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
