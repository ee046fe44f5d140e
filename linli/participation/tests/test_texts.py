# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts amended clause by clause, and hearings on the map."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, VISITOR
from linli.kernel.problem import Problem
from linli.norms import public as norms
from linli.participation.commands import forget_account
from linli.participation.commands.hearings import (
    NewComment,
    announce_hearing,
    answer_comments,
    comment,
    moderate_comment,
    report_hearing,
)
from linli.participation.commands.texts import NewAmendment, amend, enter_voices, weigh
from linli.participation.commands.texts_desk import answer_amendment, moderate_amendment, write_edition
from linli.participation.models import Amendment, AmendmentVoice, HearingComment
from linli.participation.queries import own_said
from linli.participation.queries.hearings import find_hearing, hearing_detail, open_data
from linli.participation.queries.texts import find_text, text_detail
from linli.participation.rules.clauses import Taken, next_edition, pieces
from linli.participation.testing import a_hearing, a_text
from linli.participation.vocab import Rule
from linli.participation.vocab.texts import Change, SaidState, Use
from linli.people.testing import HERE, THERE
from linli.places import public as places

WORDS = st.text(min_size=1, max_size=12)


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


# --- pure ----------------------------------------------------------------------------------------------


@st.composite
def editions(draw: Any) -> tuple[list[str], list[Taken]]:
    clauses = draw(st.lists(WORDS, min_size=1, max_size=6))
    taken, changed = [], set()
    for seq in range(1, draw(st.integers(0, 6)) + 1):
        kind = draw(st.sampled_from(list(Change)))
        at = draw(st.integers(0 if kind is Change.ADD else 1, len(clauses)))
        if kind is not Change.ADD:
            if at in changed:
                continue
            changed.add(at)
        taken.append(Taken(seq, kind, at, "" if kind is Change.STRIKE else draw(WORDS)))
    return clauses, taken


@given(editions())
def test_what_nobody_changed_stays_word_for_word_and_every_change_names_its_cause(given_: Any) -> None:
    clauses, taken = given_
    made = next_edition(clauses, taken)
    changed = {one.clause for one in taken if one.kind is not Change.ADD}
    struck = {one.clause for one in taken if one.kind is Change.STRIKE}
    kept = [number for number in range(1, len(clauses) + 1) if number not in struck]
    assert [one.before for one in made if one.before] == kept, "in the same order"
    for one in made:
        untouched = one.before and one.before not in changed
        assert not untouched or (one.words == clauses[one.before - 1] and not one.by)
        assert untouched or len(one.by) == 1
    causes = [seq for one in made for seq in one.by]
    assert sorted(causes) == [one.seq for one in taken if one.kind is not Change.STRIKE]


@given(WORDS, WORDS)
def test_the_pieces_hold_both_wordings(before: str, after: str) -> None:
    found = pieces(before, after)
    assert "".join(text for kind, text in found if kind != "insert") == before
    assert "".join(text for kind, text in found if kind != "delete") == after


# --- drafts ----------------------------------------------------------------------------------------------

REPLACE = NewAmendment(1, Change.REPLACE, "遛狗牵绳，一米五。", "太长了。")


def shown(row: Any, viewer: Any, edition: int = 0) -> Any:
    return text_detail(find_text(row.number, viewer=viewer), viewer=viewer, edition=edition)


@pytest.mark.django_db
def test_from_an_amendment_to_the_library(cast: Any) -> None:
    row = a_text()
    seq = amend(row.id, REPLACE, actor=cast.resident)
    assert not shown(row, VISITOR).all_amendments, "the moderators read it first"
    assert shown(row, cast.resident).all_amendments[0].mine
    assert code_of(lambda: weigh(row.id, seq, 1, actor=cast.outsider)) == "not_found"
    moderate_amendment(row.id, seq, actor=cast.community_worker)
    for value in (1, -1, -1):
        weigh(row.id, seq, value, actor=cast.other_resident)
    weigh(row.id, seq, 1, actor=cast.outsider)
    enter_voices(row.id, seq, "第1册", 9, 0, actor=cast.coordinator)
    enter_voices(row.id, seq, "第1册", 7, 2, actor=cast.coordinator)
    [one] = shown(row, VISITOR).all_amendments
    assert (one.for_it, one.against) == (8, 3)
    strike = amend(row.id, NewAmendment(2, Change.STRIKE, "", "做不到。"), actor=cast.resident)
    add = amend(
        row.id, NewAmendment(0, Change.ADD, "共同遵守。", "总则。", "第2页"), actor=cast.community_worker
    )
    for other in (strike, add):
        moderate_amendment(row.id, other, actor=cast.coordinator)
    assert code_of(lambda: write_edition(row.id, actor=cast.community_worker)) == "amendments_open"
    answer_amendment(row.id, seq, Use.TAKEN, "有道理。", actor=cast.coordinator)
    answer_amendment(row.id, strike, Use.NOT, "需要。", actor=cast.coordinator)
    answer_amendment(row.id, add, Use.PARTLY, "短一点。", actor=cast.coordinator, words="大家遵守。")
    assert write_edition(row.id, actor=cast.community_worker) == 2
    new = shown(row, VISITOR)
    assert [clause.words for clause in new.clauses] == [
        "大家遵守。", "遛狗牵绳，一米五。", "夜里安静。", "垃圾分类。",
    ]  # fmt: skip
    assert [clause.by for clause in new.clauses] == [(add,), (seq,), (), ()]
    assert ("insert", "，一米五") in new.clauses[1].pieces
    assert shown(row, VISITOR, 1).all_amendments[0].applied == 2
    write_edition(row.id, actor=cast.community_worker, final=True)
    row.refresh_from_db()
    pact = norms.pact_detail(row.pact, places.today())
    assert [clause.text for clause in pact.clauses] == [clause.words for clause in new.clauses]
    assert [line.answer for line in own_said(cast.resident)] == ["需要。", "有道理。"]
    late = partial(amend, row.id, REPLACE, actor=cast.resident)
    assert code_of(late) == "text_not_now"


@pytest.mark.django_db
def test_two_that_change_one_clause_are_not_both_taken_and_no_text_is_emptied(cast: Any) -> None:
    row = a_text(clauses=("遛狗牵绳。",))
    seqs = [
        amend(row.id, new, actor=cast.resident)
        for new in (REPLACE, NewAmendment(1, Change.STRIKE, "", "多余。"))
    ]
    for seq in seqs:
        moderate_amendment(row.id, seq, actor=SYSTEM)
    strike = partial(answer_amendment, row.id, seqs[1], Use.TAKEN, "好。好。", actor=SYSTEM)
    assert code_of(strike) == "nothing_to_change"
    answer_amendment(row.id, seqs[0], Use.TAKEN, "好。好。", actor=SYSTEM)
    assert code_of(strike) == "amendments_clash"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewAmendment(1, Change.REPLACE, "遛狗牵绳。", "一样。"), "nothing_to_change"),
        (NewAmendment(1, Change.REPLACE, "", "空的。"), "nothing_to_change"),
        (NewAmendment(9, Change.STRIKE, "", "没有。"), "invalid"),
        (NewAmendment(0, Change.REPLACE, "零条。", "没有。"), "invalid"),
        (NewAmendment(1, Change.ADD, "长" * 601, "太长。"), "nothing_to_change"),
        (NewAmendment(1, Change.STRIKE, "", ""), "nothing_to_change"),
        (NewAmendment(1, Change.STRIKE, "", "冒充。", "假纸"), "not_found"),
    ],
)
def test_an_amendment_that_changes_nothing_is_not_kept(cast: Any, new: NewAmendment, code: str) -> None:
    row = a_text()
    assert code_of(lambda: amend(row.id, new, actor=cast.resident)) == code
    assert not Amendment.objects.exists()


@pytest.mark.django_db
def test_sent_twice_it_is_one_and_nobody_decides_on_their_own(cast: Any) -> None:
    row, identity = a_text(), uuid4()
    seq = amend(row.id, REPLACE, actor=cast.community_worker, identity=identity)
    assert amend(row.id, REPLACE, actor=cast.community_worker, identity=identity) == seq
    stolen = partial(amend, row.id, REPLACE, actor=cast.resident, identity=identity)
    assert code_of(stolen) == "already_used"
    for call in (
        partial(moderate_amendment, row.id, seq),
        partial(moderate_amendment, row.id, seq, rule=Rule.ADVERT, reason="不行。"),
    ):
        assert code_of(lambda call=call: call(actor=cast.community_worker)) == "forbidden"
        assert code_of(lambda call=call: call(actor=cast.far_worker)) == "not_found"
    moderate_amendment(row.id, seq, actor=cast.coordinator, rule=Rule.ADVERT, reason="不行。")
    [one] = shown(row, VISITOR).all_amendments
    assert not one.words and not one.reason and one.acts[0].reason == "不行。"
    assert shown(row, cast.community_worker).all_amendments[0].words


# --- hearings --------------------------------------------------------------------------------------------


def heard(row: Any, viewer: Any) -> Any:
    return hearing_detail(find_hearing(row.number, viewer=viewer), viewer=viewer)


@pytest.mark.django_db
def test_papers_are_out_in_the_time_of_the_law(cast: Any) -> None:
    row = a_hearing(announced=False, begins=7)
    assert code_of(lambda: heard(row, VISITOR)) == "not_found"
    with pytest.raises(Problem) as caught:
        announce_hearing(row.id, actor=cast.community_worker)
    assert caught.value.code == "hearing_notice" and "16" in str(caught.value.facts["source"])
    with clock.standing_at(clock.now() - timedelta(days=1)):
        announce_hearing(row.id, actor=cast.community_worker)
    assert heard(row, VISITOR).notice_rule == "hearing.notice"
    early = partial(comment, row.id, NewComment(1, "这里停。", HERE), actor=cast.resident)
    assert code_of(early) == "hearing_not_now"


@pytest.mark.django_db
def test_said_at_a_point_or_a_place_answered_together_and_reported(cast: Any) -> None:
    row = a_hearing()
    by_list = comment(row.id, NewComment(1, "楼下缺车位。", HERE), actor=cast.resident)
    spot = next(one for one in places.tree() if one.path.startswith(row.place_path) and one.depth == 3)
    label = places.map_sheet()
    assert label is not None
    at = label.labels[spot.code]
    point = (
        label.frame.left + at.x / label.frame.per_longitude,
        label.frame.top - at.y / label.frame.per_latitude,
    )
    on_map = comment(row.id, NewComment(2, "路口不能停。", "", point), actor=cast.other_resident)
    paper = comment(row.id, NewComment(2, "消防通道。", HERE, None, "第4页"), actor=cast.community_worker)
    for new, code in (
        (NewComment(9, "没有这一类。", HERE), "invalid"),
        (NewComment(1, "别处。", THERE), "invalid"),
        (NewComment(1, "海上。", "", (0.0, 0.0)), "outside_town"),
        (NewComment(1, "冒充。", HERE, None, "假纸"), "not_found"),
    ):
        assert code_of(lambda new=new: comment(row.id, new, actor=cast.resident)) == code
    assert not heard(row, VISITOR).comments
    for seq in (by_list, on_map, paper):
        moderate_comment(row.id, seq, actor=cast.coordinator)
    detail = heard(row, VISITOR)
    assert [seq for seq, _ in detail.points] == [on_map] and len(detail.comments) == 3
    foreign = partial(answer_comments, row.id, [on_map], Use.TAKEN, "好。好。")
    assert code_of(lambda: foreign(actor=cast.far_worker)) == "not_found"
    assert code_of(lambda: answer_comments(row.id, [999], Use.NOT, "不。不。", actor=SYSTEM)) == "invalid"
    answer_comments(row.id, [on_map, paper], Use.TAKEN, "留出来。", actor=cast.coordinator)
    assert code_of(lambda: report_hearing(row.id, "好。好。", actor=cast.coordinator)) == "hearing_not_now"
    with clock.standing_at(clock.now() + timedelta(days=10)):
        early = partial(report_hearing, row.id, "路口不划车位。", actor=cast.coordinator)
        assert code_of(early) == "comments_open"
        answer_comments(row.id, [by_list], Use.NOT, "没有空地。", actor=cast.coordinator)
        early()
    detail = heard(row, VISITOR)
    assert detail.report and dict(detail.uses) == {Use.TAKEN: 2, Use.NOT: 1}
    assert {line.answer for line in own_said(cast.resident)} == {"没有空地。"}
    table, map_ = open_data(detail, "csv"), open_data(detail, "geojson")
    assert isinstance(table, str) and isinstance(map_, dict)
    assert cast.resident.id not in table and len(map_["features"]) == 3
    assert sum(one["geometry"] is not None for one in map_["features"]) == 1


@pytest.mark.django_db
def test_a_closed_account_is_taken_out_of_drafts_and_hearings(cast: Any) -> None:
    text, hearing = a_text(), a_hearing()
    seq = amend(text.id, REPLACE, actor=cast.resident)
    moderate_amendment(text.id, seq, actor=SYSTEM)
    weigh(text.id, seq, 1, actor=cast.resident)
    comment(hearing.id, NewComment(1, "楼下。", HERE), actor=cast.resident)
    forget_account(UUID(cast.resident.id))
    for model in (Amendment, AmendmentVoice, HearingComment):
        assert not model._default_manager.exclude(account=None).exists()
    assert shown(text, VISITOR).all_amendments[0].for_it == 1, "as a number"
    assert HearingComment.objects.get().state == SaidState.WAITING
