# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of triage: a text in, a suggestion with reasons out; what people correct is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from linli.cases.commands import correct_case, move_case
from linli.cases.testing import a_case
from linli.cases.vocab import Action
from linli.topics import public as topics
from linli.triage import public as triage
from linli.triage.testing import decision_about, example_about, forget_readers

LAMP = "滨江路社区门口的路灯坏了三天了，晚上黑得很。"
HERE = "509901001002"


def test_a_clear_text_is_read_with_reasons(db: None) -> None:
    found = triage.suggest(LAMP)
    assert isinstance(found, triage.Suggestion)
    assert found.category is not None
    assert found.category.code == "cityscape.lighting.street"
    assert 0 < found.category.probability <= 1
    assert any(piece in LAMP for piece in found.category.because)
    assert found.place is not None and found.place.code == HERE
    assert found.place.reason and found.place.words in LAMP
    assert found.unit == "d-lighting"
    assert found.duty
    assert found.version > 0
    assert json.loads(json.dumps(found.as_dict()))["category"]["code"] == found.category.code


@pytest.mark.parametrize("text", ["", "   ", "嗯", "asdf qwer", "！！！", "\u200b", "今天天气", "9" * 50])
def test_unsure_it_abstains(db: None, text: str) -> None:
    found = triage.suggest(text)
    assert (found.category, found.unit, found.danger) == (None, "", ())


def test_a_hint_says_where_it_was_taken_down(db: None) -> None:
    text = "门口的路灯不亮好几天了，晚上看不见路，请派人来修一下路灯。"
    assert triage.suggest(text).unit == ""
    assert triage.suggest(text, HERE).unit == "d-lighting"


def test_of_several_places_it_offers_all_and_chooses_none(db: None) -> None:
    found = triage.suggest("滨江路社区和新城社区的路灯都坏了。")
    assert found.place is None
    assert {guess.code for guess in found.places} >= {HERE, "509901004002"}


def test_without_a_reader_it_abstains_from_all_but_places_and_danger(db: None) -> None:
    forget_readers()
    found = triage.suggest(f"{LAMP} 有人闻到很浓的煤气味！")
    assert (found.kind, found.category, found.categories, found.version) == (None, None, (), 0)
    assert found.place is not None
    assert "gas" in found.danger


def test_guesses_are_categories_that_exist(db: None) -> None:
    for text in (LAMP, "小区停车位被占", "孩子入学怎么办手续", "The bus never comes on time"):
        for guess in triage.suggest(text).categories:
            assert topics.category(guess.code) is not None


def test_a_decision_is_kept_masked_and_the_later_one_counts(db: None) -> None:
    for category in ("cityscape.lighting.street", "housing.parts.lift"):
        triage.learn("打13900011001说灯不亮。", kind="help", category=category, place=HERE, about="case:1")
    example = example_about("case:1")
    assert example is not None and (example.category, example.source) == (
        "housing.parts.lift",
        "correction",
    )
    assert "13900011001" not in example.text
    triage.learn("  ", kind="help", category="", place="", about="case:2")
    assert example_about("case:2") is None


def test_a_reading_is_the_same_alone_and_among_many(db: None) -> None:
    texts = [LAMP, "小区停车位被占", ""]
    for text, reading in zip(texts, triage.read_many(texts), strict=True):
        alone: Any = triage.suggest(text)
        assert reading.category == (alone.category.code if alone.category else "")
        assert reading.kind == (alone.kind.code if alone.kind else "")


def test_what_people_decide_is_held_beside_what_the_reader_thought(cast: Any) -> None:
    matter = a_case(text=LAMP, category="cityscape.litter.bins")
    move_case(matter.id, Action.DISPATCH, actor=cast.operator, unit="d-lighting")
    held = decision_about(f"case:{matter.id}")
    assert held["branch"] and not held["category"]
    correct_case(matter.id, actor=cast.operator, category="cityscape.lighting.street")
    assert decision_about(f"case:{matter.id}")["category"]
    correct_case(matter.id, actor=cast.operator, hard="life")
    assert decision_about(f"case:{matter.id}") == {}, "of a hard matter nothing is kept"
