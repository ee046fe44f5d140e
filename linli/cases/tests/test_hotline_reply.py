# SPDX-License-Identifier: AGPL-3.0-or-later
"""Beside a hotline: the reply that goes back. Only what changed, nothing twice, nothing lost."""

from __future__ import annotations

import argparse
import io
import json
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from linli.cases.cli import replying
from linli.cases.commands import (
    ask_deferral,
    deny_deferral,
    extend_case,
    move_case,
    note_case,
    note_follow_up,
    rate_case,
    write_reply,
)
from linli.cases.models import Deferral, ReplyFile, ReplyRow, Ticket
from linli.cases.queries.tickets import reply_files
from linli.cases.rules.importing import read_map
from linli.cases.rules.rates import Outcome as Asked
from linli.cases.tests.hotline import (
    NOW,
    PACK,
    bring,
    case,
    reply,
    the_map,
    ticket,
)
from linli.cases.vocab import Action, See, Solved, State
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.problem import Problem
from linli.platform import erasure
from linli.platform.access.models import Look
from linli.platform.erasure.keeping import keepers
from linli.platform.journal.models import EventRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def day() -> Any:
    with clock.standing_at(NOW):
        yield


def test_what_happened_is_told_in_the_hotlines_columns_once(tmp_path: Path, day: Any) -> None:
    bring(tmp_path, [ticket(n) for n in range(1, 5)])
    first = reply()
    assert [row["办理状态"] for row in first] == ["已签收"] * 4
    assert first[0]["签收时间"] == "2026-11-21 17:00:00" and first[0]["承办单位"]
    assert reply() == [] and ReplyFile.objects.count() == 1
    move_case(case(1).id, Action.START, actor=SYSTEM)
    move_case(case(1).id, Action.RESOLVE, actor=SYSTEM, text="已换灯泡，今晚亮灯。")
    move_case(case(2).id, Action.RETURN, actor=SYSTEM, text="内部意见", reason="not_our_place")
    move_case(case(3).id, Action.RETURN, actor=SYSTEM, text="内部意见", reason="not_our_duty")
    move_case(case(3).id, Action.DECLINE, actor=SYSTEM, text="属供电公司。", way="95598")
    told = {row["工单编号"]: row for row in reply()}
    assert set(told) == {"T-0001", "T-0002", "T-0003"}, "only what changed"
    assert (told["T-0001"]["办理状态"], told["T-0001"]["答复内容"]) == (
        "已答复",
        "已换灯泡，今晚亮灯。",
    )
    assert (told["T-0002"]["办理状态"], told["T-0002"]["退回原因"]) == ("办理中", "不属本辖区")
    assert (told["T-0003"]["退回说明"], told["T-0003"]["应由何处办理"]) == ("属供电公司。", "95598")
    assert "内部意见" not in str(told), "words that staff keep to themselves stay here"


def test_a_step_that_the_hotline_reads_nothing_of_is_no_reply(tmp_path: Path, day: Any) -> None:
    bring(tmp_path, [ticket(1)])
    reply()
    note_case(case().id, "内部备注", See.INTERNAL, actor=SYSTEM)
    assert reply() == []
    assert Ticket.objects.get().replied == case().version, "and it is not looked at again"


def test_what_came_ended_is_told_only_if_it_moves(tmp_path: Path, day: Any) -> None:
    bring(tmp_path, [ticket(1, 工单状态="已办结", 办结时间="2026-11-20 10:00:00")])
    assert reply() == []
    move_case(case().id, Action.REOPEN, actor=SYSTEM, text="还没有好。")
    assert reply()[0]["办理状态"] == "办理中"


def test_a_state_without_a_word_waits_until_there_is_one(tmp_path: Path, day: Any) -> None:
    columns = {
        "no": "ref",
        "state": {"field": "state", "table": {"resolved": "done"}},
        "by": {"value": "L"},
    }
    bring(tmp_path, [ticket(1)])
    assert reply(columns=columns) == []
    move_case(case().id, Action.RESOLVE, actor=SYSTEM, text="好了。")
    assert reply(columns=columns) == [{"no": "T-0001", "state": "done", "by": "L"}]


def test_an_extension_and_whether_somebody_was_asked_but_not_how_they_rated(
    tmp_path: Path, day: Any
) -> None:
    bring(tmp_path, [ticket(1, 办结时限=""), ticket(2)])
    extend_case(case(1).id, 1, "备件没到。", actor=SYSTEM)
    for number in (1, 2):
        move_case(case(number).id, Action.RESOLVE, actor=SYSTEM, text="好了。")
    rate_case(case(1).id, actor=SYSTEM, contacted=True, solved=Solved.NO, satisfied=1, text="太慢了")
    note_follow_up(case(2).id, Asked.UNREACHABLE, actor=SYSTEM)
    one, two = reply()
    assert one["延期至"] and one["延期理由"] == "备件没到。"
    assert (one["回访情况"], two["回访情况"]) == ("已回访", "联系不上")
    assert "太慢了" not in str(one)


def test_more_time_is_asked_of_the_hotline_where_it_set_the_day(tmp_path: Path, day: Any) -> None:
    bring(tmp_path, [ticket(1)])
    for limit, told in ((0, "extension_too_long"), (31, "extension_too_long")):
        with pytest.raises(Problem, match=told):
            ask_deferral(case().id, limit, "等配件。", actor=SYSTEM)
    with pytest.raises(Problem, match="needs_text"):
        ask_deferral(case().id, 3, " ", actor=SYSTEM)
    ask_deferral(case().id, 3, "等配件。", actor=SYSTEM)
    row = reply()[0]
    assert (row["申请延期天数"], row["申请延期理由"]) == ("3", "等配件。")
    bring(tmp_path, [ticket(1, 办结时限="2026-12-02")])
    asked = Deferral.objects.get()
    assert asked.granted and asked.decided_at == NOW, "another day in the next file grants it"
    assert reply()[0]["申请延期天数"] == ""
    ask_deferral(case().id, 3, "还在等。", actor=SYSTEM)
    deny_deferral(case().id, "请按期办结。", actor=Actor("system", "other"))
    assert reply() == [], "denied here before the hotline was asked"
    with clock.standing_at(NOW + timedelta(days=20)), pytest.raises(Problem, match="extension_too_late"):
        ask_deferral(case().id, 3, "太晚了。", actor=SYSTEM)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_reply_in_every_form(tmp_path: Path, day: Any, form: str, encoding: str) -> None:
    bring(tmp_path, [ticket(1)])
    move_case(case().id, Action.RESOLVE, actor=SYSTEM, text='=1+1，“好”了,\n第二行𠮷"')
    row = reply(form, encoding=encoding)[0]
    assert row["答复内容"] == "'=1+1，“好”了,\n第二行𠮷\"", "no spreadsheet runs it"
    raw = bytes(ReplyFile.objects.get().content)
    assert form == "xlsx" or raw.startswith(b"\xef\xbb\xbf") is (encoding == "utf-8")


def test_killed_before_the_ledger_stands_the_next_run_writes_the_same_whole(
    tmp_path: Path, day: Any
) -> None:
    bring(tmp_path, [ticket(n) for n in range(3)])
    target, seen = tmp_path / "reply.xlsx", []

    def dies(info: Any, content: bytes) -> None:
        replying.put(target, content)
        seen.append(content)
        raise KeyboardInterrupt

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            write_reply(the_map(), "xlsx", actor=SYSTEM, put=dies)
        assert not ReplyFile.objects.exists() and set(Ticket.objects.values_list("replied")) == {(0,)}
    told = command(target, tmp_path)
    assert told["written"] == 3 and target.read_bytes() == seen[0] == seen[1]


def command(file: Path, folder: Path, *more: str) -> dict[str, Any]:
    """``linli reply`` as people call it, with what it prints."""
    parser = argparse.ArgumentParser()
    replying.configure(parser)
    told = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", told)
        options = parser.parse_args([str(file), "--map", str(PACK / "12345.toml"), "--json", *more])
        assert replying.run(options) == 0
    found: dict[str, Any] = json.loads(told.getvalue())
    return found


def test_the_command_writes_what_is_new_and_any_day_again(tmp_path: Path, day: Any) -> None:
    bring(tmp_path, [ticket(1), ticket(2)])
    file, again = tmp_path / "reply.csv", tmp_path / "again.csv"
    told = command(file, tmp_path)
    assert (told["written"], told["day"], told["number"]) == (2, "2026-11-21", 1)
    first = file.read_bytes()
    assert command(file, tmp_path)["written"] == 0 and file.read_bytes() == first, "left as it is"
    move_case(case(1).id, Action.RESOLVE, actor=SYSTEM, text="好了。")
    assert command(file, tmp_path)["number"] == 2 and file.read_bytes() != first
    command(again, tmp_path, "--again", "2026-11-21.1")
    assert again.read_bytes() == first
    command(again, tmp_path, "--again", "2026-11-21")
    assert again.read_bytes() == file.read_bytes(), "the newest of the day"
    assert ReplyFile.objects.count() == 2, "again is not once more"
    with pytest.raises(Problem, match="no_such_reply"):
        command(again, tmp_path, "--again", "2026-11-20")
    assert not (tmp_path / "reply.csv.part").exists()


def test_the_command_says_what_it_did(tmp_path: Path, day: Any, capsys: Any) -> None:
    parser = argparse.ArgumentParser()
    replying.configure(parser)
    given = ["--map", str(PACK / "12345.toml")]
    assert replying.run(parser.parse_args([str(tmp_path / "a.txt"), *given])) == 2
    assert replying.run(parser.parse_args([str(tmp_path / "a.csv"), *given])) == 0
    assert "nothing new" in capsys.readouterr().out
    bring(tmp_path, [ticket(1)])
    replying.run(parser.parse_args([str(tmp_path / "a.csv"), *given]))
    assert "1 replies written" in capsys.readouterr().out


def test_a_map_without_a_reply_is_told_so(tmp_path: Path, day: Any) -> None:
    data = tomllib.loads((PACK / "12345.toml").read_text("utf-8"))
    del data["reply"]
    with pytest.raises(Problem, match="no_reply_map"):
        write_reply(read_map(data), "csv", actor=SYSTEM)


def test_words_that_leave_are_recorded_and_let_go_of_in_time(tmp_path: Path, day: Any) -> None:
    bring(tmp_path, [ticket(1), ticket(2)])
    reply()
    assert Look.objects.filter(purpose="hotline_reply").count() == 2
    keeper = keepers()["cases.reply"]
    file = ReplyFile.objects.get().id
    assert [keeper.find(name) for name in ("shancheng-12345-20261121-1.csv", "x")] == [file, None]
    assert [row.pk for row in keeper.rows()] == [file]
    erasure.erase("cases.reply", file)
    assert not keeper.rows()
    (told,) = reply_files(SYSTEM)
    assert not told.kept and told.rows == 2, "that it was written stays known"
    with pytest.raises(Problem, match="no_such_reply"):
        command(tmp_path / "again.csv", tmp_path, "--again", "2026-11-21")


def test_each_tells_and_has_only_of_the_matters_that_they_see(tmp_path: Path, day: Any, cast: Any) -> None:
    there = {"事发地址": "石梯街道钟楼社区钟楼街", "诉求内容": "钟楼街的路灯不亮。"}
    bring(tmp_path, [ticket(1), ticket(2, **there)])
    assert [row["工单编号"] for row in reply(actor=cast.coordinator)] == ["T-0001"]
    assert [row["工单编号"] for row in reply()] == ["T-0002"]
    assert {info.number for info in reply_files(cast.coordinator)} == {1}
    assert {info.number for info in reply_files(SYSTEM)} == {1, 2}
    with pytest.raises(Problem, match="forbidden"):
        reply(actor=cast.handler)


def test_every_row_of_a_file_is_kept_with_it(tmp_path: Path, day: Any) -> None:
    bring(tmp_path, [ticket(1), ticket(2)])
    reply()
    event = EventRecord.objects.get(type="cases.reply_written")
    assert event.data["rows"] == ReplyRow.objects.count() == 2
    assert event.subject == ReplyFile.objects.get().id
    assert State(case().state) is State.DISPATCHED
