# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who works at the telephone, and which calls and callbacks are theirs. Pure."""

from __future__ import annotations

from linli.kernel.actor import Actor, within

from .vocab import CallState

TAKERS = ("operator", "coordinator", "community_worker")
COUNTERS = ("operator", "coordinator", "supervisor", "auditor")  # who read the figures of the line
KEEPERS = ("operator", "coordinator")  # who enter them


def desk_of(actor: Actor) -> str:
    """The place (path) whose telephone somebody answers: the widest that they hold; empty for nobody."""
    paths = [holding.place_path for holding in actor.at(*TAKERS) if holding.place_path]
    return min(paths, key=len, default="")


def answers_for(actor: Actor, place_path: str) -> bool:
    """Whether calls and callbacks of a desk are for somebody: their own desk's, and those below it."""
    if actor.kind == "system":
        return True
    return any(within(place_path, holding.place_path) for holding in actor.at(*TAKERS))


def may_open(actor: Actor, *, operator: str, state: CallState, place_path: str) -> bool:
    """A call belongs to who took it. One that was cut off goes on with whoever picks up next there."""
    if actor.kind == "system" or actor.id == operator:
        return state is not CallState.ENDED
    return state is CallState.DROPPED and answers_for(actor, place_path)


def may_count(actor: Actor) -> bool:
    """Who enters the figures of the line."""
    return actor.has(*KEEPERS)
