# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words for kinds of places, names in a row, and the map on a page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from linli.platform.ui.words import language, name_of

from ..queries import Label, MapSheet, PlaceInfo, map_sheet, tree
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


class Bubble(NamedTuple):
    """How many matters a place has, by its code, and how many of them are open."""

    code: str
    total: int
    open: int


@register.simple_tag
def town_map(
    *,
    place: str | None = None,
    point: tuple[float, float] | None = None,
    counts: Sequence[Any] = (),
    base: str = "",
    picks: bool = False,
    title: str = "",
    pins: Sequence[tuple[int, tuple[float, float]]] = (),
) -> SafeString:
    """The town's map: a place (or the whole) with a pin, with numbered ``pins`` (longitude, latitude) that
    lead to ``#comment-`` of their number, or with counts that link to lists."""
    sheet = map_sheet()
    if sheet is None:
        return SafeString()
    shown = tuple(Bubble(item.place.code, item.total, item.open) for item in counts)
    return _drawn(sheet, place or None, point, shown, base, picks, str(title), tuple(pins), language())


@lru_cache(maxsize=64)  # a public map is asked for by many people while its counts are the same
def _drawn(sheet: MapSheet, *what: Any) -> SafeString:
    return render_to_string("places/map.html", map_context(sheet, *what[:-1]))


def map_context(
    sheet: MapSheet,
    place: str | None = None,
    point: tuple[float, float] | None = None,
    counts: Sequence[Bubble] = (),
    base: str = "",
    picks: bool = False,
    title: str = "",
    pins: Sequence[tuple[int, tuple[float, float]]] = (),
) -> dict[str, Any]:
    """What the map's template needs; lengths are in units of the drawing."""
    left, top, width, height = sheet.view(place)
    unit = width / 700  # about one pixel on a page
    bubbles = [(item, sheet.labels[item.code]) for item in counts if item.code in sheet.labels]
    named = {label.place.code for label in _apart([label for _, label in bubbles], round(15 * unit))}
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
        "base_url": reverse("base-map", args=[sheet.version]),
        "view": f"{left} {top} {width} {height}",
        "dot": max(1, round(1.5 * unit)),
        "text": max(1, round(13 * unit)),
        "labels": shown,
        "landmarks": sheet.landmarks if zoomed else (),
        "outline": sheet.outlines.get(place or ""),
        "pin": sheet.frame.point(*point) if point else None,
        "pin_size": round(36 * unit),
        "pins": [(number, *sheet.frame.point(*at)) for number, at in pins],
        "pin_dot": round(9 * unit),
        "counts": [
            {
                "label": label,
                "named": item.code in named,
                "total": item.total,
                "open": item.open,
                "r": round((9 + 4 * min(len(str(item.open)), 3) if item.open else 5) * unit),
                "below": 2.5 if item.open else 1.6,
            }
            for item, label in bubbles
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
