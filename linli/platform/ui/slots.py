# SPDX-License-Identifier: AGPL-3.0-or-later
"""Slots: places that a page leaves for storeys above, which fill them without being imported.

A filler is a function of the request (and what the page hands over) that gives an entry or ``None``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from ..access import PUBLIC, Policy, actor_of


@dataclass(frozen=True)
class Entry:
    """A line of navigation (``label``, ``url``, ``icon``) or a piece of page (``template``)."""

    label: str = ""
    url: str = ""
    icon: str = ""
    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)


Filler = Callable[..., Entry | None]
_fillers: dict[str, list[tuple[int, Policy, Filler]]] = {}


def fill(slot: str, *, order: int = 50, policy: Policy = PUBLIC) -> Callable[[Filler], Filler]:
    """Put a filler into a slot; shown only to whom the policy admits."""

    def register(filler: Filler) -> Filler:
        _fillers.setdefault(slot, []).append((order, policy, filler))
        _fillers[slot].sort(key=lambda item: item[0])
        return filler

    return register


def entries(slot: str, request: HttpRequest, **facts: Any) -> list[Entry]:
    """What fills a slot for this request, in order."""
    actor = actor_of(request)
    made = (
        filler(request, **facts) for _, policy, filler in _fillers.get(slot, ()) if policy.admits(actor)
    )
    return [entry for entry in made if entry is not None]


def once(slot: str, request: HttpRequest) -> list[Entry]:
    """What fills a slot that several pieces of one page ask for: made once for a request."""
    made: dict[str, list[Entry]] = request.__dict__.setdefault("linli_slots", {})
    if slot not in made:
        made[slot] = entries(slot, request)
    return made[slot]
