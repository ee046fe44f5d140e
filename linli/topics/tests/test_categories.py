# SPDX-License-Identifier: AGPL-3.0-or-later
"""The category tree: what it holds, who may change it, and how a pack keeps off what staff changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from linli.kernel.actor import SYSTEM
from linli.kernel.ids import new_id
from linli.kernel.problem import Problem
from linli.places.testing import BUILT_IN, FILES, built_in_copy, edited, replace_in, small_town
from linli.platform.journal.models import EventRecord
from linli.platform.packs import Fault, Loaded, open_pack
from linli.topics.commands import check_pack, edit_category, load_pack
from linli.topics.models import Category
from linli.topics.queries import category, category_by_code, category_by_id, tree

LAMP = "cityscape.lighting.street"


def load(folder: Path) -> Loaded:
    return load_pack(open_pack(folder), actor=SYSTEM)[0]


def test_the_tree_stands_in_the_order_of_the_pack(db: None) -> None:
    rows = open_pack(BUILT_IN).rows("categories.csv")
    assert [item.code for item in tree()] == [row["code"] for row in rows]
    assert len(tree()) == len(rows) > 200
    tops = tree().children(None)
    assert [top.code for top in tops] == [row["code"] for row in rows if not row["parent"]]


def test_a_category_knows_those_above_and_below_it(db: None) -> None:
    lamp = category_by_code(LAMP)
    assert [item.code for item in tree().chain(lamp)] == ["cityscape", "cityscape.lighting", LAMP]
    assert lamp.path == f"cityscape/cityscape.lighting/{LAMP}/"
    assert (lamp.depth, lamp.parent) == (2, "cityscape.lighting")
    assert lamp in tree().children("cityscape.lighting")
    assert tree().is_leaf(LAMP) and not tree().is_leaf("cityscape")
    assert "thank" in lamp.kinds
    assert category_by_id(lamp.id) is lamp


def test_leaves_are_what_can_be_chosen_and_every_top_has_some(db: None) -> None:
    leaves = tree().leaves()
    assert all(tree().is_leaf(leaf.code) and leaf.active for leaf in leaves)
    assert len(leaves) + len({item.parent for item in tree() if item.parent}) == len(tree())
    assert {tree().chain(leaf)[0].code for leaf in leaves} == {top.code for top in tree().children(None)}
    for item in tree():
        assert set(item.names) == {"zh-Hans", "en"}, item.code


def test_a_code_or_id_that_is_none_is_a_problem_with_a_remedy(db: None) -> None:
    assert category("nothing") is None
    for ask in (lambda: category_by_code("nothing"), lambda: category_by_id(new_id())):
        with pytest.raises(Problem) as caught:
            ask()
        assert (caught.value.code, caught.value.status) == ("unknown_category", 422)


# --- editing -------------------------------------------------------------------------------------

NEW: dict[str, Any] = {
    "names": {"zh-Hans": "街灯", "en": "Lights"},
    "hints": {"en": "dark"},
    "active": False,
}


def test_only_an_administrator_may_edit_a_category(cast: Any) -> None:
    lamp = category_by_code(LAMP).id
    before = Category.objects.values().get(pk=lamp)
    for name in (*cast.names(), "visitor"):
        if name == "administrator":
            continue
        with pytest.raises(Problem) as caught:
            edit_category(lamp, NEW, actor=getattr(cast, name))
        assert caught.value.code == "forbidden", name
    assert Category.objects.values().get(pk=lamp) == before
    edit_category(lamp, NEW, actor=cast.administrator)
    assert category_by_code(LAMP).names["en"] == "Lights"


def test_editing_writes_one_event_with_codes_only_and_is_seen_at_once(cast: Any) -> None:
    lamp = category_by_code(LAMP).id
    edit_category(lamp, NEW, actor=cast.administrator)
    event = EventRecord.objects.get(subject=lamp)
    assert (event.type, event.seq) == ("topics.category_edited", 1)
    assert event.data == {"category": LAMP, "fields": ["names", "hints", "active"]}
    assert event.actor == cast.administrator.ref
    after = category_by_code(LAMP)
    assert (dict(after.names), dict(after.hints), after.active) == tuple(NEW.values())
    assert after not in tree().children("cityscape.lighting")
    assert after not in tree().leaves()
    edit_category(lamp, {"active": True}, actor=cast.administrator)
    assert EventRecord.objects.get(subject=lamp, seq=2).data["fields"] == ["active"]
    assert Category.objects.get(pk=lamp).edited == ["active", "hints", "names"]


def test_an_edit_that_changes_nothing_writes_nothing(cast: Any) -> None:
    lamp = category_by_code(LAMP)
    edit_category(lamp.id, {"names": dict(lamp.names), "active": True}, actor=cast.administrator)
    assert not EventRecord.objects.filter(subject=lamp.id).exists()
    assert Category.objects.get(pk=lamp.id).edited == []


def test_fields_that_are_not_for_editing_are_left(cast: Any) -> None:
    lamp = category_by_code(LAMP)
    edit_category(lamp.id, {"code": "x", "path": "x/", "kinds": []}, actor=cast.administrator)
    assert category_by_code(LAMP).kinds == lamp.kinds


def test_a_category_that_is_none_is_not_found(cast: Any) -> None:
    with pytest.raises(Problem) as caught:
        edit_category(new_id(), NEW, actor=cast.administrator)
    assert caught.value.code == "not_found"


# --- packs ---------------------------------------------------------------------------------------


def test_loading_the_same_pack_again_changes_nothing(db: None) -> None:
    before = list(Category.objects.order_by("code").values())
    loaded = load(BUILT_IN)
    assert (loaded.created, loaded.changed, loaded.conflicts) == (0, 0, [])
    assert loaded.same == len(before)
    assert before == list(Category.objects.order_by("code").values())


def test_a_later_pack_keeps_off_what_staff_changed(cast: Any, tmp_path: Path) -> None:
    edit_category(category_by_code(LAMP).id, {"names": NEW["names"]}, actor=cast.administrator)
    pack = built_in_copy(tmp_path)
    replace_in(pack / "categories.csv", "路灯,Street lamps,路灯不亮", "路灯,Lamps of the street,灯不亮")
    loaded = load(pack)
    assert loaded.conflicts == [f"{LAMP}.names"]
    after = category_by_code(LAMP)
    assert after.names == NEW["names"]
    assert after.hints["zh-Hans"].startswith("灯不亮"), "the hint nobody edited follows the pack"


def test_a_category_that_staff_took_away_stays_away(cast: Any) -> None:
    edit_category(category_by_code(LAMP).id, {"active": False}, actor=cast.administrator)
    assert load(BUILT_IN).conflicts == [f"{LAMP}.active"]
    assert not category_by_code(LAMP).active


def test_a_category_that_left_the_pack_is_no_longer_offered_and_can_come_back(
    db: None, tmp_path: Path
) -> None:
    pack = built_in_copy(tmp_path)
    path = pack / "categories.csv"
    whole = path.read_text("utf-8")
    lines = [line for line in whole.splitlines(keepends=True) if not line.startswith(f"{LAMP},")]
    path.write_text("".join(lines), "utf-8")
    changed = load(pack).changed
    assert changed >= 1
    assert not category_by_code(LAMP).active
    assert category_by_code("cityscape.lighting.alley").active
    assert load(pack).changed == 0, "gone is gone: the second load changes nothing"
    path.write_text(whole, "utf-8")
    load(pack)
    assert category_by_code(LAMP).active
    assert [item.code for item in tree()] == [
        row["code"] for row in open_pack(BUILT_IN).rows("categories.csv")
    ]


def test_a_category_with_an_end_is_kept_but_not_offered(db: None, tmp_path: Path) -> None:
    pack = small_town(tmp_path, edited("categories.csv", "A lamp is out,,,", "A lamp is out,,,2026-01-01"))
    load(pack)
    assert not category_by_code("street.lamp").active


LAST = "street.litter,street,,垃圾"
FAULTS: list[tuple[str, str, str, int]] = [
    (LAST, ",street,,垃圾", "a code has letters", 4),
    (LAST, "街.litter,street,,垃圾", "a code has letters", 4),
    (LAST, f"{'x' * 81},street,,垃圾", "a code has letters", 4),
    (LAST, "street litter,street,,垃圾", "a code has letters", 4),
    (LAST, "street/litter,street,,垃圾", "a code has letters", 4),
    (LAST, "street.lamp,street,,垃圾", "this code is used twice", 4),
    (LAST, "street.litter,roads,,垃圾", "must stand in a row before", 4),
    (LAST, "street.litter,street.litter,,垃圾", "must stand in a row before", 4),
    ("垃圾,Litter,", ",,", "a name is missing", 4),
]


def faults_of(folder: Path) -> list[Fault]:
    pack = open_pack(folder)
    return [*pack.faults, *check_pack(pack)]


@pytest.mark.parametrize(("old", "new", "what", "row"), FAULTS)
def test_a_fault_of_a_category_is_named_with_its_row(
    tmp_path: Path, old: str, new: str, what: str, row: int
) -> None:
    found = faults_of(small_town(tmp_path, edited("categories.csv", old, new)))
    assert any(
        (fault.file, fault.row) == ("categories.csv", row) and what in fault.what for fault in found
    ), found


def test_a_town_without_categories_is_a_fault(tmp_path: Path) -> None:
    for text in (None, "", FILES["categories.csv"].splitlines()[0] + "\n"):
        folder = tmp_path / str(len(text or ""))
        found = faults_of(small_town(folder, {"categories.csv": text}))
        assert any("at least one category" in fault.what for fault in found)


def test_the_packs_at_hand_have_no_fault(tmp_path: Path) -> None:
    assert faults_of(BUILT_IN) == faults_of(small_town(tmp_path)) == []
