# SPDX-License-Identifier: AGPL-3.0-or-later
"""The course of a matter: every state with every action, and what each step does."""

from __future__ import annotations

import pytest

from linli.cases.commands import correct_case, move_case
from linli.cases.models import Case, Part, Step
from linli.cases.rules import COURSE, FINAL, STEPS
from linli.cases.rules.course import FIRST, in_order
from linli.cases.testing import WAYS, a_case, a_case_in, act, state_of
from linli.cases.vocab import Action, PartState, State
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.people import public as people
from linli.people.testing import close_unit
from linli.platform.journal.models import EventRecord

# What the course should be, written down a second time by hand: where each state leads.
EXPECTED = {
    "received": "accept>accepted dispatch>dispatched resolve>resolved decline>declined "
    "transfer>transferred merge>merged withdraw>withdrawn",
    "accepted": "dispatch>dispatched resolve>resolved decline>declined transfer>transferred "
    "merge>merged withdraw>withdrawn",
    "dispatched": "start>in_progress resolve>resolved return>returned dispatch>dispatched "
    "raise>dispatched lower>dispatched merge>merged withdraw>withdrawn",
    "in_progress": "resolve>resolved return>returned dispatch>dispatched raise>dispatched "
    "lower>dispatched merge>merged withdraw>withdrawn",
    "returned": "dispatch>dispatched uphold>dispatched resolve>resolved decline>declined "
    "transfer>transferred merge>merged withdraw>withdrawn",
    "resolved": "verify>verified rework>reopened close>closed reopen>reopened",
    "verified": "close>closed rework>reopened reopen>reopened",
    "closed": "reopen>reopened",
    "declined": "reopen>reopened",
    "withdrawn": "reopen>reopened",
    "merged": "reopen>reopened",
    "transferred": "reopen>reopened",
    "reopened": "start>in_progress resolve>resolved return>returned dispatch>dispatched decline>declined "
    "transfer>transferred merge>merged withdraw>withdrawn raise>dispatched lower>dispatched",
}
COURSES = {
    (state, action): after
    for state, steps in EXPECTED.items()
    for action, after in (step.split(">") for step in steps.split())
}
ENDS = {"declined", "closed", "merged", "withdrawn", "transferred"}
ALL = [(state, action) for state in State for action in Action]


def refused(code: str, case: object, action: Action, **more: object) -> Problem:
    with pytest.raises(Problem) as caught:
        act(case.id, action, **more)  # type: ignore[attr-defined]
    assert caught.value.code == code
    return caught.value


@pytest.mark.parametrize(("state", "action"), ALL, ids=lambda item: item.value)
def test_every_state_with_every_action(db: None, state: State, action: Action) -> None:
    case = a_case_in(state)
    before = Case.objects.get(pk=case.id)
    wanted = COURSES.get((state.value, action.value))
    if wanted is None:
        refused("not_now", case, action)
        assert Case.objects.get(pk=case.id).version == before.version
        return
    version = act(case.id, action)
    after = Case.objects.get(pk=case.id)
    assert (after.state, after.version) == (wanted, before.version + 1)
    assert version == after.version
    event = EventRecord.objects.get(subject=case.id, seq=version)
    assert (event.data["action"], event.data["before"], event.data["after"]) == (
        action.value, state.value, wanted,
    )  # fmt: skip
    line = Step.objects.get(case=case.id, seq=version)
    assert (line.deed, line.state) == (action.value, wanted)
    assert Part.objects.filter(case=case.id, lead=True, ended_at=None).count() == 1
    assert (after.closed_at is not None) == (wanted in ENDS)
    answered = {"resolved", "verified", "closed", "declined"}
    assert wanted not in answered or after.answered_at is not None
    assert wanted != "reopened" or after.answered_at is None


def test_no_end_is_a_dead_end() -> None:
    """Whoever was wrongly declined, joined or sent away is taken up again."""
    assert {State(end) for end in ENDS} == FINAL
    assert all(COURSE.allows(state, Action.REOPEN) for state in FINAL)


def test_every_state_can_be_reached() -> None:
    assert {State.RECEIVED} | set(COURSE.table.values()) == set(State) == set(WAYS)


def test_every_action_has_its_rule_and_its_place_on_the_page() -> None:
    assert set(STEPS) == set(Action) == set(FIRST)
    assert in_order(State.IN_PROGRESS, [Action.DISPATCH, Action.RESOLVE])[0] is Action.RESOLVE
    assert in_order(State.RETURNED, [Action.UPHOLD, Action.DISPATCH])[0] is Action.DISPATCH


def test_a_reason_is_asked_where_somebody_must_be_told(db: None) -> None:
    needing = {
        Action.DECLINE: State.RECEIVED, Action.RESOLVE: State.RECEIVED, Action.TRANSFER: State.RECEIVED,
        Action.RETURN: State.DISPATCHED, Action.UPHOLD: State.RETURNED, Action.REWORK: State.RESOLVED,
        Action.REOPEN: State.CLOSED, Action.RAISE: State.DISPATCHED, Action.LOWER: State.DISPATCHED,
    }  # fmt: skip
    assert {action for action in Action if STEPS[action].text == "must"} == set(needing)
    for action, state in needing.items():
        case = a_case_in(state)
        refused("needs_text", case, action, text="  \u200b ")
        assert state_of(case.id) is state


def test_a_step_without_words_keeps_none(db: None) -> None:
    case = a_case()
    act(case.id, Action.ACCEPT, text="暗中写的话")
    assert Step.objects.get(case=case.id, deed="accept").text == ""


def test_dispatch_passes_the_lead_on_and_keeps_the_past(db: None) -> None:
    case = a_case()
    act(case.id, Action.DISPATCH, unit="d-lighting", assist=["d-city", "d-lighting", "d-city"])
    parts = Part.objects.filter(case=case.id).order_by("begun_at", "-lead")
    assert [(part.unit.code, part.lead, part.state) for part in parts] == [
        ("d-hotline", True, PartState.PASSED),
        ("d-lighting", True, PartState.OPEN),
        ("d-city", False, PartState.OPEN),
    ]
    because = Step.objects.get(case=case.id, deed="dispatch").facts["because"]
    assert (because["reason"], because["category"]) == ("duty", "cityscape.lighting")
    assert because["source"]
    act(case.id, Action.DISPATCH, unit="d-traffic")
    assert Step.objects.filter(case=case.id).last().facts["because"] == {"reason": "chosen"}
    assert Part.objects.filter(case=case.id, ended_at=None).count() == 1


def test_dispatch_needs_a_unit_that_works(db: None) -> None:
    case = a_case()
    refused("needs_unit", case, Action.DISPATCH, unit="")
    refused("unknown_unit", case, Action.DISPATCH, unit="d-nothing")
    close_unit("d-lighting")
    refused("unknown_unit", case, Action.DISPATCH, unit="d-lighting")
    refused("unknown_unit", case, Action.DISPATCH, unit="d-city", assist=["d-lighting"])
    assert state_of(case.id) is State.RECEIVED


def test_an_answer_ends_the_share_of_everybody_and_a_reopening_opens_it_again(db: None) -> None:
    case = a_case()
    act(case.id, Action.DISPATCH, assist=["d-city"])
    act(case.id, Action.RESOLVE)
    live = Part.objects.filter(case=case.id, ended_at=None)
    assert {part.state for part in live} == {PartState.ANSWERED}
    act(case.id, Action.REOPEN)
    due = Case.objects.get(pk=case.id).due_at
    assert {(part.state, part.due_at) for part in live.all()} == {(PartState.OPEN, due)}
    act(case.id, Action.WITHDRAW)
    assert {part.state for part in live.all()} == {PartState.ENDED}


def test_a_return_that_was_decided_is_not_returned_again(db: None) -> None:
    case = a_case_in(State.RETURNED)
    assert Part.objects.get(case=case.id, ended_at=None).state == PartState.RETURNED
    act(case.id, Action.UPHOLD)
    refused("return_decided", case, Action.RETURN)
    act(case.id, Action.START)
    refused("return_decided", case, Action.RETURN)
    act(case.id, Action.DISPATCH, unit="d-traffic")  # another unit may say that it is not theirs
    act(case.id, Action.RETURN)
    assert state_of(case.id) is State.RETURNED


def test_a_matter_is_joined_to_one_that_is_open_and_never_to_itself(db: None) -> None:
    case, other, closed = a_case(), a_case(), a_case_in(State.CLOSED)
    for number in (case.number, closed.number, "2026-999999-0", ""):
        refused("cannot_merge", case, Action.MERGE, other=number)
    act(case.id, Action.MERGE, other=other.number)
    assert Case.objects.get(pk=case.id).merged_into_id == other.id
    refused("cannot_merge", other, Action.MERGE, other=case.number)


def test_what_was_joined_goes_along_when_its_matter_is_joined_itself(db: None) -> None:
    first, second, third = a_case(), a_case(), a_case()
    act(first.id, Action.MERGE, other=second.number)
    act(second.id, Action.MERGE, other=third.number)
    into = dict(Case.objects.order_by("number").values_list("id", "merged_into_id"))
    assert (into[first.id], into[second.id], into[third.id]) == (third.id, third.id, None)


def test_joined_by_mistake_it_becomes_a_matter_of_its_own_again(db: None) -> None:
    case = a_case_in(State.MERGED)
    act(case.id, Action.REOPEN)
    again = Case.objects.get(pk=case.id)
    assert (again.merged_into_id, again.closed_at) == (None, None)


def test_a_matter_that_one_may_not_see_cannot_be_joined_to(cast: object) -> None:
    here = a_case()
    far = a_case(place="509901004002", text="云岭那边的路灯不亮。")
    with pytest.raises(Problem) as caught:
        move_case(here.id, Action.MERGE, actor=cast.coordinator, other=far.number)  # type: ignore[attr-defined]
    assert caught.value.code == "cannot_merge"


def test_declining_what_was_answered_before_tells_that_answer(db: None) -> None:
    answered = a_case()
    act(answered.id, Action.RESOLVE, text="灯已换好。", public=True)
    again = a_case()
    act(again.id, Action.DECLINE, text="同一件事已经答复过：", other=answered.number)
    line = Step.objects.get(case=again.id, deed="decline")
    assert line.facts["same"] == answered.number
    assert line.text == "同一件事已经答复过：\n\n灯已换好。"


def test_the_earlier_answer_is_repeated_only_to_whom_it_was_given(cast: object) -> None:
    from linli.cases.commands import ReporterData

    def brought_by(name: str) -> object:
        return a_case(reporter=ReporterData(account=cast.player(name).account))  # type: ignore[attr-defined]

    answered = brought_by("resident")
    act(answered.id, Action.RESOLVE, text="给您本人的答复。")  # type: ignore[attr-defined]
    texts = []
    for name in ("resident", "other_resident"):
        again = brought_by(name)
        act(again.id, Action.DECLINE, text="已答复过。", other=answered.number)  # type: ignore[attr-defined]
        texts.append(Step.objects.get(case=again.id, deed="decline").text)  # type: ignore[attr-defined]
    assert texts == ["已答复过。\n\n给您本人的答复。", "已答复过。"]


def test_an_earlier_matter_must_have_been_answered(db: None) -> None:
    open_one, case = a_case(), a_case()
    for number in (open_one.number, case.number, "12"):
        refused("not_answered_before", case, Action.DECLINE, other=number)
    assert state_of(case.id) is State.RECEIVED


def test_the_right_way_is_told_with_a_transfer_or_a_decline(db: None) -> None:
    for action in (Action.TRANSFER, Action.DECLINE):
        case = a_case()
        act(case.id, action, way=" 区人民法院，法院路1号 ")
        assert Step.objects.get(case=case.id, deed=action).facts["way"] == "区人民法院，法院路1号"


def test_a_matter_taken_back_is_no_longer_public(db: None) -> None:
    from linli.cases.commands import release_case
    from linli.kernel.actor import SYSTEM

    case = a_case()
    release_case(case.id, actor=SYSTEM, text=True)
    act(case.id, Action.WITHDRAW)
    assert Case.objects.get(pk=case.id).released is False


def test_a_stale_version_changes_nothing(db: None) -> None:
    case = a_case()
    act(case.id, Action.ACCEPT, expected_version=1)
    problem = refused("stale", case, Action.DISPATCH, expected_version=1)
    assert problem.facts == {"version": 2}
    assert state_of(case.id) is State.ACCEPTED


def test_a_unit_accused_after_its_answer_leaves_nothing_open_to_the_next(db: None) -> None:
    case = a_case_in(State.RESOLVED)
    led = Part.objects.get(case=case.id, lead=True, ended_at=None)
    correct_case(case.id, actor=SYSTEM, about=people.unit_by_id(led.unit_id).code)
    now = Part.objects.get(case=case.id, lead=True, ended_at=None)
    assert (now.unit_id != led.unit_id, now.state) == (True, PartState.ANSWERED)
