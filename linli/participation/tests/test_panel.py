# SPDX-License-Identifier: AGPL-3.0-or-later
"""A panel by lot: the list is fixed before a number is drawn, nobody chooses, and the pool is not kept."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, VISITOR
from linli.kernel.problem import Problem
from linli.participation.cli import panel as recompute
from linli.participation.commands import (
    answer_lot,
    close_pool,
    draw_panel,
    enter_list,
    enter_pool,
    forget_account,
    leave_pool,
    list_waiting,
    set_panel,
)
from linli.participation.commands.panel_after import POOL
from linli.participation.models import Candidate, Panel
from linli.participation.queries import (
    SpaceInfo,
    drawn_people,
    feasible,
    own_places,
    panel_list,
    panel_of,
    quota_lines,
)
from linli.participation.queries.panel import opened
from linli.participation.rules.lot import parse_pool, parse_quotas, quotas_of, read_list, replacement
from linli.participation.testing import QUOTAS, a_panel, a_pool, a_space
from linli.participation.vocab import CandidateState
from linli.places import public as places
from linli.platform.access.models import Look
from linli.platform.erasure.keeping import keepers
from linli.platform.journal.models import EventRecord


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


# --- pure ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "no quotas"),
        ("性别, 女, 5", "four values"),
        ("性别, 女, 5, 3", "least first"),
        ("性别, 女, a, 3", "least first"),
        ("性别, 女, 1, 3\n性别，女，2，3", "twice"),
    ],
)
def test_a_broken_line_of_the_quotas_is_named(text: str, fault: str) -> None:
    with pytest.raises(Problem, match="bad_quotas") as caught:
        parse_quotas(text)
    assert fault in caught.value.facts["fault"]


def test_a_broken_row_of_a_list_is_named() -> None:
    options = {"性别": ["女", "男"]}
    assert [one.name for one in parse_pool("姓名,性别\n甲,女\n,\n乙,男", options)] == ["甲", "乙"]
    for text, row in (("姓名\n甲", 1), ("", 1), ("姓名,性别\n甲,女\n乙,无", 3)):
        with pytest.raises(Problem, match="bad_pool") as caught:
            parse_pool(text, options)
        assert caught.value.facts["row"] == row


@given(st.integers(0, 4), st.text(max_size=4))
@settings(max_examples=8)
def test_who_says_no_is_replaced_within_the_quotas_and_never_by_a_housemate(gone: int, seed: str) -> None:
    quotas = quotas_of(parse_quotas(QUOTAS))
    people = parse_pool(a_pool(), {"性别": ["女", "男"], "年龄": ["六十以上", "六十以下"]})
    pool = {at: dict(one.features) for at, one in enumerate(people)}
    homes = {at: one.address for at, one in enumerate(people)}
    panel = [0, 3, 5, 8, 10]  # two over sixty of five, women and men
    stay = [one for one in panel if one != panel[gone]]
    found = replacement(pool, homes, stay, panel[gone], quotas, seed)
    assert found is not None and found not in panel and homes[found] not in {homes[one] for one in stay}
    assert found == replacement(pool, homes, stay, panel[gone], quotas, seed), "the seed fixes it"
    counted = Counter(pair for one in (*stay, found) for pair in pool[one].items())
    assert all(low <= counted[key] <= high for key, (low, high) in quotas.items())
    assert replacement({1: pool[1]}, {}, [], 1, quotas, seed) is None, "nobody is left"


# --- from the quotas to the panel ----------------------------------------------------------------

pytestmark_db = pytest.mark.django_db


@pytest.fixture
def space(cast: Any) -> SpaceInfo:
    a_space()
    return a_panel()


@pytestmark_db
def test_the_pool_is_entered_left_and_not_entered_twice(cast: Any, space: SpaceInfo) -> None:
    said = {"性别": "女", "年龄": "六十以上"}
    assert code_of(lambda: enter_pool(space, said, "", actor=VISITOR)) == "sign_in"
    assert code_of(lambda: enter_pool(space, {"性别": "女"}, "", actor=cast.resident)) == "invalid"
    for _ in range(2):
        enter_pool(space, said, "打铜街 3号", actor=cast.resident)
    kept = Candidate.objects.get()
    assert opened(kept)["features"] == said and "打铜街".encode() not in bytes(kept.sealed)
    assert opened(kept)["address"] == "", "of the address a fingerprint alone is kept"
    [own] = own_places(cast.resident)
    assert own.state is CandidateState.APPLIED and own_places(cast.other_resident) == []
    assert enter_list(space, a_pool(), actor=cast.community_worker) == 24
    assert enter_list(space, a_pool(), actor=cast.coordinator) == 0, "the same list again is harmless"
    assert code_of(lambda: enter_list(space, a_pool(), actor=cast.far_worker)) == "not_found"
    other = QUOTAS + "\n年龄, 儿童, 0, 1"
    day = places.today() + timedelta(days=9)
    assert code_of(lambda: set_panel(space, 5, other, day, actor=SYSTEM)) == "invalid", "people are in it"
    leave_pool(space, actor=cast.resident)
    assert own_places(cast.resident) == [] and Candidate.objects.count() == 24
    enter_pool(space, said, "", actor=cast.resident)
    forget_account(UUID(cast.resident.id))
    assert Candidate.objects.count() == 24


@pytestmark_db
def test_quotas_that_cannot_be_kept_are_told_before_the_pool_closes(cast: Any, space: SpaceInfo) -> None:
    day = places.today() + timedelta(days=2)
    assert feasible(space, viewer=cast.coordinator) is None, "an empty pool needs people"
    enter_list(space, a_pool(12), actor=SYSTEM)
    assert feasible(space, viewer=cast.coordinator) == []
    hard = "性别, 女, 4, 4\n性别, 男, 1, 1\n年龄, 六十以上, 5, 5\n年龄, 六十以下, 0, 0"
    set_panel(space, 5, hard, day, actor=SYSTEM)
    changes = feasible(space, viewer=cast.coordinator)
    assert changes and all("→" in one for one in changes), "the least change is named"
    with pytest.raises(Problem, match="quotas_impossible") as caught:
        close_pool(space, day, "大厅", actor=cast.coordinator)
    assert caught.value.facts["relax"] == "; ".join(changes)
    assert code_of(lambda: feasible(space, viewer=cast.resident)) == "not_found"


@pytestmark_db
def test_the_list_stands_before_the_number_and_a_stranger_checks_it(
    cast: Any, space: SpaceInfo, tmp_path: Path
) -> None:
    keeper, day = cast.community_worker, places.today() + timedelta(days=2)
    enter_list(space, a_pool(), actor=keeper)
    for account in (cast.resident, cast.other_resident):
        enter_pool(space, {"性别": "男", "年龄": "六十以上"}, "", actor=account)
    assert code_of(lambda: draw_panel(space, 7, "摇号", actor=keeper)) == "not_listed"
    close_pool(space, day, "社区大厅", actor=keeper)
    assert code_of(lambda: leave_pool(space, actor=cast.resident)) == "pool_closed"
    assert code_of(lambda: enter_list(space, a_pool(), actor=keeper)) == "pool_closed"
    assert list_waiting() == 1 and list_waiting() == 0
    text = panel_list(space)
    panels = read_list(text)
    row = panel_of(space)
    assert (
        row is not None and row.sha256 == hashlib.sha256(text.encode()).hexdigest() and row.number is None
    )
    assert len(panels) == 1000 and row.lowest == pytest.approx(row.bound, abs=1e-6)
    assert code_of(lambda: draw_panel(space, 7, "摇号", actor=keeper)) == "not_listed", "not before its day"
    with clock.standing_at(clock.now() + timedelta(days=2)):
        assert code_of(lambda: draw_panel(space, 1001, "摇号", actor=keeper)) == "invalid"
        assert code_of(lambda: draw_panel(space, 7, "摇号", actor=cast.far_worker)) == "not_found"
        draw_panel(space, 7, "摇号，居民在场", actor=keeper)
        assert code_of(lambda: draw_panel(space, 8, "摇号", actor=keeper)) == "not_listed", "once"
    drawn = panel_of(space)
    assert drawn is not None and [number for number, _ in drawn.members] == panels[6]
    homes = Candidate.objects.filter(number__in=panels[6]).values_list("household", flat=True)
    named = [bytes(one) for one in homes if one]
    assert len(set(named)) == len(named), "one person of a household"
    assert all(one.least <= one.panel <= one.most for one in quota_lines(space, viewer=VISITOR))
    assert not any(one.pool for one in quota_lines(space, viewer=VISITOR)), "the pool is for its keepers"
    (tmp_path / "list.txt").write_text(text, encoding="utf-8")
    told = recompute(type("Options", (), {"path": tmp_path / "list.txt", "number": 7}))  # type: ignore[arg-type]
    assert told["panel"] == panels[6] and told["panels_sha256"] == row.sha256
    shares = Counter(one for panel in panels for one in panel)
    assert all(one.share == shares[one.number or 0] for one in own_places(cast.resident))
    before = Look.objects.count()
    people = drawn_people(space, viewer=keeper)
    assert Look.objects.count() == before + 5 and {one.number for one in people} == set(panels[6])
    for actor in (cast.far_worker, cast.resident, cast.handler):
        assert code_of(lambda actor=actor: drawn_people(space, viewer=actor)) == "not_found"


@pytestmark_db
def test_a_no_names_somebody_else_and_the_pool_is_erased(cast: Any, space: SpaceInfo) -> None:
    keeper = cast.community_worker
    enter_list(space, a_pool(), actor=keeper)
    close_pool(space, places.today(), "社区大厅", actor=keeper)
    list_waiting()
    draw_panel(space, 500, "摇号", actor=keeper)
    row = panel_of(space)
    assert row is not None
    first, second = row.members[0][0], row.members[1][0]
    assert code_of(lambda: answer_lot(space, True, actor=keeper, number=99)) == "not_found"
    assert code_of(lambda: answer_lot(space, True, actor=cast.resident)) == "not_found"
    assert answer_lot(space, True, actor=keeper, number=second) == 0
    came = answer_lot(space, False, actor=keeper, number=first)
    assert came and code_of(lambda: answer_lot(space, False, actor=keeper, number=first)) == "not_listed"
    after = panel_of(space)
    assert after is not None and dict(after.members)[came] is CandidateState.DRAWN
    assert dict(after.members)[first] is CandidateState.DECLINED and len(after.members) == 6
    assert all(one.least <= one.panel <= one.most for one in quota_lines(space, viewer=VISITOR))
    [told] = EventRecord.objects.filter(type="participation.candidate_answered", data__accepts=False)
    assert told.data["replaced_by"] == came
    keeper_of = keepers()[POOL]
    assert keeper_of.end is not None
    rows = keeper_of.rows()
    assert {one.since for one in rows} == {Panel.objects.get().drawn_at} and rows.count() == 24
    from django.db import transaction

    with transaction.atomic():
        for one in rows:
            keeper_of.end(one.pk)
    assert not Candidate.objects.exists() and panel_list(space), "the list leads to nobody"
