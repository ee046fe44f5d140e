# SPDX-License-Identifier: AGPL-3.0-or-later
"""Issues that live on: stable ids, merged and split with a history, voices that differ by issue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.triage import public as triage
from linli.triage.models import IssueChange, IssueLetter
from linli.triage.rules.issues import heat_of, held, match
from linli.triage.tests.test_grouping import issues

START = datetime(2026, 1, 1, tzinfo=UTC)
A, B = uuid4(), uuid4()


def window() -> list[triage.IssueText]:
    return [
        triage.IssueText(
            letter.id, letter.title, letter.body, f"person{number}", START + timedelta(hours=number),
            place="509901", category="utility.lift",
        )
        for number, letter in enumerate(issues()[0])
    ]  # fmt: skip


def persons(abouts: Iterable[str]) -> dict[str, str]:
    return {about: f"of {about}" for about in abouts}


# --- rules ---------------------------------------------------------------------------------------


def test_a_group_is_the_issue_with_which_it_shares_most() -> None:
    was = {"1": A, "2": A, "3": B, "4": B, "5": B}
    assert match([["1", "2", "9"], ["3", "4", "5"]], was).issues == (A, B)
    merged = match([["1", "2", "3", "4", "5"]], was)
    assert merged.issues == (B,) and merged.merged == ((A, 0),)
    split = match([["1"], ["2", "9", "8"], ["3", "4", "5"]], was)
    assert split.issues == (A, None, B) and split.split == ((A, 1),)
    assert match([], was).issues == () and match([["7"]], {}).issues == (None,)


def test_what_a_person_put_together_stays_together() -> None:
    assert held([["1", "2"], ["3"]], {"1": "x", "3": "x"}) == [["1", "2", "3"]]
    assert held([["1", "2", "3"]], {"1": "x", "2": "x", "3": "y"}) == [["1", "2"], ["3"]]


def test_forty_letters_of_one_person_are_one_voice() -> None:
    now = START + timedelta(days=10)
    one = heat_of({"a": START}, now, START)
    assert (one.people, one.recent, one.days) == (1, 1, 10)
    many = heat_of({str(n): START for n in range(10)}, now, START)
    assert many.heat > 5 * one.heat
    liked = heat_of({"a": START}, now, START, likes=2000)
    assert liked.heat < many.heat * 1.2  # two thousand likes do not outweigh ten people by far
    old = heat_of({str(n): START - timedelta(days=60 + n) for n in range(10)}, now, START)
    assert old.growth < many.growth and old.heat < many.heat


# --- in the database -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_ids_stay_when_letters_come() -> None:
    letters = window()
    first = triage.group_letters(letters[:-4], actor=SYSTEM)
    second = triage.group_letters(letters, actor=SYSTEM)
    assert len(set(first.values())) >= 4
    assert all(second[about] == issue for about, issue in first.items())
    assert triage.group_letters(letters, actor=SYSTEM) == second
    assert IssueChange.objects.filter(change="opened").count() == len(set(second.values()))


@pytest.mark.django_db
def test_officers_merge_and_split_and_the_machine_leaves_it() -> None:
    letters = window()
    placed = triage.group_letters(letters, actor=SYSTEM)
    lifts, mixer = placed["望江楼三栋0"], placed["碧水湾0"]
    assert lifts != mixer
    triage.merge_issues(lifts, mixer, person_of=persons, actor=SYSTEM)
    assert triage.issue_of("望江楼三栋0") == mixer
    assert triage.issue_info(lifts).id == mixer  # the old id leads on
    again = triage.group_letters(letters, actor=SYSTEM)
    assert again["望江楼三栋0"] == again["碧水湾0"] == mixer
    other = triage.split_issue(mixer, ["望江楼三栋0", "望江楼三栋1"], person_of=persons, actor=SYSTEM)
    again = triage.group_letters(letters, actor=SYSTEM)
    assert again["望江楼三栋0"] == again["望江楼三栋1"] == other != again["碧水湾0"]
    assert [each[0] for each in triage.issue_info(mixer).history] == ["opened", "split"]
    with pytest.raises(Problem, match="unknown_issue"):
        triage.merge_issues(lifts, mixer, person_of=persons, actor=SYSTEM)
    with pytest.raises(Problem, match="unknown_issue"):
        triage.issue_info(uuid4())


@pytest.mark.django_db
def test_a_person_has_another_key_in_every_issue() -> None:
    letters = [replace(letter, person="same") for letter in window()]
    placed = triage.group_letters(letters, actor=SYSTEM)
    voices = dict(IssueLetter.objects.order_by("id").values_list("issue_id", "voice"))
    assert len(set(voices.values())) == len(voices) == len(set(placed.values())) > 1
    assert not IssueLetter.objects.filter(voice__contains="same").exists()
    with clock.standing_at(START + timedelta(days=2)):
        hot = triage.hot_issues()
        assert {each.heat.people for each in hot} == {1}
        assert triage.hot_issues(everybody=True) == []


@pytest.mark.django_db
def test_an_issue_is_for_everybody_only_with_enough_people_a_place_and_a_topic() -> None:
    triage.group_letters(window(), actor=SYSTEM)
    assert any(each.heat.people >= 3 for each in triage.hot_issues(everybody=True))
    IssueLetter.objects.all().delete()
    nowhere = [replace(letter, place="", category="") for letter in window()]
    triage.group_letters(nowhere, actor=SYSTEM)
    assert triage.hot_issues(everybody=True) == []


@pytest.mark.django_db
def test_an_erased_letter_leaves_its_issue() -> None:
    placed = triage.group_letters(window(), actor=SYSTEM)
    triage.forget("碧水湾0")
    assert "碧水湾0" not in triage.issue_info(placed["碧水湾0"]).letters
