# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens to problems on lists."""

from __future__ import annotations

from linli.kernel.events import Event, event


@event("cases.item_listed")
class ItemListed(Event):
    """A problem was put on a list."""

    source: str
    place: str
    unit: str


@event("cases.item_moved")
class ItemMoved(Event):
    """A problem on a list moved on; the unit is the one that has it now."""

    action: str
    before: str
    after: str
    unit: str


@event("cases.item_published")
class ItemPublished(Event):
    """Everybody can read a problem on a list from now on."""
