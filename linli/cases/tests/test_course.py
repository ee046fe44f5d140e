# SPDX-License-Identifier: AGPL-3.0-or-later
"""The course of a matter: every state with every action, and what each step does."""

from __future__ import annotations

import pytest

from linli.cases.models import Case, Part, Step
from linli.cases.rules import COURSE, FINAL, STEPS
from linli.cases.rules.course import FIRST, in_order
from linli.cases.testing import WAYS, a_case, a_case_in, act, state_of
from linli.cases.vocab import Action, PartState, State
from linli.kernel.problem import Problem
from linli.platform.journal.models import EventRecord

ALL = [(state, action) for state in State for action in Action]


@pytest.mark.parametrize(("state", "action"), ALL, ids=lambda item: item.value)
def test_every_state_with_every_action(db: None, state: State, action: Action) -> None:
    case = a_case_in(state)
    before = Case.objects.get(pk=case.id)
    if COURSE.allows(state, action):
        version = act(case.id, action)
        after = Case.objects.get(pk=case.id)
        assert after.state == COURSE.after(state, action).value
        assert version == after.version == before.version + 1
        event = EventRecord.objects.get(subject=case.id, seq=version)
        assert (event.data["before"], event.data["after"]) == (state.value, after.state)
        assert Part.objects.filter(case=case.id, lead=True, ended_at=None).count() == 1
        assert (after.closed_at is not None) == (State(after.state) in FINAL)
    else:
        with pytest.raises(Problem) as caught:
            act(case.id, action)
        assert caught.value.code == "not_now"
        assert Case.objects.get(pk=case.id).version == before.version


def test_every_state_can_be_reached() -> None:
    reached = {State.RECEIVED} | set(COURSE.table.values())
    assert reached == set(State) == set(WAYS)


def test_only_merged_and_transferred_are_ends_for_good() -> None:
    assert {state for state in State if COURSE.is_final(state)} == {State.MERGED, State.TRANSFERRED}


def test_every_action_has_its_rule_and_its_place_on_the_page() -> None:
    assert set(STEPS) == set(Action) == set(FIRST)
    assert in_order(State.IN_PROGRESS, [Action.DISPATCH, Action.RESOLVE])[0] is Action.RESOLVE


def test_a_reason_is_asked_where_the_person_must_be_told(db: None) -> None:
    case = a_case()
    for action in (Action.DECLINE, Action.RESOLVE, Action.TRANSFER):
        with pytest.raises(Problem) as caught:
            act(case.id, action, text="  ")
        assert caught.value.code == "needs_text"
    assert state_of(case.id) is State.RECEIVED


def test_dispatch_passes_the_lead_on_and_keeps_the_past(db: None) -> None:
    case = a_case()
    act(case.id, Action.DISPATCH, unit="d-lighting", assist=["d-city", "d-lighting"])
    parts = Part.objects.filter(case=case.id).order_by("begun_at", "-lead")
    assert [(part.unit.code, part.lead, part.state) for part in parts] == [
        ("d-hotline", True, PartState.PASSED),
        ("d-lighting", True, PartState.OPEN),
        ("d-city", False, PartState.OPEN),
    ]
    step = Step.objects.get(case=case.id, deed="dispatch")
    assert step.facts["because"]["reason"] == "duty"


def test_a_rework_runs_on_a_clock_of_its_own(db: None) -> None:
    case = a_case_in(State.RESOLVED)
    answered = Case.objects.get(pk=case.id)
    assert answered.answered_at is not None
    act(case.id, Action.REWORK)
    again = Case.objects.get(pk=case.id)
    assert again.answered_at is None
    assert again.due_at is not None and answered.due_at is not None and again.due_at >= answered.due_at


def test_a_matter_is_joined_to_one_that_is_open_and_never_to_itself(db: None) -> None:
    case, other, closed = a_case(), a_case(), a_case_in(State.CLOSED)
    for number in (case.number, closed.number, "2026-999999-0", ""):
        with pytest.raises(Problem) as caught:
            act(case.id, Action.MERGE, other=number)
        assert caught.value.code == "cannot_merge"
    act(case.id, Action.MERGE, other=other.number)
    assert Case.objects.get(pk=case.id).merged_into_id == other.id
    with pytest.raises(Problem):
        act(other.id, Action.MERGE, other=case.number)


def test_a_stale_version_changes_nothing(db: None) -> None:
    case = a_case()
    act(case.id, Action.ACCEPT, expected_version=1)
    with pytest.raises(Problem) as caught:
        act(case.id, Action.DISPATCH, expected_version=1)
    assert caught.value.code == "stale"
    assert caught.value.facts == {"version": 2}
    assert state_of(case.id) is State.ACCEPTED
