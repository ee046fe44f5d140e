# SPDX-License-Identifier: AGPL-3.0-or-later
"""The built-in town: every matter has exactly one unit that answers, and never the accused one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from linli.kernel.problem import Problem
from linli.people.commands import check_pack
from linli.people.queries import duties, duty_conflicts, general_intake, responsible, unit_by_code, units
from linli.people.vocab import DutyRole
from linli.places import public as places
from linli.places.testing import FILES, drop_setting, small_town
from linli.platform.packs import Pack
from linli.topics import public as topics

ON = date(2026, 11, 2)
LAMP, HERE = "cityscape.lighting.street", "509901001002"


def communities() -> list[str]:
    kinds = (places.PlaceKind.COMMUNITY.value, places.PlaceKind.VILLAGE.value)
    return [place.code for place in places.tree() if place.kind in kinds]


def test_every_category_in_every_community_has_exactly_one_unit_that_leads(db: None) -> None:
    table, tree, count = duties(), topics.tree(), 0
    for home in communities():
        place = places.place_by_code(home)
        around = [home, *(above.code for above in reversed(places.tree().above(place)))]
        for leaf in tree.leaves():
            chain = [item.code for item in reversed(tree.chain(leaf))]
            answer = responsible(leaf.code, home, ON)
            assert answer.duty is not None, (leaf.code, home)
            assert answer.unit.active
            deciding = [
                line
                for line in table[answer.duty.category, answer.duty.place]
                if line.role is DutyRole.LEAD and line.in_force(ON)
            ]
            assert len(deciding) == 1, (leaf.code, home)
            finer = chain[: chain.index(answer.duty.category)]
            assert not any(
                line.role is DutyRole.LEAD and line.in_force(ON)
                for category in finer
                for code in around
                for line in table.get((category, code), ())
            )
            count += 1
    assert count == len(communities()) * len(tree.leaves()) > 2000


def test_no_two_units_lead_for_the_same_at_the_same_time(db: None) -> None:
    assert duty_conflicts() == []


def test_a_duty_that_a_unit_above_took_back_names_its_list(db: None) -> None:
    answer = responsible("cityscape.litter.debris", HERE, ON)
    assert answer.unit.code == "d-city"
    assert responsible("cityscape.litter.street", HERE, ON).unit.code == "s-renmin-city"


def test_a_helping_unit_helps_from_the_day_of_its_law_on(db: None) -> None:
    before = responsible("cityscape.litter", HERE, date(2026, 8, 14))
    after = responsible("cityscape.litter", HERE, date(2026, 8, 15))
    assert before.unit == after.unit
    assert [unit.code for unit in before.assisting] == []
    assert [unit.code for unit in after.assisting] == ["d-city"]


def test_without_category_or_place_general_intake_takes_it(db: None) -> None:
    for category, place in ((None, None), (LAMP, None), (None, HERE)):
        answer = responsible(category, place, ON)
        assert (answer.unit.code, answer.duty, answer.assisting) == ("d-hotline", None, ())
    assert general_intake().code == "d-hotline"


@pytest.mark.parametrize("about", ["d-lighting", "d-city", "d-hotline", "s-renmin", "c-binjianglu"])
def test_the_accused_unit_never_answers_whatever_the_matter(db: None, about: str) -> None:
    without = unit_by_code(about).path
    for leaf in (None, *(leaf.code for leaf in topics.tree().leaves())):
        for place in (None, HERE, "509901000000"):
            answer = responsible(leaf, place, ON, about=about)
            assert not answer.unit.path.startswith(without), (leaf, place, answer.unit.code)
            assert not any(unit.path.startswith(without) for unit in answer.assisting)


def test_a_complaint_about_general_intake_goes_to_the_level_above_it(db: None) -> None:
    assert responsible(None, None, ON, about="d-hotline").unit.code == "d-government"


def test_a_complaint_about_the_highest_unit_goes_to_the_supervision_body(db: None) -> None:
    answer = responsible(LAMP, HERE, ON, about="d-government")
    assert (answer.unit.code, answer.duty) == ("d-discipline", None)
    assert responsible(LAMP, HERE, ON, about="d-discipline").unit.code == "d-lighting"


def test_a_town_without_a_supervision_body_says_where_else_to_turn(db: None) -> None:
    drop_setting("supervision")
    with pytest.raises(Problem) as caught:
        responsible(None, None, ON, about="d-government")
    assert caught.value.code == "nobody_outside"


def test_units_know_their_way_up_and_their_hours(db: None) -> None:
    lamps = unit_by_code("d-lighting")
    assert lamps.path == "d-government/d-city/d-lighting/"
    assert (lamps.organisation, lamps.round_the_clock) == ("d-city", True)
    assert lamps.phone and lamps.hours["zh-Hans"]
    seen: set[str] = set()
    for unit in units():
        assert unit.parent is None or unit.parent in seen
        seen.add(unit.code)


def test_a_unit_that_is_none_is_a_problem_with_a_remedy(db: None) -> None:
    with pytest.raises(Problem) as caught:
        unit_by_code("d-nothing")
    assert (caught.value.code, caught.value.status) == ("unknown_unit", 422)


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("supervision: east", "the supervision body must stand outside of the units above general intake"),
        ("supervision: gov", "the supervision body must stand outside of the units above general intake"),
        ("supervision: nobody", "supervision must be the code of a unit"),
        ("supervision: watch", None),
    ],
)
def test_a_pack_names_a_supervision_body_outside(tmp_path: Path, setting: str, told: str | None) -> None:
    town = f"{FILES['town.yaml']}{setting}\n"
    units = f"{FILES['units.csv']}watch,,watch,party_organisation,110100000000,监督,Supervision,4,\n"
    folder = small_town(tmp_path, {"town.yaml": town, "units.csv": units})
    faults = [fault.what for fault in check_pack(Pack(folder)) if fault.file == "town.yaml"]
    assert faults == ([told] if told else [])
