# SPDX-License-Identifier: AGPL-3.0-or-later
"""Openness: periods and their days, signatures of two, publishing, correcting, questions, lateness."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.participation.commands import openness as commands
from linli.participation.commands.open_questions import (
    answer_question,
    ask,
    escalate_openness,
    hide_question,
    release_question,
    remind_openness,
)
from linli.participation.commands.openness import PostingData
from linli.participation.commands.own import forget_account
from linli.participation.models import OpenLapse, OpenQuestion, Posting
from linli.participation.queries import open_questions, postings
from linli.participation.queries import openness as queries
from linli.participation.rules.openness import (
    Period,
    keeping,
    period_of,
    periods,
    read_amounts,
    read_table,
    sums,
)
from linli.participation.testing import a_board, a_posting
from linli.participation.vocab import Rule
from linli.participation.vocab.openness import Every, HowKept, PostingState, QuestionState
from linli.people.testing import HERE
from linli.places import public as places
from linli.platform.journal.models import EventRecord
from linli.platform.pdf import pages

AMOUNTS = "上期结余 | 上月结转 | 100.00\n收入｜拨款｜1,000.50\nexpense\t灯泡\t320元"


def code_of(error: Any) -> str:
    return str(error.value.code)


# --- rules ---------------------------------------------------------------------------------------


def test_periods_follow_one_another_without_a_gap() -> None:
    for every, months in ((Every.MONTH, 1), (Every.QUARTER, 3), (Every.HALF, 6), (Every.YEAR, 12)):
        found = periods(every, date(2023, 12, 15), date(2026, 2, 28))
        assert found[0].first > date(2023, 12, 15) and found[-1].last < date(2026, 2, 28)
        for one, after in pairwise(found):
            assert after.first == one.last + timedelta(days=1)
            assert (after.first.year - one.first.year) * 12 + after.first.month - one.first.month == months
    assert periods(Every.OCCASION, date(2024, 1, 1), date(2026, 1, 1)) == []
    assert period_of(Every.QUARTER, date(2024, 2, 29)) == Period(date(2024, 1, 1), date(2024, 3, 31))
    assert period_of(Every.HALF, date(2026, 7, 1)) == Period(date(2026, 7, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("published", "today", "kept", "days"),
    [
        (date(2026, 10, 10), date(2026, 12, 1), HowKept.ON_TIME, 0),
        (date(2026, 10, 11), date(2026, 12, 1), HowKept.LATE, 1),
        (None, date(2026, 10, 10), HowKept.WAITING, 0),
        (None, date(2026, 10, 11), HowKept.OVERDUE, 0),
    ],
)
def test_the_last_day_still_counts(published: date | None, today: date, kept: HowKept, days: int) -> None:
    one = keeping(Period(date(2026, 9, 1), date(2026, 9, 30)), date(2026, 10, 10), published, today)
    assert (one.standing, one.days_late) == (kept, days)


def test_amounts_are_read_as_people_paste_them() -> None:
    found = read_amounts(AMOUNTS)
    assert [one.amount for one in found] == [Decimal("100.00"), Decimal("1000.50"), Decimal("320.00")]
    assert sums(found).closing == Decimal("780.50")


@pytest.mark.parametrize(
    "line",
    [
        "支出 | 灯泡", "灯泡 | 320", "支出 | | 3", "偷 | 灯 | 3", "支出 | 灯 | -3", "支出 | 灯 | 1e9",
        "支出 | 灯 | NaN", "支出 | 灯 | 3.999", "支出 | 灯 | 99999999999", "支出 | 灯 | ٣", "=1+1",
    ],
)  # fmt: skip
def test_a_line_that_is_no_amount_is_named(line: str) -> None:
    with pytest.raises(Problem) as error:
        read_amounts(f"收入 | 拨款 | 5\n{line}")
    assert code_of(error) == "bad_line" and error.value.facts["line"] == 2


def test_a_table_is_a_rectangle_whatever_is_typed() -> None:
    rows = read_table("甲|乙|丙\n一\n" + "|".join("x" * 20) + "\n\n")
    assert {len(row) for row in rows} == {8} and rows[1][0] == "一"


# --- publishing ----------------------------------------------------------------------------------


@pytest.fixture
def board(db: None, cast: Any) -> queries.BoardInfo:
    return a_board(checker=UUID(cast.resident.id))


def draft(cast: Any, **changes: Any) -> Posting:
    board = queries.find_board(HERE)
    item = changes.pop("item", "r-funds")
    span = queries.open_periods(board, queries.find_item(board, item))
    first = changes.pop("first", span[0].first)
    data = PostingData(first, "收支", "说明。", amounts=changes.pop("amounts", AMOUNTS), **changes)
    number = commands.write_posting(HERE, item, data, actor=cast.community_worker)
    return Posting.objects.get(number=number)


def test_two_members_sign_what_stands_there_and_nobody_else(board: Any, cast: Any) -> None:
    row = draft(cast)
    for actor in (cast.other_resident, cast.community_worker, cast.operator):
        with pytest.raises(Problem) as error:
            commands.sign_posting(row.id, True, actor=actor)
        assert code_of(error) == "not_found"  # for them the draft is not there, or they hold no seat
    commands.sign_posting(row.id, True, actor=cast.resident)
    with pytest.raises(Problem) as error:
        commands.sign_posting(row.id, True, actor=cast.resident)
    assert code_of(error) == "already_used"
    with pytest.raises(Problem) as error:
        commands.sign_on_paper(row.id, 2, "签字页", actor=cast.community_worker)
    assert code_of(error) == "forbidden", "who wrote it enters no signature"
    with pytest.raises(Problem) as error:
        commands.publish_posting(row.id, actor=cast.community_worker)
    assert error.value.facts == {"have": 1, "need": 2}
    commands.sign_on_paper(row.id, 2, "签字页", actor=cast.coordinator)
    data = PostingData(row.first, "收支", "改了一个字。", amounts=AMOUNTS)
    commands.write_posting(HERE, "r-funds", data, actor=cast.community_worker, posting=row.id)
    with pytest.raises(Problem) as error:
        commands.publish_posting(row.id, actor=cast.community_worker)
    assert error.value.facts["have"] == 0, "a signature is on what was read"
    commands.sign_posting(row.id, True, actor=cast.resident)
    commands.sign_on_paper(row.id, 2, "签字页二", actor=cast.coordinator)
    commands.publish_posting(row.id, actor=cast.community_worker)
    row.refresh_from_db()
    assert row.state == PostingState.PUBLISHED
    assert row.posted_until == places.today() + timedelta(days=15)
    signed = EventRecord.objects.filter(subject=row.id, type="participation.posting_signed")
    assert not [one for one in signed if cast.resident.id in str(one.actor)], "which member, no event tells"


def test_a_refusal_stops_it_and_needs_words(board: Any, cast: Any) -> None:
    row = draft(cast)
    with pytest.raises(Problem):
        commands.sign_posting(row.id, False, actor=cast.resident)
    commands.sign_posting(row.id, False, "少一张发票。", actor=cast.resident)
    commands.sign_on_paper(row.id, 2, "签字页", actor=cast.coordinator)
    commands.sign_on_paper(row.id, 3, "签字页", actor=cast.coordinator)
    with pytest.raises(Problem) as error:
        commands.publish_posting(row.id, actor=cast.coordinator)
    assert code_of(error) == "posting_unchecked"


def test_who_works_there_sits_in_no_supervision(board: Any, cast: Any) -> None:
    for actor in (cast.community_worker, cast.grid_worker, cast.coordinator):
        with pytest.raises(Problem) as error:
            commands.seat_checker(HERE, 4, "委员", UUID(actor.id), actor=cast.coordinator)
        assert code_of(error) == "works_there"
    with pytest.raises(Problem) as error:  # nor does the committee choose who checks it
        commands.seat_checker(HERE, 4, "委员", None, actor=cast.community_worker)
    assert code_of(error) == "forbidden"
    commands.keep_board(HERE, "c-binjianglu", places.today(), "新的公开栏", actor=cast.coordinator)
    moved = queries.find_board(HERE)
    assert moved.spot == "新的公开栏" and moved.since == board.since, "what was expected stays expected"


def test_what_was_published_is_corrected_by_a_newer_version(board: Any, cast: Any) -> None:
    old = a_posting("r-funds", AMOUNTS)
    with pytest.raises(Problem):
        commands.write_posting(
            HERE, "r-funds", PostingData(old.first, "改", "改"), actor=SYSTEM, posting=old.id
        )
    number = commands.correct_posting(old.id, "少写一笔。", actor=cast.community_worker)
    with pytest.raises(Problem):
        commands.correct_posting(old.id, "再来一次。", actor=cast.community_worker)
    new = Posting.objects.get(number=number)
    commands.sign_posting(new.id, True, actor=cast.resident)
    commands.sign_on_paper(new.id, 2, "签字页", actor=cast.coordinator)
    commands.publish_posting(new.id, actor=cast.community_worker)
    before, after = (postings.find_posting(one, viewer=cast.other_resident) for one in (old.number, number))
    assert before.head.state is PostingState.REPLACED and before.corrected_by == number
    assert after.head.edition == 2 and after.reason == "少写一笔。" and after.amounts == before.amounts
    (line,) = queries.board_lines(board, after.item)
    assert line.last is not None and line.last.number == number
    assert postings.finances(board)[0][0].number == number, "amounts of a replaced one count no more"
    old.version += 1
    old.refresh_from_db()
    assert PostingState(old.state) is PostingState.REPLACED


def test_finance_needs_amounts_and_a_period_is_published_once(board: Any, cast: Any) -> None:
    with pytest.raises(Problem) as error:
        draft(cast, amounts="")
    assert code_of(error) == "posting_lacks"
    row = a_posting("r-funds", AMOUNTS)
    with pytest.raises(Problem) as error:
        draft(cast, first=row.first)
    assert code_of(error) == "bad_period"
    with pytest.raises(Problem) as error:
        draft(cast, first=places.today() + timedelta(days=400))
    assert code_of(error) == "bad_period"


# --- what is due ---------------------------------------------------------------------------------


def test_the_day_comes_from_the_towns_limit_and_calendar(board: Any) -> None:
    item = queries.find_item(board, "r-funds")
    # ten days after 30 September 2026 end on a Saturday on which everybody works (a make-up day)
    assert queries.due_of(item, Period(date(2026, 9, 1), date(2026, 9, 30))) == date(2026, 10, 10)
    # ten days after 31 January end on 10 February, a working day
    assert queries.due_of(item, Period(date(2026, 1, 1), date(2026, 1, 31))) == date(2026, 2, 10)
    quarter = queries.find_item(board, "r-services")
    assert queries.due_of(quarter, Period(date(2026, 1, 1), date(2026, 3, 31))) == date(2026, 4, 15)


def test_overdue_items_and_answers_go_to_the_level_above_once(board: Any, cast: Any) -> None:
    late = [one for line in queries.board_lines(board) for one in line.overdue]
    assert late and all(one.due_on and one.due_on < places.today() for one in late)
    ask(HERE, "r-services", "怎么没有贴？", actor=cast.resident)
    assert escalate_openness() == len(late) and OpenLapse.objects.count() == len(late)
    assert escalate_openness() == 0
    with clock.standing_at(clock.now() + timedelta(days=40)):
        assert escalate_openness() > 0
        (asked,) = open_questions.questions(board)
        assert asked.late and asked.escalated and asked.text == ""
        works = open_questions.desk_boards(viewer=cast.coordinator)
        assert works[0].overdue and works[0].asked[0].text == "怎么没有贴？"
    assert open_questions.desk_boards(viewer=cast.far_coordinator) == []


def test_the_committee_is_reminded_some_days_before(db: None) -> None:
    moment = datetime(2026, 10, 7, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
    with clock.standing_at(moment - timedelta(days=60)):
        a_board(days=10)
    with clock.standing_at(moment):
        assert remind_openness() == 1  # September's money, due on the 10th; the quarter has not run whole
    with clock.standing_at(moment - timedelta(days=4)):
        assert remind_openness() == 0


# --- questions -----------------------------------------------------------------------------------


def test_a_question_is_read_first_then_answered_for_everybody(board: Any, cast: Any) -> None:
    number = ask(HERE, "r-funds", "三楼王某某的补助多少？", actor=cast.resident)
    row = OpenQuestion.objects.get(number=number)
    assert row.due_at is not None and row.due_rule == "open.answer"
    assert open_questions.questions(board)[0].text == ""
    hide_question(row.id, Rule.PERSONAL, actor=cast.community_worker)
    (hidden,) = open_questions.questions(board)
    assert hidden.text == "" and hidden.state is QuestionState.HIDDEN
    with pytest.raises(Problem):
        answer_question(row.id, "不答。", actor=cast.community_worker)
    second = OpenQuestion.objects.get(number=ask(HERE, "r-funds", "发票在哪看？", actor=cast.resident))
    release_question(second.id, actor=cast.community_worker)
    for actor in (cast.other_resident, cast.far_worker, cast.operator):
        with pytest.raises(Problem) as error:
            answer_question(second.id, "二楼。", actor=actor)
        assert code_of(error) == "not_found"
    answer_question(second.id, "居委会二楼。", actor=cast.community_worker)
    shown = open_questions.questions(board)[0]
    assert (shown.text, shown.answer) == ("发票在哪看？", "居委会二楼。")
    told = EventRecord.objects.filter(subject=second.id)
    assert cast.resident.id not in str([(one.actor, one.data) for one in told])
    forget_account(UUID(cast.resident.id))
    second.refresh_from_db()
    assert second.account_id is None and second.answer


def test_a_slip_is_taken_down_by_staff_alone(board: Any, cast: Any) -> None:
    number = ask(HERE, "r-funds", "电费多少？", actor=cast.community_worker, paper="询问单 1")
    assert OpenQuestion.objects.get(number=number).account_id is None
    with pytest.raises(Problem) as error:
        ask(HERE, "r-funds", "电费多少？", actor=cast.far_worker, paper="询问单 1")
    assert code_of(error) == "not_found"


# --- pages ---------------------------------------------------------------------------------------


def test_anybody_reads_recomputes_and_prints_without_signing_in(board: Any, client: Any, cast: Any) -> None:
    row = a_posting("r-funds", "收入 | =HYPERLINK(1) | 10\n支出 | <b>灯</b> | 4.50")
    hidden = draft(cast)
    assert client.get(f"/open/posting/{hidden.number}/").status_code == 404
    page = client.get(f"/open/posting/{row.number}/").content.decode()
    assert "&lt;b&gt;灯" in page and "5.50" in page and "<b>灯" not in page
    board_page = client.get(f"/open/{HERE}/").content.decode()
    assert row.number in board_page and "triangle-alert" in board_page
    table = client.get(f"/open/{HERE}/amounts.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in table
    data = json.loads(client.get(f"/open/posting/{row.number}/amounts.json").content)
    assert [one["amount"] for one in data["amounts"]] == ["10.00", "4.50"]
    assert client.get(f"/open/{HERE}/amounts.exe").status_code == 404
    assert pages(client.get(f"/open/posting/{row.number}/notice-a3.pdf").content) == 1
    assert client.get(f"/open/posting/{row.number}/notice-a9.pdf").status_code == 404
    assert pages(client.get(f"/open/{HERE}/question.pdf").content) == 1


def test_the_desk_path_from_draft_to_wall(board: Any, sign_in: Any, cast: Any) -> None:
    worker = sign_in("community_worker")
    first = queries.open_periods(board, queries.find_item(board, "r-funds"))[0].first
    sent = {"first": first.isoformat(), "title": "收支", "amounts": "支出 | 灯"}
    page = worker.post(f"/desk/open/{HERE}/r-funds/new/", sent)
    assert page.status_code == 422 and Posting.objects.count() == 0
    page = worker.post(f"/desk/open/{HERE}/r-funds/new/", sent | {"amounts": "支出 | 灯 | 3"})
    number = Posting.objects.get().number
    assert page["Location"] == f"/desk/open/posting/{number}/"
    assert worker.post(f"/desk/open/posting/{number}/do/publish/").status_code == 409
    sign_in("resident").post(f"/open/posting/{number}/sign/", {"agrees": "yes"})
    paper = {"sign-seat": "2", "sign-agrees": "yes", "sign-paper": "签字页"}
    sign_in("coordinator").post(f"/desk/open/posting/{number}/do/sign/", paper)
    sign_in("community_worker").post(f"/desk/open/posting/{number}/do/publish/")
    assert Posting.objects.get().state == PostingState.PUBLISHED
