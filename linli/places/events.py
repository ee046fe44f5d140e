# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from linli.kernel.events import Event, event


@event("places.pack_loaded")
class PackLoaded(Event):
    """A town pack was loaded: which one, how many places and boundaries changed."""

    pack: str
    digest: str
    places: int
    boundaries: int
