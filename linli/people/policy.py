# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from linli.kernel.actor import Actor, within


def may_manage(actor: Actor) -> bool:
    """Administrators give posts, while they have opened their rights."""
    return actor.has("administrator")


def may_change_duties(actor: Actor) -> bool:
    """Who proposes changes of duties, and who decides on what another one proposed."""
    return actor.has("administrator", "coordinator")


def may_keep(actor: Actor) -> bool:
    """Who proposes a hold, decides on another's, and lets a stopped night go on."""
    return actor.has("data_officer", "administrator")


def may_open(actor: Actor) -> bool:
    """A person whose post rests may open its rights; a key of theirs may not."""
    return actor.kind == "account" and actor.awake().has("administrator")


TAKES_CONSENT = ("operator", "coordinator", "community_worker", "grid_worker")


def may_take_mandates(actor: Actor) -> bool:
    """Who takes down on the telephone, at a counter or a door that somebody is to act for a person, and
    that they no longer are."""
    return actor.kind == "account" and actor.has(*TAKES_CONSENT)


def may_cover(actor: Actor, account: str, place_path: str) -> bool:
    """Who notes that somebody is away: they themselves, or who answers for the place of their post."""
    near = any(
        within(place_path, holding.place_path) for holding in actor.at("coordinator", "community_worker")
    )
    return actor.kind == "system" or actor.id == account or near
