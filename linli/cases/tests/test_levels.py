# SPDX-License-Identifier: AGPL-3.0-or-later
"""Up and down the levels, one matter over several, and handing over what somebody handles."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from linli.cases.commands import (
    answer_children,
    assign_part,
    hand_over,
    link_case,
    move_case,
    unlink_case,
)
from linli.cases.models import Case, Part, Step
from linli.cases.queries import case_detail, children
from linli.cases.rules.joint import Reason, stands_above
from linli.cases.testing import a_case, a_case_in, act, state_of
from linli.cases.vocab import Action, Kind, State
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.problem import Problem
from linli.people import public as people
from linli.people.testing import make_colleague
from linli.places import public as places

GRID = "509901001002003"


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


@pytest.mark.parametrize(
    ("unit", "lead", "above"),
    [
        (("g/s/", "d/s/"), ("g/s/c/", "d/s/c/"), True),
        (("g/", "d/"), ("g/s/c/", "d/s/c/"), True),
        (("g/city/", "d/"), ("g/s/c/", "d/s/c/"), True),  # a district's bureau, of a wider place
        (("g/city/", "d/"), ("g/city/lamps/", "d/"), True),  # the bureau over its office
        (("g/s/c/", "d/s/c/"), ("g/s/", "d/s/"), False),
        (("g/s2/", "d/s2/"), ("g/s/c/", "d/s/c/"), False),  # another subdistrict
        (("g/power/", "d/"), ("g/city/", "d/"), False),  # the same level
        (("g/s/", "d/s/"), ("g/s/", "d/s/"), False),
    ],
)
def test_who_stands_above_whom(unit: tuple[str, str], lead: tuple[str, str], above: bool) -> None:
    assert stands_above(unit, lead) is above


def test_a_matter_goes_up_from_the_community_to_the_district_and_back_down(cast: Any) -> None:
    case = a_case_in(State.DISPATCHED, unit="c-binjianglu", place=GRID)
    due = Case.objects.get(pk=case.id).due_at
    up = partial(move_case, case.id, Action.RAISE, actor=cast.community_worker, text="需街道统筹。")
    assert code_of(lambda: up(unit="c-matou", reason=Reason.BEYOND_POWER)) == "not_above"
    assert code_of(lambda: up(unit="s-renmin", reason="")) == "refusal_needs_reason"
    up(unit="s-renmin", reason=Reason.BEYOND_POWER)
    act(case.id, Action.RAISE, unit="d-government")
    row = Case.objects.get(pk=case.id)
    assert (row.state, row.due_at) == ("dispatched", due), "the clock of the person runs on"
    assert Part.objects.filter(case=row, lead=True, ended_at=None).count() == 1


def test_down_goes_only_to_a_level_below_and_never_off_a_committee_s_list(cast: Any) -> None:
    case = a_case_in(State.DISPATCHED)
    down = partial(move_case, case.id, Action.LOWER, actor=cast.handler, text="请就近处置。")
    assert code_of(lambda: down(unit="d-city")) == "not_below"
    assert code_of(lambda: down(unit="c-binjianglu")) == "not_on_list"
    down(unit="s-renmin-city")
    assert Case.objects.get(pk=case.id).unit.code == "s-renmin-city"
    assert code_of(lambda: down(unit="s-renmin-city")) == "not_found", "it is with the subdistrict now"


def test_nobody_passes_up_for_the_same_reason_twice_nor_what_was_decided(cast: Any) -> None:
    case = a_case_in(State.DISPATCHED, unit="c-binjianglu", place=GRID)
    up = partial(move_case, case.id, Action.RAISE, actor=cast.community_worker, text="x", unit="s-renmin")
    up(reason=Reason.NO_MEANS)
    act(case.id, Action.DISPATCH, unit="c-binjianglu")
    assert code_of(lambda: up(reason=Reason.NO_MEANS)) == "refused_before"
    act(case.id, Action.RETURN)
    act(case.id, Action.UPHOLD)
    assert code_of(lambda: up(reason=Reason.BEYOND_POWER)) == "return_decided"


# --- one matter over several ------------------------------------------------------------------------


def test_answering_the_matter_over_them_answers_those_under_it_each_by_itself(cast: Any) -> None:
    flood = a_case_in(State.DISPATCHED, text="滨江路积水。")
    calls = [a_case_in(State.DISPATCHED, text=f"第{n}个人说滨江路积水。") for n in "二三四"]
    for call in calls:
        link_case(call.id, flood.number, actor=cast.operator)
    assert [line.number for line in children(flood.number, viewer=cast.operator)] == [
        call.number for call in calls
    ]
    assert code_of(lambda: answer_children(flood.id, actor=cast.handler)) == "not_answered"
    act(calls[2].id, Action.WITHDRAW)
    act(flood.id, Action.RESOLVE, text="积水已排完。")
    done = answer_children(flood.id, actor=cast.handler)
    assert [(item.number, item.problem) for item in done] == [(call.number, None) for call in calls[:2]]
    assert state_of(calls[2].id) is State.WITHDRAWN
    for call in calls[:2]:
        own = case_detail(call.number, viewer=Actor("visitor", str(call.id)))
        assert own.answer is not None and own.answer.text == "积水已排完。"
        assert (own.parent, own.has_children) == ("", False), "whose else it was is nobody's business"
    assert code_of(lambda: answer_children(flood.id, actor=cast.outsider)) == "not_found"


def test_there_is_only_one_level_and_a_matter_can_stand_by_itself_again(cast: Any) -> None:
    over, under, third = a_case(), a_case(), a_case()
    put = partial(link_case, actor=cast.operator)
    link_case(under.id, over.number, actor=cast.operator)
    for case, parent in ((third, under), (over, third), (third, third), (under, third)):
        assert code_of(lambda case=case, parent=parent: put(case.id, parent.number)) == "cannot_link"
    assert code_of(lambda: put(third.id, "nonsense")) == "cannot_link"
    far = a_case(place="509901004002")
    assert code_of(lambda: link_case(third.id, far.number, actor=cast.coordinator)) == "cannot_link"
    unlink_case(under.id, actor=cast.operator)
    assert code_of(lambda: unlink_case(under.id, actor=cast.operator)) == "invalid"
    put(third.id, under.number)


def test_the_desk_shows_what_is_under_a_matter(cast: Any, sign_in: Any) -> None:
    over, under = a_case_in(State.DISPATCHED), a_case_in(State.DISPATCHED)
    client = sign_in("operator")
    form = {"link-version": str(Case.objects.get(pk=under.id).version), "link-parent": over.number}
    assert client.post(f"/desk/matter/{under.number}/link/", form).status_code == 302
    assert over.number in client.get(f"/desk/matter/{under.number}/").content.decode()
    assert under.number in client.get(f"/desk/matter/{over.number}/children/").content.decode()
    act(over.id, Action.RESOLVE)
    page = client.post(f"/desk/matter/{over.number}/children/")
    assert (page.context["whole"], state_of(under.id)) == (1, State.RESOLVED)


# --- handing over -----------------------------------------------------------------------------------


def test_what_somebody_handles_goes_to_another_of_the_unit(cast: Any, sign_in: Any) -> None:
    giver, taker = cast.player("handler").account, cast.player("resident").account
    cases = [a_case_in(State.DISPATCHED) for _ in range(2)]
    parts = list(Part.objects.filter(case__in=[case.id for case in cases], lead=True, ended_at=None))
    for part in parts:
        assign_part(part.case_id, part.id, giver, actor=cast.handler)
    go = partial(hand_over, "d-lighting", giver, actor=cast.handler)
    assert code_of(lambda: go(taker=taker)) == "not_of_unit"
    make_colleague(giver, taker)
    client = sign_in("handler")
    page = client.get("/desk/hand-over/").content.decode()
    assert "cast-" not in page and "handler" in page
    form = {"unit": "d-lighting", "giver": str(giver), "taker": str(giver)}
    assert client.post("/desk/hand-over/", form).status_code == 422
    form["taker"] = str(taker)
    assert client.post("/desk/hand-over/", form).context["whole"] == 2
    assert {part.assignee_id for part in Part.objects.filter(pk__in=[part.pk for part in parts])} == {taker}
    assert Step.objects.filter(deed="assign").count() == 4
    assert client.get("/desk/hand-over/?unit=d-traffic").status_code == 403
    assert go(taker=taker) == []


def test_a_colleague_stands_in_for_who_is_away_and_nobody_else_does(cast: Any, sign_in: Any) -> None:
    handler, other = cast.player("handler").account, cast.player("resident").account
    stranger = cast.player("outsider").account
    client, page, day = sign_in("handler"), "/desk/hand-over/", places.today() + timedelta(days=9)
    form = {"unit": "d-lighting", "deed": "away", "away-account": str(handler), "away-begins": day,
            "away-ends": day + timedelta(days=7)}  # fmt: skip
    assert 'value="away"' not in client.get(page).content.decode()  # nobody else is there
    make_colleague(handler, other)
    assert 'value="away"' in client.get(page).content.decode()
    assert client.post(page, {**form, "away-deputy": str(stranger)}).status_code == 422
    assert client.post(page, {**form, "away-deputy": str(handler)}).status_code == 422
    sent = client.post(page, {**form, "away-deputy": str(other), "away-begins": places.today()})
    assert sent.status_code == 302
    told = next(item for item in people.colleagues("d-lighting") if item.id == handler)
    assert told.away_until == day + timedelta(days=7) and told.absence is not None
    assert client.post(page, {"unit": "d-lighting", "deed": "back", "absence": "no"}).status_code == 404
    back = {"unit": "d-lighting", "deed": "back", "absence": told.absence}
    assert sign_in("outsider").post(page, back).status_code == 403
    assert sign_in("handler").post(page, back).status_code == 302
    assert all(item.away_until is None for item in people.colleagues("d-lighting"))
    for actor, deputy in ((cast.outsider, other), (cast.handler, stranger)):
        with pytest.raises(Problem):
            people.note_absence(handler, deputy, day, day, actor=actor)
    with pytest.raises(Problem):
        people.note_absence(cast.player("auditor").account, other, day, day, actor=SYSTEM)


def test_nobody_hands_over_for_a_unit_that_is_not_theirs(cast: Any) -> None:
    giver = cast.player("handler").account
    case = a_case_in(State.DISPATCHED, kind=Kind.HELP)
    part = Part.objects.get(case=case.id, lead=True, ended_at=None)
    assign_part(case.id, part.id, giver, actor=SYSTEM)
    second = cast.player("resident").account
    make_colleague(giver, second)
    done = hand_over("d-lighting", giver, second, actor=cast.outsider)
    assert [item.problem.code for item in done if item.problem] == ["not_found"]
