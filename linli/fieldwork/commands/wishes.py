# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing up for visits, by the household itself: on the web, by telephone, on paper, at the door."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.problem import FORBIDDEN, NOT_FOUND, SIGN_IN
from linli.places import public as places
from linli.platform.journal.append import append, next_seq

from ..events import Unwished, Wished
from ..models import Door, Wish
from ..policy import may_sign_up
from ..rules import ends_of
from ..vocab import UNKNOWN_DOOR, VISITS, WISHED_ALREADY, Rhythm, Way


@transaction.atomic
def sign_up(door: UUID, rhythm: Rhythm, *, actor: Actor, way: Way = Way.WEB, again: bool = False) -> UUID:
    """A household wishes to be visited. The wish ends by itself (``rules.plans.TERM``), and it opens a door
    that the household had closed.

    On the web somebody signs up their own home; the other ways are taken down by staff of the place.
    Raises ``sign_in``, ``forbidden``, ``unknown_door``, ``wished_already`` (not with ``again``, which
    replaces what runs).
    """
    rows = Door.objects.select_for_update().filter(pk=door, active=True)
    row = rows.order_by("id").first()
    if row is None:
        raise UNKNOWN_DOOR()
    person = actor.person(VISITS)
    if way is Way.WEB and not person and actor.kind != "system":
        raise SIGN_IN()
    if way is not Way.WEB and not may_sign_up(actor, row.place_path):
        raise FORBIDDEN()
    today, now = places.today(), clock.now()
    running = Wish.objects.filter(door=row, ends__gte=today)
    if running.exists() and not again:
        raise WISHED_ALREADY()
    for wish in running.select_for_update().order_by("id"):
        _end(wish, actor)
    if row.closed_at is not None:
        row.closed_at = None
        row.save(update_fields=("closed_at",))
    wish = Wish.objects.create(
        door=row,
        account_id=UUID(person) if way is Way.WEB and person else None,
        rhythm=rhythm.value,
        way=way.value,
        begins=today,
        ends=ends_of(rhythm, today),
    )
    append([Entry(Wished(rhythm.value, way.value), wish.id, 1, actor, now)])
    return wish.id


@transaction.atomic
def end_wish(wish: UUID, *, actor: Actor) -> None:
    """The household wishes for visits no longer: said by who signed up, or to staff of the place.

    Raises ``not_found`` for everybody else.
    """
    rows = Wish.objects.select_for_update(of=("self",)).select_related("door")
    row = rows.filter(pk=wish, ends__gte=places.today()).order_by("id").first()
    own = row is not None and str(row.account_id) == actor.person(VISITS)
    own = own and (not actor.acts or str(wish) in actor.behalf.begun)
    if row is None or not (own or may_sign_up(actor, row.door.place_path)):
        raise NOT_FOUND()
    _end(row, actor)


@transaction.atomic
def change_wish(wish: UUID, rhythm: Rhythm, *, actor: Actor) -> UUID:
    """The one who signed up wishes for another rhythm: the old wish ends, a new one runs its whole term.

    Raises ``not_found`` for everybody else.
    """
    rows = Wish.objects.filter(pk=wish, ends__gte=places.today())
    row = rows.order_by("id").first()
    if row is None or actor.kind != "account" or str(row.account_id) != actor.id:
        raise NOT_FOUND()
    return sign_up(row.door_id, rhythm, actor=actor, way=Way.WEB, again=True)


def close_door(door: Door, actor: Actor) -> None:
    """The household said at the door that it wishes for no visit: its wishes end, and nobody comes."""
    door.closed_at = clock.now()
    door.save(update_fields=("closed_at",))
    for wish in Wish.objects.select_for_update().filter(door=door, ends__gte=places.today()).order_by("id"):
        _end(wish, actor)


def _end(wish: Wish, actor: Actor) -> None:
    wish.ends = places.today() - timedelta(days=1)
    wish.begins = min(wish.begins, wish.ends)
    wish.save(update_fields=("begins", "ends"))
    append([Entry(Unwished(), wish.id, next_seq(wish.id), actor, clock.now())])
