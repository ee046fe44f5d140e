# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what in field work, by posts and places. Pure."""

from __future__ import annotations

from linli.kernel.actor import Actor, within

WORKERS = ("grid_worker", "community_worker")
PLANNERS = ("community_worker", "coordinator")
ASKERS = ("community_worker", "coordinator", "handler", "operator")


def may_plan(actor: Actor, place_path: str) -> bool:
    """Who plans rounds and hands them over, notes who is away: who answers for the place."""
    return _at(actor, PLANNERS, place_path)


def may_sign_up(actor: Actor, place_path: str) -> bool:
    """Who takes down that a household wishes to be visited: reception, the community, the grid."""
    return _at(actor, (*PLANNERS, *WORKERS, "operator"), place_path)


def may_ask(actor: Actor, place_path: str) -> bool:
    """Units of the place or of one above it, down to the community."""
    return _at(actor, ASKERS, place_path)


def works(actor: Actor, place_path: str) -> bool:
    """Whether somebody is of the team of a place: their own grid or one of their community."""
    return _at(actor, WORKERS, place_path)


def sees_grid(actor: Actor, place_path: str) -> bool:
    """Whose page of a grid it is: everybody's with a post at the grid or above it."""
    return actor.kind == "system" or any(within(place_path, one.place_path) for one in actor.holdings)


def may_walk(actor: Actor, worker: str, place_path: str) -> bool:
    """A round is walked by whom it was given to, while they still work there."""
    return actor.kind == "system" or (actor.id == worker and works(actor, place_path))


def _at(actor: Actor, roles: tuple[str, ...], place_path: str) -> bool:
    return actor.kind == "system" or any(
        within(place_path, holding.place_path) for holding in actor.at(*roles)
    )
