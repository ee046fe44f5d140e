# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words for kinds of places, names in a row, and the map on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext

from linli.platform.ui.words import name_of

from ..queries import Label, PlaceInfo, map_sheet, tree
from ..vocab import KIND_WORDS, REASON_WORDS, PlaceKind, Reason

register = template.Library()


@register.filter
def place_kind(code: str) -> str:
    """The word for a kind of place."""
    return gettext(KIND_WORDS[PlaceKind(code)]) if code in PlaceKind._value2member_map_ else code


@register.filter
def whole_name(place: PlaceInfo) -> str:
    """A place with the ones around it, without the town itself."""
    around = [above for above in tree().above(place) if above.depth > 0]
    return " · ".join(name_of(item.names) for item in (*around, place))


@register.inclusion_tag("places/map.html")
def town_map(
    *,
    place: str | None = None,
    point: tuple[float, float] | None = None,
    counts: Sequence[Any] = (),
    base: str = "",
    picks: bool = False,
    title: str = "",
) -> dict[str, Any]:
    """The town's map: a place (or the whole) with a pin, or with counts that link to lists."""
    sheet = map_sheet()
    if sheet is None:
        return {"sheet": None}
    place = place or None
    left, top, width, height = sheet.view(place)
    unit = width / 700  # about one pixel on a page
    with_counts = [sheet.labels[item.place.code] for item in counts if item.place.code in sheet.labels]
    named = {label.place.code for label in _apart(with_counts, round(15 * unit))}
    zoomed = place is not None and tree().by_code[place].depth >= 2
    shown = [
        label
        for label in sheet.labels.values()
        if not label.place.overlay
        and label.place.depth == (3 if zoomed else 2)
        and left < label.x < left + width
        and top < label.y < top + height
    ]
    shown = _apart(shown, round(16 * unit))
    return {
        "sheet": sheet,
        "base_url": reverse("base-map", args=[sheet.version]),
        "view": f"{left} {top} {width} {height}",
        "dot": max(1, round(1.5 * unit)),
        "text": max(1, round(13 * unit)),
        "labels": shown,
        "landmarks": sheet.landmarks if zoomed else (),
        "outline": sheet.outlines.get(place or ""),
        "pin": sheet.frame.point(*point) if point else None,
        "pin_size": round(36 * unit),
        "counts": [
            {
                "named": item.place.code in named,
                "count": item,
                "x": sheet.labels[item.place.code].x,
                "y": sheet.labels[item.place.code].y,
                "r": round((9 + 4 * min(len(str(item.open)), 3) if item.open else 5) * unit),
                "below": 2.5 if item.open else 1.6,
            }
            for item in counts
            if item.place.code in sheet.labels
        ],
        "link": base,
        "picks": picks,
        "title": title,
        "frame": sheet.frame.as_text(),
        "levels": (1, 2, 3) if zoomed or picks else (1, 2),
    }


@register.filter
def place_reason(code: str) -> str:
    """Why words or a point led to a place."""
    return gettext(REASON_WORDS[Reason(code)])


def _apart(labels: Sequence[Label], size: int) -> list[Label]:
    """Labels whose names do not run into one another, the earlier ones going first."""
    kept: list[tuple[float, float, float]] = []
    chosen = []
    for label in labels:
        name = name_of(label.place.names)
        half = size * sum(0.5 if sign.isascii() else 1.0 for sign in name) / 2
        if all(abs(label.x - x) > half + other or abs(label.y - y) > 1.4 * size for x, y, other in kept):
            kept.append((label.x, label.y, half))
            chosen.append(label)
    return chosen


@register.filter
def place_words(code: str) -> str:
    """The name of a place by its code; the code where it is gone."""
    found = tree().by_code.get(code)
    return name_of(found.names) if found else code
