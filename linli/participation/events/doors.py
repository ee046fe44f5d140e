# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens at the doors. Who offered is told by no event."""

from __future__ import annotations

from linli.kernel.events import Event, event


@event("participation.open_call_published")
class OpenCallPublished(Event):
    """A community called for services, things or hands, until a day."""

    number: str
    gift: str
    place: str
    until: str


@event("participation.open_call_closed")
class OpenCallClosed(Event):
    """A call was closed and what came of it published."""

    number: str
    place: str


@event("participation.offer_made")
class OfferMade(Event):
    """Somebody offered something to a community, perhaps to answer a call."""

    number: str
    way: str
    gift: str
    place: str
    call: str = ""


@event("participation.offer_moved")
class OfferMoved(Event):
    """An offer was accepted, declined, done, withdrawn, or erased by who made it."""

    number: str
    state: str
