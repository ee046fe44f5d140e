# SPDX-License-Identifier: AGPL-3.0-or-later
"""Places in the API. All of it is public."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from linli.platform.api import ProblemOut, count

from . import queries
from .rules import to_wgs84
from .vocab import OUTSIDE_TOWN, UNKNOWN_PLACE, CoordinateSystem

router = Router(tags=["places"])
MOST = 1000


class PlaceOut(Schema):
    """A place of the tree, or an overlay that crosses it."""

    code: str
    parent: str | None
    kind: str
    overlay: bool
    names: dict[str, str]
    aliases: list[str]


class LocatedOut(Schema):
    """The smallest place at a point, the places around it, and the overlays there."""

    place: PlaceOut
    around: list[PlaceOut]
    overlays: list[PlaceOut]


class FoundOut(Schema):
    """A place named in a text, with a confidence from 0 to 1 and the reason."""

    place: PlaceOut
    confidence: float
    reason: str
    words: str


class TownOut(Schema):
    """The town of this installation."""

    code: str
    names: dict[str, str]
    languages: list[str]
    time_zone: str


def out(place: queries.PlaceInfo) -> PlaceOut:
    return PlaceOut(
        code=place.code,
        parent=place.parent,
        kind=place.kind,
        overlay=place.overlay,
        names=dict(place.names),
        aliases=list(place.aliases),
    )


@router.get("/town", auth=None, response={200: TownOut, 503: ProblemOut}, operation_id="town")
def town(request: HttpRequest) -> TownOut:
    found = queries.town()
    return TownOut(
        code=found.code,
        names=dict(found.names),
        languages=list(found.languages),
        time_zone=found.zone.key,
    )


@router.get("/places", auth=None, response={200: list[PlaceOut], 422: ProblemOut}, operation_id="places")
def places(
    request: HttpRequest,
    parent: str | None = None,
    kind: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
) -> list[PlaceOut]:
    """Places below ``parent`` (a code), or of a kind, in the order of the tree."""
    tree = queries.tree()
    if parent is not None and parent not in tree.by_code:
        raise UNKNOWN_PLACE(place=parent[:40])
    found = tree.children(parent) if parent is not None else list(tree)
    return [out(place) for place in found if kind in (None, place.kind)][:limit]


@router.get("/places/at", auth=None, response={200: LocatedOut, 422: ProblemOut}, operation_id="place_at")
def place_at(
    request: HttpRequest,
    longitude: Annotated[float, Query(ge=-180, le=180)],
    latitude: Annotated[float, Query(ge=-90, le=90)],
    system: CoordinateSystem = CoordinateSystem.WGS84,
) -> LocatedOut:
    """Which grid holds a point; GCJ-02 and BD-09 coordinates are converted."""
    found = queries.locate(*to_wgs84(longitude, latitude, system))
    if found is None:
        raise OUTSIDE_TOWN()
    return LocatedOut(
        place=out(found.place),
        around=[out(place) for place in queries.tree().above(found.place)],
        overlays=[out(place) for place in found.overlays],
    )


@router.get(
    "/places/find",
    auth=None,
    response={200: list[FoundOut], 422: ProblemOut, 429: ProblemOut},
    operation_id="find_places",
)
def find(
    request: HttpRequest,
    text: Annotated[str, Query(min_length=1, max_length=5000)],
    hint: str | None = None,
) -> list[FoundOut]:
    """Places that a text names, best first; several where the name is ambiguous."""
    count(request, "find", times=3000)
    return [
        FoundOut(
            place=out(item.place), confidence=item.confidence, reason=item.reason.value, words=item.words
        )
        for item in queries.find(text, hint)[:20]
    ]
