# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chicago from its community areas (CC0): 77 areas, one department, the categories of the set."""

from __future__ import annotations

import json
from pathlib import Path

import shapely
from shapely.geometry import mapping, shape

from . import data_file, write_rows, write_town

CATEGORIES = {
    "sanitation": "Sanitation",
    "sanitation.garbage-yard": "Garbage in a yard",
    "sanitation.garbage-alley": "Garbage in an alley",
    "sanitation.dumpster": "Dumpster not emptied",
    "sanitation.carts": "Overflowing carts",
    "sanitation.dogs": "Dog feces in a yard",
    "sanitation.construction": "Construction site, fence",
    "sanitation.water": "Standing water",
    "sanitation.graffiti": "Graffiti on a commercial vehicle",
    "sanitation.other": "Other sanitation",
}
UNITS = (
    ("city", "", "City of Chicago"),
    ("intake", "city", "311 intake"),
    ("streets-and-sanitation", "city", "Streets and Sanitation"),
    ("buildings", "city", "Buildings"),
)


def generate(folder: Path) -> None:
    """Write the pack."""
    areas = json.loads(data_file("chicago311", "community_areas.geojson").read_text("utf-8"))["features"]
    write_town(
        folder,
        {
            "format": 1,
            "code": "chicago",
            "name": {"en": "Chicago"},
            "languages": ["en"],
            "time_zone": "America/Chicago",
            "calendar": "weekdays",
            "codes": "free",
            "general_intake": "intake",
            "hotline": {"number": "311", "hours": {"en": "day and night"}},
            "emergency": [{"number": "911", "for": {"en": "emergency"}}],
        },
    )
    names = {
        f"area-{item['properties']['area']}": item["properties"]["community"].title() for item in areas
    }
    write_rows(
        folder / "places.csv",
        ("code", "parent", "kind", "name:en"),
        [("chicago", "", "city", "Chicago")]
        + [(code, "chicago", "area", name) for code, name in sorted(names.items())],
    )
    features = [
        {
            "type": "Feature",
            "properties": {"code": f"area-{item['properties']['area']}", "source": "City of Chicago"},
            "geometry": _outline(item["geometry"]),
        }
        for item in areas
    ]
    collection = {"type": "FeatureCollection", "features": features}
    (folder / "places.geojson").write_text(json.dumps(collection), "utf-8")
    write_rows(
        folder / "categories.csv",
        ("code", "parent", "name:en", "icon"),
        [
            (code, code.rpartition(".")[0], name, "" if "." in code else "trash-2")
            for code, name in CATEGORIES.items()
        ],
    )
    write_rows(
        folder / "units.csv",
        ("code", "parent", "kind", "place", "name:en"),
        [
            (code, parent, "hotline" if code == "intake" else "government", "chicago", name)
            for code, parent, name in UNITS
        ],
    )
    write_rows(
        folder / "duties.csv",
        ("unit", "category", "place", "role", "list", "source"),
        [
            ("streets-and-sanitation", "sanitation", "chicago", "lead", "basic", "assumed for this set"),
            ("buildings", "sanitation.construction", "chicago", "lead", "basic", "assumed for this set"),
        ],
    )
    write_rows(
        folder / "deadlines.csv",
        ("key", "measures", "unit", "limit", "extension", "tell:en", "source", "mark"),
        [
            (
                "default",
                "answer",
                "wd",
                10,
                5,
                "answered within ten working days",
                "a default, not the city's",
                "M",
            )
        ],
    )


def _outline(geometry: object) -> dict[str, object]:
    """A valid polygon or multipolygon: what is left of repairs that is no area goes."""
    mended = shapely.make_valid(shape(geometry))
    areas = [part for part in shapely.get_parts(mended) if part.geom_type in ("Polygon", "MultiPolygon")]
    found: dict[str, object] = mapping(shapely.union_all(areas))
    return found
