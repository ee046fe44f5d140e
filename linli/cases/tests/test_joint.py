# SPDX-License-Identifier: AGPL-3.0-or-later
"""Working together: a joint matter from call-in to rating, and each rule of it by itself."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from linli.cases.commands import (
    ReporterData,
    agree_part,
    ask_deferral,
    assign_part,
    borrow,
    call_in,
    contribute,
    excuse_part,
    extend_case,
    hold_part,
    move_case,
    rate_case,
    refuse_part,
)
from linli.cases.models import Case, Part, Step
from linli.cases.queries import case_detail, case_list, group_counts
from linli.cases.queries.lines import CaseFilter, last_day
from linli.cases.rules.joint import Call, Reason
from linli.cases.testing import a_case, a_case_in, act, state_of
from linli.cases.vocab import Action, Deed, Kind, PartState, Solved, State
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor, Holding
from linli.kernel.problem import Problem
from linli.people import public as people
from linli.people.testing import send_away
from linli.platform.journal.deliver import deliver_all
from linli.platform.journal.models import EventRecord
from linli.platform.outbox.models import Message

ZONE = ZoneInfo("Asia/Shanghai")
TASKS = {
    "d-city": "清理塌下来的围挡。",
    "d-traffic": "封一条车道，设绕行标志。",
    "d-housing": "查边坡和挡墙是否安全。",
    "d-power": "断开压住的电线。",
}


def at(text: str) -> Any:
    return clock.standing_at(datetime.fromisoformat(text).replace(tzinfo=ZONE))


def of(unit: str, role: str = "handler", name: str = "") -> Actor:
    """Somebody of a unit."""
    info = people.unit_by_code(unit)
    held = Holding(role, "509901000000/", info.path, unit)
    return Actor("account", name or str(UUID(int=sum(unit.encode()))), (held,))


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def part_of(case: Any, unit: str) -> UUID:
    unit_id = people.unit_by_code(unit).id
    return Part.objects.values_list("id", flat=True).get(case=case.id, unit=unit_id, ended_at=None)


def standing(case: Any) -> dict[str, str]:
    parts = Part.objects.filter(case=case.id, ended_at=None)
    return dict(parts.order_by("begun_at", "id").values_list("unit__code", "state"))


def a_joint_case(cast: Any, *units: str) -> Any:
    case = a_case_in(State.DISPATCHED)
    calls = [Call(unit, TASKS[unit]) for unit in units or TASKS]
    call_in(case.id, calls, "要几家一起。", actor=cast.coordinator)
    return case


def test_a_joint_matter_of_a_subdistrict_and_four_departments(cast: Any) -> None:
    """From call-in to rating, with one refusal, one extension and one reopening."""
    with at("2026-11-02T09:00"):
        contact = ReporterData(name="王女士", contact="13900011001")
        case = a_case(text="滨江路挡墙塌了一段，压住了电线和路灯。", reporter=contact)
        act(case.id, Action.DISPATCH, unit="d-lighting")
    with at("2026-11-02T10:00"):
        calls = [Call(unit, task) for unit, task in TASKS.items()]
        calls[3] = Call("d-power", TASKS["d-power"], datetime(2026, 11, 3).date())
        call_in(case.id, calls, "塌方要几家同时处置。", actor=cast.coordinator)
        detail = case_detail(case.number, viewer=cast.handler)
        assert [part.unit.code for part in detail.shares] == ["d-lighting", *TASKS]
        days = {part.unit.code: last_day(part.due_at) for part in detail.shares}
        assert days["d-power"] == datetime(2026, 11, 3).date()
        assert days["d-city"] == days["d-lighting"] == datetime(2026, 11, 9).date()
    visitor = Actor("visitor", str(case.id))
    told = case_detail(case.number, viewer=visitor)
    assert [part.task for part in told.shares if part.asked] == list(TASKS.values())
    assert told.line.unit.code == "d-lighting", "the first receiver goes on leading"

    # each unit answers for its own part, and for no other
    move_case(case.id, Action.START, actor=cast.handler, text="已到现场。")
    contribute(case.id, part_of(case, "d-city"), "围挡已清完。", actor=of("d-city"))
    other = part_of(case, "d-traffic")
    assert code_of(lambda: contribute(case.id, other, "代答。", actor=of("d-power"))) == "forbidden"
    contribute(case.id, other, "已封道绕行。", actor=of("d-traffic"))

    # one refusal: decided by the level above, not by who called in, and the clock never stood
    power = part_of(case, "d-power")
    due = Part.objects.get(pk=power).due_at
    refuse_part(case.id, power, Reason.NOT_OUR_DUTY, "电线属产权单位。", actor=of("d-power"))
    assert code_of(lambda: hold_part(case.id, power, "x", actor=cast.coordinator)) == "forbidden"
    hold_part(case.id, power, "清单第三条写明由供电公司处置。", actor=cast.district_coordinator)
    assert Part.objects.get(pk=power).due_at == due
    more = {"actor": of("d-power")}
    again = partial(refuse_part, case.id, power, Reason.NOT_OUR_DUTY, "还是不归我。", **more)
    assert code_of(again) == "refused_before"
    contribute(case.id, power, "已断电并收线。", actor=of("d-power"))

    # one extension: those who run with the matter get the new day
    with at("2026-11-05T10:00"):
        extend_case(case.id, 2, "边坡要做检测。", actor=cast.coordinator)
        housing = Part.objects.get(pk=part_of(case, "d-housing"))
        assert last_day(housing.due_at) == datetime(2026, 11, 11).date()

        # the lead answers only when every unit has
        early = partial(move_case, case.id, Action.RESOLVE, actor=cast.handler, text="好了。")
        assert code_of(early) == "parts_wait"
        contribute(case.id, housing.pk, "边坡安全，挡墙列入修复。", actor=of("d-housing"))
        move_case(case.id, Action.RESOLVE, actor=cast.handler, text="五家都已处置，路灯已亮。")
    with at("2026-11-06T10:00"):
        rate_case(
            case.id, actor=visitor, contacted=True, solved=Solved.NO, satisfied=2, reopen="电线又垂下来。"
        )
    assert state_of(case.id) is State.REOPENED
    assert set(standing(case).values()) == {PartState.OPEN}, "every unit looks again"
    with at("2026-11-06T15:00"):
        for unit in ("d-city", "d-traffic", "d-housing"):
            excuse_part(case.id, part_of(case, unit), "这家的部分没有问题。", actor=cast.handler)
        contribute(case.id, part_of(case, "d-power"), "已重新固定。", actor=of("d-power"))
        move_case(case.id, Action.RESOLVE, actor=cast.handler, text="电线已重新固定。")
        move_case(case.id, Action.VERIFY, actor=cast.community_worker)
        move_case(case.id, Action.CLOSE, actor=cast.coordinator)
    with at("2026-11-07T10:00"):
        rate_case(case.id, actor=visitor, contacted=True, solved=Solved.YES, satisfied=5)
    row = Case.objects.get(pk=case.id)
    seqs = EventRecord.objects.filter(subject=case.id).order_by("seq").values_list("seq", flat=True)
    assert list(seqs) == list(range(1, row.version + 1))
    assert (row.state, standing(case)) == ("closed", {"d-lighting": "answered", "d-power": "answered"})
    deliver_all()
    letters = Message.objects.filter(template="cases.call_in")
    assert letters.count() == 1


def test_who_cannot_be_called_in(cast: Any) -> None:
    case = a_case_in(State.DISPATCHED)

    def ask(*calls: Call, **who: Any) -> Any:
        return lambda: call_in(case.id, calls, **{"actor": cast.coordinator, **who})

    assert code_of(ask()) == "needs_call"
    assert code_of(ask(Call("d-city", " "))) == "needs_task"
    assert code_of(ask(Call("", "做点什么。"))) == "needs_call"
    assert code_of(ask(Call("d-lighting", "修灯。"))) == "asked_already"
    assert code_of(ask(Call("d-city", "一。"), Call("d-city", "二。"))) == "asked_already"
    assert code_of(ask(Call("d-city", "一。", datetime(2020, 1, 1).date()))) == "too_late_a_day"
    assert code_of(ask(Call("d-city", "一。", datetime(9999, 12, 31).date()))) == "too_late_a_day"
    after = clock.now().date() + timedelta(days=20)
    assert code_of(ask(Call("d-city", "一。", after))) == "too_late_a_day"
    assert code_of(ask(Call("d-city", "一。"), actor=cast.handler)) == "forbidden"
    assert code_of(ask(Call("d-city", "一。"), actor=cast.far_coordinator)) == "not_found"
    assert not Part.objects.filter(case=case.id).exclude(asked="").exists()
    secret = a_case_in(State.DISPATCHED, kind=Kind.WRONGDOING)
    assert code_of(lambda: call_in(secret.id, [Call("d-city", "一。")], actor=SYSTEM)) == "restricted_stays"
    accused = a_case(kind=Kind.COMPLAIN, about="d-city")
    assert (
        code_of(lambda: call_in(accused.id, [Call("d-lighting", "一。")], actor=SYSTEM)) == "own_complaint"
    )
    done = a_case_in(State.RESOLVED)
    assert code_of(lambda: call_in(done.id, [Call("d-city", "一。")], actor=SYSTEM)) == "invalid"


def test_whoever_only_helped_gets_a_part_of_its_own(cast: Any) -> None:
    case = a_case()
    act(case.id, Action.DISPATCH, unit="d-lighting", assist=["d-city"])
    call_in(case.id, [Call("d-city", TASKS["d-city"])], actor=cast.coordinator)
    assert standing(case) == {"d-lighting": "open", "d-city": "open"}
    assert Part.objects.filter(case=case.id, unit__code="d-city", state=PartState.PASSED).count() == 1


def test_a_new_lead_finds_the_units_that_were_called_in_at_work(cast: Any) -> None:
    case = a_joint_case(cast, "d-city", "d-traffic")
    act(case.id, Action.DISPATCH, unit="d-city")
    assert standing(case) == {"d-traffic": "open", "d-city": "open"}
    assert Part.objects.get(case=case.id, lead=True, ended_at=None).unit.code == "d-city"


def test_called_in_units_see_the_matter_while_they_hold_a_part(cast: Any) -> None:
    case = a_joint_case(cast, "d-traffic")
    assert case.number in [
        line.number for line in case_list(cast.outsider, CaseFilter(group="joint")).lines
    ]
    detail = case_detail(case.number, viewer=cast.outsider)
    assert {part.unit.code: part.deeds for part in detail.shares} == {
        "d-lighting": frozenset(), "d-traffic": {Deed.CONTRIBUTE, Deed.REFUSE, Deed.ASSIGN},
    }  # fmt: skip
    assert not detail.may_contact
    excuse_part(case.id, part_of(case, "d-traffic"), "不用封道了。", actor=cast.handler)
    assert code_of(lambda: case_detail(case.number, viewer=cast.outsider)) == "not_found"


def test_a_called_in_unit_reads_of_the_parts_only_its_own(cast: Any) -> None:
    case = a_joint_case(cast, "d-traffic", "d-power")
    contribute(case.id, part_of(case, "d-power"), "断电到周五。", actor=of("d-power"))
    contribute(case.id, part_of(case, "d-traffic"), "已封道。", actor=cast.outsider)
    words = {
        name: [line.text for line in case_detail(case.number, viewer=viewer).thread if line.text]
        for name, viewer in (("lead", cast.handler), ("traffic", cast.outsider), ("power", of("d-power")))
    }
    assert {"断电到周五。", "已封道。"} <= set(words["lead"])
    assert "已封道。" in words["traffic"] and "断电到周五。" not in words["traffic"]
    assert "断电到周五。" in words["power"] and "已封道。" not in words["power"]


def test_what_waits_for_a_decision_stands_in_one_group(cast: Any) -> None:
    """A part that was refused and a request for more time, for the level above; gone once decided."""
    case = a_joint_case(cast, "d-power")
    power = part_of(case, "d-power")
    above = cast.district_coordinator

    def waits() -> bool:
        lines = case_list(above, CaseFilter(group="decide")).lines
        assert group_counts(above)["decide"] == len(lines)
        return case.number in [line.number for line in lines]

    assert not waits()
    refuse_part(case.id, power, Reason.NOT_OUR_DUTY, "属产权单位。", actor=of("d-power"))
    assert waits()
    hold_part(case.id, power, "清单写明。", actor=above)
    assert not waits()
    ask_deferral(case.id, 2, "要检测。", actor=cast.handler)
    assert waits()
    extend_case(case.id, 2, "要检测。", actor=above)
    assert not waits()


def test_the_reporter_reads_tasks_but_not_what_units_write_to_each_other(cast: Any) -> None:
    case = a_joint_case(cast, "d-traffic")
    contribute(case.id, part_of(case, "d-traffic"), "内部：等交警支队批示。", actor=cast.outsider)
    detail = case_detail(case.number, viewer=Actor("visitor", str(case.id)))
    line = next(line for line in detail.thread if line.deed == Deed.CONTRIBUTE)
    assert line.text == ""
    assert detail.joint and not detail.presses


def test_a_page_of_the_reporter_says_who_does_what_by_when(client: Any, cast: Any) -> None:
    case = a_joint_case(cast, "d-traffic", "d-city")
    client.post("/track/", {"number": case.number, "code": case.code})
    page = client.get(f"/matter/{case.number}/", headers={"accept-language": "zh-hans"}).content.decode()
    assert TASKS["d-traffic"] in page and "谁办什么" in page and "交巡警支队" in page


def test_the_same_unit_gives_back_for_the_same_reason_only_once(cast: Any) -> None:
    case = a_case_in(State.DISPATCHED)
    back = {"actor": cast.handler, "text": "依据清单。"}
    assert code_of(lambda: move_case(case.id, Action.RETURN, reason="", **back)) == "refusal_needs_reason"
    assert (
        code_of(lambda: move_case(case.id, Action.RETURN, reason="busy", **back)) == "refusal_needs_reason"
    )
    due = Case.objects.get(pk=case.id).due_at
    move_case(case.id, Action.RETURN, reason=Reason.NOT_OUR_DUTY, **back)
    row = Case.objects.get(pk=case.id)
    assert (row.unit.code, row.due_at) == ("d-lighting", due), "it leads until another does; the clock runs"
    act(case.id, Action.DISPATCH, unit="d-traffic")
    act(case.id, Action.DISPATCH, unit="d-lighting")
    again = partial(move_case, case.id, Action.RETURN, **back)
    assert code_of(lambda: again(reason=Reason.NOT_OUR_DUTY)) == "refused_before"
    again(reason=Reason.NOT_OUR_PLACE)
    act(case.id, Action.UPHOLD)
    assert code_of(lambda: again(reason=Reason.NO_MEANS)) == "return_decided"
    moved = EventRecord.objects.filter(subject=case.id, type="cases.moved", data__action="return")
    assert [data["ground"] for data in moved.order_by("seq").values_list("data", flat=True)] == [
        "not_our_duty", "not_our_place",
    ]  # fmt: skip


def test_help_from_above_is_agreed_to_or_refused_with_a_reason(cast: Any) -> None:
    case = a_case_in(State.DISPATCHED, unit="c-binjianglu", place="509901001002003")
    worker, call = cast.community_worker, Call("s-renmin", "请派一台清淤车。")
    assert code_of(lambda: borrow(case.id, Call("c-matou", "请帮忙。"), actor=worker)) == "not_above"
    assert code_of(lambda: borrow(case.id, Call("c-binjianglu", "x"), actor=worker)) == "not_above"
    borrow(case.id, call, actor=worker)
    asked = part_of(case, "s-renmin")
    assert standing(case)["s-renmin"] == PartState.ASKED
    answer = partial(move_case, case.id, Action.RESOLVE, actor=worker, text="好了。")
    assert code_of(answer) == "parts_wait"
    assert code_of(lambda: contribute(case.id, asked, "x", actor=cast.coordinator)) == "part_not_now"
    assert code_of(lambda: refuse_part(case.id, asked, "", "x", actor=cast.coordinator)) == (
        "refusal_needs_reason"
    )
    refuse_part(case.id, asked, Reason.NO_MEANS, "本周没有车。", actor=cast.coordinator)
    assert "s-renmin" not in standing(case)
    borrow(case.id, Call("d-city", "请派一台清淤车。"), actor=worker)
    agree_part(case.id, part_of(case, "d-city"), actor=cast.bureau_handler)
    contribute(case.id, part_of(case, "d-city"), "已派车。", actor=cast.bureau_handler)
    answer()
    assert state_of(case.id) is State.RESOLVED


def test_a_person_that_is_named_belongs_to_the_unit_and_who_is_away_is_shown(
    cast: Any, sign_in: Any
) -> None:
    case = a_case_in(State.DISPATCHED)
    lead, handler = part_of(case, "d-lighting"), cast.player("handler").account
    stranger = cast.player("outsider").account
    assert code_of(lambda: assign_part(case.id, lead, stranger, actor=cast.handler)) == "not_of_unit"
    send_away(handler, stranger, days=9)
    client = sign_in("handler")
    page = client.get(f"/desk/matter/{case.number}/part/assign/?part={lead}").content.decode()
    assert "handler, away until" in page or "handler，" in page
    form = {"assign-part": str(lead), "assign-person": str(handler)}
    assert client.post(f"/desk/matter/{case.number}/part/assign/", form).status_code == 302
    assert Part.objects.get(pk=lead).assignee_id == handler
    assert next(part for part in case_detail(case.number, viewer=cast.handler).shares).assignee
    wrong = {"assign-part": str(lead), "assign-person": str(stranger)}
    assert client.post(f"/desk/matter/{case.number}/part/assign/", wrong).status_code == 422


def test_a_refused_form_of_a_part_keeps_its_words(cast: Any, sign_in: Any) -> None:
    case = a_joint_case(cast, "d-traffic")
    part = part_of(case, "d-traffic")
    form = {"refuse-part": str(part), "refuse-text": "写了很久的依据", "refuse-reason": ""}
    answer = sign_in("outsider").post(f"/desk/matter/{case.number}/part/refuse/", form)
    assert answer.status_code == 422
    assert "写了很久的依据" in answer.content.decode()
    assert Step.objects.filter(case=case.id, deed=Deed.REFUSE).count() == 0


def test_evidence_comes_with_the_answer_for_a_part(cast: Any, sign_in: Any) -> None:
    out = io.BytesIO()
    Image.new("RGB", (48, 32)).save(out, "JPEG")
    case = a_joint_case(cast, "d-traffic")
    photo = SimpleUploadedFile("证据.jpg", out.getvalue(), "image/jpeg")
    form = {
        "contribute-part": str(part_of(case, "d-traffic")), "contribute-text": "已封道。",
        "contribute-attached": photo,
    }  # fmt: skip
    assert sign_in("outsider").post(f"/desk/matter/{case.number}/part/answer/", form).status_code == 302
    page = sign_in("handler").get(f"/desk/matter/{case.number}/").content.decode()
    assert page.count("已封道。") == 2 and "/file/" in page
    reporter = case_detail(case.number, viewer=Actor("visitor", str(case.id)))
    assert reporter.files == ()
