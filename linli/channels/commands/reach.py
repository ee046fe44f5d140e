# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an address wants: no messages, messages again, or all of a day in one."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from linli.kernel import clock
from linli.kernel.actor import VISITOR, Actor
from linli.kernel.events import Entry
from linli.kernel.problem import FORBIDDEN, INVALID, mark
from linli.people import public as people
from linli.places import public as places
from linli.platform.journal.append import append
from linli.platform.outbox import reach, send
from linli.platform.ui.words import name_of

from ..events import ReachChanged
from ..policy import desk_of

SUBJECT = mark("%(town)s: messages")
STOPPED = mark(
    "You get no more messages here. Answers stand on your matter's page. To undo it write START."
)
BEGUN = mark("You get messages here again. To stop them write TD.")


@transaction.atomic
def stop_messages(blind: bytes, *, actor: Actor = VISITOR, tell: str = "", key: str = "") -> bool:
    """No message more to an address; whether that is new. One confirmation goes to ``tell`` (the address
    itself, if it asked by message). Done again, it changes nothing and confirms nothing."""
    known = reach.reach_of(blind)
    if known is not None and known.stopped_at is not None:
        return False
    row = reach.stop(blind)
    append([Entry(ReachChanged("stop"), row.id, row.version, actor, clock.now())])
    if tell:
        _confirm(tell, "channels.stopped", STOPPED, key)
    return True


@transaction.atomic
def begin_again(blind: bytes, *, actor: Actor = VISITOR, tell: str = "", key: str = "") -> bool:
    """Messages again to an address that had stopped them or that nothing reached; whether that is new."""
    known = reach.reach_of(blind)
    if known is None or (known.stopped_at is None and known.failed_at is None):
        return False
    row = reach.again(blind)
    append([Entry(ReachChanged("again"), row.id, row.version, actor, clock.now())])
    if tell:
        _confirm(tell, "channels.again", BEGUN, key)
    return True


@transaction.atomic
def choose_daily(daily: bool, *, actor: Actor) -> None:
    """All messages of a day in one, or each at once, to every address of the actor's own."""
    if actor.kind != "account":
        raise FORBIDDEN()
    told = []
    for address in people.addresses_of(UUID(actor.id)):
        row = reach.change(reach.blind_of(address), daily=daily)
        told.append(
            Entry(ReachChanged("daily" if daily else "each"), row.id, row.version, actor, clock.now())
        )
    append(told)


@transaction.atomic
def wish_for(contact: str, wish: str, *, actor: Actor) -> None:
    """What somebody asks for by telephone or on paper: ``stop``, ``again``, ``daily`` or ``each`` for their
    address. Raises ``no_contact``, ``invalid``."""
    if not desk_of(actor):
        raise FORBIDDEN()
    found = people.contact_of(contact)
    if found is None:
        raise people.NO_CONTACT()
    blind = reach.blind_of(found[1])
    match wish:
        case "stop":
            stop_messages(blind, actor=actor)
        case "again":
            begin_again(blind, actor=actor)
        case "daily" | "each":
            row = reach.change(blind, daily=wish == "daily")
            append([Entry(ReachChanged(wish), row.id, row.version, actor, clock.now())])
        case _:
            raise INVALID(field="wish")


@transaction.atomic
def begin_own(*, actor: Actor) -> None:
    """Messages again to every address of the actor's own that had stopped them or was not reached."""
    if actor.kind != "account":
        raise FORBIDDEN()
    for address in people.addresses_of(UUID(actor.id)):
        begin_again(reach.blind_of(address), actor=actor)


def _confirm(address: str, template: str, words: str, key: str) -> None:
    if people.contact_of(address) is None:
        return
    with translation.override("zh-hans"):
        town = name_of(places.town().names)
        send.queue(
            address,
            template,
            gettext(SUBJECT) % {"town": town},
            gettext(words),
            unique_key=f"{template}:{reach.blind_of(key).hex()[:40]}",
            language="zh-Hans",
        )
