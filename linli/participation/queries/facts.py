# SPDX-License-Identifier: AGPL-3.0-or-later
"""What ``policy`` needs to know of a person: where they stand on the ladder of verification."""

from __future__ import annotations

from uuid import UUID

from linli.kernel.actor import Actor
from linli.people import public as people
from linli.places import public as places

from ..models import Resident
from ..policy import Standing, may_take_part
from ..vocab import Rung

TAKING_PART = "taking_part"  # the scope of a mandate


def standing_of(actor: Actor, rung: Rung = Rung.IDENTIFIED) -> Standing:
    """Where somebody stands, looked up as far as ``rung`` asks."""
    if actor.kind != "account":
        return Standing()
    if rung is Rung.CONTACT:
        return Standing(signed_in=True)
    account = UUID(actor.id)
    row = Resident.objects.filter(account=account).order_by("id").first()
    home = places.place_by_id(row.place_id).path if row else ""
    return Standing(True, home, rung is Rung.IDENTIFIED and people.is_identified(account))


def at_least(actor: Actor, rung: Rung, place_path: str) -> bool:
    """Whether somebody may take part in a space of that rung and place."""
    return may_take_part(standing_of(actor, rung), rung, place_path)


def may_voice(actor: Actor, rung: Rung, place_path: str) -> bool:
    """The same for proposing and endorsing, which somebody may also do for a person by a mandate: then the
    person must stand high enough. Votes are cast by nobody but the person (:func:`at_least`)."""
    person = actor.person(TAKING_PART)
    return at_least(Actor("account", person) if person else actor, rung, place_path)


def residents_count(place_path: str) -> int:
    """How many people are confirmed as residents of a place and below: a number, never a list."""
    inside = [place.id for place in places.tree() if place.path.startswith(place_path)]
    return Resident.objects.filter(place__in=inside).count()
