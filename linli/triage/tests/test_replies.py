# SPDX-License-Identifier: AGPL-3.0-or-later
"""The checklist of a reply, on replies written here."""

from __future__ import annotations

import pytest

from linli.triage.rules.replies import check_reply, unanswered
from linli.triage.vocab import REPLY_WORDS, ReplyPoint

LETTER = "三栋的路灯什么时候能修好？修路灯的钱由谁出？谢谢。"
GOOD = (
    "您好！三栋的路灯因电缆老化损坏，定于5月8日前修好。修路灯的钱由街道出，业主不用出钱。"
    "依据《山城区照明管理办法》第十二条办理。有问题请联系市政所，电话 023-12345678。感谢您的反映。"
)


def missed(letter: str, reply: str, **known: object) -> set[ReplyPoint]:
    return {each.point for each in check_reply(letter, reply, **known) if not each.met}  # type: ignore[arg-type]


def test_a_good_reply_meets_every_point() -> None:
    assert missed(LETTER, GOOD) == set()


@pytest.mark.parametrize(
    ("was", "becomes", "point"),
    [
        ("修路灯的钱由街道出，业主不用出钱。", "", ReplyPoint.QUESTIONS),
        ("有问题请联系市政所，电话 023-12345678。", "", ReplyPoint.CONTACT),
        ("依据《山城区照明管理办法》第十二条办理。", "", ReplyPoint.GROUND),
        ("定于5月8日前修好", "会修好的", ReplyPoint.NEXT),
        ("您好！", "", None),
        ("感谢您的反映。", "特此回复。", ReplyPoint.PLAIN),
    ],
)
def test_each_point_is_missed_alone(was: str, becomes: str, point: ReplyPoint | None) -> None:
    assert was in GOOD
    assert missed(LETTER, GOOD.replace(was, becomes)) == ({point} if point else set())


def test_passing_on_is_no_answer() -> None:
    found = missed(LETTER, "您好，您反映的问题已转交有关部门处理。")
    assert ReplyPoint.NOT_PASSED_ON in found and ReplyPoint.QUESTIONS in found


def test_a_ground_that_does_not_exist_is_named() -> None:
    def exists(title: str, article: str) -> bool:
        return (title, article) == ("山城区照明管理办法", "十二")

    assert missed(LETTER, GOOD, exists=exists) == set()
    (ground,) = [
        each
        for each in check_reply(LETTER, GOOD.replace("第十二条", "第九十九条"), exists=exists)
        if each.point is ReplyPoint.GROUND
    ]
    assert not ground.met and ground.because == ("山城区照明管理办法",)


def test_questions_that_were_passed_over_are_quoted() -> None:
    assert unanswered(LETTER, ["三栋的路灯五月修好。"]) == ["修路灯的钱由谁出？"]


@pytest.mark.parametrize("text", ["", "🙂", "？" * 5000, "好" * 100_000])
def test_odd_texts_do_no_harm(text: str) -> None:
    assert len(check_reply(text, text)) == len(REPLY_WORDS) == len(ReplyPoint)
