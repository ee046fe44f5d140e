# SPDX-License-Identifier: AGPL-3.0-or-later
"""A meeting is prepared, called in the statutory time, and called off if need be; people register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.ids import check_digit, new_id
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform.text import clean
from linli.platform.ui.words import date_words

from ..events.meetings import MeetingCalled, MeetingCancelled, MeetingPrepared
from ..models import AgendaItem, AttendanceSheet, Meeting, Seat
from ..policy import may
from ..queries.facts import at_least
from ..queries.meetings import limit_for, rule_of
from ..rules.meetings import earliest_day
from ..vocab import NOT_ON_THE_LADDER, RUNG_WORDS, Deed, Rung
from ..vocab.meetings import (
    MEETING_EMPTY,
    MEETING_NOT_NOW,
    NO_MEETING_RULE,
    NOTICE_TOO_SHORT,
    Came,
    Matter,
    MeetingState,
)
from .base import done, locked
from .telling import MEETING_OFF, tell_accounts

LONGEST = 4000
MOST_ITEMS = 40


@dataclass(frozen=True)
class NewItem:
    """An item of an agenda; ``about`` is what it comes from, if anything."""

    title: str
    text: str = ""
    matter: Matter = Matter.DECIDE
    about: str = ""


@dataclass(frozen=True)
class MeetingData:
    """A meeting as it is to be; instants in UTC, ``area`` in square metres for owners."""

    body: norms.Body
    basis: norms.Basis
    title: str
    text: str
    place: str
    unit: str
    starts_at: datetime
    ends_at: datetime
    spot: str
    link: str
    eligible: int
    area: Decimal = Decimal(0)
    items: Sequence[NewItem] = ()


@transaction.atomic
def prepare_meeting(
    data: MeetingData, *, actor: Actor, meeting: UUID | None = None, expected_version: int | None = None
) -> str:
    """Prepare a meeting, or with ``meeting`` change its draft: its number. What was called stays.

    Raises ``forbidden``, ``invalid``, ``no_meeting_rule``, ``meeting_not_now``, ``stale``.
    """
    spot, unit = places.place_by_code(data.place), people.unit_by_code(data.unit)
    if not may(actor, Deed.PREPARE, spot.path):
        raise FORBIDDEN()
    if rule_of(data.body, data.basis, places.day_of(data.starts_at)) is None:
        raise NO_MEETING_RULE()
    title = clean(data.title)[:120]
    if len(title) < 2:
        raise INVALID(field="title")
    if data.ends_at <= data.starts_at:
        raise INVALID(field="ends")
    if meeting is None:
        row = Meeting(id=new_id(), number=next_number("H"), state=MeetingState.DRAFT.value, version=0)
    else:
        row = locked(Meeting, meeting, Deed.PREPARE, actor, expected_version)
        stands(row, MeetingState.DRAFT)
    row.body, row.basis, row.title, row.text = data.body.value, data.basis.value, title, clean(data.text)
    row.place_id, row.place_path, row.unit_id = spot.id, spot.path, unit.id
    row.starts_at, row.ends_at = data.starts_at, data.ends_at
    row.spot, row.link = clean(data.spot)[:120], data.link
    row.eligible, row.area = data.eligible, data.area
    done(row, MeetingPrepared(row.number, row.body, spot.code), actor)
    AgendaItem.objects.filter(meeting=row).delete()
    AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=row, seq=seq, title=clean(one.title)[:120], text=clean(one.text)[:LONGEST],
            matter=one.matter.value, about=one.about,
        )
        for seq, one in enumerate(data.items[:MOST_ITEMS], 1)
    )  # fmt: skip
    return row.number


@transaction.atomic
def call_meeting(meeting: UUID, *, actor: Actor, urgent: str = "") -> None:
    """Give notice. From now on day, place and agenda stand.

    Raises ``meeting_empty``, ``notice_too_short`` (what to do stands in it), ``meeting_not_now``.
    """
    row = locked(Meeting, meeting, Deed.PREPARE, actor)
    stands(row, MeetingState.DRAFT)
    owners = row.basis == norms.Basis.OWNERS
    whole = row.eligible > 0 and (row.spot or row.link) and (not owners or row.area > 0)
    if not whole or not AgendaItem.objects.filter(meeting=row).exists():
        raise MEETING_EMPTY()
    now, day = clock.now(), places.day_of(row.starts_at)
    if rule_of(norms.Body(row.body), norms.Basis(row.basis), day) is None:
        raise NO_MEETING_RULE()
    limit = limit_for(norms.Measure.NOTICE, row.body, places.today())
    first = earliest_day(places.today(), limit.limit) if limit else places.today()
    row.urgent = clean(urgent)[:400] if norms.Body(row.body) in norms.URGENT else ""
    if row.starts_at <= now or (day < first and not row.urgent):
        raise NOTICE_TOO_SHORT(
            days=limit.limit if limit else 0,
            source=f"{limit.source} {limit.article}" if limit else "",
            earliest=date_words(first),
        )
    row.state, row.called_at = MeetingState.CALLED.value, now
    row.notice_rule = limit.key if limit else ""
    place = places.place_by_id(row.place_id).code
    done(row, MeetingCalled(row.number, row.body, place, day.isoformat(), row.notice_rule), actor)


@transaction.atomic
def cancel_meeting(meeting: UUID, reason: str, *, actor: Actor) -> None:
    """Call a meeting off, with the reason for everybody. Raises ``meeting_not_now``, ``invalid``."""
    row = locked(Meeting, meeting, Deed.PREPARE, actor)
    stands(row, MeetingState.CALLED)
    row.minutes = clean(reason)[:LONGEST]
    if len(row.minutes) < 2:
        raise INVALID(field="text")
    row.state = MeetingState.CANCELLED.value
    done(row, MeetingCancelled(row.number), actor)
    told = {"title": row.title, "reason": row.minutes}
    who = Seat.objects.filter(meeting=row).exclude(account=None).order_by("seq")
    accounts = who.values_list("account_id", flat=True)
    tell_accounts(accounts, "participation.meeting_off", MEETING_OFF, "meeting", row.number, told)


@transaction.atomic
def register(meeting: UUID, *, actor: Actor) -> int:
    """Register for a meeting: the number to say at the door. Done again it is the same one.

    Raises ``not_on_the_ladder``, ``meeting_not_now``.
    """
    row = Meeting.objects.select_for_update().filter(pk=meeting).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    stands(row, MeetingState.CALLED)
    if not at_least(actor, Rung.RESIDENT, row.place_path):
        raise NOT_ON_THE_LADDER(who=gettext(RUNG_WORDS[Rung.RESIDENT]))
    known = Seat.objects.filter(meeting=row, account=UUID(actor.id)).order_by("id").first()
    return known.seq if known else _seat(row, Came.WEB, UUID(actor.id)).seq


@transaction.atomic
def unregister(meeting: UUID, *, actor: Actor) -> None:
    """Take one's registration back, as long as one has not come."""
    if actor.kind == "account":
        Seat.objects.filter(meeting=meeting, account=UUID(actor.id), arrived=False).delete()


@transaction.atomic
def seat(meeting: UUID, way: Came, *, actor: Actor, area: Decimal = Decimal(0)) -> int:
    """Staff take somebody down, by telephone or at the door: their number. At the door they are there.

    Raises ``meeting_not_now``, ``not_found``.
    """
    row = locked(Meeting, meeting, Deed.PREPARE, actor)
    stands(row, MeetingState.CALLED)
    return _seat(row, way, None, area).seq


@transaction.atomic
def check_in(
    meeting: UUID, seq: int, *, actor: Actor, there: bool = True, area: Decimal = Decimal(0)
) -> None:
    """Somebody with a number has come, or that was a mistake. Raises ``invalid`` for no such number."""
    row = locked(Meeting, meeting, Deed.PREPARE, actor)
    stands(row, MeetingState.CALLED)
    if not Seat.objects.filter(meeting=row, seq=seq).update(arrived=there, area=area if there else 0):
        raise INVALID(field="seq")


@transaction.atomic
def enter_attendance(
    meeting: UUID, sheet: str, lines: int, *, actor: Actor, area: Decimal = Decimal(0)
) -> None:
    """Enter a sheet of signatures of those who came without a number; entered again it is corrected."""
    row = locked(Meeting, meeting, Deed.PREPARE, actor)
    stands(row, MeetingState.CALLED)
    named = clean(sheet)[:80]
    if not named or not 0 <= lines <= row.eligible:
        raise INVALID(field="lines" if named else "sheet")
    AttendanceSheet.objects.update_or_create(
        meeting=row, sheet=named, defaults={"lines": lines, "area": area}
    )


def _seat(row: Meeting, way: Came, account: UUID | None, area: Decimal = Decimal(0)) -> Seat:
    last = Seat.objects.filter(meeting=row).order_by("-seq").values_list("seq", flat=True).first() or 0
    return Seat.objects.create(
        meeting=row, seq=last + 1, way=way.value, account_id=account, arrived=way is Came.DOOR, area=area
    )


def stands(row: Meeting, state: MeetingState) -> None:
    """Raises ``meeting_not_now`` unless the meeting stands there."""
    if row.state != state:
        raise MEETING_NOT_NOW()


def next_number(letter: str) -> str:
    """A number with its check digit: ``H2026-000017-4``."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval('participation_number')")
        digits = f"{places.today().year}{cursor.fetchone()[0]:06d}"
    return f"{letter}{digits[:4]}-{digits[4:]}-{check_digit(digits)}"


def on_day(row: Meeting) -> date:
    """The day of a meeting in the town's own time."""
    return places.day_of(row.starts_at)
