# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from linli.kernel.events import Event, event


@event("topics.category_edited")
class CategoryEdited(Event):
    """Staff changed a category: which one and which fields."""

    category: str
    fields: list[str]
