# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hot issues: who sees which, whose voice counts, merging and splitting that stays, plan and result."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from linli.cases.commands import (
    ReporterData,
    finish_topic,
    group_matters,
    join_issue,
    merge_matters,
    plan_topic,
    split_matters,
)
from linli.cases.models import Case, TopicPlan
from linli.cases.queries import hot_issue, hot_list, open_issues
from linli.cases.rules.issues import HIGH, WEEKS, comparable, typical, weekly
from linli.cases.testing import LAMP, a_case
from linli.kernel import clock
from linli.kernel.counts import FEWEST, published
from linli.kernel.problem import Problem
from linli.platform.journal.deliver import deliver_all
from linli.platform.journal.models import EventRecord
from linli.topics import public as topics
from linli.triage import public as triage

MARKET = "509901001003"
LAMPS = (
    "滨江路社区门口的路灯坏了三天，路灯不亮。",
    "滨江路社区门口路灯坏了不亮，晚上很黑。",
    "滨江路社区门口的路灯又坏了，不亮。",
)
NOISE = (
    "烧烤摊半夜还在营业，油烟和噪音很大。",
    "烧烤摊油烟噪音扰民，半夜不能睡觉。",
    "烧烤摊半夜油烟很大，噪音吵人。",
)


def phone(number: int) -> ReporterData:
    return ReporterData(contact=f"138000000{number:02d}")


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


@pytest.fixture
def issue(cast: Any) -> UUID:
    """Three people about one lamp, all grouped."""
    for number, text in enumerate(LAMPS):
        a_case(text=text, reporter=phone(number))
    for number, text in enumerate(NOISE):
        a_case(text=text, reporter=phone(10 + number), category=None, place=MARKET)
    assert group_matters() == 6
    return next(item.info.id for item in hot_list(cast.operator) if item.info.place != MARKET)


def test_several_people_make_an_issue_that_those_who_answer_for_the_place_see(
    cast: Any, issue: UUID
) -> None:
    page = hot_issue(issue, viewer=cast.coordinator)
    assert (page.issue.info.heat.people, len(page.lines), page.hidden) == (3, 3, 0)
    assert page.issue.category is not None and page.issue.category.code == LAMP
    assert "路灯" in page.words
    assert page.lately == 3 and page.usual == 0
    for stranger in (cast.far_coordinator, cast.outsider, cast.data_officer):
        assert hot_list(stranger) == []
        assert code_of(lambda who=stranger: hot_issue(issue, viewer=who)) == "not_found"


def test_one_persons_many_letters_are_one_voice_and_no_issue_of_the_list(cast: Any) -> None:
    for _ in range(8):
        a_case(text=LAMPS[1], reporter=phone(1))
    group_matters()
    assert hot_list(cast.operator) == [] and open_issues() == []
    a_case(text=LAMPS[1], reporter=phone(2))
    group_matters()
    [found] = hot_list(cast.operator)
    assert found.info.heat.people == 2 and len(found.info.letters) == 9
    assert open_issues() == [], "two people are too few to be shown to everybody"


def test_what_is_closed_to_most_is_in_no_issue_and_leaves_it(cast: Any, issue: UUID) -> None:
    first = hot_issue(issue, viewer=cast.operator).lines[0].id
    Case.objects.filter(pk=first).update(restricted=True)
    assert first not in {line.id for line in hot_issue(issue, viewer=cast.operator).lines}
    group_matters()
    assert len(hot_issue(issue, viewer=cast.operator).issue.info.letters) == 2


def test_what_officers_split_and_merge_stays_when_grouped_anew(cast: Any, issue: UUID) -> None:
    number = hot_issue(issue, viewer=cast.operator).lines[0].number
    other = split_matters(issue, [number], actor=cast.operator)
    group_matters()
    assert [line.number for line in hot_issue(other, viewer=cast.operator).lines] == [number]
    assert len(hot_issue(issue, viewer=cast.operator).lines) == 2
    merge_matters(other, issue, actor=cast.coordinator)
    group_matters()
    assert len(hot_issue(other, viewer=cast.operator).lines) == 3, "the old address leads on"
    assert hot_issue(issue, viewer=cast.operator).issue.info.heat.people == 3


def test_only_who_sees_all_of_an_issue_may_shape_it(cast: Any, issue: UUID) -> None:
    number = hot_issue(issue, viewer=cast.operator).lines[0].number
    assert code_of(lambda: split_matters(issue, [number], actor=cast.far_coordinator)) == "not_found"
    assert code_of(lambda: split_matters(issue, [number], actor=cast.auditor)) == "forbidden"
    assert code_of(lambda: split_matters(issue, [], actor=cast.operator)) == "invalid"


def test_a_plan_is_made_once_and_its_result_is_published(cast: Any, issue: UUID) -> None:
    day = clock.now().date() + timedelta(days=20)
    assert code_of(lambda: plan_topic(issue, "亮", "d-lighting", day, actor=cast.operator)) == "forbidden"
    plan = plan_topic(
        issue, "滨江路的灯都亮", "d-lighting", day, actor=cast.coordinator, steps="查线路\n换灯"
    )
    assert plan == plan_topic(issue, "滨江路的灯都亮", "d-lighting", day, actor=cast.coordinator, plan=plan)
    assert code_of(lambda: plan_topic(issue, "又", "d-lighting", day, actor=cast.coordinator)) == "one_plan"
    [shown] = open_issues()
    assert shown.issue.plan is not None and shown.issue.plan.steps == ("查线路", "换灯")
    assert code_of(lambda: finish_topic(plan, "好", actor=cast.far_coordinator)) == "not_found"
    finish_topic(plan, "十二盏灯已换。", actor=cast.coordinator)
    assert code_of(lambda: finish_topic(plan, "好", actor=cast.coordinator)) == "not_found"
    assert EventRecord.objects.filter(type__startswith="cases.topic_").count() == 2


def test_the_pages_show_it_and_the_square_shows_no_small_number(cast: Any, issue: UUID) -> None:
    square = Client().get("/issues/").content.decode()
    assert "3 个不同的人" in square or "3 different people" in square
    assert all(line.number not in square for line in hot_issue(issue, viewer=cast.operator).lines)
    assert Client().get("/desk/issues/").status_code == 302
    assert TopicPlan.objects.count() == 0


def test_nothing_about_a_person_is_kept_that_is_the_same_in_two_issues(issue: UUID) -> None:
    assert triage.issue_info(issue).firsts, "moments, not persons"
    assert not any("person" in field or "voice" in field for field in triage.IssueInfo.__dataclass_fields__)


def test_a_new_matter_joins_its_issue_at_once_by_its_letter(cast: Any, issue: UUID) -> None:
    case = a_case(text=LAMPS[1] + "请修。", reporter=phone(30))
    assert triage.issue_of(f"case:{case.id}") is None
    deliver_all()
    assert triage.issue_of(f"case:{case.id}") == issue
    page = hot_issue(issue, viewer=cast.coordinator)
    assert page.issue.info.heat.people == 4 and page.issue.category is not None
    assert join_issue(case.id) == issue, "a letter that is carried twice changes nothing"
    group_matters()
    assert triage.issue_of(f"case:{case.id}") == issue, "the night finds the same"


def test_two_that_are_alike_open_an_issue_and_a_third_apart_does_not(cast: Any) -> None:
    first, other = a_case(text=LAMPS[0], reporter=phone(1)), a_case(text="公园的长椅坏了。", category=None)
    assert join_issue(first.id) is None and join_issue(other.id) is None
    second = a_case(text=LAMPS[1], reporter=phone(2))
    opened = join_issue(second.id)
    assert opened is not None and set(triage.issue_info(opened).letters) == {
        f"case:{first.id}",
        f"case:{second.id}",
    }
    [found] = hot_list(cast.operator)
    assert (found.info.id, found.info.heat.people) == (opened, 2)
    assert join_issue(a_case(text=LAMPS[2], reporter=phone(3)).id) == opened


def test_what_is_not_for_everybodys_eyes_joins_nothing(issue: UUID) -> None:
    case = a_case(text=LAMPS[1], reporter=phone(30))
    Case.objects.filter(pk=case.id).update(restricted=True)
    assert join_issue(case.id) is None and triage.issue_of(f"case:{case.id}") is None


def test_what_officers_took_apart_is_followed_at_once(cast: Any, issue: UUID) -> None:
    lines = hot_issue(issue, viewer=cast.operator).lines
    other = split_matters(issue, [line.number for line in lines[:2]], actor=cast.operator)
    joined = join_issue(a_case(text=LAMPS[1], reporter=phone(30)).id)
    assert joined in (issue, other) and TopicPlan.objects.count() == 0
    assert (
        len(hot_issue(issue, viewer=cast.operator).lines)
        + len(hot_issue(other, viewer=cast.operator).lines)
        == 4
    )


def test_an_issue_is_listed_only_where_most_of_its_matters_share_a_topic(cast: Any, issue: UUID) -> None:
    assert issue in {item.info.id for item in hot_list(cast.operator)}
    assert issue in {item.issue.info.id for item in open_issues()}
    ids = [line.id for line in hot_issue(issue, viewer=cast.operator).lines]
    trees = topics.category_by_code("cityscape.green.trees")
    bins = topics.category_by_code("cityscape.litter.bins")
    Case.objects.filter(pk=ids[0]).update(category_id=trees.id, category_path=trees.path)
    assert issue in {item.info.id for item in hot_list(cast.operator)}, "two of three"
    Case.objects.filter(pk=ids[1]).update(category_id=bins.id, category_path=bins.path)
    assert issue not in {item.info.id for item in hot_list(cast.operator)}, "one street, three topics"
    assert issue not in {item.issue.info.id for item in open_issues()}
    assert hot_issue(issue, viewer=cast.operator).lines, "who has its address still sees it"


@given(st.lists(st.integers(0, 200), max_size=60))
def test_each_person_stands_in_one_week_and_no_bar_leaves_the_drawing(days: list[int]) -> None:
    now = clock.now()
    bars = weekly([now - timedelta(days=day) for day in days], now)
    assert len(bars) == WEEKS
    assert sum(bar.people for bar in bars) == sum(day < 7 * WEEKS for day in days)
    assert all(
        bar.y >= 0 and bar.y + bar.high == HIGH and (bar.high > 0) == (bar.people > 0) for bar in bars
    )


@given(st.integers(0, 10_000))
def test_a_small_number_is_not_published(count: int) -> None:
    assert (published(count) is None) == (0 < count < FEWEST)


def test_words_are_typical_that_stand_here_and_not_elsewhere() -> None:
    here = [["路灯", "不亮", "我们"], ["路灯", "我们", "坏了"], ["路灯", "不亮"]]
    assert typical(here, [["我们", "噪音"]] * 9) == ["路灯", "不亮"]
    assert typical([], []) == []


def test_letters_of_an_alphabet_are_not_grouped_by_their_characters(cast: Any) -> None:
    for number, text in enumerate(
        ("The lamp is out.", "Thanks for finding our son.", "The steps are wet.")
    ):
        a_case(text=text, reporter=phone(number))
    assert group_matters() == 0
    assert comparable("路灯不亮 LED") and not comparable("lamp 路") and not comparable("")
