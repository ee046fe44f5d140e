# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loading the town and its places. Idempotent; history is kept; local edits win over the pack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import shapely
from django.db import transaction
from shapely.geometry import mapping, shape

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.platform import stamps
from linli.platform.journal.append import append
from linli.platform.packs import Loaded, Pack, as_date, as_list, names, sync

from ..events import PackLoaded
from ..models import Boundary, Crossing, Drawing, Place, Town
from ..queries.tree import STAMP

BATCH = 2000
NOT_SETTINGS = {"code", "name", "languages", "time_zone"}


@transaction.atomic
def load_pack(pack: Pack, *, actor: Actor) -> list[Loaded]:
    """Load ``town.yaml``, ``places.csv``, ``overlays.csv``, their boundaries and the drawings."""
    town = _load_town(pack)
    places, by_code = _load_places(pack)
    boundaries = _load_boundaries(pack, by_code)
    _load_drawings(pack)
    town.version += 1
    town.save()
    append(
        [
            Entry(
                PackLoaded(town.code, town.digest, places.created + places.changed, boundaries.created),
                town.id,
                town.version,
                actor,
                clock.now(),
            )
        ]
    )
    stamps.bump(STAMP)
    return [places, boundaries]


def _load_town(pack: Pack) -> Town:
    given = pack.town
    town = Town.objects.order_by("code").first() or Town()
    town.code = given["code"]
    town.names = given["name"]
    town.languages = given["languages"]
    town.zone = given["time_zone"]
    town.settings = {key: value for key, value in given.items() if key not in NOT_SETTINGS}
    town.digest = pack.digest()
    town.loaded_at = clock.now()
    return town


def _load_places(pack: Pack) -> tuple[Loaded, dict[str, Place]]:
    rows = [(row, False) for row in pack.rows("places.csv")]
    rows += [(row, True) for row in pack.rows("overlays.csv")]

    def wanted(known: dict[str, Place]) -> Iterator[tuple[str, dict[str, Any]]]:
        for row, overlay in rows:
            parent = known[row["parent"]] if row["parent"] else None
            yield (
                row["code"],
                {
                    "parent": parent,
                    "kind": row["kind"],
                    "overlay": overlay,
                    "path": f"{parent.path if parent else ''}{row['code']}/",
                    "depth": parent.depth + 1 if parent else 0,
                    "names": names(row, pack.languages),
                    "aliases": as_list(row["aliases"]),
                    "valid_from": as_date(row["valid_from"]),
                    "valid_to": as_date(row["valid_to"]),
                },
            )

    loaded, by_code = sync(Place, "places", wanted)
    _load_crossings(pack, by_code)
    return loaded, by_code


def _load_crossings(pack: Pack, by_code: dict[str, Place]) -> None:
    wanted = {
        (by_code[row["code"]].id, by_code[code].id)
        for row in pack.rows("overlays.csv")
        for code in as_list(row["places"])
    }
    have = set(Crossing.objects.order_by("id").values_list("overlay_id", "place_id"))
    Crossing.objects.bulk_create(
        Crossing(overlay_id=overlay, place_id=place) for overlay, place in sorted(wanted - have)
    )
    for overlay, place in have - wanted:
        Crossing.objects.filter(overlay_id=overlay, place_id=place).delete()


def _load_boundaries(pack: Pack, by_code: dict[str, Place]) -> Loaded:
    """Boundaries given, and for places without one the union of those below."""
    loaded = Loaded("boundaries")
    given: dict[str, tuple[shapely.Geometry, dict[str, Any]]] = {}
    for feature in pack.features("places.geojson"):
        properties = feature["properties"]
        given[str(properties["code"])] = (shape(feature["geometry"]), properties)
    today = clock.now().astimezone(ZoneInfo(pack.town["time_zone"])).date()
    first = not Boundary.objects.exists()
    current = {
        row.place_id: row for row in Boundary.objects.filter(valid_to=None).order_by("valid_from", "id")
    }
    new: list[Boundary] = []
    for code, (outline, properties) in {**given, **_unions(by_code, given)}.items():
        place = by_code[code]
        geometry = {key: value for key, value in mapping(outline).items() if key != "bbox"}
        geometry = _plain(geometry)
        known = current.get(place.id)
        if known is not None and known.geometry == geometry:
            loaded.count(False, False)
            continue
        begins = as_date(str(properties.get("valid_from") or "")) or (None if first else today)
        if known is not None:
            _end(known, begins or today)
        new.append(
            Boundary(
                place=place,
                geometry=geometry,
                derived=bool(properties.get("derived")),
                source=str(properties.get("source", "")),
                valid_from=begins,
            )
        )
        loaded.count(True, False)
    Boundary.objects.bulk_create(new, batch_size=BATCH)
    return loaded


def _end(boundary: Boundary, on: date) -> None:
    boundary.valid_to = on
    boundary.save(update_fields=("valid_to",))


def _unions(
    by_code: dict[str, Place], given: dict[str, tuple[shapely.Geometry, dict[str, Any]]]
) -> dict[str, tuple[shapely.Geometry, dict[str, Any]]]:
    """Outlines of places above, from the deepest up."""
    made: dict[str, tuple[shapely.Geometry, dict[str, Any]]] = {}
    below: dict[str, list[shapely.Geometry]] = {}
    places = [place for place in by_code.values() if not place.overlay]
    for place in sorted(places, key=lambda place: -place.depth):
        outline = given[place.code][0] if place.code in given else None
        if outline is None and place.code in below:
            outline = shapely.union_all(below[place.code])
            made[place.code] = (outline, {"derived": True})
        if outline is not None and place.parent is not None:
            below.setdefault(place.parent.code, []).append(outline)
    return made


def _plain(geometry: Any) -> Any:
    """Tuples become lists, as JSON gives them back."""
    if isinstance(geometry, dict):
        return {key: _plain(value) for key, value in geometry.items()}
    if isinstance(geometry, (list, tuple)):
        return [_plain(value) for value in geometry]
    return geometry


def _load_drawings(pack: Pack) -> None:
    features = pack.features("map.geojson")
    Drawing.objects.all().delete()
    Drawing.objects.bulk_create(
        Drawing(
            kind=str(feature["properties"].get("kind", "")),
            names={
                language: feature["properties"][f"name:{language}"]
                for language in pack.languages
                if feature["properties"].get(f"name:{language}")
            },
            geometry=feature["geometry"],
        )
        for feature in features
    )
