# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is known already near by, and how many people say so: asked before a report is sent."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from django.db.models import Q

from linli.places import public as places
from linli.topics import public as topics

from ..models import Case
from ..rules.course import OPEN
from .hiding import veils
from .lines import FIELDS, CaseLine, _line, community_of, people_joined, veiled

EARTH = 6_371_000  # metres, the mean radius
DEGREE = 111_320  # metres of one degree of latitude
MOST = 3


@dataclass(frozen=True)
class Neighbour:
    """An open matter as everybody may see it; ``metres`` only where its spot is public."""

    line: CaseLine
    metres: int | None
    people: int


def neighbours(
    category: str, place: str | None, point: tuple[float, float] | None = None, limit: int = MOST
) -> list[Neighbour]:
    """Open public matters of a category (codes) near by, the nearest first.

    Near is within the category's radius of the point (longitude, latitude) where staff released the
    matter's words and with them its spot. Of every other matter only the community is public: whether
    it lies within some metres must not come out by asking for one point after another.
    """
    topic = topics.category_by_code(category)
    here = places.locate(*point) if point else None
    home = here.place if here else places.place(place) if place else None
    where = Q(pk__in=[])
    if home is not None and home.depth > 0:
        same = Q(place_path__startswith=community_of(home).path)
        where |= same & (Q(released=False) | Q(longitude=None) if point else Q())
    if point:
        x, y = point
        high = topic.radius / DEGREE
        wide = high / max(0.01, cos(radians(y)))
        where |= Q(
            released=True, longitude__range=(x - wide, x + wide), latitude__range=(y - high, y + high)
        )
    rows = (
        Case.objects.filter(listed=True, restricted=False, hard="", merged_into=None)
        .filter(category_path=topic.path, state__in=[state.value for state in OPEN])
        .filter(where)
        .order_by("-received_at", "id")
        .annotate(people=people_joined())
        .values_list("people", *FIELDS)[: 10 * limit]
    )
    lines = [(count, _line(dict(zip(FIELDS, values, strict=True)))) for count, *values in rows]
    hidden = veils(line.id for _, line in lines if line.released)
    found = []
    for count, line in lines:
        shown = veiled(line, hidden[line.id])
        far = metres_between(point, shown.point) if line.released else None
        if far is None or far <= topic.radius:
            found.append(Neighbour(shown, None if far is None else round(far), count))
    return sorted(found, key=lambda near: (near.metres is None, near.metres or 0))[:limit]


def metres_between(one: tuple[float, float] | None, other: tuple[float, float] | None) -> float | None:
    """Metres between two points (longitude, latitude) on the sphere; ``None`` if one is not known."""
    if one is None or other is None:
        return None
    (x1, y1), (x2, y2) = (tuple(map(radians, point)) for point in (one, other))
    half = sin((y2 - y1) / 2) ** 2 + cos(y1) * cos(y2) * sin((x2 - x1) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))
