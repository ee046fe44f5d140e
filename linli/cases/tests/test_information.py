# SPDX-License-Identifier: AGPL-3.0-or-later
"""Information requests and hotline matters on their courses."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pytest
from django.test import Client

from linli.cases.commands import ReporterData, move_case, step_case
from linli.cases.models import Case
from linli.cases.queries import case_code, case_detail, paper_of
from linli.cases.testing import a_case, act
from linli.cases.vocab import Action, Kind
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.places import public as places

from .test_petition import EN, PERSON, at, code_of, desk, due, of, person, steps

ANSWERS = ("give", "give_part", "open_already", "refuse", "none", "not_ours", "repeated", "other_law",
           "not_information")  # fmt: skip


def request_(**more: Any) -> Any:
    return a_case(kind=Kind.INFORMATION, reporter=PERSON, text="申请公开2025年路灯维修合同。", **more)


def test_an_information_request_needs_a_name_and_a_way_to_answer(db: None) -> None:
    for reporter in (ReporterData(), ReporterData(name="孟先生"), ReporterData(contact="13900011956")):
        assert code_of(partial(a_case, kind=Kind.INFORMATION, reporter=reporter)) == "name_needed"
    case = request_()
    assert not Case.objects.get(pk=case.id).listed


def test_a_request_on_the_web_is_told_what_it_needs_and_joins_no_other_matter(db: None) -> None:
    client = Client()
    page = client.post("/report/", {"text": "申请公开滨江路的路灯维修合同。"}, headers=EN).context["form"]
    form = {**page.initial, "kind": "information", "category": "", "guess": "", "address": ""}
    refused = client.post("/report/send/", form, headers=EN)
    assert refused.status_code == 422
    assert "needs a name and a way to answer" in refused.content.decode()
    known = a_case()
    form |= {"name": "孟先生", "contact": "13900011956", "join": known.number}
    assert client.post("/report/send/", form).status_code == 302
    case = Case.objects.get(kind="information")
    assert (case.state, case.merged_into) == ("received", None)


def test_what_is_missing_is_asked_for_once_and_the_clock_begins_anew(db: None) -> None:
    unit = of("d-lighting")
    with at("2026-03-02T10:00"):
        case = request_()
        assert due(case) == date(2026, 3, 30)
        move_case(case.id, Action.DISPATCH, actor=desk(), unit="d-lighting")
        ask = partial(step_case, case.id, "ask_supplement", text="哪个路段？")
        assert code_of(partial(ask, actor=unit)) == "invalid"  # no day
        assert code_of(partial(ask, actor=desk(), until=date(2026, 3, 20))) == "forbidden"
        ask(actor=unit, until=date(2026, 3, 20))
        assert due(case) is None  # 政府信息公开条例 30: counted from what was added
        assert code_of(partial(ask, actor=unit, until=date(2026, 3, 21))) == "not_now"
        lapse = partial(move_case, case.id, Action.RESOLVE, actor=unit, text="视为放弃。")
        assert code_of(lapse) == "not_now"
    with at("2026-03-20T20:00"):
        assert code_of(lapse) == "not_now"
        step_case(case.id, "supplement", actor=person(case), text="滨江路。")
        assert due(case) == date(2026, 4, 20)
        assert code_of(partial(ask, actor=unit, until=date(2026, 4, 1))) == "not_now"


def test_a_request_that_is_not_completed_counts_as_given_up(db: None) -> None:
    unit = of("d-lighting")
    with at("2026-03-02T10:00"):
        case = request_()
        move_case(case.id, Action.DISPATCH, actor=desk(), unit="d-lighting")
        step_case(case.id, "ask_supplement", actor=unit, text="哪个路段？", until=date(2026, 3, 20))
    with at("2026-03-21T09:00"):
        move_case(case.id, Action.RESOLVE, actor=unit, text="逾期未补正。")
        paper = paper_of(case.id, Case.objects.get(pk=case.id).version)
    assert paper.title == "视为放弃政府信息公开申请告知书"
    assert "3月20日" in paper.says.replace(" ", "")


def test_the_time_of_asking_a_third_party_is_not_counted(db: None) -> None:
    unit = of("d-lighting")
    with at("2026-03-02T10:00"):
        case = request_()
        move_case(case.id, Action.DISPATCH, actor=desk(), unit="d-lighting")
    with at("2026-03-10T10:00"):
        step_case(case.id, "ask_third", actor=unit, text="征求维修公司意见。")
        view = case_detail(case.number, viewer=unit)
        assert view.course and [item.due_day for item in view.course.due] == [date(2026, 3, 31)]
        assert due(case) is None
    with at("2026-03-17T10:00"):
        step_case(case.id, "third_answered", actor=unit)
    assert due(case) == date(2026, 4, 7)  # seven days later: the 6th is a holiday (清明)


@pytest.mark.parametrize("answer", ANSWERS)
def test_each_answer_has_its_article_paper_and_rights(db: None, answer: str) -> None:
    unit = of("d-lighting")
    with at("2026-03-02T10:00"):
        case = request_()
        move_case(case.id, Action.DISPATCH, actor=desk(), unit="d-lighting")
        give = partial(move_case, case.id, Action.RESOLVE, actor=unit, text="如下。")
        assert code_of(give) == "invalid"  # which of the answers?
        give(named=answer)
        paper = paper_of(case.id, Case.objects.get(pk=case.id).version)
    rights = [right.step.code for right in paper.rights]
    assert rights == ["complain", "reconsider", *([] if answer == "refuse" else ["sue"])]  # 行政复议法 23
    until = {right.step.code: right.until for right in paper.rights}
    assert until["reconsider"] == date(2026, 5, 6)
    assert code_of(partial(step_case, case.id, "reconsider", actor=person(case), text="x")) == "not_now"


def test_an_information_request_on_the_pages(sign_in: Any) -> None:
    client = Client()  # somebody else at home
    case = request_()
    move_case(case.id, Action.DISPATCH, actor=SYSTEM, unit="d-lighting")
    desk_client = sign_in("handler")
    page = desk_client.get(f"/desk/matter/{case.number}/", headers=EN).content.decode()
    assert "Which step, and which paper" in page
    url = f"/desk/matter/{case.number}/step/ask_supplement/"
    version = Case.objects.get(pk=case.id).version
    form = {"step-ask_supplement-version": version, "step-ask_supplement-text": "Which road?"}
    assert desk_client.post(url, form).status_code == 422
    day = places.day_of(clock.now()).replace(year=places.today().year + 1)
    assert desk_client.post(url, {**form, "step-ask_supplement-until": day.isoformat()}).status_code == 302
    client.post("/track/", {"number": case.number, "code": case_code(case.id)})
    own = client.get(f"/matter/{case.number}/", headers=EN).content.decode()
    assert "Add what is missing" in own
    answer = client.post(
        f"/matter/{case.number}/step/supplement/", {"step-supplement-text": "The river road."}
    )
    assert answer.status_code == 302
    assert steps(case)[-1] == "supplement"
    empty = client.post(f"/matter/{case.number}/step/supplement/", {})
    assert empty.status_code == 404  # taken already


def test_the_course_of_a_hotline_matter_is_shown_and_binds_nobody(sign_in: Any) -> None:
    case = a_case()
    act(case.id, Action.DISPATCH)
    page = sign_in("operator").get(f"/desk/matter/{case.number}/", headers=EN).content.decode()
    assert "The course: Hotline" in page
    assert "第12、13条" in page
    view = case_detail(case.number, viewer=desk())
    assert view.course and [item.step.code for item in view.course.due] == ["answer"]
    assert view.course.due[0].due_day == due(case)
    act(case.id, Action.RESOLVE)
    act(case.id, Action.REWORK)
    assert steps(case) == []
