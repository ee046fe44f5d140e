# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pacts: what they may not say, the course, quorums by the law of the day, filing into the library."""

from __future__ import annotations

import csv
from datetime import date
from typing import Any

import pytest

from linli.kernel.actor import SYSTEM, VISITOR
from linli.kernel.problem import Problem
from linli.norms.bench import measure_clauses
from linli.norms.commands import (
    answer_comment,
    comment_pact,
    decide_clause,
    edit_pact,
    move_pact,
    start_pact,
)
from linli.norms.models import PactComment
from linli.norms.public import article_on
from linli.norms.queries import library, pact_detail
from linli.norms.rules.examples import CLAUSES, UNSEEN
from linli.norms.rules.legality import check_clause
from linli.norms.rules.markup import docx_text
from linli.norms.rules.meetings import Basis, Body
from linli.norms.rules.numerals import article_of
from linli.norms.rules.pacts import COURSE, PactAction, PactState, check_vote
from linli.norms.rules.parsing import parse
from linli.norms.rules.unlawful import RULES
from linli.norms.vocab import Level

PLACE, FAR = "509901001002", "509901004001"
TODAY = date(2026, 5, 1)


with CLAUSES.open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))
KNOWN = [row for row in ROWS if row["half"] not in UNSEEN and row["unlawful"] == "yes"]


@pytest.mark.parametrize("row", KNOWN, ids=lambda row: row["text"][:12])
def test_a_clause_that_rules_were_made_after_is_flagged_for_its_reason(row: dict[str, str]) -> None:
    assert row["kind"] in {flag.rule.kind for flag in check_clause(row["text"])}


def test_the_set_is_large_and_even_and_the_known_half_meets_the_goal() -> None:
    assert len(ROWS) >= 150 and len({row["kind"] for row in ROWS}) >= 12
    halves = [row for row in ROWS if row["kind"] != "ordinary"]
    assert sum(row["unlawful"] == "yes" for row in halves) * 2 == len(halves)
    figures = measure_clauses(CLAUSES)
    assert figures["seen_recall"] >= 0.95 and figures["seen_precision"] >= 0.85
    assert figures["unseen_precision"] >= 0.85


def test_every_rule_names_articles_says_why_and_proposes_words() -> None:
    for rule in RULES:
        assert rule.why and rule.proposes
        assert all(article_of(article) for _, article in rule.articles), rule.kind


@pytest.mark.parametrize("state", PactState)
@pytest.mark.parametrize("action", PactAction)
def test_every_state_with_every_action(state: PactState, action: PactAction) -> None:
    if COURSE.allows(state, action):
        assert COURSE.after(state, action) in PactState
        return
    with pytest.raises(Problem, match="not_now"):
        COURSE.after(state, action)


VOTES = [
    # 居组法 26, 27: more than half of all, then more than half of those present
    ("residents_pact", "residents", "persons", 1000, 501, 251, ""),
    ("residents_pact", "residents", "persons", 1000, 500, 500, "pact_no_quorum"),
    ("residents_pact", "residents", "households", 300, 151, 75, "pact_not_adopted"),
    # 居组法 28, 29: two thirds of the delegates, and they do count
    ("residents_pact", "residents_delegates", "delegates", 60, 40, 21, ""),
    ("residents_pact", "residents_delegates", "delegates", 60, 39, 39, "pact_no_quorum"),
    ("residents_pact", "residents_delegates", "delegates", 60, 40, 20, "pact_not_adopted"),
    # 村组法 26: two thirds of household representatives
    ("village_pact", "villagers", "households", 300, 200, 101, ""),
    ("village_pact", "villagers", "households", 300, 199, 199, "pact_no_quorum"),
    ("village_pact", "residents", "persons", 10, 10, 10, "pact_wrong_body"),
    ("residents_pact", "residents_delegates", "persons", 10, 10, 10, "pact_wrong_body"),
    ("residents_pact", "residents", "persons", 10, 11, 5, "pact_impossible_count"),
    ("residents_pact", "residents", "persons", 10, 9, 10, "pact_impossible_count"),
    ("residents_pact", "residents", "persons", 0, 0, 0, "pact_impossible_count"),
    ("residents_pact", "residents", "persons", 10, 9, -1, "pact_impossible_count"),
]


@pytest.mark.parametrize(("level", "body", "basis", "eligible", "present", "favour", "code"), VOTES)
def test_a_vote_is_held_against_the_quorum(
    level: str, body: str, basis: str, eligible: int, present: int, favour: int, code: str
) -> None:
    given = (Level(level), Body(body), Basis(basis), TODAY, eligible, present, favour)
    if not code:
        assert check_vote(*given).valid_from == date(2026, 1, 1)
        return
    with pytest.raises(Problem) as caught:
        check_vote(*given)
    assert caught.value.code == code


def test_before_2026_there_was_no_residents_delegates_meeting_in_the_law() -> None:
    with pytest.raises(Problem, match="pact_wrong_body"):
        check_vote(
            Level.RESIDENTS_PACT, Body.RESIDENTS_DELEGATES, Basis.DELEGATES, date(2025, 12, 31), 60, 50, 40
        )


VOTE = {"body": "residents_delegates", "basis": "delegates", "eligible": 60, "present": 50, "favour": 45}


@pytest.mark.django_db
def test_from_collecting_to_the_library() -> None:
    code = start_pact(
        "试验社区公约", "residents_pact", PLACE, ["遛狗牵绳。", "乱停车的罚款一百元。"], actor=SYSTEM
    )
    comment_pact(code, 2, "罚款不合法。", actor=VISITOR)
    comment = PactComment.objects.get(pact__code=code)
    assert (pact_detail(code, TODAY).answered, pact_detail(code, TODAY).waiting) == ([], 1)
    answer_comment(comment.id, "taken", "已删去。", actor=SYSTEM)
    for action in (PactAction.DRAFT, PactAction.SUBMIT):
        move_pact(code, action, on=TODAY, actor=SYSTEM)
    with pytest.raises(Problem, match="pact_undecided"):
        move_pact(code, PactAction.APPROVE, on=TODAY, actor=SYSTEM)
    with pytest.raises(Problem, match="not_now"):
        edit_pact(
            code, ["遛狗牵绳。"], actor=SYSTEM, expected_version=pact_detail(code, TODAY).info.version
        )
    move_pact(code, PactAction.SEND_BACK, on=TODAY, note="第二条设了罚款。", actor=SYSTEM)
    detail = pact_detail(code, TODAY)
    assert [flag.flag.rule.kind for flag in detail.clauses[1].flags] == ["fine"]
    with pytest.raises(Problem, match="stale"):
        edit_pact(code, ["遛狗牵绳。"], actor=SYSTEM, expected_version=1)
    edit_pact(code, ["遛狗牵绳。", "车停在划线处。"], actor=SYSTEM, expected_version=detail.info.version)
    for action in (PactAction.SUBMIT, PactAction.APPROVE):
        move_pact(code, action, on=TODAY, actor=SYSTEM)
    with pytest.raises(Problem, match="pact_no_quorum"):
        move_pact(
            code, PactAction.ADOPT, on=TODAY, facts={**VOTE, "present": 39, "favour": 39}, actor=SYSTEM
        )
    move_pact(code, PactAction.ADOPT, on=TODAY, facts=VOTE, actor=SYSTEM)
    assert article_on("试验社区公约", "2", TODAY) is None, "not before it is filed"
    move_pact(code, PactAction.FILE, on=TODAY, actor=SYSTEM)
    found = article_on("试验社区公约", "第二条", TODAY)
    assert found and found.text == "车停在划线处。" and found.level is Level.RESIDENTS_PACT
    assert library().titled("试验社区公约").place == PLACE  # type: ignore[union-attr]
    assert pact_detail(code, TODAY).info.review_on == date(2027, 5, 1)
    move_pact(code, PactAction.REVISE, on=date(2026, 9, 1), actor=SYSTEM)
    assert pact_detail(code, TODAY).info.state is PactState.COLLECTING


@pytest.mark.django_db
def test_a_kept_clause_keeps_its_reason_in_the_next_edition() -> None:
    code = start_pact("试验公约", "residents_pact", PLACE, ["不设罚款。", "锁车的链子收好。"], actor=SYSTEM)
    assert [len(clause.flags) for clause in pact_detail(code, TODAY).clauses] == [0, 1]
    decide_clause(code, 2, "kept", "说的是自行车链锁。", actor=SYSTEM)
    edit_pact(code, ["锁车的链子收好。", "夜里安静。"], actor=SYSTEM, expected_version=2)
    first, second = pact_detail(code, TODAY).clauses
    assert (first.decision, first.reason, second.decision) == ("kept", "说的是自行车链锁。", "")


@pytest.mark.django_db
def test_who_keeps_a_pact(cast: Any) -> None:
    code = start_pact("近处公约", "residents_pact", PLACE, ["夜里安静。"], actor=cast.community_worker)
    for stranger in (cast.far_worker, cast.far_coordinator, cast.resident, cast.auditor, VISITOR):
        with pytest.raises(Problem, match="forbidden"):
            move_pact(code, PactAction.DRAFT, on=TODAY, actor=stranger)
    for action in (PactAction.DRAFT, PactAction.SUBMIT):
        move_pact(code, action, on=TODAY, actor=cast.community_worker)
    with pytest.raises(Problem, match="forbidden"):
        move_pact(code, PactAction.APPROVE, on=TODAY, actor=cast.community_worker)
    move_pact(code, PactAction.APPROVE, on=TODAY, actor=cast.coordinator)


@pytest.mark.django_db
def test_the_towns_pacts_stand_with_their_course(client: Any) -> None:
    page = client.get("/pacts/")
    assert {pact.title: pact.state.value for pact in page.context["pacts"]} == {
        "滨江路社区居民公约": "filed", "竹溪村村规民约": "submitted",
    }  # fmt: skip
    code = next(pact.code for pact in page.context["pacts"] if pact.state == "filed")
    shown = client.get(f"/pacts/{code}/").content.decode()
    assert "应到 62 人，实到 51 人，赞成 47 人" in shown
    assert article_on("滨江路社区居民公约", "3", date(2026, 4, 8)) is not None
    assert article_on("滨江路社区居民公约", "3", date(2026, 4, 7)) is None
    read = parse(docx_text(client.get(f"/pacts/{code}/?as=docx").content))
    clauses = client.get(f"/pacts/{code}/").context["pact"].clauses
    assert [article.text for article in read.articles[:-1]] == [one.text for one in clauses[:-1]]
    assert read.title == "滨江路社区居民公约" and clauses[-1].text in read.articles[-1].text
