# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of the doors: what somebody can give, where an offer and a call for services stand."""

from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark, problem


class Gift(StrEnum):
    """What is offered or called for. Money is not among it: nobody collects any here (慈善法 22)."""

    TIME = "time"
    SKILL = "skill"
    THING = "thing"
    ROOM = "room"
    SERVICE = "service"
    NEWS = "news"


class OfferState(StrEnum):
    """Where an offer stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class CallState(StrEnum):
    """Where a call for services stands."""

    OPEN = "open"
    CLOSED = "closed"


GIFT_WORDS = {
    Gift.TIME: mark("time, as a volunteer"),
    Gift.SKILL: mark("a skill or advice"),
    Gift.THING: mark("things, new or lent"),
    Gift.ROOM: mark("a room or a place to rest"),
    Gift.SERVICE: mark("a service"),
    Gift.NEWS: mark("eyes on the way: to report what is broken or dangerous"),
}
OFFER_WORDS = {
    OfferState.OFFERED: mark("waits for an answer"),
    OfferState.ACCEPTED: mark("is accepted"),
    OfferState.DECLINED: mark("declined"),
    OfferState.DONE: mark("done"),
    OfferState.WITHDRAWN: mark("withdrawn"),
}
CALL_WORDS = {CallState.OPEN: mark("is open"), CallState.CLOSED: mark("is closed")}

OFFER_LACKS = problem(
    "offer_lacks",
    422,
    mark("An offer needs what is offered, where and when."),
    mark("Add what is missing, then send it."),
)
OFFER_NOT_NOW = problem(
    "offer_not_now",
    409,
    mark("The offer does not stand where this could be done."),
    mark("Its page shows what can be done now."),
)
CALL_CLOSED = problem(
    "call_closed",
    409,
    mark("This call is closed, or its last day is over."),
    mark("Its page says what came of it. An offer to the community needs no call."),
)
CONTACT_UNASKED = problem(
    "contact_unasked",
    422,
    mark("A contact is kept only with your consent."),
    mark("Tick the consent, or leave the contact empty."),
)
