# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from linli.kernel.actor import Actor, within

from .rules.pacts import REVIEWS, PactAction


def may_keep_pact(actor: Actor, place_path: str) -> bool:
    """The community's workers and the coordinators above them keep the pact of a place."""
    return actor.kind == "system" or any(
        within(place_path, holding.place_path) for holding in actor.at("community_worker", "coordinator")
    )


def may_move_pact(actor: Actor, place_path: str, action: PactAction) -> bool:
    """Who drafts does not review: that is the coordinator's (街道、乡镇), the rest the community's."""
    roles = ("coordinator",) if action in REVIEWS else ("community_worker", "coordinator")
    return actor.kind == "system" or any(
        within(place_path, holding.place_path) for holding in actor.at(*roles)
    )
