# SPDX-License-Identifier: AGPL-3.0-or-later
"""The doors, calls and accepted offers as everybody reads them; own offers; what waits at the desk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND
from linli.people import public as people
from linli.places import public as places
from linli.platform import crypto
from linli.platform.access.looks import reveal

from ..models import Offer, OpenCall, WayIn
from ..policy import Relation, relations
from ..vocab.doors import CallState, Gift, OfferState

MOST = 200
TABLE = "participation_offer"
SEEN = (OfferState.ACCEPTED, OfferState.DONE)


@dataclass(frozen=True)
class DoorInfo:
    """A door as the pack has it; texts by language."""

    id: UUID
    code: str
    names: Mapping[str, str]
    about: Mapping[str, str]
    opens: Mapping[str, str]
    gives: Mapping[str, str]
    joins: Mapping[str, str]
    gifts: tuple[Gift, ...]


@dataclass(frozen=True)
class CallLine:
    """A call for services as everybody reads it."""

    id: UUID
    number: str
    place: places.PlaceInfo
    unit: people.UnitInfo
    gift: Gift
    ways: tuple[str, ...]
    title: str
    text: str
    spot: str
    terms: str
    until: date
    state: CallState
    result: str
    called_on: date
    closed_on: date | None
    version: int

    @property
    def open(self) -> bool:
        return self.state is CallState.OPEN and places.today() <= self.until


@dataclass(frozen=True)
class OfferLine:
    """An offer without whoever made it; ``body`` is a firm or organisation, by its own wish."""

    id: UUID
    number: str
    way: str
    way_names: Mapping[str, str]
    call: str
    place: places.PlaceInfo
    gift: Gift
    title: str
    text: str
    times: str
    until: date | None
    body: str
    state: OfferState
    reason: str
    result: str
    made_on: date
    paper: str
    contact: bool  # one is kept
    version: int

    @property
    def waiting(self) -> bool:
        return self.state is OfferState.OFFERED

    @property
    def running(self) -> bool:
        return self.state is OfferState.ACCEPTED


def doors() -> list[DoorInfo]:
    """The doors of the town, in its own order."""
    return [door_of(row) for row in WayIn.objects.filter(active=True).order_by("position", "code")]


def find_door(code: str) -> DoorInfo:
    """One door. Raises ``not_found``."""
    row = WayIn.objects.filter(code=code, active=True).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    return door_of(row)


def door_of(row: WayIn) -> DoorInfo:
    """A door as plain data."""
    gifts = tuple(Gift(one) for one in row.gifts)
    return DoorInfo(row.id, row.code, row.names, row.about, row.opens, row.gives, row.joins, gifts)


def calls(*, way: str = "", place: str = "", closed: bool = False) -> list[CallLine]:
    """Calls that run, the first to end first; or with ``closed`` those that are over, newest first."""
    rows = OpenCall.objects.select_related("unit")
    running = rows.filter(state=CallState.OPEN, until__gte=places.today()).order_by("until", "id")
    over = rows.exclude(state=CallState.OPEN, until__gte=places.today()).order_by("-called_at", "id")
    known = places.tree().by_code
    found = over if closed else running
    if place in known:
        found = found.filter(place_path__startswith=known[place].path)
    return [line for line in map(call_of, found[:MOST]) if not way or not line.ways or way in line.ways]


def find_call(number: str) -> CallLine:
    """One call. Raises ``not_found``."""
    row = OpenCall.objects.filter(number=number).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    return call_of(row)


def call_of(row: OpenCall) -> CallLine:
    """A call as plain data."""
    return CallLine(
        row.id, row.number, places.place_by_id(row.place_id), people.unit_by_id(row.unit_id),
        Gift(row.gift),
        tuple(row.ways), row.title, row.text, row.spot, row.terms, row.until, CallState(row.state),
        row.result, places.day_of(row.called_at), places.day_of(row.closed_at) if row.closed_at else None,
        row.version,
    )  # fmt: skip


def offers(*, way: str = "", call: UUID | None = None, place: str = "") -> list[OfferLine]:
    """Offers that a community accepted, newest first: by day, never by who gives most."""
    rows = _rows().filter(state__in=SEEN)
    if way:
        rows = rows.filter(way__code=way)
    if call is not None:
        rows = rows.filter(call=call)
    known = places.tree().by_code
    if place in known:
        rows = rows.filter(place_path__startswith=known[place].path)
    return [offer_of(row) for row in rows.order_by("-made_at", "id")[:MOST]]


def own_offers(viewer: Actor) -> list[OfferLine]:
    """What the viewer offered with their account."""
    if viewer.kind != "account":
        return []
    rows = _rows().filter(account=UUID(viewer.id))
    return [offer_of(row) for row in rows.order_by("-made_at", "id")[:MOST]]


def copy_of_offers(viewer: Actor) -> list[dict[str, Any]]:
    """The viewer's offers as plain data for taking along, with name and contact as they are kept."""
    if viewer.kind != "account":
        return []
    rows = _rows().filter(account=UUID(viewer.id)).order_by("-made_at", "id")
    return [
        {
            "number": row.number,
            "place": places.place_by_id(row.place_id).code,
            "title": row.title,
            "text": row.text,
            "state": row.state,
            "answers": row.reason,
            **opened(row),
        }
        for row in rows
    ]


def desk_offers(*, viewer: Actor) -> list[OfferLine]:
    """Offers to places that the viewer keeps: those that wait first, the oldest of them at the top."""
    rows = [
        row
        for row in _rows().order_by("made_at", "id")
        if Relation.KEEPER in relations(viewer, row.place_path)
    ]
    lines = [offer_of(row) for row in rows]
    return [one for one in lines if one.waiting] + [one for one in lines[::-1] if not one.waiting][:MOST]


def desk_calls(*, viewer: Actor) -> list[CallLine]:
    """Calls of places that the viewer keeps, newest first."""
    rows = OpenCall.objects.order_by("-called_at", "id")[: 5 * MOST]
    return [call_of(row) for row in rows if Relation.KEEPER in relations(viewer, row.place_path)]


def find_offer(number: str, *, viewer: Actor) -> OfferLine:
    """An offer to a place that the viewer keeps. Raises ``not_found``."""
    row = _rows().filter(number=number).order_by("id").first()
    if row is None or Relation.KEEPER not in relations(viewer, row.place_path):
        raise NOT_FOUND()
    return offer_of(row)


def contact_of(offer: OfferLine, *, viewer: Actor) -> dict[str, str]:
    """Name and contact of who made an offer, for who answers it; the look is recorded."""
    row = Offer.objects.get(pk=offer.id)
    if row.sealed is None or Relation.KEEPER not in relations(viewer, row.place_path):
        raise NOT_FOUND()
    return reveal(viewer, "offer", row.id, ["name", "contact"], lambda: opened(row), purpose="offer")


def opened(row: Offer) -> dict[str, str]:
    """What is sealed of an offer."""
    if row.sealed is None:
        return {}
    kept: dict[str, str] = json.loads(crypto.unseal(row.sealed, TABLE, "sealed", row.id))
    return kept


def offer_of(row: Offer) -> OfferLine:
    """An offer as plain data."""
    return OfferLine(
        row.id, row.number, row.way.code, row.way.names, row.call.number if row.call else "",
        places.place_by_id(row.place_id), Gift(row.gift), row.title, row.text, row.times, row.until,
        row.body,
        OfferState(row.state), row.reason, row.result, places.day_of(row.made_at), row.paper,
        row.sealed is not None, row.version,
    )  # fmt: skip


def _rows() -> QuerySet[Offer]:
    return Offer.objects.select_related("way", "call")
