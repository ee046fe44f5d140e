# SPDX-License-Identifier: AGPL-3.0-or-later
"""A hotline and linli over many days: import, work, reply, import; whatever is done on either side."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from linli.cases.commands import extend_case, move_case, note_case
from linli.cases.models import Case, Step
from linli.cases.rules import COURSE, OPEN
from linli.cases.rules.importing import STATES, Draft
from linli.cases.rules.replying import FIELDS, Told, cells_of, read_reply, replied
from linli.cases.rules.tickets import Ours, mark_of, news_of, told_after, told_of
from linli.cases.tests.hotline import NOW, Row, bring, reply, state, the_map, ticket
from linli.cases.vocab import Action, Deed, See, State
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem

STEPS = (Action.START, Action.RESOLVE, Action.RETURN, Action.UPHOLD, Action.DECLINE, Action.CLOSE)
ENDED = {"已办结": "closed", "退回": "declined", "已答复": "resolved", "已撤单": "withdrawn"}


class OtherSide:
    """A hotline's system that knows nothing of ours: it keeps rows, and takes replies in."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.rows: dict[str, Row] = {}
        self.told: dict[str, Row] = {}
        self.added: dict[str, list[str]] = defaultdict(list)

    def lives(self) -> None:
        """A day passes: some tickets are urged, added to, moved, taken back, sent back; new ones come."""
        for ref, row in self.rows.items():
            ended = row["工单状态"] in ENDED
            match self.chance.randrange(9):
                case 0 if not ended:
                    row["催办次数"] = str(int(row["催办次数"]) + 1)
                case 1 if not ended:
                    row["办结时限"] = f"2026-12-{self.chance.randint(10, 28)}"
                case 2:
                    line = f"{ref}的第{len(self.added[ref])}次补充。"
                    self.added[ref].append(line)
                    row["补充内容"] += line
                case 3 if not ended:
                    row["工单状态"] = "已撤单"
                case 4 if row["工单状态"] == "已答复":
                    row["工单状态"] = "退回重办"
        for _ in range(self.chance.randint(1, 3)):
            row = ticket(len(self.rows))
            self.rows[row["工单编号"]] = row

    def takes_in(self, replies: list[Row]) -> None:
        """What the replies say is shown in the hotline's own columns, as its operators would do it."""
        for line in replies:
            row = self.rows[line["工单编号"]]
            self.told[line["工单编号"]] = line
            if line["办理状态"] in ("已答复", "已办结"):
                row["工单状态"] = "已答复"
            elif row["工单状态"] != "已撤单":
                row["工单状态"] = "退回重办" if row["工单状态"] == "退回重办" else "待办理"


def works(chance: random.Random) -> None:
    """A day of work here: steps of the course, notes, and now and then more time."""
    for row in Case.objects.order_by("source_ref"):
        able = [action for action in STEPS if COURSE.allows(State(row.state), action)]
        if able and chance.random() < 0.6:
            action = chance.choice(able)
            try:
                move_case(
                    row.id, action, actor=SYSTEM, text="已处理。", reason="not_our_duty", way="区法院"
                )
            except Problem as problem:
                assert problem.code in ("return_decided", "refused_before"), problem
        if chance.random() < 0.2:
            note_case(row.id, "内部备注。", See.INTERNAL, actor=SYSTEM)
        if chance.random() < 0.1:
            try:
                extend_case(row.id, 1, "备件未到。", actor=SYSTEM)
            except Problem as problem:
                assert problem.status < 500


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_days_on_both_sides(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    there = OtherSide(chance)
    for day in range(5):
        with clock.standing_at(NOW + timedelta(days=day)):
            there.lives()
            file = list(there.rows.values())
            _, told = bring(tmp_path, file)
            before = state()
            again, repeated = bring(tmp_path, file)
            assert state() == before, "the same file changes nothing twice"
            assert (again.created, again.updated) == (0, 0)
            assert [item for item in repeated if item.news] == []
            known = {item.code for item in told} - {"created", "updated"}
            assert known <= {"ended_there", "answered_here", "due_here"}, known
            works(chance)
            answers = reply("xlsx" if day % 2 else "csv")
            assert reply() == [], "nothing is told twice"
            there.takes_in(answers)
            assert agrees(there), "both sides say the same of every ticket"
    for ref, words in there.added.items():
        case = Case.objects.get(source_ref=ref)
        thread = [case.text, *Step.objects.filter(case=case).values_list("text", flat=True)]
        assert all("\n".join(thread).count(line) == 1 for line in words), (thread, words)
    assert Case.objects.count() == len(there.rows)


def agrees(there: OtherSide) -> bool:
    words = the_map().reply
    assert words is not None
    table = next(column.table for column in words.columns if column.key == "state")
    ours = dict(Case.objects.values_list("source_ref", "state"))
    return all(there.told[ref]["办理状态"] == table[ours[ref]] for ref in there.told if ours[ref] in table)


# --- the rules by themselves ----------------------------------------------------------------------

short = some.text(alphabet="甲乙 1\n", max_size=6)
drafts = some.builds(
    Draft,
    row=some.just(2), ref=some.just("1"), title=some.just("题"), text=short, received_at=some.just(NOW),
    answered_at=some.none(), closed_at=some.none(), kind=some.none(), category=some.just(""),
    place=some.just(""), address=some.just(""), point=some.none(),
    state=some.sampled_from(sorted(STATES)),
    answer=some.just(""),
    due_at=some.sampled_from([None, NOW + timedelta(days=1), NOW + timedelta(days=2)]),
    urged=some.sampled_from(["", "1", "2", "市民来电催办"]), added=short,
)  # fmt: skip
stands = some.builds(
    Ours,
    state=some.sampled_from(list(State)),
    due_at=some.sampled_from([None, NOW + timedelta(days=1), NOW + timedelta(days=3)]),
    moved=some.booleans(),
    said=some.just(()),
)


@given(drafts, drafts, stands)
def test_news_are_news_once(before: Draft, now: Draft, ours: Ours) -> None:
    told = told_of(before)
    news = news_of(told, [mark_of(told)], now, ours)
    after = told_after(told, now, news)
    stands_then = Ours(ours.state, news.due or ours.due_at, ours.moved)
    again = news_of(after, [mark_of(told), mark_of(after)], now, stands_then)
    assert again.due is None and not again.urged and not again.words
    assert again.action is None or ours.state is not State.WITHDRAWN


@given(drafts, drafts, stands)
def test_nothing_of_ours_is_overwritten(before: Draft, now: Draft, ours: Ours) -> None:
    news = news_of(told_of(before), [], now, ours)
    if ours.moved and news.action is None:
        assert news.due is None
    if news.action is Action.WITHDRAW:
        assert ours.state in OPEN
    if ours.state not in OPEN and news.action is None:
        assert not news.urged and news.due is None
    assert news_of(told_of(now), [], now, ours).names == ()


lines = some.lists(
    some.builds(
        Told,
        deed=some.sampled_from([*Action, *Deed]).map(str),
        state=some.sampled_from(list(State)).map(str),
        at=some.just(NOW),
        sees=some.sampled_from(list(See)).map(str),
        text=some.sampled_from(["", "内部话", "=1+1", "好了"]),
        facts=some.just(
            {"reason": "not_our_duty", "way": "法院", "due": NOW.isoformat(), "outcome": "refused"}
        ),
    )
)


@given(lines)
def test_no_thread_lets_out_what_staff_keep_to_themselves(thread: list[Told]) -> None:
    zone = the_map().zone
    every = read_reply({"columns": {name: name for name in FIELDS}})
    found = {**replied(thread, NOW), "ref": "1", "state": "resolved"}
    cells = cells_of(every, found, zone)
    assert cells is not None and len(cells) == len(FIELDS) and all(isinstance(cell, str) for cell in cells)
    inside = {line.text for line in thread if line.sees == See.INTERNAL} - {
        line.text for line in thread if line.sees != See.INTERNAL
    }
    assert not (inside - {""}) & set(cells)


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"a": "state"},
        {"a": "ref", "b": "name"},
        {"a": "ref", "b": {"field": "state", "value": "x"}},
        {"a": "ref", "b": {}},
        {"a": "ref", "b": {"field": "state", "tables": {}}},
    ],
)
def test_a_reply_that_cannot_be_written_is_refused_with_its_key(columns: Any) -> None:
    with pytest.raises((ValueError, KeyError)):
        read_reply({"columns": columns})


@pytest.mark.parametrize("more", [{"encoding": "big5"}, {"sheet": "a/b"}, {"sheet": ""}])
def test_neither_is_one_in_an_encoding_or_sheet_that_is_none(more: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="reply"):
        read_reply({"columns": {"a": "ref"}, **more})
