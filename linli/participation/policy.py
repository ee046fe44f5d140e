# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may keep a space and answer in it, and who may take part in it. Pure.

Taking part needs no post, and a post gives no voice: what counts is the ladder that the space declares.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from linli.kernel.actor import Actor, within

from .vocab import Deed, Rung


class Relation(StrEnum):
    """What somebody is to a space."""

    KEEPER = "keeper"  # community workers and coordinators of its place
    UNIT = "unit"  # works in the unit that answers


@dataclass(frozen=True)
class Standing:
    """Where somebody stands on the ladder; ``home`` is the path of the place they were confirmed for."""

    signed_in: bool = False
    home: str = ""
    identified: bool = False


R = Relation
KEEPS = frozenset({R.KEEPER})
MAY: dict[Deed, frozenset[Relation]] = {
    Deed.PREPARE: KEEPS,
    Deed.PUBLISH: KEEPS,
    Deed.CLOSE: KEEPS,
    Deed.PAPER: KEEPS,
    Deed.RELEASE: KEEPS,
    Deed.HIDE: KEEPS,
    Deed.RETURN: KEEPS,
    Deed.MERGE: KEEPS,
    Deed.CONFIRM: KEEPS,
    Deed.ANSWER: frozenset({R.KEEPER, R.UNIT}),
    Deed.COUNT: KEEPS,
    Deed.DRAW: KEEPS,
}


def relations(actor: Actor, place_path: str, unit_path: str = "") -> frozenset[Relation]:
    """What the actor is to a space by the posts held today."""
    found = set()
    holdings = actor.at("community_worker", "coordinator")
    if actor.kind == "system" or any(within(place_path, post.place_path) for post in holdings):
        found.add(R.KEEPER)
    if any(within(unit_path, post.unit_path) for post in actor.at("handler", "coordinator")):
        found.add(R.UNIT)
    return frozenset(found)


def may(actor: Actor, deed: Deed, place_path: str, unit_path: str = "") -> bool:
    """Whether the actor may do this in a space."""
    return bool(MAY[deed] & relations(actor, place_path, unit_path))


def may_take_part(standing: Standing, rung: Rung, place_path: str) -> bool:
    """Whether somebody stands high enough on the ladder for a space of that place."""
    at_home = within(standing.home, place_path)
    return (
        standing.signed_in
        and {
            Rung.CONTACT: True,
            Rung.RESIDENT: at_home,
            Rung.IDENTIFIED: at_home and standing.identified,
        }[rung]
    )


def voting_rung(rung: Rung) -> Rung:
    """What a binding vote asks for: never less than a confirmed resident."""
    return Rung.RESIDENT if rung is Rung.CONTACT else rung


def may_oversee(actor: Actor, place_path: str) -> bool:
    """Whether the actor answers for the level above a community: they fill the seats of supervision there
    and are told of what is overdue (居民委员会组织法 35, 村民委员会组织法 36)."""
    above = (post.place_path for post in actor.at("coordinator"))
    return actor.kind == "system" or any(place_path != path and within(place_path, path) for path in above)


def works_there(actor: Actor, place_path: str) -> bool:
    """Whether somebody holds a post of a community, of a place in it or of one above it: such a one sits in
    no supervision committee there (居民委员会组织法 36, 村民委员会组织法 37)."""
    posts = (post.place_path for post in (*actor.holdings, *actor.resting))
    return any(within(path, place_path) or within(place_path, path) for path in posts)
