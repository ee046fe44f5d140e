# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who wants which letters. Filled by the ``handlers`` rooms when Django starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from linli.kernel.events import Letter

Handler = Callable[[Letter], None]


@dataclass(frozen=True)
class Subscription:
    """A handler under a lasting name. ``origins`` keeps imports from sending messages."""

    name: str
    types: frozenset[str]
    handler: Handler
    origins: frozenset[str] = frozenset({"live"})
    backfill: bool = False

    def wants(self, event_type: str, origin: str) -> bool:
        return event_type in self.types and origin in self.origins


_subscriptions: dict[str, Subscription] = {}


def subscribe(
    name: str, *types: str, origins: tuple[str, ...] = ("live",), backfill: bool = False
) -> Callable[[Handler], Handler]:
    """Register a handler for event types; with ``backfill`` it also receives the past."""

    def register(handler: Handler) -> Handler:
        if name in _subscriptions:
            raise ValueError(f"subscriber {name!r} is registered twice")
        _subscriptions[name] = Subscription(name, frozenset(types), handler, frozenset(origins), backfill)
        return handler

    return register


def subscriptions() -> dict[str, Subscription]:
    """All subscriptions by name (a live view; tests put in and take out)."""
    return _subscriptions
