# SPDX-License-Identifier: AGPL-3.0-or-later
"""A community calls for services; somebody offers something; the offer is answered, done, taken back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, VISITOR, Actor
from linli.kernel.events import Entry, Event
from linli.kernel.ids import new_id
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND, SIGN_IN, STALE, mark
from linli.people import public as people
from linli.places import public as places
from linli.platform import crypto, erasure
from linli.platform.erasure.keeping import Keeper, keeps
from linli.platform.journal.append import append
from linli.platform.text import clean

from ..events.doors import OfferMade, OfferMoved, OpenCallClosed, OpenCallPublished
from ..models import Offer, OpenCall, WayIn
from ..policy import may
from ..queries.doors import TABLE, call_of, find_door
from ..vocab import Deed
from ..vocab.doors import (
    CALL_CLOSED,
    CONTACT_UNASKED,
    OFFER_LACKS,
    OFFER_NOT_NOW,
    CallState,
    Gift,
    OfferState,
)
from .base import COMPARTMENT
from .meetings import next_number
from .telling import tell_accounts

LONGEST = 2000
OFFER = "participation.offer"  # who made it: let go of by time
GONE = "participation.offer_gone"  # all of it: by who made it
DECIDED = mark("Your offer is answered: %(title)s. %(state)s %(reason)s")
ACCEPTED, DECLINED = mark("It is accepted."), mark("It is declined.")
DONE = mark("What you offered is done: %(title)s. %(result)s")


@dataclass(frozen=True)
class CallData:
    """A call as it is to be. ``ways`` are codes of doors, none for everybody; ``terms`` tell risks,
    training, insurance and what is paid (志愿服务条例 12, 15–17)."""

    place: str
    unit: str
    gift: Gift
    title: str
    text: str
    terms: str
    until: date
    spot: str = ""
    ways: Sequence[str] = ()


@dataclass(frozen=True)
class OfferData:
    """An offer as it is made. ``name`` and ``contact`` are kept sealed, and only with ``consent``."""

    way: str
    place: str
    gift: Gift
    title: str
    text: str
    times: str
    until: date | None = None
    body: str = ""
    name: str = ""
    contact: str = ""
    consent: bool = False
    call: str = ""
    paper: str = ""


@transaction.atomic
def publish_call(data: CallData, *, actor: Actor) -> str:
    """Call for services, things or hands: the number. Raises ``forbidden``, ``invalid``."""
    spot, unit = places.place_by_code(data.place), people.unit_by_code(data.unit)
    if not may(actor, Deed.PUBLISH, spot.path):
        raise FORBIDDEN()
    title, text, terms = clean(data.title)[:120], clean(data.text)[:LONGEST], clean(data.terms)[:LONGEST]
    for field, said in (("title", title), ("text", text), ("terms", terms)):
        if len(said) < 2:
            raise INVALID(field=field)
    if data.until < places.today():
        raise INVALID(field="until")
    known = set(WayIn.objects.filter(active=True).order_by("code").values_list("code", flat=True))
    if not set(data.ways) <= known:
        raise INVALID(field="ways")
    now = clock.now()
    row = OpenCall.objects.create(
        id=new_id(), number=next_number("Z"), place_id=spot.id, place_path=spot.path, unit_id=unit.id,
        gift=data.gift.value, ways=list(data.ways), title=title, text=text, spot=clean(data.spot)[:120],
        terms=terms, until=data.until, state=CallState.OPEN.value, called_at=now, version=1, changed_at=now,
    )  # fmt: skip
    told = OpenCallPublished(row.number, row.gift, spot.code, data.until.isoformat())
    append([Entry(told, row.id, 1, actor, now)])
    return row.number


@transaction.atomic
def close_call(call: UUID, result: str, *, actor: Actor, expected_version: int | None = None) -> None:
    """Close a call and publish what came of it. Raises ``call_closed``, ``invalid``, ``stale``."""
    row = OpenCall.objects.select_for_update().filter(pk=call).order_by("id").first()
    if row is None or not may(actor, Deed.CLOSE, row.place_path):
        raise NOT_FOUND()
    if expected_version is not None and expected_version != row.version:
        raise STALE(version=row.version)
    if row.state != CallState.OPEN:
        raise CALL_CLOSED()
    row.result = clean(result)[:LONGEST]
    if len(row.result) < 2:
        raise INVALID(field="text")
    row.state, row.closed_at, row.changed_at = CallState.CLOSED.value, clock.now(), clock.now()
    row.version += 1
    row.save()
    told = OpenCallClosed(row.number, places.place_by_id(row.place_id).code)
    append([Entry(told, row.id, row.version, actor, row.changed_at)])


@transaction.atomic
def make_offer(data: OfferData, *, actor: Actor) -> str:
    """Offer something to a community: the number. With ``paper`` staff take it down for somebody.

    Raises ``sign_in``, ``not_found``, ``offer_lacks``, ``contact_unasked``, ``call_closed``, ``invalid``.
    """
    if actor.kind not in ("account", "system"):
        raise SIGN_IN()
    door, spot, paper = find_door(data.way), places.place_by_code(data.place), clean(data.paper)[:80]
    if paper and not may(actor, Deed.PAPER, spot.path):
        raise NOT_FOUND()
    title, times, text = clean(data.title)[:120], clean(data.times)[:200], clean(data.text)[:LONGEST]
    for field, said in (("title", title), ("times", times)):
        if len(said) < 2:
            raise OFFER_LACKS(field=field)
    if data.gift not in door.gifts:
        raise INVALID(field="gift")
    if data.until is not None and data.until < places.today():
        raise INVALID(field="until")
    called = None
    if data.call:
        called = OpenCall.objects.select_for_update().filter(number=data.call).order_by("id").first()
        if called is None or not call_of(called).open or not spot.path.startswith(called.place_path):
            raise CALL_CLOSED()
    reach = {"name": clean(data.name)[:80], "contact": clean(data.contact)[:120]}
    if reach["contact"] and not data.consent:
        raise CONTACT_UNASKED(field="consent")
    now, identity = clock.now(), new_id()
    sealed = crypto.seal(json.dumps(reach), TABLE, "sealed", identity) if reach["contact"] else None
    row = Offer.objects.create(
        id=identity, number=next_number("T"), way_id=door.id, call=called, place_id=spot.id,
        place_path=spot.path, gift=data.gift.value, title=title, text=text, times=times, until=data.until,
        body=clean(data.body)[:120], sealed=sealed, paper=paper, state=OfferState.OFFERED.value,
        made_at=now,
        account_id=UUID(actor.id) if actor.kind == "account" and not paper else None,
        version=1, changed_at=now,
    )  # fmt: skip
    told = OfferMade(row.number, door.code, row.gift, spot.code, data.call)
    append([Entry(told, row.id, 1, actor if paper else VISITOR, now, compartment=COMPARTMENT)])
    return row.number


@transaction.atomic
def decide_offer(
    offer: UUID, accept: bool, reason: str = "", *, actor: Actor, expected_version: int | None = None
) -> None:
    """Accept an offer, so that the community sees it, or decline it with a reason. Who made it is told.

    Raises ``not_found``, ``stale``, ``offer_not_now``, ``invalid``.
    """
    row = _locked(offer, actor, expected_version)
    if row.account_id is not None and str(row.account_id) == actor.id:
        raise FORBIDDEN()  # nobody answers their own offer
    row.reason = clean(reason)[:1000]
    if not accept and len(row.reason) < 2:
        raise INVALID(field="text")
    _move(row, (OfferState.OFFERED,), OfferState.ACCEPTED if accept else OfferState.DECLINED, actor)
    facts = {"title": row.title, "state": ACCEPTED if accept else DECLINED, "reason": row.reason or "…"}
    _tell(row, "participation.offer_decided", DECIDED, facts)


@transaction.atomic
def finish_offer(offer: UUID, result: str, *, actor: Actor, expected_version: int | None = None) -> None:
    """Say for everybody what came of an accepted offer. Raises ``offer_not_now``, ``invalid``,
    ``stale``."""
    row = _locked(offer, actor, expected_version)
    row.result = clean(result)[:LONGEST]
    if len(row.result) < 2:
        raise INVALID(field="text")
    _move(row, (OfferState.ACCEPTED,), OfferState.DONE, actor)
    _tell(row, "participation.offer_done", DONE, {"title": row.title, "result": row.result})


@transaction.atomic
def withdraw_offer(offer: UUID, *, actor: Actor) -> None:
    """Take an offer back: whoever made it, or staff for somebody who came with a paper.

    Nobody is asked why. Raises ``not_found``, ``offer_not_now``.
    """
    row = Offer.objects.select_for_update().filter(pk=offer).order_by("id").first()
    own = row is not None and actor.kind == "account" and row.account_id == UUID(actor.id)
    for_them = row is not None and row.account_id is None and may(actor, Deed.PAPER, row.place_path)
    if row is None or not (own or for_them):
        raise NOT_FOUND()
    by = VISITOR if own else actor
    _move(row, (OfferState.OFFERED, OfferState.ACCEPTED), OfferState.WITHDRAWN, by)


@transaction.atomic
def erase_offer(offer: UUID, *, actor: Actor) -> None:
    """Whoever made an offer has it erased, all of it, whatever came of it. Raises ``not_found``."""
    row = Offer.objects.select_for_update().filter(pk=offer).order_by("id").first()
    if row is None or actor.kind != "account" or row.account_id != UUID(actor.id):
        raise NOT_FOUND()
    told, at = OfferMoved(row.number, "erased"), clock.now()
    append([Entry(told, row.id, row.version + 1, VISITOR, at, compartment=COMPARTMENT)])
    erasure.erase(GONE, row.id)


def _locked(offer: UUID, actor: Actor, expected_version: int | None) -> Offer:
    row = Offer.objects.select_for_update().filter(pk=offer).order_by("id").first()
    if row is None or not may(actor, Deed.ANSWER, row.place_path):
        raise NOT_FOUND()
    if expected_version is not None and expected_version != row.version:
        raise STALE(version=row.version)
    return row


def _move(row: Offer, start: Sequence[OfferState], state: OfferState, actor: Actor) -> None:
    if OfferState(row.state) not in start:
        raise OFFER_NOT_NOW()
    row.state, row.changed_at = state.value, clock.now()
    if state is not OfferState.ACCEPTED:
        row.ended_at = row.changed_at
    row.version += 1
    row.save()
    told: Event = OfferMoved(row.number, state.value)
    append([Entry(told, row.id, row.version, actor, row.changed_at, compartment=COMPARTMENT)])


def _tell(row: Offer, template: str, words: str, facts: dict[str, str]) -> None:
    if row.account_id is not None:
        tell_accounts([row.account_id], template, words, "way-in", row.way.code, facts, key=row.number)


@erasure.eraser(OFFER)
def _forget(offer: UUID) -> None:
    Offer.objects.filter(pk=offer).update(account=None, sealed=None)


@erasure.eraser(GONE)
def _erase(offer: UUID) -> None:
    Offer.objects.filter(pk=offer).delete()


def _end(offer: UUID) -> None:
    with transaction.atomic():
        row = Offer.objects.select_for_update().get(pk=offer)
        row.version += 1
        row.save(update_fields=("version",))
        erasure.erase(OFFER, offer)
        told: Event = OfferMoved(row.number, "forgotten")
        append([Entry(told, offer, row.version, SYSTEM, clock.now(), compartment=COMPARTMENT)])


keeps(
    Keeper(
        OFFER,
        mark("Name and contact with an offer of yours: to answer it and to arrange it"),
        mark("the day the offer was declined, done or withdrawn"),
        lambda: (
            Offer.objects.filter(ended_at__isnull=False)
            .exclude(account=None, sealed=None)
            .annotate(since=F("ended_at"), held=F("id"))
        ),
        _end,
        lambda called: (
            Offer.objects.filter(number=called.strip()).order_by("id").values_list("id", flat=True).first()
        ),
    )
)
