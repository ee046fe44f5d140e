# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ending what was kept long enough (个人信息保护法 19, 47): at night, in bounded batches, never in panic.

Nothing is queued: each night works from what is there, so a night that was killed is made up for by the
next. A clock that jumped, or far more being due than usual, stops it until a person has looked.
"""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import DateTimeField, F, Q, Sum
from django.db.models.functions import Cast, Coalesce

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.events import Entry, Event
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND, mark
from linli.places import public as places
from linli.platform import erasure
from linli.platform.erasure.keeping import Keeper, keepers, keeps
from linli.platform.journal.append import append, next_seq
from linli.platform.outbox import send
from linli.platform.text import clean

from ..events import (
    HoldDecided,
    HoldProposed,
    RetentionConfirmed,
    RetentionEnded,
    RetentionNightEnded,
)
from ..models import Account, Consent, Mandate, RetentionHold, RetentionNight
from ..policy import may_keep
from ..queries.retention import KeptFor, free_rows, holds_now, kept_for
from ..rules import BATCH, CEILING, LOOKED, NIGHT, clock_is_plausible, is_usual, months_before
from ..vocab import NEEDS_REASON, OWN_PROPOSAL, ChangeState, Ending, Stop
from .mandates import MANDATE, end_kept_mandate

log = logging.getLogger("linli.retention")
CONSENT, MESSAGE = "people.consent", "people.message"
LONGEST_HOLD = timedelta(days=366)  # then somebody has to want it anew


def end_by_time(*, ceiling: int = CEILING) -> int:
    """One night's work for every purpose of the town's table; how many things ended."""
    now = clock.now()
    newest = RetentionNight.objects.order_by("-id").first()
    if newest is None:
        _note("", now, Stop.FIRST)
        return 0
    if newest.why == Stop.CLOCK and newest.confirmed_at is None:
        return 0
    if not clock_is_plausible(now, newest.confirmed_at or newest.at):
        _note("", now, Stop.CLOCK)
        log.warning("the clock moved by more than nights do: nothing is erased until somebody has looked")
        return 0
    ended = 0
    for one in kept_for():
        keeper = keepers()[one.purpose]
        if one.months is not None and one.ending is not Ending.ARCHIVE and keeper.end is not None:
            ended += _one_purpose(keeper, one, now, ceiling)
    _note("", now)
    return ended


def _one_purpose(keeper: Keeper, one: KeptFor, now: datetime, ceiling: int) -> int:
    """What is due for a purpose, as far as the ceiling of the night reaches."""
    assert one.months is not None and keeper.end is not None
    rows = free_rows(keeper, holds_now())
    waiting = rows.filter(since__lt=months_before(now, one.months))
    kept, due = rows.count(), waiting.count()
    nights = RetentionNight.objects.filter(purpose=one.purpose)
    looked = nights.filter(why=Stop.MANY, confirmed_at__gt=now - LOOKED).exists()
    if not looked and not is_usual(due, kept):
        _note(one.purpose, now, Stop.MANY, kept=kept, due=due)
        log.warning("%s of %s for %s are due: somebody has to look first", due, kept, one.purpose)
        return 0
    before = nights.filter(at__gt=now - NIGHT).aggregate(done=Sum("done"))["done"] or 0
    left = max(0, ceiling - before)
    ids = list(waiting.order_by("since", "pk").values_list("pk", flat=True)[:left])
    done = failed = 0
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            for identity in ids[start : start + BATCH]:
                try:
                    with transaction.atomic():
                        keeper.end(identity)
                except Exception:
                    log.exception("one thing of %s did not end", one.purpose)
                    failed += 1
                else:
                    done += 1
    if due or kept:
        _note(one.purpose, now, kept=kept, due=due, done=done, failed=failed)
    return done


@transaction.atomic
def _note(purpose: str, now: datetime, why: Stop | None = None, **counts: int) -> None:
    state = "stopped" if why else "done"
    row = RetentionNight.objects.create(purpose=purpose, at=now, state=state, why=why or "", **counts)
    event = RetentionNightEnded(purpose, row.why, row.due, row.done)
    append([Entry(event, row.key, 1, SYSTEM, now)])


@transaction.atomic
def confirm_night(night: int, *, actor: Actor) -> None:
    """Let the nightly work go on after a stop: somebody looked at the clock, or at what is due."""
    _must_be_allowed(actor)
    rows = RetentionNight.objects.select_for_update(of=("self",)).filter(pk=night, confirmed_at=None)
    row = rows.filter(why__in=(Stop.CLOCK.value, Stop.MANY.value)).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    row.confirmed_by_id, row.confirmed_at = UUID(actor.id), clock.now()
    row.save(update_fields=("confirmed_by", "confirmed_at"))
    _append(row.key, RetentionConfirmed(row.purpose, row.why), actor)


@transaction.atomic
def propose_hold(purpose: str, called: str, reason: str, until: date, *, actor: Actor) -> UUID:
    """Want something kept until a day, all of a purpose or what is ``called`` so; the id.

    It holds at once, and no longer than a second person lets it. Raises ``invalid`` for an unknown
    purpose or name, and for a day that is past or more than a year away.
    """
    _must_be_allowed(actor)
    keeper, told = keepers().get(purpose), clean(called)[:60]
    if keeper is None:
        raise INVALID(field="purpose")
    if not clean(reason):
        raise NEEDS_REASON()
    if not places.today() < until <= places.today() + LONGEST_HOLD:
        raise INVALID(field="until")
    held = keeper.find(told) if told else None
    if told and held is None:
        raise INVALID(field="called")
    row = RetentionHold.objects.create(
        purpose=purpose,
        held=held,
        called=told,
        reason=clean(reason)[:2000],
        until=until,
        proposed_by_id=UUID(actor.id),
        proposed_at=clock.now(),
    )
    _append(row.id, HoldProposed(purpose, until.isoformat()), actor)
    return row.id


@transaction.atomic
def decide_hold(hold: UUID, agree: bool, answer: str, *, actor: Actor) -> None:
    """Agree to a hold that somebody else proposed, or refuse it with a reason; take back one's own.

    Raises ``own_proposal`` for whoever proposed it and agrees.
    """
    _must_be_allowed(actor)
    rows = RetentionHold.objects.select_for_update().filter(pk=hold, state=ChangeState.PROPOSED.value)
    if (row := rows.order_by("id").first()) is None:
        raise NOT_FOUND()
    own = str(row.proposed_by_id) == actor.id
    if own and agree:
        raise OWN_PROPOSAL()
    if not agree and not own and not clean(answer):
        raise NEEDS_REASON()
    state = ChangeState.AGREED if agree else ChangeState.WITHDRAWN if own else ChangeState.REFUSED
    row.state, row.answer = state.value, clean(answer)[:2000]
    row.decided_by_id, row.decided_at = UUID(actor.id), clock.now()
    row.save(update_fields=("state", "answer", "decided_by", "decided_at"))
    _append(row.id, HoldDecided(row.purpose, state.value), actor)


def retention_ended(purpose: str, subject: UUID, ending: Ending) -> None:
    """Write that something ended by time, for what keeps no version of its own."""
    _append(subject, RetentionEnded(purpose, ending.value), SYSTEM)


def _must_be_allowed(actor: Actor) -> None:
    if not may_keep(actor):
        raise FORBIDDEN()


def _append(subject: UUID, event: Event, actor: Actor) -> None:
    append([Entry(event, subject, next_seq(subject), actor, clock.now())])


# --- what people itself keeps ------------------------------------------------------------------------


def _account(login: str) -> UUID | None:
    return Account.objects.filter(login=login).order_by("id").values_list("id", flat=True).first()


def _end_consent(consent: UUID) -> None:
    erasure.erase(CONSENT, consent)
    retention_ended(CONSENT, consent, Ending.ERASE)


def _end_message(message: UUID) -> None:
    erasure.erase(MESSAGE, message)
    retention_ended(MESSAGE, message, Ending.ANONYMISE)


@erasure.eraser(CONSENT)
def _erase_consent(consent: UUID) -> None:
    Consent.objects.filter(pk=consent).exclude(withdrawn_at=None).delete()


erasure.eraser(MESSAGE)(send.blank)
keeps(
    Keeper(
        CONSENT,
        mark("A consent that was taken back: proof of what was allowed while it stood"),
        mark("the day it was taken back"),
        lambda: Consent.objects.exclude(withdrawn_at=None).annotate(
            since=F("withdrawn_at"), held=F("account")
        ),
        _end_consent,
        _account,
    )
)
keeps(
    Keeper(
        MESSAGE,
        mark("The words of a message that was sent: to find out what somebody was told"),
        mark("the day it was sent"),
        lambda: send.sent_with_words().annotate(since=F("sent_at"), held=F("about")),
        _end_message,
        lambda called: None,
    )
)
keeps(
    Keeper(
        MANDATE,
        mark("That somebody acted for another, and the proof of the consent: what was done rests on it"),
        mark("the day it ended"),
        lambda: Mandate.objects.filter(Q(until__lt=places.today()) | ~Q(ended_at=None)).annotate(
            since=Coalesce("ended_at", Cast("until", DateTimeField())), held=F("person")
        ),
        end_kept_mandate,
        _account,
    )
)
