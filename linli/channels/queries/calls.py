# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is on the line, what they have open, who is to be rung back, and how the line did."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from linli.cases import public as cases
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND
from linli.people import public as people
from linli.platform import crypto
from linli.platform.access.looks import reveal, reveal_many

from ..models import Call, Callback, CallbackTry, LineDay
from ..policy import TAKERS, answers_for, may_open
from ..rules import Counts
from ..vocab import CallState, Outcome, Why, Wrap

CALL = "call"  # the purpose of a look: to serve who is on the line
MOST = 200  # callbacks on one page
DAYS = 31  # of figures on one page


@dataclass(frozen=True)
class CallInfo:
    """A call that can go on: what was typed so far, by the names of the form's fields."""

    id: UUID
    state: CallState
    begun_at: datetime
    draft: Mapping[str, str]


@dataclass(frozen=True)
class CallbackLine:
    """Somebody to be rung back, without name and number."""

    id: UUID
    why: Why
    due_at: datetime
    asked_at: datetime
    tries: int
    number: str  # of the matter, if it is about one

    @property
    def late(self) -> bool:
        """Whether its time has come and gone."""
        return self.due_at < clock.now()


@dataclass(frozen=True)
class CallbackInfo:
    """One callback with its tries; name and number were revealed."""

    line: CallbackLine
    version: int
    name: str
    contact: str
    tries: tuple[tuple[datetime, Outcome], ...]
    done: bool


@dataclass(frozen=True)
class Caller:
    """What is known of a number that calls now."""

    matters: tuple[cases.CaseLine, ...] = ()
    cut_off: tuple[tuple[UUID, datetime], ...] = ()
    waiting: tuple[CallbackLine, ...] = ()


def blind_number(value: str) -> bytes:
    """The hash by which calls and callbacks of a number are found again."""
    return crypto.blind(value, "channels.contact")


def call_of(call: UUID, *, viewer: Actor) -> CallInfo:
    """A call with its draft, for who may go on with it; the look is recorded. Raises ``not_found``."""
    row = Call.objects.filter(pk=call).order_by("pk").first()
    if row is None or not may_open(
        viewer, operator=str(row.operator_id), state=CallState(row.state), place_path=row.place_path
    ):
        raise NOT_FOUND()
    draft = reveal(viewer, "call", row.id, ["name", "contact"], lambda: unsealed(row), purpose=CALL)
    return CallInfo(row.id, CallState(row.state), row.begun_at, draft)


def unsealed(row: Call) -> dict[str, str]:
    """What was typed so far. Only within ``reveal`` or the command that needs it."""
    if not row.draft:
        return {}
    found: dict[str, str] = json.loads(crypto.unseal(row.draft, "channels_call", "draft", row.id))
    return found


def caller_of(contact: str, *, viewer: Actor, call: UUID | None = None) -> Caller:
    """What somebody on the line has open: matters that anybody may know of, calls that were cut off,
    callbacks that wait. Nothing that is over; empty for what is no contact."""
    found = people.contact_of(contact)
    if found is None:
        return Caller()
    blind = blind_number(found[1])
    cut = Call.objects.filter(blind=blind, state=CallState.DROPPED.value)
    cut_off = tuple(
        (row.id, row.begun_at)
        for row in cut.order_by("-begun_at", "id")[:5]
        if row.id != call and answers_for(viewer, row.place_path)
    )
    waiting = tuple(_line(row) for row in _waiting(viewer).filter(blind=blind)[:5])
    return Caller(tuple(cases.caller_matters(found[1], viewer=viewer)), cut_off, waiting)


def own_drafts(viewer: Actor) -> list[tuple[UUID, datetime, CallState]]:
    """Calls of the viewer's that are not finished, newest first, without what was said."""
    rows = Call.objects.filter(operator_id=UUID(viewer.id)).exclude(state=CallState.ENDED.value)
    found = rows.order_by("-begun_at", "id").values_list("id", "begun_at", "state")[:20]
    return [(identity, begun, CallState(state)) for identity, begun, state in found]


def _waiting(viewer: Actor) -> QuerySet[Callback]:
    mine = Q(pk__in=[])
    for holding in viewer.at(*TAKERS):
        if holding.place_path:
            mine |= Q(place_path__startswith=holding.place_path)
    rows = Callback.objects.filter(Q() if viewer.kind == "system" else mine, done_at=None)
    tries = CallbackTry.objects.filter(callback=OuterRef("pk")).order_by().values("callback")
    counted = Subquery(tries.annotate(n=Count("id")).values("n"), output_field=IntegerField())
    return rows.order_by("due_at", "id").annotate(count=Coalesce(counted, 0))


def _line(row: Callback) -> CallbackLine:
    number = cases.numbers_of([row.case_id])[row.case_id] if row.case_id else ""
    tries: int = getattr(row, "count", 0)
    return CallbackLine(row.id, Why(row.why), row.due_at, row.asked_at, tries, number)


def callbacks(viewer: Actor) -> list[CallbackLine]:
    """Who is to be rung back from the viewer's desk, most pressing first."""
    return [_line(row) for row in _waiting(viewer)[:MOST]]


def callback(identity: UUID, *, viewer: Actor) -> CallbackInfo:
    """One callback with name and number, to dial; the look is recorded first. Raises ``not_found``."""
    row = Callback.objects.filter(pk=identity).order_by("pk").first()
    if row is None or not answers_for(viewer, row.place_path):
        raise NOT_FOUND()
    name, contact = reveal_many(
        viewer, "callback", [row.id], ["name", "contact"], lambda: reach_of(row), purpose=CALL
    )
    tries = CallbackTry.objects.filter(callback=row).order_by("at", "id").values_list("at", "outcome")
    told = tuple((at, Outcome(outcome)) for at, outcome in tries)
    return CallbackInfo(_line(row), row.version, name, contact, told, row.done_at is not None)


def reach_of(row: Callback) -> tuple[str, str]:
    """Name and number in clear, empty once it is done. Only within ``reveal``."""
    return (
        crypto.unseal(row.name, "channels_callback", "name", row.id) if row.name else "",
        crypto.unseal(row.contact, "channels_callback", "contact", row.id) if row.contact else "",
    )


def counts(until: date) -> tuple[list[tuple[date, Counts, str]], Counts, dict[str, int]]:
    """The line's last days (newest first) with where each came from, their sum, and how the calls of
    these days ended. Whole days and the whole line: nobody's own figures."""
    rows = LineDay.objects.filter(day__gt=until - timedelta(days=DAYS), day__lte=until).order_by("-day")
    days = [(row.day, Counts(row.offered, row.answered, row.in_time), row.source) for row in rows]
    total = sum((one for _, one, _ in days), Counts())
    ended = Call.objects.filter(ended_at__gt=clock.now() - timedelta(days=DAYS)).exclude(wrap="")
    by_wrap = dict(ended.order_by().values_list("wrap").annotate(n=Count("id")))
    return days, total, {wrap.value: by_wrap[wrap.value] for wrap in Wrap if wrap.value in by_wrap}
