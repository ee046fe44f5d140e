# SPDX-License-Identifier: AGPL-3.0-or-later
"""Learning from decisions: only added, bounded by account, compared before it is used, rolled back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.triage import public as triage
from linli.triage.commands import train as training
from linli.triage.models import Example, ReaderModel
from linli.triage.queries import current, reader_card, reader_versions
from linli.triage.rules.learning import ALWAYS, RECENT, Labelled, bounded, falls, latest, least_sure, split
from linli.triage.tests.test_reading import letters
from linli.triage.vocab import Source

START = datetime(2026, 1, 1, tzinfo=UTC)
NEXT = START + timedelta(days=3)


def label(number: int, by: str = "", about: str = "x") -> Labelled:
    return Labelled("t", "k", "c", f"{about}{number}", by, START + timedelta(hours=number))


def taught(each: int, *, offset: int = 0, wrong: bool = False, by: str = "") -> None:
    texts, labels = letters(each)
    turned = {"light": "bus", "bus": "waste", "waste": "light"}
    for number, (text, said) in enumerate(zip(texts, labels, strict=True)):
        triage.learn(
            f"{text} {number}",
            kind="complain",
            category=turned[said] if wrong else said,
            place="",
            about=f"case:{offset + number}",
            by=by or f"account:{number}",
        )


# --- rules ---------------------------------------------------------------------------------------


def test_the_last_decision_about_a_matter_counts() -> None:
    first = Labelled("t", "k", "old", "case:1", "a", START)
    last = Labelled("t", "k", "new", "case:1", "b", START + timedelta(days=1))
    pack = [Labelled("t", "k", "c", "", "", START)] * 2
    assert [each.category for each in latest([last, first, *pack])] == ["c", "c", "new"]


def test_one_account_cannot_move_the_reader() -> None:
    flood = [label(1000 + number, by="account:bad") for number in range(500)]
    good = [label(number, by=f"account:{number}") for number in range(100)]
    kept, left = bounded([*good, *flood])
    assert len(kept) == 100 + 30 and left == {"account:bad": 470}
    assert bounded([label(n, by="account:a") for n in range(ALWAYS)])[1] == {}
    assert bounded([label(n) for n in range(500)])[1] == {}


def test_a_comparison_looks_at_the_latest_that_neither_has_seen() -> None:
    old, new = [label(n) for n in range(10)], [label(100 + n) for n in range(RECENT)]
    learn_from, later = split([*new, *old], START + timedelta(hours=50))
    assert later == new[RECENT // 2 :] and len(learn_from) == 10 + RECENT // 2
    assert split(new[: RECENT - 1], START)[1] == []


def test_what_falls_is_named() -> None:
    used = {"macro_f1": 0.9, "calibration": 0.02, "worst_f1": 0.8}
    assert falls(used, used) == []
    assert falls(used, {"macro_f1": 0.895, "calibration": 0.03, "worst_f1": 0.9}) == []
    assert falls(used, {"macro_f1": 0.85, "calibration": 0.1, "worst_f1": 0.8}) == [
        "macro_f1",
        "calibration",
    ]
    assert falls(used, {"macro_f1": 0.9, "calibration": 0.0, "worst_f1": 0.7}) == ["worst_f1"]


def test_the_least_sure_is_asked_first() -> None:
    assert least_sure([("a", 0.9), ("b", 0.2), ("c", 0.5)]) == ["b", "c", "a"]


# --- in the database -----------------------------------------------------------------------------


@pytest.fixture
def empty(db: None) -> None:
    """Nothing learnt yet, not even from the built-in pack."""
    Example.objects.all().delete()
    ReaderModel.objects.all().delete()


def test_decisions_are_only_added(empty: None) -> None:
    taught(3)
    before = Example.objects.count()
    taught(3, wrong=True)
    assert Example.objects.count() == 2 * before
    assert triage.forget("case:0") == 2


def test_a_reader_that_is_worse_is_kept_back_and_may_be_chosen(empty: None) -> None:
    with clock.standing_at(START):
        taught(20)
    with clock.standing_at(START + timedelta(days=1)):
        training(actor=SYSTEM)
    good = current().version
    with clock.standing_at(START + timedelta(days=2)):
        taught(30, offset=1000)
    broken = mock.Mock(return_value={"category": {"falls": ["macro_f1"]}})
    with mock.patch("linli.triage.commands.train._compared", broken), clock.standing_at(NEXT):
        training(actor=SYSTEM)
    assert broken.called and current().version == good
    newest = reader_versions()[0]
    assert newest["kept_back"] and not newest["current"]
    triage.choose_reader(newest["id"], actor=SYSTEM)
    assert current().version == newest["id"] and ReaderModel.objects.filter(current=True).count() == 1
    triage.choose_reader(good, actor=SYSTEM)
    assert current().version == good
    with pytest.raises(Problem, match="unknown_reader"):
        triage.choose_reader(10**9, actor=SYSTEM)


def test_a_better_reader_is_put_to_use_after_a_comparison(empty: None) -> None:
    with clock.standing_at(START):
        taught(6)
        training(actor=SYSTEM)
    first = current().version
    with clock.standing_at(START + timedelta(days=2)):
        taught(40, offset=1000)
        training(actor=SYSTEM)
    assert current().version > first
    shadow = reader_card().shadow["category"]
    assert shadow["texts"] >= RECENT // 2 and shadow["falls"] == []


def test_poison_from_one_account_is_left_out_and_shown(empty: None) -> None:
    with clock.standing_at(START):
        taught(100)
    with clock.standing_at(START + timedelta(days=1)):
        taught(100, offset=5000, wrong=True, by="account:bad")
        training(actor=SYSTEM)
    assert reader_card().left_out == 270
    guess = triage.suggest("路灯不亮，灯杆的灯泡坏了，照明太暗").categories
    head = current().heads["category"]
    (sure,) = head.probabilities(["路灯不亮，灯杆的灯泡坏了，照明太暗"])
    assert head.labels[int(sure.argmax())] == "light" and guess == ()


def test_a_correction_changes_the_next_suggestion(empty: None) -> None:
    with clock.standing_at(START):
        taught(20)
        training(actor=SYSTEM)
    text = "木栈道的木板烂了一个大洞"
    with clock.standing_at(START + timedelta(days=1)):
        for number in range(6):
            triage.learn(
                f"{text}，在第{number}段",
                kind="complain",
                category="boards",
                place="",
                about=f"b:{number}",
                by=str(number),
            )
        training(actor=SYSTEM)
    head = current().heads["category"]
    assert head.labels[int(head.probabilities([text])[0].argmax())] == "boards"


def test_what_is_mixed_up_is_shown_with_the_towns_own_examples_only(empty: None) -> None:
    texts, labels = letters(8)
    with clock.standing_at(START):
        triage.learn("路灯不亮，灯杆坏了。张三的秘密", kind="", category="bus", place="", about="case:1")
        rows = [
            Example(
                text=text, kind="", category=label, place="", source=Source.PACK.value,
                digest=str(number), added_at=START,
            )
            for number, (text, label) in enumerate(
                [*zip(texts, labels, strict=True), *(("公交站台的司机刷卡", "waste"),) * 3]
            )
        ]  # fmt: skip
        Example.objects.bulk_create(rows)
        triage.learn("公交站台的司机刷卡，秘密", kind="", category="waste", place="", about="case:2")
        training(actor=SYSTEM)
    mixed = reader_card().heads["category"]["mixed_up"]
    shown = [text for each in mixed for text in each.texts]
    assert {"公交站台的司机刷卡"} <= set(shown) and not any("秘密" in text for text in shown)
    assert "公交" not in json.dumps(ReaderModel.objects.get().figures, ensure_ascii=False)
