# SPDX-License-Identifier: AGPL-3.0-or-later
"""A petition on its course: who takes which step, by when, on which paper."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from linli.cases.commands import (
    ReporterData,
    correct_case,
    count_steps_anew,
    extend_case,
    move_case,
    propose_presses,
    rate_case,
    step_case,
)
from linli.cases.models import Case, Press, Step
from linli.cases.queries import (
    CaseFilter,
    case_code,
    case_detail,
    case_list,
    clocks_of,
    group_counts,
    paper_of,
)
from linli.cases.testing import a_case, act, state_of
from linli.cases.vocab import Action, Kind, Solved, State
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor, Holding
from linli.kernel.problem import Problem
from linli.norms.testing import change_limit, change_step
from linli.people import public as people
from linli.places import public as places
from linli.platform.journal.deliver import deliver_all
from linli.platform.journal.models import EventRecord
from linli.platform.outbox.models import Message

ZONE = ZoneInfo("Asia/Shanghai")
PERSON = ReporterData(name="孟先生", contact="13900011956")
EN = {"accept-language": "en"}


def at(text: str) -> Any:
    return clock.standing_at(datetime.fromisoformat(text).replace(tzinfo=ZONE))


def of(unit: str, role: str = "handler", place: str = "509901000000/", number: int = 0) -> Actor:
    """Somebody of a unit; another ``number`` is another person."""
    held = Holding(role, place, people.unit_by_code(unit).path, unit)
    return Actor("account", str(UUID(int=sum(unit.encode()) * 1000 + number)), (held,))


def person(case: Any) -> Actor:
    """Who brought it, by number and code."""
    return Actor("visitor", str(case.id))


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def due(case: Any) -> date | None:
    found = Case.objects.get(pk=case.id).due_at
    return places.last_day(found) if found else None


def desk() -> Actor:
    return of("d-hotline", "operator")


def steps(case: Any) -> list[str]:
    rows = Step.objects.filter(case=case.id).order_by("seq").values_list("facts", flat=True)
    return [facts["step"] for facts in rows if "step" in facts]


def petition(**more: Any) -> Any:
    return a_case(kind=Kind.PETITION, reporter=PERSON, **more)


def decided(on: str = "2026-03-20T10:00", unit: str = "d-lighting") -> Any:
    """A petition that a unit has accepted and decided."""
    with at("2026-03-02T10:00"):
        case = petition()
        move_case(case.id, Action.DISPATCH, actor=desk(), unit=unit)
    with at("2026-03-05T10:00"):
        move_case(case.id, Action.START, actor=of(unit))
    with at(on):
        move_case(case.id, Action.RESOLVE, actor=of(unit), text="请求缺乏依据，不予支持。")
    return case


def test_a_petition_goes_its_whole_course_up_three_levels(db: None) -> None:
    case = decided()
    assert due(case) == date(2026, 5, 6)  # sixty days from acceptance are the 4th, a holiday: the 6th
    with at("2026-03-25T09:00"):
        step_case(case.id, "serve", actor=of("d-lighting"), text="当面送达，本人签收。")
    with at("2026-04-20T10:00"):
        move_case(case.id, Action.REOPEN, actor=person(case), text="没有回答我的请求。")
        assert (Case.objects.get(pk=case.id).unit.code, due(case)) == ("d-city", date(2026, 5, 20))
        assert (
            code_of(partial(move_case, case.id, Action.RESOLVE, actor=of("d-lighting"), text="维持。"))
            == "not_found"
        )  # the unit that decided has no part in the review
        move_case(case.id, Action.RESOLVE, actor=of("d-city"), text="维持原处理意见。")
    with at("2026-05-06T10:00"):
        move_case(case.id, Action.REOPEN, actor=person(case), text="还是没有回答。")
        assert Case.objects.get(pk=case.id).unit.code == "d-government"
        lead = of("d-government", "coordinator")
        move_case(case.id, Action.RESOLVE, actor=lead, text="复核维持。")
        assert (
            code_of(partial(move_case, case.id, Action.REOPEN, actor=person(case), text="同样的事。"))
            == "not_now"
        )
        view = case_detail(case.number, viewer=person(case))
        assert Action.REOPEN not in view.actions
        assert view.course and not view.course.rights
    assert steps(case) == [
        "forward", "accept", "decide", "serve", "ask_review", "review", "ask_recheck", "recheck",
    ]  # fmt: skip
    events = EventRecord.objects.filter(subject=case.id).order_by("seq")
    assert [row.data.get("step", "") for row in events][1:] == steps(case)


def test_nothing_is_done_with_a_petition_but_its_steps(db: None) -> None:
    case = petition()
    answer = partial(move_case, case.id, Action.RESOLVE, actor=SYSTEM, text="好了。")
    assert code_of(answer) == "not_now"
    move_case(case.id, Action.DISPATCH, actor=SYSTEM, unit="d-lighting")
    assert code_of(answer) == "not_now"  # not accepted yet: 信访工作条例 23
    view = case_detail(case.number, viewer=of("d-lighting"))
    assert set(view.actions) == {Action.START, Action.RETURN, Action.RAISE, Action.LOWER}
    assert code_of(partial(extend_case, case.id, 10, "复杂。", actor=SYSTEM)) == "not_now"
    move_case(case.id, Action.START, actor=of("d-lighting"))
    answer()
    assert code_of(partial(act, case.id, Action.REWORK)) == "not_now"
    assert code_of(partial(step_case, case.id, "nonsense", actor=SYSTEM)) == "not_now"


def test_a_unit_objects_and_reception_declines_with_the_right_way(db: None) -> None:
    case = petition()
    move_case(case.id, Action.DISPATCH, actor=desk(), unit="d-lighting")
    move_case(case.id, Action.RETURN, actor=of("d-lighting"), text="不归我们。", reason="not_our_duty")
    move_case(case.id, Action.DECLINE, actor=desk(), text="已进入诉讼程序。", way="区人民法院")
    seq = Case.objects.get(pk=case.id).version
    paper = paper_of(case.id, seq)
    assert (paper.title, paper.text) == ("信访事项不予受理告知书", "已进入诉讼程序。")
    move_case(case.id, Action.REOPEN, actor=person(case), text="法院没有受理。")
    move_case(case.id, Action.DISPATCH, actor=desk(), unit="d-lighting")
    assert steps(case)[-3:] == ["decline", "take_up", "forward"]


def test_an_extension_is_within_the_article_and_on_paper(db: None) -> None:
    with at("2026-03-02T10:00"):
        case = petition()
        move_case(case.id, Action.ACCEPT, actor=desk())
        assert due(case) == date(2026, 5, 6)
        assert code_of(partial(extend_case, case.id, 31, "复杂。", actor=desk())) == "extension_too_long"
        extend_case(case.id, 30, "需要鉴定。", actor=desk())
        assert due(case) == date(2026, 6, 5)
        paper = paper_of(case.id, Case.objects.get(pk=case.id).version)
    assert paper.title == "信访事项延期办理告知书"
    assert "6月5日" in paper.says.replace(" ", "")


@pytest.mark.parametrize(
    ("day", "answer"), [("2026-04-20T23:59", ""), ("2026-04-21T00:01", "right_passed")]
)
def test_the_right_to_a_review_ends_with_its_last_day(db: None, day: str, answer: str) -> None:
    case = decided("2026-03-20T10:00")  # thirty days end on Sunday the 19th: Monday the 20th still counts
    with at(day):
        ask = partial(move_case, case.id, Action.REOPEN, actor=person(case), text="请复查。")
        if answer:
            assert code_of(ask) == answer
            view = case_detail(case.number, viewer=person(case))
            assert Action.REOPEN not in view.actions
            assert view.course and [item.passed for item in view.course.rights] == [True]
        else:
            ask()


def test_no_limit_stands_in_the_code(db: None) -> None:
    change_limit("petition.review.ask", limit=3)
    case = decided("2026-03-20T10:00")
    with at("2026-03-25T10:00"):
        ask = partial(move_case, case.id, Action.REOPEN, actor=person(case), text="请复查。")
        assert code_of(ask) == "right_passed"
        change_limit("petition.review.ask", limit=5)
        change_limit("petition.review", limit=7)
        ask()
        assert due(case) == date(2026, 4, 1)


def test_a_step_is_taken_by_the_law_of_its_day(db: None) -> None:
    change_step("petition", "ask_review", valid_to=date(2026, 4, 1))
    case = decided("2026-03-20T10:00")
    ask = partial(move_case, case.id, Action.REOPEN, actor=person(case), text="请复查。")
    with at("2026-04-01T10:00"):
        assert code_of(ask) == "not_now"
    with at("2026-03-31T10:00"):
        ask()
    with at("2026-04-10T10:00"):  # what was asked under the old law is still read and decided
        move_case(case.id, Action.RESOLVE, actor=of("d-city"), text="复查意见。")
        view = case_detail(case.number, viewer=desk())
    assert view.course and [mark.step.code for mark in view.course.taken][-2:] == ["ask_review", "review"]


def test_who_decided_does_not_review_and_no_unit_but_the_one_above(db: None) -> None:
    with at("2026-03-02T10:00"):
        case = petition()
        move_case(case.id, Action.DISPATCH, actor=desk(), unit="d-lighting")
        move_case(case.id, Action.START, actor=of("d-lighting"))
        # somebody of the bureau above decides for the office below
        move_case(case.id, Action.RESOLVE, actor=of("d-city"), text="不予支持。")
        move_case(case.id, Action.REOPEN, actor=desk(), text="书面请求复查（柜台代录）。")
        review = partial(move_case, case.id, Action.RESOLVE, text="维持。")
        assert code_of(partial(review, actor=of("d-city"))) == "same_hand"
        assert code_of(partial(review, actor=desk())) == "forbidden"
        assert code_of(partial(review, actor=of("d-police"))) == "not_found"
        assert (
            code_of(partial(review, actor=of("s-renmin", "coordinator", "509901000000/509901002000/")))
            == "not_found"
        )  # another subdistrict
        move_case(case.id, Action.LOWER, actor=of("d-city"), unit="d-lighting", text="请说明。")
        assert code_of(partial(review, actor=of("d-lighting"))) == "not_the_level_above"
        move_case(case.id, Action.RAISE, actor=of("d-lighting"), unit="d-city", text="交回。",
                  reason="beyond_power")  # fmt: skip
        review(actor=of("d-city", number=2))


def test_above_the_town_there_is_no_unit(db: None) -> None:
    with at("2026-03-02T10:00"):
        case = petition()
        move_case(case.id, Action.DISPATCH, actor=desk(), unit="d-government")
        lead = of("d-government", "coordinator")
        move_case(case.id, Action.START, actor=of("d-government"))
        move_case(case.id, Action.RESOLVE, actor=lead, text="不予支持。")
        ask = partial(move_case, case.id, Action.REOPEN, actor=person(case), text="请复查。")
        assert code_of(ask) == "no_level_above"
    assert state_of(case.id) is State.RESOLVED


def test_only_the_person_or_reception_for_them_asks_for_a_review(db: None) -> None:
    case = decided()
    ask = partial(move_case, case.id, Action.REOPEN, text="请复查。")
    with at("2026-03-23T10:00"):
        assert code_of(partial(ask, actor=of("d-lighting"))) == "forbidden"
        assert code_of(partial(ask, actor=Actor("visitor", "x"))) == "not_found"
        ask(actor=desk())


def test_rating_a_decision_asks_for_nothing(db: None) -> None:
    case = decided()
    with at("2026-03-23T10:00"):
        rate_case(
            case.id, actor=person(case), contacted=True, solved=Solved.NO, satisfied=1, reopen="没解决。"
        )
    assert state_of(case.id) is State.RESOLVED


def test_a_matter_that_turns_out_to_be_a_petition_stands_where_it_is(db: None) -> None:
    case = a_case()
    act(case.id, Action.DISPATCH)
    act(case.id, Action.START)
    correct_case(case.id, actor=SYSTEM, kind=Kind.PETITION)
    view = case_detail(case.number, viewer=desk())
    assert view.course and [mark.step.code for mark in view.course.taken] == [
        "register",
        "forward",
        "accept",
    ]
    correct_case(case.id, actor=SYSTEM, category="cityscape.litter.street")
    move_case(case.id, Action.RESOLVE, actor=of("d-lighting"), text="意见。")
    with_review = due(case)
    correct_case(case.id, actor=SYSTEM, category="cityscape.lighting.street")
    assert due(case) == with_review


def test_a_matter_that_became_a_petition_off_its_course_is_answered_all_the_same(db: None) -> None:
    case = a_case()
    for action in (Action.DISPATCH, Action.RESOLVE, Action.REWORK):
        act(case.id, action)
    correct_case(case.id, actor=SYSTEM, kind=Kind.PETITION)
    assert Action.RESOLVE in case_detail(case.number, viewer=of("d-lighting")).actions
    move_case(case.id, Action.RESOLVE, actor=of("d-lighting"), text="处理意见。")
    view = case_detail(case.number, viewer=person(case)).course
    assert view and [item.step.code for item in view.rights] == ["ask_review"]


def test_each_paper_is_told_with_the_rights_that_follow(db: None) -> None:
    with at("2026-03-02T10:00"):
        case = petition(language="en")
        move_case(case.id, Action.DISPATCH, actor=desk(), unit="d-lighting")
        move_case(case.id, Action.START, actor=of("d-lighting"))
        move_case(case.id, Action.RESOLVE, actor=of("d-lighting"), text="Not granted.")
        deliver_all()
    bodies = list(Message.objects.order_by("queued_at", "id").values_list("body", flat=True))
    told = next(body for body in bodies if "Not granted." in body)
    assert "Decision on the petition" in told
    assert "Ask for a review (信访工作条例 第35条)" in told
    assert any("Notice of acceptance" in body for body in bodies)


# --- on the pages ---------------------------------------------------------------------------------


def test_desk_and_resident_see_the_same_course(sign_in: Any) -> None:
    client = Client()  # somebody else at home
    case = decided()
    with at("2026-03-23T10:00"):
        page = sign_in("operator").get(f"/desk/matter/{case.number}/", headers=EN).content.decode()
        for words in (
            "The course: Petition",
            "Accepted",
            "Ask for a review",
            "第35条",
            "Decision on the petition",
        ):
            assert words in page
        client.post("/track/", {"number": case.number, "code": case_code(case.id)})
        own = client.get(f"/matter/{case.number}/", headers=EN).content.decode()
        for words in ("Decided", "What you may ask for", "District City Management Bureau", "第35条"):
            assert words in own
        paper = client.get(f"/matter/{case.number}/paper/4/")
        assert "请求缺乏依据，不予支持。" in paper.content.decode()
        assert "孟先生" not in paper.content.decode()
        assert client.get(f"/matter/{case.number}/paper/99/").status_code == 404
        assert client.get(f"/desk/matter/{case.number}/paper/4/").status_code == 302
        answer = client.post(f"/matter/{case.number}/reopen/", {"reopen-text": "请复查。"})
        assert answer.status_code == 302
    assert Case.objects.get(pk=case.id).unit.code == "d-city"


def test_the_counter_hands_over_and_an_empty_word_is_enough(sign_in: Any) -> None:
    case = decided()
    with at("2026-03-23T10:00"):
        client = sign_in("operator")
        url = f"/desk/matter/{case.number}/step/serve/"
        version = Case.objects.get(pk=case.id).version
        assert client.post(url, {"step-serve-version": version, "step-serve-text": ""}).status_code == 302
        assert client.post(url, {"step-serve-version": version, "step-serve-text": ""}).status_code == 404
    assert steps(case)[-1] == "serve"


# --- what is due before the answer ----------------------------------------------------------------


def next_of(case: Any) -> tuple[str, date | None]:
    row = Case.objects.get(pk=case.id)
    return row.step_next, places.last_day(row.step_due_at) if row.step_due_at else None


def test_limits_before_acceptance_warn_are_overdue_and_lead_to_pressing(sign_in: Any) -> None:
    with at("2026-03-02T10:00"):
        case = petition()
        assert next_of(case) == ("forward", date(2026, 3, 17))  # fifteen days from the day after
    with at("2026-03-16T10:00"):
        for group, found in (("soon", [case.number]), ("overdue", [])):
            page = case_list(desk(), CaseFilter(group=group, order="due"))
            assert [line.number for line in page.lines] == found
        move_case(case.id, Action.DISPATCH, actor=desk(), unit="d-lighting")
        # the unit may object for five working days; it is late when it neither objects nor accepts
        assert next_of(case) == ("accept", date(2026, 3, 31))
        assert group_counts(desk())["soon"] == 0
    with at("2026-04-01T10:00"):
        line = case_list(desk(), CaseFilter(group="overdue", order="due")).lines[0]
        assert (line.number, line.overdue, line.step_first) == (case.number, True, True)
        assert propose_presses() == 1 and Press.objects.get().unit.code == "d-lighting"
        detail = case_detail(case.number, viewer=desk())
        assert [(item.whose, item.overdue) for item in clocks_of(detail)][:2] == [
            ("person", False), ("step", True)
        ]  # fmt: skip
        page = sign_in("operator").get("/desk/?group=overdue&order=due", headers=EN).content.decode()
        assert "Accept and tell in writing" in page and "hours overdue" in page
        move_case(case.id, Action.START, actor=of("d-lighting"))
        assert next_of(case) == ("", None), "now the clock for the answer runs"
        assert not case_list(desk(), CaseFilter(group="overdue")).lines
        propose_presses()
        correct_case(case.id, actor=desk(), kind=Kind.COMPLAIN)
        assert next_of(case) == ("", None)


def test_the_night_counts_anew_what_the_law_changed(db: None) -> None:
    with at("2026-03-02T10:00"):
        case = petition()
        change_limit("petition.register", limit=10)
        change_limit("petition.notify", limit=8)
        assert (count_steps_anew(), next_of(case)) == (1, ("forward", date(2026, 3, 12)))
        assert count_steps_anew() == 0
