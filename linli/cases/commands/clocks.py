# SPDX-License-Identifier: AGPL-3.0-or-later
"""Extending, parking and resuming: rows beside the course, each with its reason."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from linli.kernel.actor import Actor
from linli.kernel.deadlines import TimeUnit
from linli.kernel.problem import INVALID, NOT_FOUND
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform.text import clean

from ..events import DeferralAsked, DeferralDenied, Extended, Parked, Resumed
from ..models import Deferral, Extension, Parking
from ..rules.pausing import DEFERRED_ALREADY, NOT_ONESELF
from ..vocab import (
    EXTENSION_TOO_LATE,
    EXTENSION_TOO_LONG,
    NEEDS_TEXT,
    Deed,
    See,
)
from .base import Work, limit_of, must_be_open, run_parts, take
from .course import on_course

LONGEST_PARKING = timedelta(days=180)
MOST_ASKED = 30  # days that may be asked of another system at once; it decides


@transaction.atomic
def extend_case(
    case_id: UUID,
    limit: int,
    reason: str,
    *,
    actor: Actor,
    expected_version: int | None = None,
) -> int:
    """Put the time limit off by ``limit`` units of its rule, within what the rule allows.

    The person is told the reason and the new day. The new version is returned.
    """
    work = take(case_id, Deed.EXTEND, actor=actor, expected_version=expected_version)
    rule, taking = _extendable(work, limit, reason), on_course(work, Deed.EXTEND)
    case = work.case
    asked = Deferral.objects.filter(case=case, decided_at=None).first()
    if asked is not None:
        _decide(asked, work, granted=True, answer=reason)
    was = case.due_at
    assert was is not None
    due = norms.extended(rule, was, limit)
    case.due_at = due.at
    case.due_provisional = case.due_provisional or due.provisional
    Extension.objects.create(case=case, limit=limit, was_due=was, due=due.at, at=work.at, actor=actor.ref)
    run_parts(case)
    work.done(
        Deed.EXTEND,
        Extended(due.at.isoformat(), limit),
        sees=See.REPORTER,
        text=clean(reason),
        facts={"due": due.at.isoformat(), **(taking.facts if taking else {})},
        changed=("due_at", "due_provisional"),
    )
    return case.version


def _extendable(work: Work, limit: int, reason: str) -> norms.LimitRule:
    """The rule by which a matter may still be put off by so much, with a reason and before it is due."""
    must_be_open(work)
    case = work.case
    if not clean(reason):
        raise NEEDS_TEXT()
    rule = limit_of(case)
    if rule is None or case.due_at is None:
        raise INVALID(field="limit")
    if case.due_at <= work.at:
        raise EXTENSION_TOO_LATE()
    used = sum(Extension.objects.filter(case=case).values_list("limit", flat=True).order_by("at"))
    if not 0 < limit <= rule.extension - used:
        raise EXTENSION_TOO_LONG(most=max(0, rule.extension - used))
    return rule


def _askable(work: Work, limit: int, reason: str) -> None:
    """Whether more time may still be asked of whoever set the day on a ticket."""
    must_be_open(work)
    if not clean(reason):
        raise NEEDS_TEXT()
    if work.case.due_at is None or work.case.due_at <= work.at:
        raise EXTENSION_TOO_LATE()
    if not 0 < limit <= MOST_ASKED:
        raise EXTENSION_TOO_LONG(most=MOST_ASKED)


@transaction.atomic
def ask_deferral(
    case_id: UUID,
    limit: int,
    reason: str,
    *,
    actor: Actor,
    expected_version: int | None = None,
) -> int:
    """The unit that leads asks for ``limit`` more units of the rule; nothing is put off by asking.

    Where another system set the day on its ticket, it is that system which decides: it reads days and
    reason in the next reply, and grants by another day (北京接诉即办条例 13, 15). Raises
    ``deferred_already`` while one request waits. The new version.
    """
    work = take(case_id, Deed.DEFER, actor=actor, expected_version=expected_version)
    case = work.case
    theirs = bool(case.source) and not case.due_rule
    if theirs:
        _askable(work, limit, reason)
    else:
        _extendable(work, limit, reason)
    if Deferral.objects.filter(case=case, decided_at=None).exists():
        raise DEFERRED_ALREADY()
    unit, words = people.unit_by_id(case.unit_id), clean(reason)
    Deferral.objects.create(
        case=case, unit_id=unit.id, limit=limit, reason=words, asked_by=actor.ref, asked_at=work.at
    )
    event = DeferralAsked(unit.code, limit)
    facts = {"limit": limit, **({"theirs": True} if theirs else {})}
    work.done(Deed.DEFER, event, sees=See.INTERNAL, text=words, unit=unit.id, facts=facts)
    return case.version


@transaction.atomic
def deny_deferral(case_id: UUID, answer: str, *, actor: Actor, expected_version: int | None = None) -> int:
    """Decide with a reason that the unit gets no more time; its day stays. The new version."""
    work = take(case_id, Deed.DENY, actor=actor, expected_version=expected_version)
    asked = Deferral.objects.filter(case=work.case, decided_at=None).first()
    if asked is None:
        raise NOT_FOUND()
    if not clean(answer):
        raise NEEDS_TEXT()
    _decide(asked, work, granted=False, answer=answer)
    unit = people.unit_by_id(asked.unit_id)
    event = DeferralDenied(unit.code)
    work.done(Deed.DENY, event, sees=See.INTERNAL, text=clean(answer), unit=unit.id)
    return work.case.version


def _decide(asked: Deferral, work: Work, *, granted: bool, answer: str) -> None:
    if asked.asked_by == work.actor.ref:
        raise NOT_ONESELF()
    asked.granted, asked.answer, asked.decided_at = granted, clean(answer), work.at
    asked.save(update_fields=("granted", "answer", "decided_at"))


@transaction.atomic
def park_case(
    case_id: UUID,
    review_on: date,
    reason: str,
    *,
    actor: Actor,
    expected_version: int | None = None,
) -> int:
    """Park a matter that cannot be settled now, until a day of review; the new version."""
    work = take(case_id, Deed.PARK, actor=actor, expected_version=expected_version)
    must_be_open(work)
    case, zone = work.case, places.town().zone
    if not clean(reason):
        raise NEEDS_TEXT()
    today = work.at.astimezone(zone).date()
    if not today < review_on <= today + LONGEST_PARKING or case.parked_until is not None:
        raise INVALID(field="review_on")
    case.parked_until = review_on
    Parking.objects.create(case=case, review_on=review_on, begins=work.at, actor=actor.ref)
    work.done(
        Deed.PARK,
        Parked(review_on.isoformat()),
        sees=See.REPORTER,
        text=clean(reason),
        facts={"review_on": review_on.isoformat()},
        changed=("parked_until",),
    )
    return case.version


@transaction.atomic
def resume_case(case_id: UUID, *, actor: Actor, expected_version: int | None = None) -> int:
    """Take a matter from parking; its due moment moves by the time it stood. The new version."""
    work = take(case_id, Deed.RESUME, actor=actor, expected_version=expected_version)
    if not end_parking(work):
        raise INVALID(field="parked")
    run_parts(work.case)
    work.done(
        Deed.RESUME,
        Resumed(),
        sees=See.REPORTER,
        changed=("parked_until", "due_at", "due_provisional"),
    )
    return work.case.version


def end_parking(work: Work) -> bool:
    """Let the clock of a parked matter run again; whether it was parked. The caller saves the matter.

    What ends a matter or answers it ends its parking too: nothing that is closed has an open clock.
    """
    case = work.case
    if case.parked_until is None:
        return False
    parking = Parking.objects.filter(case=case, ends=None).order_by("-begins").get()
    parking.ends = work.at
    parking.save(update_fields=("ends",))
    case.parked_until = None
    zone = places.town().zone
    stood = (work.at.astimezone(zone).date() - parking.begins.astimezone(zone).date()).days
    if case.due_at is not None and stood:
        rule = limit_of(case)
        if rule is not None and rule.unit is TimeUnit.HOUR:
            case.due_at += timedelta(days=stood)
        else:
            due = norms.put_off(case.due_at, stood)
            case.due_at, case.due_provisional = due.at, case.due_provisional or due.provisional
    return True
