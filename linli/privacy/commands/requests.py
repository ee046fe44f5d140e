# SPDX-License-Identifier: AGPL-3.0-or-later
"""An authority asks for personal data: recorded by one person, granted by two others or by nobody.

State bodies handle personal data within what the law gives them (个人信息保护法 34); telling the person
may wait only while the law or the instrument forbids it (18, 35).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.events import Entry, Event
from linli.kernel.ids import new_id
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform import crypto, erasure
from linli.platform.access.looks import reveal
from linli.platform.access.purposes import OFFICIAL
from linli.platform.files import store
from linli.platform.journal.append import append, next_seq
from linli.platform.text import clean

from ..events import ExtractErased, PersonTold, RequestApproved, RequestDecided, RequestRecorded
from ..models import Decision, Extract, OfficialRequest
from ..policy import Deed, may, may_record
from ..queries.requests import SUBJECT, TABLE, facts_of, found_for
from ..queries.sources import source
from ..rules import outcome
from ..vocab import (
    DECIDED_ALREADY,
    GIVEN,
    NO_LONGER_OPEN,
    OWN_REQUEST,
    Instrument,
    RequestState,
)
from .keeping import empty_words

KIND = "privacy.request"
KEEP = "official_request.extract"  # the town's rule for how long an extract may lie


@dataclass(frozen=True)
class NewRequest:
    """What the instrument says. ``silent_until`` is the day from which the person may be told."""

    authority: str
    instrument: Instrument
    instrument_number: str
    instrument_date: date
    law: str
    article: str
    source: str
    reference: str
    parts: tuple[str, ...]
    what_for: str
    until: date
    silent_until: date | None = None
    silent_ground: str = ""


@transaction.atomic
def record_request(new: NewRequest, scan: UUID, *, actor: Actor) -> UUID:
    """Write a request into the register with its scanned instrument; its id.

    Raises ``unknown_record`` for a matter that is not there or not where the actor works, ``invalid``
    with the field for what an instrument must say and this one does not.
    """
    if not may_record(actor):
        raise FORBIDDEN()
    words = {name: clean(getattr(new, name)) for name in (
        "authority", "instrument_number", "law", "article", "reference", "what_for")}  # fmt: skip
    if field := _wrong(new, words):
        raise INVALID(field=field)
    found = found_for(new.source, words["reference"], viewer=actor)
    store.link([scan])
    identity = new_id()
    row = OfficialRequest.objects.create(
        id=identity,
        authority=words["authority"][:200],
        instrument=new.instrument.value,
        instrument_number=words["instrument_number"][:120],
        instrument_date=new.instrument_date,
        law=words["law"][:200],
        article=words["article"][:60],
        source=new.source,
        subject=found.subject,
        place_path=found.place_path,
        about_path=found.about_path,
        closed=found.closed,
        reference=crypto.seal(words["reference"], TABLE, "reference", identity),
        what_for=crypto.seal(words["what_for"], TABLE, "what_for", identity),
        parts=list(new.parts),
        until=new.until,
        silent_until=new.silent_until,
        silent_ground=clean(new.silent_ground)[:200] if new.silent_until else "",
        scan_id=scan,
        recorded_by_id=UUID(actor.id),
        recorded_at=clock.now(),
        state=RequestState.RECORDED.value,
    )
    _append(row, RequestRecorded(row.instrument, row.source, list(row.parts)), actor)
    return row.id


@transaction.atomic
def decide_request(request: UUID, parts: Sequence[str], reason: str, *, actor: Actor) -> RequestState:
    """Grant these parts of what is asked, or refuse with none; how the request stands now.

    With the second approver's grant the extract is made, of what both granted. Raises ``own_request``
    for who recorded it, ``decided_already``, ``no_longer_open``, ``needs_reason`` (every decision says
    why).
    """
    row = _locked(request, Deed.DECIDE, actor)
    if str(row.recorded_by_id) == actor.id:
        raise OWN_REQUEST()
    before = Decision.objects.filter(request=row).order_by("at", "id")
    earlier = list(before.values_list("by", "parts"))
    if any(str(by) == actor.id for by, _ in earlier):
        raise DECIDED_ALREADY()
    granted = [part for part in row.parts if part in parts]
    if not clean(reason):
        raise people.NEEDS_REASON()
    Decision.objects.create(
        request=row, by_id=UUID(actor.id), at=clock.now(), parts=granted, reason=clean(reason)
    )
    state, given = outcome(row.parts, [*(one for _, one in earlier), granted])
    if state is RequestState.RECORDED:
        _append(row, RequestApproved(granted), actor)
        return state
    if state in GIVEN:
        _make_extract(row, given, actor)
    _end(row, state, given, actor)
    return state


@transaction.atomic
def withdraw_request(request: UUID, *, actor: Actor) -> None:
    """Note that the authority took its request back, or that it was recorded by mistake."""
    _end(_locked(request, Deed.WITHDRAW, actor), RequestState.WITHDRAWN, [], actor)


@transaction.atomic
def forget_holder(account: UUID) -> int:
    """Erase what requests say of somebody who closed their account; how many requests.

    The register itself stays, with the scanned instrument, and so does what was put together until its
    day: the law asks for both (个人信息保护法 47, 网络数据安全管理条例 12).
    """
    about = OfficialRequest.objects.filter(source="person", subject=account).order_by("id")
    found = list(about.values_list("id", flat=True))
    for request in found:
        erasure.erase(KIND, request)
    return len(found)


@erasure.eraser(KIND)
def _erase_words(request: UUID) -> None:
    OfficialRequest.objects.filter(pk=request).update(**empty_words(request))


def lapse_requests() -> int:
    """End requests whose day has passed without a decision; how many."""
    old = OfficialRequest.objects.filter(state=RequestState.RECORDED.value, until__lt=places.today())
    return _each(old, lambda row: _end(row, RequestState.LAPSED, [], SYSTEM))


def erase_extracts() -> int:
    """Empty extracts that have expired, also after a restore; how many."""

    def empty(row: OfficialRequest) -> None:
        Extract.objects.filter(request=row).update(sealed=None)
        _append(row, ExtractErased(), SYSTEM)

    expired = Extract.objects.filter(sealed__isnull=False, expires_at__lte=clock.now())
    return _each(OfficialRequest.objects.filter(pk__in=expired.values("request")), empty)


def tell_persons() -> int:
    """Have everybody told of whom data were given, once no instrument forbids it any more; how many.

    The letter is read by the storey that knows how to reach the person.
    """

    def tell(row: OfficialRequest) -> None:
        row.told_at = clock.now()
        row.save(update_fields=("told_at",))
        if row.subject:
            _append(row, PersonTold(row.source, str(row.subject)), SYSTEM)

    given = OfficialRequest.objects.filter(state__in=[state.value for state in GIVEN], told_at=None)
    return _each(given.exclude(silent_until__gt=places.today()), tell)


def _each(rows: QuerySet[OfficialRequest], do: Callable[[OfficialRequest], None]) -> int:
    """Do something with each row in a transaction of its own, if nobody else did meanwhile; how many."""
    done = 0
    for identity in list(rows.order_by("id").values_list("id", flat=True)):
        with transaction.atomic():
            if row := rows.select_for_update(of=("self",)).filter(pk=identity).order_by("id").first():
                do(row)
                done += 1
    return done


def _wrong(new: NewRequest, words: dict[str, str]) -> str:
    """The first field that does not say what it must."""
    today, known = places.today(), source(new.source).parts
    empty = next((name for name, text in words.items() if not text), "")
    silent = new.silent_until
    tests = {
        "parts": bool(new.parts) and len(set(new.parts)) == len(new.parts) and set(new.parts) <= set(known),
        "instrument_date": new.instrument_date <= today,
        "until": new.until >= today,
        "silent_until": silent is None or silent > today,
        "silent_ground": silent is None or bool(clean(new.silent_ground)),
    }
    return empty or next((name for name, right in tests.items() if not right), "")


def _locked(request: UUID, deed: Deed, actor: Actor) -> OfficialRequest:
    row = OfficialRequest.objects.select_for_update().filter(pk=request).order_by("id").first()
    if row is None or not may(actor, deed, facts_of(row)):
        raise NOT_FOUND()
    if row.state != RequestState.RECORDED.value or row.until < places.today():
        raise NO_LONGER_OPEN()
    return row


def _make_extract(row: OfficialRequest, given: list[str], actor: Actor) -> None:
    """Read what was granted and nothing else, and keep it sealed until its day."""
    data = {}
    if row.subject is not None:
        subject, read = row.subject, source(row.source).read
        data = reveal(actor, SUBJECT, row.id, given, lambda: read(subject, given), purpose=OFFICIAL)
    Extract.objects.create(
        request=row,
        sealed=crypto.seal(
            json.dumps(data, ensure_ascii=False, default=str), "privacy_extract", "sealed", row.id
        ),
        made_at=clock.now(),
        expires_at=_expiry(row.until),
    )


def _expiry(until: date) -> datetime:
    """The end of the last day on which the extract may be fetched: the earlier of two."""
    today = places.today()
    rule = norms.limit(KEEP, today)
    last = min(until, today + timedelta(days=rule.limit)) if rule else until
    return datetime.combine(last + timedelta(days=1), time.min, places.town().zone)


def _end(row: OfficialRequest, state: RequestState, given: list[str], actor: Actor) -> None:
    row.state, row.given, row.ended_at = state.value, given, clock.now()
    row.save(update_fields=("state", "given", "ended_at"))
    _append(row, RequestDecided(state.value, given), actor)


def _append(row: OfficialRequest, event: Event, actor: Actor) -> None:
    append([Entry(event, row.id, next_seq(row.id), actor, clock.now())])
