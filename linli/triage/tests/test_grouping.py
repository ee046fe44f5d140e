# SPDX-License-Identifier: AGPL-3.0-or-later
"""Repeated requests and letters of one issue, on sheets written here."""

from __future__ import annotations

import argparse
import csv
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from linli.kernel.problem import Problem
from linli.triage import cli
from linli.triage.rules.likeness import Letter, issues_of, likeness
from linli.triage.rules.repeats import Asked, day_number, repeats
from linli.triage.rules.stream import Stream

ABOUT = {
    "碧水湾": [
        "旁边的搅拌站半夜施工，灰尘很大",
        "搅拌站的噪音让孩子睡不着",
        "搅拌站没有手续，请查处",
    ],
    "金竹苑小学": ["门口没有斑马线", "门口车太快，要画斑马线", "放学时很危险，请画斑马线"],
    "望江楼三栋": ["电梯三天两头坏", "电梯又停了，老人下不了楼", "电梯坏了没人修，只好爬楼"],
    "红枫里菜场": ["的污水流到街上", "污水臭得很，流到街上", "的下水道堵了，污水流到街上"],
    "松涛阁车库": ["的车位捆绑销售", "买房必须买车位，捆绑销售", "捆绑车位，不买不让交房"],
}
OTHERS = (
    "公交末班车太早，下夜班回不了家",
    "医保卡丢了到哪里补办",
    "孩子转学要什么手续",
    "路灯一盏都不亮",
    "河边垂钓的人乱扔鱼线",
    "图书馆周一为什么不开门",
    "退休金算少了两年",
    "广场舞音响开到十一点",
    "自来水发黄有铁锈味",
    "快递柜占了消防通道",
    "树枝压到电线",
    "驾校不退学费",
)


def issues() -> tuple[list[Letter], list[str]]:
    """Letters of five issues between letters that are each about something else."""
    found = [Letter(f"other{n}", text[:8], f"你好，{text}，谢谢") for n, text in enumerate(OTHERS)]
    truth = [letter.id for letter in found]
    for number in range(3):
        for place, texts in ABOUT.items():
            text = place + texts[number]
            found.append(Letter(f"{place}{number}", text[:14], f"我住在附近，{text}，请管一管"))
            truth.append(place)
    return found, truth


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    cli.configure(parser)
    return cli.run(parser.parse_args([str(each) for each in arguments]))


def pair_f1(found: list[int], truth: list[str]) -> float:
    pairs = [(a, b) for a in range(len(truth)) for b in range(a)]
    same = [(found[a] == found[b], truth[a] == truth[b]) for a, b in pairs]
    hit = sum(said and was for said, was in same)
    return 2 * hit / (sum(said for said, _ in same) + sum(was for _, was in same))


def test_letters_of_one_issue_come_together() -> None:
    letters, truth = issues()
    assert pair_f1(issues_of(letters).tolist(), truth) > 0.8


def test_one_pass_as_they_come() -> None:
    letters, truth = issues()
    stream = Stream(100)
    assert pair_f1([stream.add(letter) for letter in letters], truth) > 0.5


def test_a_letter_like_two_issues_makes_them_one() -> None:
    chance, stream = np.random.default_rng(0), Stream(100)

    def some(signs: int) -> str:
        return "".join(chr(0x4E00 + each) for each in chance.integers(0, 9000, signs))

    both, one, two = some(16), some(30), some(30)
    for _ in range(30):
        stream.add(Letter("", "", some(40)))
    told = [stream.add(Letter("", "", f"{both}。{part}。{some(2)}")) for part in (one, two) * 7]
    assert len(set(told)) == 2 and not stream.went
    last = stream.add(Letter("", "", f"{both}。{one}。{two}。{some(2)}"))
    assert {stream.now(number) for number in told} == {last}
    assert stream.alive[last] == 15 and len(stream.members) == 31


def test_memory_is_bounded_and_old_issues_close() -> None:
    stream = Stream(20)
    first = stream.add(Letter("0", "碧水湾搅拌站", "碧水湾搅拌站半夜施工"))
    chance = np.random.default_rng(0)
    for number in range(60):
        stream.add(
            Letter(str(number), "", "".join(chr(0x4E00 + each) for each in chance.integers(0, 9000, 40)))
        )
    assert len(stream.members) <= 20 and sum(stream.alive.values()) <= 20
    assert stream.add(Letter("x", "碧水湾搅拌站", "碧水湾搅拌站半夜施工")) != first


def test_a_flood_of_one_text_is_one_issue_and_harms_no_other() -> None:
    stream = Stream(300)
    other = stream.add(Letter("a", "金竹苑电梯坏了", "金竹苑三栋的电梯三天两头坏"))
    flood = {stream.add(Letter(str(n), "请加快建设", f"请加快建设望江楼广场，第{n}次")) for n in range(150)}
    assert len(flood) <= 2 and other not in flood
    assert stream.add(Letter("b", "金竹苑电梯又坏了", "金竹苑三栋的电梯三天两头坏，没人管")) == other


@pytest.mark.parametrize("body", ["", "🙂", "路" * 100_000, "\x00", "a" * 10])
def test_odd_letters_are_grouped_without_harm(body: str) -> None:
    letters = [Letter("1", "", body), Letter("2", "路灯", "路灯不亮"), Letter("3", "", "")]
    assert len(issues_of(letters)) == 3
    assert np.isfinite(likeness(letters)).all()
    stream = Stream(10)
    assert [stream.add(letter) for letter in letters] == [0, 1, 2]


def test_a_conflict_of_districts_keeps_letters_apart() -> None:
    text = "麻将馆扰民，半夜还在打牌"
    here = [Letter("1", text, text, frozenset({"a"})), Letter("2", text, text, frozenset({"b"}))]
    same = [Letter("1", text, text, frozenset({"a"})), Letter("2", text, text, frozenset({"a"}))]
    assert likeness(here)[0, 1] < likeness(same)[0, 1]


# --- repeated requests ---------------------------------------------------------------------------


def asked(name: str, day: float, closed: float | None = None, address: str = "1 MAIN ST") -> Asked:
    return Asked(name, address, 734_000 + day, None if closed is None else 734_000 + closed)


def test_the_same_address_while_the_first_runs() -> None:
    found = repeats([asked("1", 0.1, 9), asked("2", 1.2), asked("3", 2.5), asked("4", 9.5)])
    assert found == [("2", "1"), ("3", "1")]


def test_another_address_a_closed_one_and_one_listed_twice_are_no_repetition() -> None:
    assert repeats([asked("1", 0.1), asked("2", 0.2, address="2 MAIN ST")]) == []
    assert repeats([asked("1", 0.1, 1), asked("2", 1.2)]) == []
    assert repeats([asked("1", 0.1), asked("1", 0.1)]) == []
    assert repeats([asked("1", 0.1, address="  "), asked("2", 0.2, address="")]) == []


def test_addresses_are_compared_as_written_by_anybody() -> None:
    assert repeats([asked("1", 0.1), asked("2", 0.2, address=" 1  main st. ")]) == [("2", "1")]


def test_numbers_that_count_through_the_day_tell_the_hour() -> None:
    """A request of the fourth day is within 72 hours only if it came earlier in the day."""
    crowd = [
        asked(str(1000 * day + n), day, address=f"{day} {n}")
        for day in range(30)
        for n in range(0, 1000, 10)
    ]
    first = asked("20805", 20)
    assert repeats([*crowd, first, asked("23205", 23)]) == [("23205", "20805")]
    assert repeats([*crowd, asked("20205", 20), asked("23805", 23)]) == []


def test_days_in_many_forms() -> None:
    day = datetime(2013, 7, 4).toordinal()
    for cell in ("2013-07-04", "07/04/2013", "2013/7/4", "2013-07-04T00:00:00Z", datetime(2013, 7, 4)):
        assert day_number(cell) == day
    assert day_number("07/04/2013 06:00:00 PM") == day + 0.75
    assert day_number("") is None and day_number("soon") is None and day_number(None) is None


def test_the_commands_write_their_files(tmp_path: Path) -> None:
    sheet = tmp_path / "letters.csv"
    letters, truth = issues()
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["留言编号", "留言主题", "留言详情", "留言时间"])
        writer.writerows([each.id, each.title, each.body, "2020/1/2 3:04:05"] for each in letters)
    out = tmp_path / "labels.csv"
    assert run("cluster", sheet, "--out", out) == 0
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    assert [row["id"] for row in rows] == [each.id for each in letters]
    assert pair_f1([int(row["issue"]) for row in rows], truth) > 0.8

    sheet.write_text(
        "Creation_Date,Status,Completion_Date,Service_Request_Number,Street_Address\n"
        "2013-01-02,Completed,2013-01-05,13-1,1 A ST\n2013-01-03,Open,,13-2,1 A ST\n",
        "utf-8",
    )
    assert run("duplicates", sheet, "--out", out) == 0
    assert out.read_text("utf-8").split() == ["duplicate,original", "13-2,13-1"]


def test_a_sheet_without_its_columns_is_refused(tmp_path: Path) -> None:
    sheet = tmp_path / "wrong.csv"
    sheet.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(Problem, match="column_missing"):
        run("cluster", sheet, "--out", tmp_path / "out.csv")
