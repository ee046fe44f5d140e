# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pressing for completion: what is proposed, who decides, and by when a unit reports back."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from linli.cases.commands import call_in, note_case, press, propose_presses, respond, spare
from linli.cases.models import Case, Press, Step
from linli.cases.queries import case_detail, case_list, press_list
from linli.cases.queries.lines import CaseFilter
from linli.cases.rules.joint import Call, Trigger
from linli.cases.testing import a_case, a_case_in, act
from linli.cases.vocab import Action, Deed, See, State
from linli.kernel import clock
from linli.kernel.problem import Problem
from linli.places import public as places
from linli.platform.journal.models import EventRecord

LATER = timedelta(days=40)


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def proposals() -> dict[str, str]:
    rows = Press.objects.filter(state="proposed").order_by("at", "id")
    return dict(rows.values_list("case__number", "trigger"))


def test_the_nightly_look_lists_what_meets_a_trigger_and_presses_nobody(db: None) -> None:
    now = clock.now()
    held, unsolved = a_case(), a_case_in(State.RESOLVED)
    act(held.id, Action.DISPATCH)
    act(held.id, Action.RETURN)
    act(held.id, Action.UPHOLD)
    act(unsolved.id, Action.REOPEN)
    a_case_in(State.RESOLVED)
    assert propose_presses() == 2
    assert proposals() == {held.number: "refused", unsolved.number: "unsolved"}
    late = a_case_in(State.DISPATCHED)
    with clock.standing_at(now + LATER):
        assert propose_presses() == 3, "all three are overdue by then"
        assert propose_presses() == 0
    assert EventRecord.objects.filter(type="cases.press_proposed").count() == 5
    assert Case.objects.get(pk=late.id).version == 2, "a proposal is no step of the matter"
    act(late.id, Action.RESOLVE)
    propose_presses()
    assert late.number not in proposals(), "what was answered needs no decision any more"


def test_an_own_day_of_a_part_that_has_passed_is_proposed_with_its_unit(cast: Any) -> None:
    case = a_case_in(State.DISPATCHED)
    call_in(case.id, [Call("d-traffic", "封道。", places.today())], actor=cast.coordinator)
    with clock.standing_at(clock.now() + timedelta(days=1, hours=1)):
        assert propose_presses() == 1
    row = Press.objects.get()
    assert (row.trigger, row.unit.code) == ("overdue", "d-traffic")


def test_a_person_presses_and_the_unit_reports_back(cast: Any) -> None:
    case, by = a_case_in(State.DISPATCHED), places.today() + timedelta(days=2)
    go = partial(press, case.id, Trigger.BAD_EFFECT, by, "媒体已报道。")
    assert code_of(lambda: go(actor=cast.handler)) == "forbidden"
    assert code_of(lambda: press(case.id, Trigger.OVERDUE, by, " ", actor=cast.coordinator)) == "needs_text"
    far = places.today() + timedelta(days=200)
    late = partial(press, case.id, Trigger.OVERDUE, far, "x", actor=cast.coordinator)
    assert code_of(late) == "too_late_a_day"
    go(actor=cast.coordinator)
    assert code_of(lambda: go(actor=cast.coordinator)) == "pressed_already"
    row = Press.objects.get()
    assert [line.number for line in case_list(cast.handler, CaseFilter(group="pressed")).lines] == [
        case.number
    ]
    assert code_of(lambda: respond(case.id, row.id, "不是我。", actor=cast.outsider)) == "not_found"
    with clock.standing_at(clock.now() + timedelta(days=3)):
        assert case_detail(case.number, viewer=cast.coordinator).presses[0].late
    respond(case.id, row.id, "今晚修好。", actor=cast.handler)
    row.refresh_from_db()
    assert (row.state, row.answer) == ("answered", "今晚修好。")
    deeds = Step.objects.filter(case=case.id).order_by("seq").values_list("deed", "sees")
    assert list(deeds)[-2:] == [(Deed.PRESS, See.INTERNAL), (Deed.RESPOND, See.INTERNAL)]
    assert case_detail(case.number, viewer=cast.handler).presses == ()
    note_case(case.id, "已修。", See.INTERNAL, actor=cast.handler)


def test_what_was_decided_is_not_proposed_again_at_once(cast: Any, sign_in: Any) -> None:
    case = a_case_in(State.DISPATCHED)
    soon = clock.now() + LATER
    with clock.standing_at(soon):
        propose_presses()
        row = Press.objects.get()
        assert [item.line.number for item in press_list(cast.coordinator)] == [case.number]
        assert press_list(cast.far_coordinator) == []
        assert code_of(lambda: spare(case.id, row.id, "", actor=cast.coordinator)) == "needs_text"
        spare(case.id, row.id, "等施工许可，已告知。", actor=cast.coordinator)
        assert propose_presses() == 0
    with clock.standing_at(soon + timedelta(days=8)):
        assert propose_presses() == 1
    client = sign_in("coordinator")
    assert case.number in client.get("/desk/presses/").content.decode()
    row = Press.objects.get(state="proposed")
    form = {"spare-press": str(row.id), "spare-text": "周末安排。", "next": "/desk/presses/"}
    assert client.post(f"/desk/matter/{case.number}/spare/", form).url == "/desk/presses/"
    assert case.number not in client.get("/desk/presses/").content.decode()


def test_pressing_decides_on_the_proposal(cast: Any) -> None:
    case = a_case_in(State.DISPATCHED)
    with clock.standing_at(clock.now() + LATER):
        propose_presses()
        press(case.id, Trigger.OVERDUE, places.today(), "请今天答复。", actor=cast.coordinator)
    assert list(Press.objects.order_by("id").values_list("state", flat=True)) == ["open"]


def test_the_unit_that_holds_a_part_is_pressed_on_the_desk(cast: Any, sign_in: Any) -> None:
    case = a_case_in(State.DISPATCHED)
    call_in(case.id, [Call("d-traffic", "封道。")], actor=cast.coordinator)
    row = Case.objects.get(pk=case.id)
    part = next(part for part in case_detail(case.number, viewer=cast.coordinator).shares if part.asked)
    form = {
        "press-version": str(row.version), "press-part": str(part.id), "press-trigger": "bad_effect",
        "press-by": places.today().isoformat(), "press-text": "请今天封道。",
    }  # fmt: skip
    client = sign_in("coordinator")
    assert client.post(f"/desk/matter/{case.number}/press/", form).status_code == 302
    assert Press.objects.get().unit.code == "d-traffic"
    assert "请今天封道。" in client.get(f"/desk/matter/{case.number}/").content.decode()
    assert code_of(lambda: respond(case.id, Press.objects.get().pk, "x", actor=cast.handler)) == "forbidden"
    answer = {"respond-press": str(Press.objects.get().pk), "respond-text": "已封好。"}
    assert sign_in("outsider").post(f"/desk/matter/{case.number}/respond/", answer).status_code == 302
    assert Press.objects.get().state == "answered"
