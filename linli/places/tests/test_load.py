# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loading places: twice is as once, history is kept, staff's edits stay, boundaries have their days."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import shape

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.places.commands import load_pack
from linli.places.models import Boundary, Crossing, Drawing, Place, Town
from linli.places.queries import in_force, locate, locator, map_sheet, place_by_code, town, tree
from linli.places.testing import BUILT_IN, built_in_copy, replace_in
from linli.platform.journal.models import EventRecord
from linli.platform.packs import Loaded, open_pack

GRID, NEIGHBOUR = "509901001002003", "509901001002002"
NOW = datetime(2026, 6, 10, 4, tzinfo=UTC)


def load(folder: Path) -> dict[str, Loaded]:
    return {loaded.part: loaded for loaded in load_pack(open_pack(folder), actor=SYSTEM)}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return built_in_copy(tmp_path)


def redraw(pack: Path, code: str, **properties: Any) -> tuple[float, float]:
    """Cut a grid to a small square around its middle; a point that it has lost."""
    path = pack / "places.geojson"
    data = json.loads(path.read_text("utf-8"))
    feature = next(item for item in data["features"] if item["properties"]["code"] == code)
    whole = shape(feature["geometry"])
    middle = whole.representative_point()
    part = middle.buffer(1e-5).envelope
    lost = whole.difference(middle.buffer(1e-4)).representative_point()
    feature["geometry"] = json.loads(json.dumps(part.__geo_interface__))
    feature["properties"].update(properties)
    path.write_text(json.dumps(data), "utf-8")
    return lost.x, lost.y


def test_loading_the_same_pack_again_changes_nothing(db: None) -> None:
    before = {
        "places": list(Place.objects.order_by("code").values()),
        "boundaries": list(Boundary.objects.order_by("id").values()),
        "crossings": set(Crossing.objects.values_list("overlay_id", "place_id")),
        "drawings": list(Drawing.objects.order_by("id").values_list("kind", "names", "geometry")),
    }
    again = load(BUILT_IN)
    assert (again["places"].created, again["places"].changed) == (0, 0)
    assert again["places"].same == len(before["places"]) > 150
    assert (again["boundaries"].created, again["boundaries"].changed) == (0, 0)
    assert again["boundaries"].same == len(before["boundaries"])
    assert before == {
        "places": list(Place.objects.order_by("code").values()),
        "boundaries": list(Boundary.objects.order_by("id").values()),
        "crossings": set(Crossing.objects.values_list("overlay_id", "place_id")),
        "drawings": list(Drawing.objects.order_by("id").values_list("kind", "names", "geometry")),
    }


def test_each_load_is_one_event_with_the_town_s_next_version(db: None) -> None:
    before = Town.objects.get().version
    load(BUILT_IN)
    after = Town.objects.get()
    assert after.version == before + 1
    event = EventRecord.objects.get(subject=after.id, seq=after.version)
    assert event.type == "places.pack_loaded"
    assert event.data == {
        "pack": "shancheng",
        "digest": open_pack(BUILT_IN).digest(),
        "places": 0,
        "boundaries": 0,
    }
    assert town().digest == event.data["digest"]


def test_a_changed_name_is_taken_over_and_seen_at_once(db: None, pack: Path) -> None:
    replace_in(pack / "places.csv", "江声社区,Jiangsheng Community", "江声社区,Riversound Community")
    loaded = load(pack)["places"]
    assert (loaded.created, loaded.changed, loaded.conflicts) == (0, 1, [])
    assert place_by_code("509901001001").names["en"] == "Riversound Community"


def test_what_staff_edited_stays_and_is_told_as_a_conflict(db: None, pack: Path) -> None:
    ours = {"zh-Hans": "江声新社区", "en": "New Jiangsheng"}
    Place.objects.filter(code="509901001001").update(names=ours, edited=["names"])
    replace_in(pack / "places.csv", "Jiangsheng Community,江声|江声居委会", "Riversound,江声|江声居委会")
    loaded = load(pack)["places"]
    assert loaded.conflicts == ["509901001001.names"]
    assert loaded.changed == 0
    assert place_by_code("509901001001").names == ours
    replace_in(pack / "places.csv", "江声|江声居委会|江声街", "江声|江声街")
    loaded = load(pack)["places"]
    assert loaded.conflicts == ["509901001001.names"]
    assert loaded.changed == 1, "a field that nobody edited follows the pack"
    assert "江声居委会" not in place_by_code("509901001001").aliases


def test_a_place_that_left_the_pack_keeps_its_row(db: None, pack: Path) -> None:
    count = Place.objects.count()
    path = pack / "overlays.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    gone = lines[-1].split(",")[0]
    path.write_text("".join(lines[:-1]), "utf-8")
    load(pack)
    assert Place.objects.count() == count
    assert place_by_code(gone).overlay
    assert not Crossing.objects.filter(overlay__code=gone).exists()


def test_a_new_place_is_added_with_its_path(db: None, pack: Path) -> None:
    path = pack / "places.csv"
    path.write_text(
        path.read_text("utf-8") + "509901001002099,509901001002,grid,新网格,New Grid,,,\n", "utf-8"
    )
    assert load(pack)["places"].created == 1
    found = place_by_code("509901001002099")
    assert found.path == "509901000000/509901001000/509901001002/509901001002099/"
    assert (found.depth, found.parent) == (3, "509901001002")
    assert found in tree().children("509901001002")


def test_a_boundary_that_changes_holds_from_that_day_on(db: None, pack: Path) -> None:
    lost = redraw(pack, GRID)
    with clock.standing_at(NOW):
        assert locate(*lost).place.code == GRID  # type: ignore[union-attr]
        loaded = load(pack)["boundaries"]
        assert loaded.created >= 1
        today = date(2026, 6, 10)
        assert locate(*lost) is None
        assert locate(*lost, on=today) is None
        yesterday = locate(*lost, on=today - timedelta(days=1))
        assert yesterday is not None and yesterday.place.code == GRID
        assert load(pack)["boundaries"].created == 0, "the second load finds the new outline there"
    old, new = Boundary.objects.filter(place__code=GRID).order_by("id")
    assert (old.valid_from, old.valid_to) == (None, date(2026, 6, 10))
    assert (new.valid_from, new.valid_to) == (date(2026, 6, 10), None)


def test_the_outline_of_the_places_above_is_drawn_anew_too(db: None, pack: Path) -> None:
    before = shape(dict(in_force())["509901000000"]).area
    redraw(pack, GRID)
    with clock.standing_at(NOW):
        load(pack)
        assert shape(dict(in_force())["509901000000"]).area < before
        assert shape(dict(in_force(date(2026, 6, 9)))["509901000000"]).area == before


def test_a_boundary_of_a_future_day_waits_for_that_day(db: None, pack: Path) -> None:
    lost = redraw(pack, GRID, valid_from="2026-09-01")
    with clock.standing_at(NOW):
        load(pack)
        now = locate(*lost)
        assert now is not None and now.place.code == GRID, "the old outline holds until then"
        assert locate(*lost, on=date(2026, 8, 31)) is not None
        assert locate(*lost, on=date(2026, 9, 1)) is None
    with clock.standing_at(datetime(2026, 8, 31, 16, 1, tzinfo=UTC)):  # past midnight in the town
        assert locate(*lost) is None
    with clock.standing_at(datetime(2026, 8, 31, 15, 59, tzinfo=UTC)):
        assert locate(*lost) is not None


def test_the_map_too_is_that_of_the_day(db: None, pack: Path) -> None:
    redraw(pack, GRID, valid_from="2026-09-01")
    with clock.standing_at(NOW):
        before = map_sheet()
        load(pack)
        after = map_sheet()
        assert before is not None and after is not None
        assert before.outlines[GRID] == after.outlines[GRID]
    with clock.standing_at(datetime(2026, 9, 2, tzinfo=UTC)):
        later = map_sheet()
        assert later is not None and later.outlines[GRID] != before.outlines[GRID]
        assert later.version != before.version


def test_locators_are_kept_by_change_and_not_by_day(db: None) -> None:
    assert locator(date(2020, 1, 1)) is locator(date(2026, 1, 1)) is locator()


def test_a_boundary_that_is_taken_back_keeps_its_past(db: None, pack: Path, tmp_path: Path) -> None:
    lost = redraw(pack, GRID)
    with clock.standing_at(NOW):
        load(pack)
    with clock.standing_at(NOW + timedelta(days=10)):
        load(BUILT_IN)
        assert locate(*lost) is not None
        assert locate(*lost, on=date(2026, 6, 15)) is None
        assert locate(*lost, on=date(2026, 6, 9)) is not None
        assert locate(*lost, on=date(2026, 6, 20)) is not None


def test_nothing_is_loaded_before_a_town_is_there(db: None) -> None:
    Boundary.objects.all().delete()
    Town.objects.all().delete()
    from linli.platform import stamps

    stamps.bump("places")
    with pytest.raises(Problem) as caught:
        town()
    assert caught.value.code == "no_town"
    assert map_sheet() is None
