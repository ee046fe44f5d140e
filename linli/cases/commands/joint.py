# SPDX-License-Identifier: AGPL-3.0-or-later
"""Joint handling: units are called in or asked for help from above, and each answers for its part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Required, TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from linli.kernel.actor import Actor
from linli.kernel.events import Entry, Event
from linli.kernel.problem import FORBIDDEN, NOT_FOUND
from linli.people import public as people
from linli.places import public as places
from linli.platform.journal.append import append
from linli.platform.text import clean

from ..events import (
    CalledIn,
    PartAgreed,
    PartAnswered,
    PartAsked,
    PartAssigned,
    PartExcused,
    PartHeld,
    PartRefused,
)
from ..models import Case, Part
from ..policy import may_part
from ..rules.joint import (
    ASKED_ALREADY,
    NOT_ABOVE,
    NOT_OF_UNIT,
    PART_COURSE,
    PART_ENDS,
    PART_NOT_NOW,
    RESTRICTED_STAYS,
    TOO_LATE_A_DAY,
    Ask,
    Call,
    stands_above,
    tidy,
)
from ..vocab import NEEDS_TEXT, OWN_COMPLAINT, Deed, PartState, See
from .amend import attach
from .base import Work, live_parts, must_be_open, once, take
from .move import may_refuse, stand

LONGEST = timedelta(days=180)  # what a unit may be given, where the matter has no day of its own


@transaction.atomic
def call_in(
    case_id: UUID,
    calls: Sequence[Call],
    text: str = "",
    *,
    actor: Actor,
    expected_version: int | None = None,
    deed_id: UUID | None = None,
) -> int:
    """Call units in to one matter (吹哨报到), each for its part; the new version.

    The unit that leads goes on leading. Each part runs by the matter's clock, or by an earlier day.
    Raises ``asked_already``, ``own_complaint``, ``restricted_stays``, ``too_late_a_day``.
    """
    if (version := once(case_id, deed_id, actor)) is not None:
        return version
    work = take(case_id, Deed.CALL_IN, actor=actor, expected_version=expected_version)
    return _ask(work, Ask.CALL_IN, tidy(calls), clean(text), deed_id)


@transaction.atomic
def borrow(
    case_id: UUID,
    call: Call,
    *,
    actor: Actor,
    expected_version: int | None = None,
    deed_id: UUID | None = None,
) -> int:
    """Ask a unit of a level above for help with a matter; it agrees, or refuses with a reason.

    Raises ``not_above``, besides what :func:`call_in` raises. The new version.
    """
    if (version := once(case_id, deed_id, actor)) is not None:
        return version
    work = take(case_id, Deed.BORROW, actor=actor, expected_version=expected_version)
    asked, lead = people.unit_by_code(call.unit), people.unit_by_id(work.case.unit_id)
    if not stands_above(stand(asked), stand(lead)):
        raise NOT_ABOVE()
    return _ask(work, Ask.BORROW, tidy([call]), "", deed_id)


def _ask(work: Work, ask: Ask, calls: Sequence[Call], text: str, deed_id: UUID | None) -> int:
    must_be_open(work)
    case = work.case
    if case.restricted:
        raise RESTRICTED_STAYS()
    units = [people.unit_by_code(call.unit) for call in calls]
    if case.about_path and any(unit.path.startswith(case.about_path) for unit in units):
        raise OWN_COMPLAINT()
    if idle := next((unit for unit in units if not unit.active), None):
        raise people.UNKNOWN_UNIT(unit=idle.code)
    codes = {unit.id for unit in units}
    held = live_parts(case).filter(unit__in=codes)
    if len(codes) < len(units) or held.exclude(lead=False, asked="").exists():
        raise ASKED_ALREADY()
    held.update(state=PartState.PASSED.value, ended_at=work.at)  # who only helped has a task now
    state = PartState.ASKED if ask is Ask.BORROW else PartState.OPEN
    parts = [
        Part(
            case=case,
            unit_id=unit.id,
            lead=False,
            asked=ask.value,
            state=state.value,
            task=clean(call.task)[:2000],
            because={"reason": ask.value},
            own_day=call.day,
            begun_at=work.at,
            due_at=_due(case, call, work.at),
        )
        for unit, call in zip(units, calls, strict=True)
    ]
    Part.objects.bulk_create(parts)
    deed = Deed.BORROW if ask is Ask.BORROW else Deed.CALL_IN
    by = _unit_of(work) if deed is Deed.CALL_IN else units[0]
    work.done(
        deed,
        CalledIn(ask.value, len(parts)),
        sees=See.REPORTER,
        text=text,
        unit=by.id,
        facts={"units": [unit.code for unit in units]},
        deed_id=deed_id,
    )
    append(
        [
            _about(work, part.id, PartAsked(str(case.id), unit.code, ask.value))
            for part, unit in zip(parts, units, strict=True)
        ]
    )
    return case.version


def _about(work: Work, part: UUID, event: Event) -> Entry:
    origin = work.case.origin if work.case.origin == "replay" else "live"
    return Entry(event, part, 1, work.actor, work.at, origin=origin)


def _due(case: Case, call: Call, now: datetime) -> datetime | None:
    """When a part is due: with the matter, or at the end of an earlier day of its own.

    Where the matter's own day has passed, any day soon is better than none.
    """
    if call.day is None:
        return case.due_at
    today = places.day_of(now)
    if not today <= call.day <= today + LONGEST:
        raise TOO_LATE_A_DAY()
    due = datetime.combine(call.day + timedelta(days=1), time.min, places.town().zone)
    if case.due_at is not None and now < case.due_at < due:
        raise TOO_LATE_A_DAY()
    return due


def _unit_of(work: Work) -> people.UnitInfo:
    """The unit for which somebody calls in: that of their post as coordinator, else the one that leads."""
    for holding in work.actor.at("coordinator"):
        if holding.unit_code:
            return people.unit_by_code(holding.unit_code)
    return people.unit_by_id(work.case.unit_id)


# --- what becomes of a part -------------------------------------------------------------------------


class By(TypedDict, total=False):
    """Who does something with a part, under which version of the matter, and the id by which doing it
    twice is harmless."""

    actor: Required[Actor]
    expected_version: int | None
    deed_id: UUID | None


@dataclass
class Share:
    """A unit's part of a matter that is locked, with what is to be done with it."""

    work: Work
    part: Part
    unit: people.UnitInfo
    deed: Deed
    deed_id: UUID | None

    @property
    def ids(self) -> tuple[str, str]:
        return str(self.part.id), self.unit.code


def _take_part(
    case_id: UUID,
    part_id: UUID,
    deed: Deed,
    *,
    actor: Actor,
    expected_version: int | None = None,
    deed_id: UUID | None = None,
) -> Share:
    """Lock a matter for one deed with one unit's part. Raises ``not_found``, ``forbidden``,
    ``part_not_now``."""
    work = take(case_id, deed, actor=actor, expected_version=expected_version)
    part = live_parts(work.case).filter(pk=part_id).first()
    if part is None or (deed is not Deed.ASSIGN and not part.asked):
        raise NOT_FOUND()
    unit, state = people.unit_by_id(part.unit_id), PartState(part.state)
    if not may_part(actor, deed, work.facts, unit.path, refused=state is PartState.RETURNED):
        raise FORBIDDEN()
    if deed is not Deed.ASSIGN:
        must_be_open(work)
        if (state, deed) not in PART_COURSE:
            raise PART_NOT_NOW()
    return Share(work, part, unit, deed, deed_id)


def _move_part(
    share: Share, event: Event, text: str, *, sees: See, facts: dict[str, str] | None = None
) -> int:
    work, part = share.work, share.part
    after = PART_COURSE[PartState(part.state), share.deed]
    part.state = after.value
    part.ended_at = work.at if after in PART_ENDS else None
    if after is PartState.ANSWERED:
        part.answer_seq = work.case.version + 1
    part.save(update_fields=("state", "ended_at", "answer_seq"))
    known = {"part": str(part.id), **(facts or {})}
    work.done(
        share.deed, event, sees=sees, text=text, unit=share.unit.id, facts=known, deed_id=share.deed_id
    )
    return work.case.version


def _words(text: str) -> str:
    if not clean(text):
        raise NEEDS_TEXT()
    return clean(text)


@transaction.atomic
def contribute(
    case_id: UUID,
    part_id: UUID,
    text: str,
    *,
    actor: Actor,
    files: Sequence[UUID] = (),
    expected_version: int | None = None,
    deed_id: UUID | None = None,
) -> int:
    """A unit answers for its part, with evidence; the unit that leads makes one answer of all."""
    if (version := once(case_id, deed_id, actor)) is not None:
        return version
    share = _take_part(
        case_id,
        part_id,
        Deed.CONTRIBUTE,
        actor=actor,
        expected_version=expected_version,
        deed_id=deed_id,
    )
    words = _words(text)
    attach(share.work.case, files, share.work.case.version + 1, by_reporter=False)
    return _move_part(share, PartAnswered(*share.ids), words, sees=See.INTERNAL)


@transaction.atomic
def agree_part(case_id: UUID, part_id: UUID, **by: Unpack[By]) -> int:
    """A unit of a level above agrees to help; the new version."""
    if (version := once(case_id, by.get("deed_id"), by["actor"])) is not None:
        return version
    share = _take_part(case_id, part_id, Deed.AGREE, **by)
    return _move_part(share, PartAgreed(*share.ids), "", sees=See.REPORTER)


@transaction.atomic
def refuse_part(case_id: UUID, part_id: UUID, reason: str, text: str, **by: Unpack[By]) -> int:
    """A unit says with a reason of the table that a part is not its own; the new version.

    What it was called in for is decided by the level above; help that was asked of a level above
    itself ends here. Raises ``refused_before`` for the same reason a second time.
    """
    if (version := once(case_id, by.get("deed_id"), by["actor"])) is not None:
        return version
    share = _take_part(case_id, part_id, Deed.REFUSE, **by)
    words = _words(text)
    told = may_refuse(share.work.case, Deed.REFUSE, reason, share.unit.code)
    return _move_part(share, PartRefused(*share.ids, told["reason"]), words, sees=See.INTERNAL, facts=told)


@transaction.atomic
def hold_part(case_id: UUID, part_id: UUID, text: str, **by: Unpack[By]) -> int:
    """The level above decides that a part stays with its unit, with reasons; its clock never stood."""
    if (version := once(case_id, by.get("deed_id"), by["actor"])) is not None:
        return version
    share = _take_part(case_id, part_id, Deed.HOLD, **by)
    return _move_part(share, PartHeld(*share.ids), _words(text), sees=See.INTERNAL)


@transaction.atomic
def excuse_part(case_id: UUID, part_id: UUID, text: str, **by: Unpack[By]) -> int:
    """Let a unit go from its part, with a reason; if it refused, the level above decides that."""
    if (version := once(case_id, by.get("deed_id"), by["actor"])) is not None:
        return version
    share = _take_part(case_id, part_id, Deed.EXCUSE, **by)
    return _move_part(share, PartExcused(*share.ids), _words(text), sees=See.INTERNAL)


@transaction.atomic
def assign_part(case_id: UUID, part_id: UUID, account: UUID | None, *, actor: Actor) -> int:
    """Name who of the unit handles its part, or nobody; a person always belongs to the unit.

    Raises ``not_of_unit``. The new version.
    """
    share = _take_part(case_id, part_id, Deed.ASSIGN, actor=actor)
    people_of = {colleague.id for colleague in people.colleagues(share.unit.code)}
    if account is not None and account not in people_of:
        raise NOT_OF_UNIT()
    share.part.assignee_id = account
    share.part.save(update_fields=("assignee",))
    share.work.done(
        Deed.ASSIGN,
        PartAssigned(*share.ids, str(account or "")),
        sees=See.INTERNAL,
        unit=share.unit.id,
        facts={"part": str(share.part.id), "account": str(account or "")},
    )
    return share.work.case.version
