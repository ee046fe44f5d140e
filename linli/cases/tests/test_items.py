# SPDX-License-Identifier: AGPL-3.0-or-later
"""Problem lists: owner and day by the rule, up and down with a reason, checked by others, nobody named."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import Any

import pytest

from linli.cases.commands.items import NewItem, list_item, move_item, publish_item
from linli.cases.models import ProblemItem
from linli.cases.queries.items import item_by_number, item_list
from linli.cases.rules.items import CHECKS, ITEMS, LIVE, is_level, tells_somebody
from linli.cases.testing import a_case
from linli.cases.vocab.items import ItemState, ItemStep, Source
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.people import public as people
from linli.people.testing import HERE
from linli.platform.journal.models import EventRecord

A = ItemStep
GRID = "509901001002003"


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def an_item(about: str = "meeting:1", unit: str = "d-lighting", **more: Any) -> ProblemItem:
    new = NewItem(about, Source.MEETING, "步道没有灯", "希望加灯。", more.pop("place", GRID), unit, **more)
    return ProblemItem.objects.get(pk=list_item(new, actor=SYSTEM))


def test_every_state_with_every_step() -> None:
    for state, step in product(ItemState, ItemStep):
        if ITEMS.allows(state, step):
            assert (step in CHECKS) == (state is ItemState.DONE)
    assert not any(ITEMS.actions(ItemState.CLOSED))
    assert set(LIVE) == set(ItemState) - {ItemState.CLOSED, ItemState.DECLINED}


def test_public_words_tell_nobody_and_levels_are_of_one_tree() -> None:
    for words in ("打 13900000001", "3栋1单元", "和平街12号 5-2", "a@b.cn", "2号楼 301"):
        assert tells_somebody(words), words
    for words in ("临江巷口", "第三网格的梯坎坏了 11 级", "12 月 3 日前"):
        assert not tells_somebody(words), words
    assert is_level("a/b/c/", "a/b/", A.UP) and is_level("a/b/c/", "a/d/", A.UP)
    assert is_level("a/b/", "a/b/c/", A.DOWN) and not is_level("a/b/", "a/d/c/", A.DOWN)
    assert not is_level("a/b/c/", "x/", A.UP) and not is_level("a/b/", "a/b/", A.UP)


pytestmark = pytest.mark.django_db


def test_one_thing_is_one_problem_with_owner_and_day_by_the_rule(cast: Any) -> None:
    row = an_item()
    assert an_item().id == row.id and row.due_rule == "list.answer" and row.due_at is not None
    owned = an_item("visit:x", unit="", category="cityscape.lighting.street")
    assert people.unit_by_id(owned.unit_id).code == "d-lighting"
    for role in ("resident", "handler", "far_coordinator", "auditor"):
        new = NewItem("a:1", Source.VISIT, "没有灯", "", HERE, "d-lighting")
        actor = getattr(cast, role)
        assert code_of(lambda new=new, who=actor: list_item(new, actor=who)) == "forbidden"


def test_up_and_down_with_a_reason_joined_done_and_checked_by_others(cast: Any) -> None:
    row = an_item(unit="c-binjianglu")
    keep = partial(move_item, row.id)
    community, city = cast.community_worker, cast.bureau_handler
    assert code_of(lambda: keep(A.UP, actor=community, text="", unit="s-renmin")) == "item_words"
    far = partial(keep, A.UP, actor=community, text="要街道统筹。", unit="c-xincheng")
    assert code_of(far) == "item_level"
    assert code_of(lambda: keep(A.TAKE, actor=cast.outsider, text="我们来。")) == "forbidden"
    keep(A.UP, actor=community, text="要街道统筹。", unit="s-renmin")
    keep(A.DOWN, actor=cast.coordinator, text="城管办可以办。", unit="s-renmin-city")
    keep(A.TAKE, actor=cast.coordinator, text="本周去看。")
    assert code_of(lambda: keep(A.CONFIRM, actor=community, text="好了。")) == "not_now"
    keep(A.JOIN, actor=cast.coordinator, text="几家一起办。", case=a_case().number)
    keep(A.FINISH, actor=community, text="已修好。")
    assert code_of(lambda: keep(A.CONFIRM, actor=community, text="都说好了。")) == "item_own_work"
    assert code_of(lambda: keep(A.CONFIRM, actor=city, text="都说好了。")) == "forbidden"
    assert A.CONFIRM not in item_by_number(row.number, viewer=community).actions
    keep(A.REJECT, actor=cast.coordinator, text="还有一级没补。")
    keep(A.FINISH, actor=community, text="补好了。")
    keep(A.CONFIRM, actor=cast.coordinator, text="提出的人说好了。")
    row.refresh_from_db()
    assert (row.state, row.ended_at is None) == ("closed", False)
    told = EventRecord.objects.filter(subject=row.id).order_by("seq").values_list("type", flat=True)
    assert len(told) == 9


def test_the_public_list_shows_what_is_published_and_names_no_grid_and_nobody(cast: Any) -> None:
    row = an_item()
    assert item_list().lines == [] and code_of(lambda: item_by_number(row.number)) == "not_found"
    for role in ("handler", "community_worker", "coordinator"):
        assert item_list(viewer=getattr(cast, role)).lines, role
    for role in ("outsider", "far_worker", "resident", "auditor"):
        actor = getattr(cast, role)
        assert item_list(viewer=actor).lines == []
        assert code_of(lambda who=actor: item_by_number(row.number, viewer=who)) == "not_found"
    assert code_of(lambda: publish_item(row.id, actor=cast.handler)) == "forbidden"
    telling = ProblemItem.objects.get(
        pk=list_item(NewItem("a:2", Source.VISIT, "3栋2单元的灯", "", GRID, "d-lighting"), actor=SYSTEM)
    )
    assert code_of(lambda: publish_item(telling.id, actor=cast.community_worker)) == "item_names"
    publish_item(row.id, actor=cast.community_worker)
    line = item_list().lines[0]
    assert line.place.code == HERE and item_by_number(row.number).actions == ()
    take = partial(move_item, row.id, A.TAKE, actor=cast.handler)
    assert code_of(lambda: take(text="打 13900000001 找他。")) == "item_names"
    assert code_of(lambda: take(text="去看。", expected_version=1)) == "stale"
