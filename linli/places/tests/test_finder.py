# SPDX-License-Identifier: AGPL-3.0-or-later
"""From words to places: names, aliases, parents, hints; what is ambiguous is offered, never guessed."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.places.queries import Found, find, place_by_code, tree
from linli.places.rules import folded
from linli.places.vocab import Reason

EXAMPLES = 3000 if os.environ.get("LINLI_FULL") == "1" else 200
DATABASE = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

OLD_STREET_2, NANJIE = "509901002003002", "509901100003"  # both are called 南街
WORKS, WORKS_YARD = "509901100002", "C-017"  # both are called 老厂
ZHUXI_TOWNSHIP, ZHUXI_VILLAGE = "509901200000", "509901200201"  # both are called 竹溪
NANDU, OLD_STREET = "509901100000", "509901002003"


def told(found: list[Found]) -> list[tuple[str, Reason]]:
    return [(item.place.code, item.reason) for item in found]


def codes(text: str, hint: str | None = None) -> set[str]:
    return {item.place.code for item in find(text, hint)}


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("滨江路社区门口", "509901001002", Reason.NAMED),
        ("在人民街道办那边", "509901001000", Reason.ALIAS),
        ("人民街道的事", "509901001000", Reason.NAMED),
        ("和平街77号水管爆了", "509901001002", Reason.ALIAS),
        ("Broken lamp in Binjianglu Community.", "509901001002", Reason.NAMED),
        ("broken lamp, BINJIANGLU", "509901001002", Reason.ALIAS),
        ("Ｂｉｎｊｉａｎｇｌｕ　Ｃｏｍｍｕｎｉｔｙ", "509901001002", Reason.NAMED),
        ("江声社区第三网格的楼道灯", "509901001001003", Reason.NAMED),
        ("住在江岸花园3号楼", "B-002", Reason.ALIAS),
        ("老厂家属院4栋", "B-009", Reason.NAMED),
    ],
)
def test_a_name_or_alias_leads_to_its_place(db: None, text: str, code: str, reason: Reason) -> None:
    first = find(text)[0]
    assert (first.place.code, first.reason) == (code, reason)
    assert first.confidence >= 0.85
    assert folded(text)[first.start : first.end] == first.words


def test_the_longest_name_wins_where_names_overlap(db: None) -> None:
    assert told(find("老厂家属院")) == [(WORKS_YARD, Reason.NAMED)]
    assert told(find("竹溪村三组")) == [("G-001", Reason.ALIAS)]
    assert told(find("南渡南街")) == [(NANJIE, Reason.ALIAS)]
    assert told(find("江声社区第一网格")) == [("509901001001001", Reason.NAMED)]


def test_a_name_is_surer_than_an_alias_and_both_than_a_parent_or_a_hint(db: None) -> None:
    by_name = find("滨江路社区")[0].confidence
    by_alias = find("滨江路")[0].confidence
    by_parent = find("南渡镇 南街")[0].confidence
    by_hint = find("南街", NANDU)[0].confidence
    several = find("南街")[0].confidence
    assert 1 > by_name > by_parent > by_alias > by_hint > 0.7 > several > 0


@pytest.mark.parametrize(
    ("words", "choices"),
    [
        ("南街", {OLD_STREET_2, NANJIE}),
        ("老厂", {WORKS, WORKS_YARD}),
        ("竹溪", {ZHUXI_TOWNSHIP, ZHUXI_VILLAGE}),
    ],
)
def test_a_name_of_several_places_offers_all_of_them(db: None, words: str, choices: set[str]) -> None:
    for text in (words, f"{words}的路灯坏了", f"我住{words}，{words}那里"):
        found = find(text)
        assert {item.place.code for item in found} == choices
        assert {item.reason for item in found} == {Reason.SEVERAL}
        assert {item.confidence for item in found} == {0.3}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("老街社区的南街", OLD_STREET_2),
        ("石梯街道 南街", OLD_STREET_2),
        ("南渡镇南街", NANJIE),
        ("南渡的南街", NANJIE),
        ("南街，在南渡镇", NANJIE),
        ("南渡镇老厂", WORKS),
        ("Nandu Town, 老厂", WORKS),
    ],
)
def test_the_place_around_decides_which_of_several_is_meant(db: None, text: str, code: str) -> None:
    assert told(find(text)) == [(code, Reason.WITHIN)]


@pytest.mark.parametrize(
    ("words", "hint", "code"),
    [
        ("南街", "509901002000", OLD_STREET_2),
        ("南街", OLD_STREET, OLD_STREET_2),
        ("南街", OLD_STREET_2, OLD_STREET_2),
        ("南街", NANDU, NANJIE),
        ("南街", "509901100003004", NANJIE),
        ("老厂", "509901100002003", WORKS),
        ("竹溪", "509901200202", ZHUXI_TOWNSHIP),
        ("竹溪", ZHUXI_TOWNSHIP, ZHUXI_TOWNSHIP),
        ("竹溪", ZHUXI_VILLAGE, ZHUXI_VILLAGE),
        ("竹溪", "509901200201003", ZHUXI_VILLAGE),
    ],
)
def test_where_it_was_taken_down_decides_if_the_words_do_not(
    db: None, words: str, hint: str, code: str
) -> None:
    assert told(find(words, hint)) == [(code, Reason.HINT)]


def test_a_hint_from_elsewhere_or_from_nowhere_decides_nothing(db: None) -> None:
    for hint in ("509901003001", "509901000000", "no such code", ""):
        assert codes("南街", hint) == {OLD_STREET_2, NANJIE}


def test_the_words_go_before_the_hint(db: None) -> None:
    assert told(find("南渡镇南街", OLD_STREET)) == [(NANJIE, Reason.WITHIN)]
    assert told(find("滨江路社区", OLD_STREET)) == [("509901001002", Reason.NAMED)]


def test_a_place_around_a_clearer_one_only_explains_it(db: None) -> None:
    assert codes("人民街道滨江路社区") == {"509901001002"}
    assert codes("竹溪乡竹溪村") == {ZHUXI_VILLAGE}
    assert codes("人民街道和南渡镇") == {"509901001000", NANDU}


def test_a_place_that_is_named_stays_where_only_a_guess_lies_below_it(db: None) -> None:
    found = find("竹溪乡的公路，去竹溪那边")
    assert told(found)[0] == (ZHUXI_TOWNSHIP, Reason.NAMED)
    assert found[0].confidence > 0.9


@pytest.mark.parametrize(
    "text",
    ["Renminbi", "xRenmin", "Renmin2", "Jiangshengs", "the Shipanese", "unMatou", "renmin_"],
)
def test_a_latin_name_inside_another_word_is_not_meant(db: None, text: str) -> None:
    if text == "renmin_":
        assert codes(text)  # an underscore is no letter
    else:
        assert not codes(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Renmin", "509901001000"),
        ("(Renmin)", "509901001000"),
        ("in Renmin.", "509901001000"),
        ("去Renmin玩", "509901001000"),
        ("Jiangsheng Grid 12", "509901001001"),  # there is no grid 12, but there is Jiangsheng
        ("Jiangsheng Grid 1.", "509901001001001"),
    ],
)
def test_a_latin_name_is_found_as_a_whole_word(db: None, text: str, code: str) -> None:
    assert codes(text) == {code}


def test_nothing_named_finds_nothing(db: None) -> None:
    for text in ("", " ", "路灯坏了", "🙂🙂", "a lamp is out", "江", "\ud800", "\x00"):
        assert find(text) == []


@DATABASE
@given(
    picks=st.lists(
        st.tuples(st.integers(0, 10**6), st.sampled_from(["", "，", " 的", "x", "🙂", " in ", "1"]))
    )
)
def test_words_are_found_from_left_to_right_the_longest_first(
    db: None, picks: list[tuple[int, str]]
) -> None:
    names = sorted({folded(name) for place in tree() for name in (*place.names.values(), *place.aliases)})
    text = folded("".join(names[number % len(names)] + filler for number, filler in picks))
    found = find(text)
    naive = _naive(text, {name for name in names if len(name) >= 2})
    assert {(item.start, item.end) for item in found} <= naive
    assert all(text[item.start : item.end] == item.words for item in found)
    counts = Counter(item.place.code for item in found)
    assert not counts or max(counts.values()) == 1
    assert [item.confidence for item in found] == sorted((item.confidence for item in found), reverse=True)
    # Whatever was read is answered, itself or by something finer that it only explains.
    for start, end in naive:
        owners = [
            place
            for place in tree()
            if text[start:end] in {folded(name) for name in (*place.names.values(), *place.aliases)}
        ]
        below = {item.place.code for item in found} | {
            above.code for item in found for above in tree().above(item.place)
        }
        assert any(owner.code in below for owner in owners), text[start:end]


def _naive(text: str, names: set[str]) -> set[tuple[int, int]]:
    """Leftmost, longest, not overlapping; a Latin name only as a whole word."""
    longest = max(map(len, names))
    found, at = set(), 0
    while at < len(text):
        for end in range(min(len(text), at + longest), at, -1):
            if text[at:end] in names and _stands_alone(text, at, end):
                found.add((at, end))
                at = end - 1
                break
        at += 1
    return found


def _stands_alone(text: str, start: int, end: int) -> bool:
    if not text[start:end].isascii():
        return True
    letters = set("abcdefghijklmnopqrstuvwxyz0123456789")
    return text[start - 1 : start] not in letters and text[end : end + 1] not in letters


def test_every_place_is_found_by_its_own_full_name(db: None) -> None:
    for place in tree():
        for name in place.names.values():
            found = find(name)
            assert place.code in {item.place.code for item in found}, name
            same = [item for item in tree() if name in item.names.values()]
            if len(same) == 1:
                assert told(found) == [(place.code, Reason.NAMED)], name


def test_a_hundred_thousand_characters_are_read(db: None) -> None:
    text = "这里什么地方也没有说。" * 9000 + "滨江路社区"
    assert len(text) > 99_000
    assert told(find(text)) == [(place_by_code("509901001002").code, Reason.NAMED)]
