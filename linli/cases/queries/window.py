# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far back a list looks at once, so that it costs the same with a hundred thousand matters and
with ten million.

Newest first and by place, an index leads straight to the rows. Where few of them fit the other filters
as well, the database would read on through all the years; so a list looks through the newest ``WINDOW``
matters of its place, says since when that is, and goes on from there when asked to.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, Value
from django.db.models.lookups import Exact

from linli.places import public as places
from linli.platform import stamps

from ..models import Case
from ..models.core import LEVELS, place_at

WINDOW = 30_000  # matters
MINUTE = 60.0  # seconds


def below(place: places.PlaceInfo) -> Q:
    """Matters in a place and in everything below it."""
    if place.depth in LEVELS:
        return Q(Exact(place_at(place.depth), Value(place.code)))
    return Q(place_path__startswith=place.path)


def since(place: str, before: datetime | None) -> datetime | None:
    """When the oldest of the newest ``WINDOW`` matters of a place came in; ``None`` where there are fewer.

    ``place`` is a code, or empty for the whole town. Seen from now, the answer is at most a minute old.
    """
    if before is None:
        return stamps.held(f"cases:window:{place}", MINUTE, lambda: _oldest(place, Q()))
    return _oldest(place, Q(received_at__lt=before))


def _oldest(place: str, older: Q) -> datetime | None:
    rows = Case.objects.filter(below(places.place_by_code(place)) if place else Q(), older)
    newest = rows.order_by("-received_at").values_list("received_at", flat=True)
    return newest[WINDOW - 1 : WINDOW].first()
