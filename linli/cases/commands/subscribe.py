# SPDX-License-Identifier: AGPL-3.0-or-later
"""Being told about a public matter or a place, by a contact that was confirmed; and no longer."""

from __future__ import annotations

import hmac
from uuid import UUID

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import VISITOR
from linli.kernel.events import Entry
from linli.kernel.ids import new_id
from linli.people import public as people
from linli.places import public as places
from linli.platform import crypto
from linli.platform.journal.append import append, next_seq
from linli.platform.outbox import send

from ..events import Subscribed, Unsubscribed
from ..models import Subscription
from ..queries.subscriptions import Topic, stop_token
from ..vocab import WRONG_LINK


def subscribe(code_id: UUID, typed: str, topic: Topic, *, language: str) -> UUID:
    """Tell the contact that a code went to about a matter or a place; the subscription's id.

    The contact is known to this one subscription alone: nobody can list what somebody follows. Done
    again it changes nothing. Raises ``wrong_code``.
    """
    value = people.confirm_contact(code_id, typed)
    blind = crypto.blind(value, f"subscription:{topic.case or topic.place}")
    with transaction.atomic():
        known = Subscription.objects.filter(blind=blind).order_by("at", "id").first()
        if known is not None:
            return known.id
        identity = new_id()
        Subscription.objects.create(
            id=identity,
            case_id=topic.case,
            place_id=topic.place,
            blind=blind,
            contact=crypto.seal(value, "cases_subscription", "contact", identity),
            language=language,
            at=clock.now(),
        )
        what = Subscribed("case" if topic.case else "place")
        append([Entry(what, identity, 1, VISITOR, clock.now())])
    return identity


@transaction.atomic
def unsubscribe(subscription: UUID, token: str) -> None:
    """End a subscription by the link in its messages, and drop what still waits to be sent.

    Done again it changes nothing. Raises ``wrong_link``.
    """
    if not hmac.compare_digest(stop_token(subscription).encode(), token.encode()):
        raise WRONG_LINK()
    gone, _ = Subscription.objects.filter(pk=subscription).delete()
    if gone:
        send.forget(subscription)
        append([Entry(Unsubscribed(), subscription, next_seq(subscription), VISITOR, clock.now())])


def send_subscription_code(contact: str, *, address: str, language: str) -> UUID:
    """Send a one-time code to a contact; the id to confirm it with. Raises ``no_contact``, ``too_many``."""
    town = places.town()
    name = town.names.get(language) or next(iter(town.names.values()))
    return people.send_code(contact, address=address, language=language, town=name)
