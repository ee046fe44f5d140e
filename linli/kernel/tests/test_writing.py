# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.writing import simplified


def test_traditional_becomes_simplified_and_nothing_else_moves() -> None:
    assert simplified("請儘快修理路燈，乾隆年間的橋") == "请尽快修理路灯，乾隆年间的桥"
    for same in ("路灯坏了", "street lamp", "", "🙂 ＡＢ", "a\x00灯\x00b"):
        assert simplified(same) == same
    assert simplified("燈\ud800") == "灯?"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_what_stands_where_stays_there(text: str) -> None:
    told = simplified(text)
    assert len(told) == len(text) and simplified(told) == told
