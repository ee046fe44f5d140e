# SPDX-License-Identifier: AGPL-3.0-or-later
"""Beside a hotline: the next day's file. What is new is taken once, and nothing of ours is overwritten."""

from __future__ import annotations

import argparse
import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from linli.cases.cli import importing
from linli.cases.commands import (
    bring_over,
    extend_case,
    move_case,
    park_case,
    write_reply,
)
from linli.cases.commands.bring import TOO_MANY_ROWS, Outcome
from linli.cases.models import Case, Part, Press, Step, Ticket
from linli.cases.queries.tickets import hotlines
from linli.cases.tests.hotline import (
    NOW,
    PACK,
    bring,
    case,
    reply,
    state,
    ticket,
)
from linli.cases.vocab import Action, See
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.places import public as places
from linli.platform.journal.models import EventRecord
from linli.platform.outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def day() -> Any:
    with clock.standing_at(NOW):
        yield


def test_the_same_file_again_changes_nothing(tmp_path: Path, day: Any) -> None:
    rows = [ticket(n) for n in range(3)] + [ticket(1, 催办次数="1")]  # one of them twice
    first, _ = bring(tmp_path, rows)
    assert (first.created, first.already_there) == (3, 1)
    before = state()
    again, kept = bring(tmp_path, rows)
    assert (again.created, again.updated, again.conflicts, kept) == (0, 0, 0, [])
    assert again.unchanged == 4 and state() == before


def test_another_limit_is_taken_with_the_shares_of_units(tmp_path: Path, day: Any) -> None:
    bring(tmp_path, [ticket(1)])
    report, kept = bring(tmp_path, [ticket(1, 办结时限="2026-12-02")])
    assert report.updated == 1 and kept[0].news == ("due",)
    due = datetime(2026, 12, 2, 16, tzinfo=UTC)
    assert case().due_at == due and Part.objects.get(case=case()).due_at == due
    event = EventRecord.objects.get(type="cases.ticket_updated")
    assert event.data == {"due": due.isoformat(), "urged": False}
    assert not Message.objects.exists()


def test_urging_is_listed_for_a_person_to_decide(tmp_path: Path, day: Any) -> None:
    bring(tmp_path, [ticket(1)])
    for times in ("1", "1", "2"):
        bring(tmp_path, [ticket(1, 催办次数=times)])
    assert [step.deed for step in Step.objects.filter(case=case())] == ["import", "urge", "urge"]
    press = Press.objects.get()
    assert (press.trigger, press.state) == ("urged", "proposed")


def test_words_that_came_later_are_noted_for_staff_and_once(tmp_path: Path, day: Any) -> None:
    text = ticket(1)["诉求内容"]
    bring(tmp_path, [ticket(1)])
    bring(tmp_path, [ticket(1, 诉求内容=f"{text}\n又坏了一盏。")])
    bring(tmp_path, [ticket(1, 诉求内容=f"{text}\n又坏了一盏。\n有人摔倒。", 补充内容="请回电。")])
    steps = Step.objects.filter(case=case(), deed="update")
    assert [step.text for step in steps] == ["又坏了一盏。", "有人摔倒。\n\n请回电。"]
    assert {step.sees for step in steps} == {See.INTERNAL.value}
    assert case().text == text, "what a person wrote stays as it is"


def test_words_that_came_with_a_new_ticket_stand_in_its_text(tmp_path: Path, day: Any) -> None:
    text = ticket(1)["诉求内容"]
    bring(tmp_path, [ticket(1, 补充内容="请回电。")])
    assert case().text == f"{text}\n\n请回电。"
    bring(tmp_path, [ticket(1, 诉求内容=f"{text}又坏了一盏。", 补充内容="请回电。")])
    assert Step.objects.get(deed="update").text == "又坏了一盏。"


def test_a_withdrawal_ends_what_is_open_and_nothing_else(tmp_path: Path, day: Any) -> None:
    bring(tmp_path, [ticket(1), ticket(2)])
    move_case(case(2).id, Action.RESOLVE, actor=SYSTEM, text="已修好。")
    gone = [ticket(n, 工单状态="已撤单") for n in (1, 2)]
    for _ in range(2):
        report, kept = bring(tmp_path, gone)
        assert [item.code for item in kept if item.code != "updated"] == ["answered_here"]
    assert report.updated == 0, "the second time"
    assert (case(1).state, case(2).state) == ("withdrawn", "resolved")


def test_what_is_sent_back_is_taken_up_again_on_the_hotlines_clock(tmp_path: Path, day: Any) -> None:
    bring(tmp_path, [ticket(1)])
    move_case(case().id, Action.RESOLVE, actor=SYSTEM, text="已修好。")
    back = ticket(1, 工单状态="退回重办", 办结时限="2026-12-04", 补充内容="市民说还是不亮。")
    for _ in range(2):
        bring(tmp_path, [back])
    assert case().state == "reopened" and case().due_at == datetime(2026, 12, 4, 16, tzinfo=UTC)
    assert Step.objects.get(case=case(), deed="reopen").text == "市民说还是不亮。"
    assert reply()[0]["办理状态"] == "办理中"


def test_sent_back_without_words_it_says_so(tmp_path: Path, day: Any) -> None:
    bring(tmp_path, [ticket(1)])
    move_case(case().id, Action.RESOLVE, actor=SYSTEM, text="已修好。")
    bring(tmp_path, [ticket(1, 工单状态="退回重办")])
    assert Step.objects.get(case=case(), deed="reopen").text


def test_a_day_that_somebody_moved_here_is_not_overwritten(tmp_path: Path, day: Any) -> None:
    bring(tmp_path, [ticket(1, 办结时限="")])
    assert case().due_rule
    extend_case(case().id, 1, "备件还没有到。", actor=SYSTEM)
    ours = case().due_at
    later = ticket(1, 办结时限="2026-11-24")
    with clock.standing_at(NOW + timedelta(hours=1)):
        for _ in range(2):
            report, kept = bring(tmp_path, [later])
            assert (report.updated, report.conflicts) == (0, 1), "as often as the file says so"
            assert (kept[0].code, kept[0].column) == ("due_here", "due") and kept[0].value
    assert case().due_at == ours


def test_a_parked_matter_keeps_its_day(tmp_path: Path, day: Any) -> None:
    bring(tmp_path, [ticket(1)])
    with clock.standing_at(NOW + timedelta(hours=1)):
        park_case(case().id, places.today() + timedelta(days=9), "等备件。", actor=SYSTEM)
        _, kept = bring(tmp_path, [ticket(1, 办结时限="2026-11-24")])
    assert [item.code for item in kept] == ["due_here"]


def test_ended_over_there_and_open_here_is_told_and_stays_open(tmp_path: Path, day: Any) -> None:
    bring(tmp_path, [ticket(1)])
    report, kept = bring(tmp_path, [ticket(1, 工单状态="已办结", 办结时间="2026-11-21 10:00:00")])
    assert (report.conflicts, kept[0].code, kept[0].value) == (1, "ended_there", "closed")
    assert case().state == "dispatched"


def test_an_older_file_takes_nothing_back(tmp_path: Path, day: Any) -> None:
    old, new = [ticket(1)], [ticket(1, 办结时限="2026-12-02", 催办次数="1")]
    for rows in (old, new):
        bring(tmp_path, rows)
    before = state()
    report, kept = bring(tmp_path, old)
    assert (report.conflicts, kept[0].code) == (1, "older") and state() == before
    assert bring(tmp_path, new)[0].conflicts == 0 and state() == before


def test_matters_from_before_there_were_tickets_begin_with_the_next_file(tmp_path: Path, day: Any) -> None:
    bring(tmp_path, [ticket(1)])
    Ticket.objects.all().delete()
    assert bring(tmp_path, [ticket(1, 催办次数="1")])[0].updated == 0
    assert bring(tmp_path, [ticket(1, 催办次数="2")])[0].updated == 1


def test_a_dry_run_tells_the_same_news_and_changes_nothing(tmp_path: Path, day: Any) -> None:
    bring(tmp_path, [ticket(1), ticket(2)])
    before = state()
    rows = [ticket(1, 办结时限="2026-12-02"), ticket(2, 工单状态="已答复"), ticket(3)]
    dry, told = bring(tmp_path, rows, dry_run=True)
    assert state() == before
    real, _ = bring(tmp_path, rows)
    kept = ("read", "created", "already_there", "updated", "conflicts", "refused", "routed")
    assert [getattr(dry, name) for name in kept] == [getattr(real, name) for name in kept]
    assert {item.code for item in told} == {"updated", "ended_there"}


def test_news_of_a_matter_that_is_not_ones_own_is_refused(tmp_path: Path, day: Any, cast: Any) -> None:
    bring(tmp_path, [ticket(1)])
    before = state()
    _, kept = bring(tmp_path, [ticket(1, 催办次数="1")], actor=cast.far_coordinator)
    assert [item.code for item in kept] == ["not_yours"] and state() == before
    assert bring(tmp_path, [ticket(1, 催办次数="1")], actor=cast.coordinator)[0].updated == 1
    with pytest.raises(Problem, match="forbidden"):
        bring(tmp_path, [ticket(2)], actor=cast.handler)


def test_a_file_that_is_too_large_is_told_before_anything_is_done(tmp_path: Path, day: Any) -> None:
    with pytest.raises(Problem) as caught:
        bring(tmp_path, [ticket(n) for n in range(4)], most=3)
    assert caught.value.code == TOO_MANY_ROWS.code and not Case.objects.exists()


def test_a_new_matter_that_says_nowhere_where_it_is_comes_to_who_hands_it_in(
    tmp_path: Path, day: Any
) -> None:
    row = ticket(1, 事发地址="", 标题="嗯", 诉求内容="那个事情。")
    bring(tmp_path, [row], place="509901002000")
    assert places.place_by_id(case().place_id).code == "509901002000"


def test_the_example_of_the_town_goes_both_ways(tmp_path: Path, day: Any) -> None:
    """The two files in the pack, as docs/import.md walks through them."""
    (map_,) = hotlines()
    assert map_.reply is not None and map_.name == "山城区 12345"
    kept: list[Outcome] = []
    first = bring_over(PACK / "12345.csv", map_, actor=SYSTEM, keep=kept.append)
    assert (first.created, first.refused) == (6, 0)
    write_reply(map_, "csv", actor=SYSTEM)
    kept.clear()
    following = bring_over(PACK / "12345-next.csv", map_, actor=SYSTEM, keep=kept.append)
    assert (following.created, following.updated, following.conflicts) == (1, 3, 0)
    news = {item.ref[-4:]: item.news for item in kept if item.news}
    assert news == {"0117": ("urged", "words"), "0131": ("due",), "0203": ("withdraw",)}
    assert bring_over(PACK / "12345-next.csv", map_, actor=SYSTEM, keep=kept.append).unchanged == 7


def test_the_import_command_lists_odds_with_their_codes(tmp_path: Path, day: Any, capsys: Any) -> None:
    bring(tmp_path, [ticket(1)])
    bring(tmp_path, [ticket(1, 工单状态="已办结", 办结时间="2026-11-21 10:00:00")])
    parser = argparse.ArgumentParser()
    importing.configure(parser)
    told = tmp_path / "told.csv"
    options = [
        "cases",
        str(tmp_path / "day.csv"),
        "--map",
        str(PACK / "12345.toml"),
        "--refused",
        str(told),
    ]
    assert importing.run(parser.parse_args(options)) == 0
    assert "at odds 1" in capsys.readouterr().out
    with told.open(encoding="utf-8", newline="") as file:
        assert [line["code"] for line in csv.DictReader(file)] == ["ended_there"]
