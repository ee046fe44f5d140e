# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who reads what: the thread, the public page, contact data, compartments; searching and filtering."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from linli.cases.commands import (
    ReporterData,
    correct_case,
    erase_contact,
    keep_view,
    note_case,
    release_case,
    remove_view,
)
from linli.cases.handlers import tell_reporter
from linli.cases.models import Case, Reporter
from linli.cases.queries import (
    case_detail,
    case_list,
    contact_of,
    group_counts,
    holder_of,
    looks_of,
    place_counts,
    public_case,
    public_list,
    saved_views,
)
from linli.cases.queries.lines import CaseFilter
from linli.cases.testing import HERE, LAMP, a_case, a_case_in, act
from linli.cases.vocab import Action, Channel, Kind, See, State
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.platform.access.models import Look
from linli.platform.journal.deliver import deliver_all
from linli.platform.journal.models import EventRecord
from linli.platform.outbox.models import Message

SECRET = "我叫郑小姐，住三单元，楼下的灯不亮。"


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def texts(thread: Any) -> list[str]:
    return [line.text for line in thread if line.text]


# --- the thread -----------------------------------------------------------------------------------


def test_the_thread_is_one_timeline_and_each_reads_their_part(cast: Any) -> None:
    case = a_case(reporter=ReporterData(account=cast.player("resident").account))
    for see, text in ((See.INTERNAL, "内部"), (See.REPORTER, "给本人"), (See.PUBLIC, "给大家")):
        note_case(case.id, text, see, actor=cast.operator)
    act(case.id, Action.DISPATCH, text="请快办")
    act(case.id, Action.RESOLVE, text="已修好")
    staff = case_detail(case.number, viewer=cast.operator).thread
    assert [line.seq for line in staff] == [1, 2, 3, 4, 5, 6]
    assert [line.at for line in staff] == sorted(line.at for line in staff)
    assert texts(staff) == ["内部", "给本人", "给大家", "请快办", "已修好"]
    assert [bool(line.who) for line in staff] == [False, True, True, True, False, False]
    own = case_detail(case.number, viewer=cast.resident).thread
    assert texts(own) == ["给本人", "给大家", "已修好"]
    assert [line.seq for line in own] == [1, 3, 4, 5, 6]
    assert not any(line.who for line in own)
    everybody = public_case(case.number).thread
    assert texts(everybody) == ["给大家"]
    assert not any(line.who or line.by for line in everybody)


def test_what_a_person_adds_stays_between_them_and_staff(cast: Any) -> None:
    """Also where the person is a member of staff: in their own matter they are its reporter."""
    case = a_case(reporter=ReporterData(account=cast.player("handler").account))
    note_case(case.id, "补充一句", See.PUBLIC, actor=cast.handler)
    line = case_detail(case.number, viewer=cast.handler).thread[-1]
    assert line.sees is See.REPORTER
    assert texts(public_case(case.number).thread) == []


def test_a_note_needs_words_or_a_file(cast: Any) -> None:
    case = a_case()
    assert code_of(lambda: note_case(case.id, " ", See.INTERNAL, actor=cast.operator)) == "needs_text"


# --- the public -----------------------------------------------------------------------------------


def test_the_public_sees_words_only_after_staff_released_them(cast: Any) -> None:
    case = a_case(text=SECRET, address="三单元门口", place="509901001002003")
    act(case.id, Action.RESOLVE, text="郑小姐您好，已修好。")

    def told() -> tuple[str, Any]:
        line = next(line for line in public_list(CaseFilter()).lines if line.number == case.number)
        assert line.place.code == HERE  # never finer than the community
        return repr(line) + repr(public_case(case.number)), line

    hidden, line = told()
    assert not any(word in hidden for word in ("郑小姐", "三单元", "已修好"))
    assert (line.category.code, line.state, line.title) == (LAMP, State.RESOLVED, "")
    assert not public_list(CaseFilter(q="灯不亮")).lines  # what is not released cannot be searched
    assert code_of(lambda: release_case(case.id, actor=cast.grid_worker, text=True)) == "forbidden"
    release_case(case.id, actor=cast.operator, text=True)
    assert SECRET in told()[0]
    assert "已修好" in told()[0]
    assert [found.number for found in public_list(CaseFilter(q="灯不亮")).lines] == [case.number]
    release_case(case.id, actor=cast.operator, text=False)
    assert SECRET in told()[0], "what is public is not taken back without a reason"


@pytest.mark.parametrize("kind", [Kind.WRONGDOING, Kind.PETITION])
def test_reports_of_wrongdoing_and_petitions_are_not_listed(cast: Any, kind: Kind) -> None:
    case = a_case(kind=kind)
    assert case.number not in [line.number for line in public_list(CaseFilter()).lines]
    assert sum(count.total for count in place_counts(CaseFilter())) == 0
    assert code_of(lambda: public_case(case.number)) == "not_found"


def test_a_matter_joined_to_another_is_counted_once(db: None) -> None:
    other, case = a_case(), a_case()
    act(case.id, Action.MERGE, other=other.number)
    assert [line.number for line in public_list(CaseFilter()).lines] == [other.number]
    assert [(item.place.code, item.total) for item in place_counts(CaseFilter())] == [(HERE, 1)]


def test_who_was_joined_keeps_their_thread_and_reads_the_public_answer(db: None) -> None:
    other = a_case()
    case = a_case(reporter=ReporterData(contact="13900000000"))
    act(case.id, Action.MERGE, other=other.number)
    own = case_detail(case.number, viewer=SYSTEM)
    assert own.joined is not None and own.joined.line.number == other.number
    act(other.id, Action.RESOLVE, text="只给提出的人。")
    assert "只给提出的人" not in repr(case_detail(case.number, viewer=SYSTEM).joined)
    act(other.id, Action.REOPEN)
    act(other.id, Action.RESOLVE, text="大家都能看的答复。", public=True)
    joined = case_detail(case.number, viewer=SYSTEM).joined
    assert joined is not None and joined.answer is not None
    assert joined.answer.text == "大家都能看的答复。"


# --- compartments ---------------------------------------------------------------------------------


def test_events_of_a_report_of_wrongdoing_lie_in_their_compartment(cast: Any) -> None:
    case = a_case_in(State.DISPATCHED, kind=Kind.WRONGDOING)
    note_case(case.id, "调查中", See.INTERNAL, actor=SYSTEM)
    rows = EventRecord.objects.filter(subject=case.id)
    assert set(rows.values_list("compartment", flat=True)) == {"restricted"}
    plain = a_case()
    assert EventRecord.objects.get(subject=plain.id).compartment == ""
    correct_case(plain.id, actor=SYSTEM, kind=Kind.WRONGDOING)
    assert EventRecord.objects.filter(subject=plain.id).last().compartment == "restricted"
    for viewer in (cast.grid_worker, cast.auditor):
        assert code_of(lambda viewer=viewer: case_detail(plain.number, viewer=viewer)) == "not_found"


# --- contact data ---------------------------------------------------------------------------------


def test_a_contact_is_read_only_with_a_look_that_is_recorded(cast: Any) -> None:
    case = a_case(reporter=ReporterData(name="郑小姐", contact="13900011001"))
    act(case.id, Action.DISPATCH)
    for viewer in (cast.operator, cast.handler):
        assert "13900011001" not in repr(case_detail(case.number, viewer=viewer))
    assert Look.objects.count() == 0
    found = contact_of(case.number, viewer=cast.handler, purpose="handle_matter")
    assert found == {"name": "郑小姐", "contact": "+8613900011001"}
    look = Look.objects.get()
    assert (look.actor, look.subject, look.fields, look.purpose) == (
        cast.handler.ref, case.id, ["name", "contact"], "handle_matter",
    )  # fmt: skip
    for name in ("grid_worker", "auditor", "outsider", "far_coordinator", "resident", "visitor"):
        viewer = cast.visitor if name == "visitor" else cast.player(name).actor
        assert (
            code_of(lambda viewer=viewer: contact_of(case.number, viewer=viewer, purpose="x"))
            == "not_found"
        )
    assert Look.objects.count() == 1


def test_the_person_sees_who_looked(client: Any, cast: Any) -> None:
    case = a_case(reporter=ReporterData(name="郑小姐", contact="13900011001"))
    me = holder_of(case.number, case.code)[1]
    assert looks_of(case_detail(case.number, viewer=me), me) == []
    contact_of(case.number, viewer=cast.operator, purpose="handle_matter")
    contact_of(case.number, viewer=cast.coordinator, purpose="handle_matter")
    looks = looks_of(case_detail(case.number, viewer=me), me)
    assert [(look.role, look.unit) for look in looks] == [
        ("coordinator", "s-renmin"),
        ("operator", "d-hotline"),
    ]
    assert looks_of(case_detail(case.number, viewer=cast.operator), cast.operator) == []
    client.post("/track/", {"number": case.number, "code": case.code})
    page = client.get(f"/matter/{case.number}/data/").content.decode()
    assert page.count("<tr>") == 3, "a heading and two looks"


def test_a_look_that_cannot_be_recorded_shows_nothing(cast: Any, monkeypatch: Any) -> None:
    case = a_case(reporter=ReporterData(name="郑小姐"))

    def fails(*given: Any) -> None:
        raise RuntimeError("no room")

    monkeypatch.setattr(Look.objects, "bulk_create", fails)
    with pytest.raises(RuntimeError):
        contact_of(case.number, viewer=cast.operator, purpose="handle_matter")


def test_a_person_has_name_and_contact_erased(client: Any, cast: Any) -> None:
    case = a_case(reporter=ReporterData(name="郑小姐", contact="13900011001"))
    deliver_all()
    assert Message.objects.filter(about=case.id).count() == 1
    assert code_of(lambda: erase_contact(case.id, actor=cast.coordinator)) == "forbidden"
    client.post("/track/", {"number": case.number, "code": case.code})
    data = client.get(f"/matter/{case.number}/data/").content
    assert data.count(f"/matter/{case.number}/erase/".encode()) == 1
    assert client.post(f"/matter/{case.number}/erase/").status_code == 302
    kept = Reporter.objects.get(case=case.id)
    assert (kept.name, kept.contact, kept.contact_kind, kept.wants_messages) == (None, None, "", False)
    assert not Message.objects.filter(about=case.id).exists()
    assert contact_of(case.number, viewer=cast.operator, purpose="x") == {"name": "", "contact": ""}
    assert EventRecord.objects.filter(subject=case.id).last().type == "cases.contact_erased"
    version = Case.objects.get(pk=case.id).version
    assert erase_contact(case.id, actor=SYSTEM) == version  # done again it changes nothing
    act(case.id, Action.RESOLVE)
    deliver_all()
    assert not Message.objects.filter(about=case.id).exists()
    assert client.get(f"/matter/{case.number}/").status_code == 200  # number and code open it as before


# --- telling --------------------------------------------------------------------------------------


def told(case: Any) -> list[str]:
    deliver_all()
    rows = Message.objects.filter(about=case.id).order_by("queued_at", "id")
    return list(rows.values_list("template", flat=True))


def test_the_person_is_told_of_what_concerns_them_and_of_nothing_else(cast: Any) -> None:
    from linli.cases.commands import extend_case, park_case

    case = a_case(reporter=ReporterData(contact="zheng@example.org"))
    act(case.id, Action.DISPATCH)
    act(case.id, Action.START)
    extend_case(case.id, 2, "零件还在路上。", actor=SYSTEM)
    park_case(case.id, clock.now().date() + timedelta(days=9), "等天晴。", actor=SYSTEM)
    note_case(case.id, "内部的话", See.INTERNAL, actor=cast.operator)
    note_case(case.id, "请问灯杆编号？", See.REPORTER, actor=cast.operator)
    act(case.id, Action.RESOLVE, text="修好了。")
    assert told(case) == [
        "cases.received", "cases.dispatch", "cases.extend", "cases.park", "cases.note", "cases.resolve",
    ]  # fmt: skip
    bodies = "\n".join(Message.objects.filter(about=case.id).values_list("body", flat=True))
    for words in (case.code, "零件还在路上", "等天晴", "灯杆编号", "修好了", case.number):
        assert words in bodies
    assert "内部的话" not in bodies


def test_an_answer_is_told_to_everybody_who_was_joined(db: None) -> None:
    other = a_case(reporter=ReporterData(contact="13900000001"))
    case = a_case(reporter=ReporterData(contact="13900000002"))
    act(case.id, Action.MERGE, other=other.number)
    act(other.id, Action.RESOLVE, text="给第一个人的话。")
    act(other.id, Action.REOPEN)
    act(other.id, Action.RESOLVE, text="给大家的话。", public=True)
    assert told(case) == ["cases.received", "cases.merge", "cases.joined", "cases.joined"]
    bodies = list(
        Message.objects.filter(about=case.id, template="cases.joined").values_list("body", flat=True)
    )
    assert [("第一个人" in body, "给大家的话" in body) for body in sorted(bodies, key=len)] == [
        (False, False), (False, True),
    ]  # fmt: skip


def test_an_event_handed_out_twice_tells_once(db: None) -> None:
    from linli.kernel.events import Letter, read

    case = a_case(reporter=ReporterData(contact="13900000001"))
    row = EventRecord.objects.get(subject=case.id)
    letter = Letter(
        read(row.type, row.version, row.data), row.subject, row.seq, row.actor, row.occurred_at, "live"
    )
    tell_reporter(letter)
    tell_reporter(letter)
    assert Message.objects.filter(about=case.id).count() == 1


def test_who_wants_no_messages_gets_none(db: None) -> None:
    case = a_case(reporter=ReporterData(contact="13900000001", wants_messages=False))
    assert told(case) == []


# --- lists, search, views -------------------------------------------------------------------------


def numbers(wanted: CaseFilter, viewer: Any = SYSTEM) -> list[str]:
    return [line.number for line in case_list(viewer, wanted).lines]


def test_words_in_chinese_and_english_are_found(db: None) -> None:
    lamp = a_case(text="滨江路社区门口的路灯坏了三天了。").number
    steps = a_case(text="码头的石梯太滑，老人摔了一跤。", category="traffic.road.steps").number
    english = a_case(text="The playground swing is broken", language="en", category=None).number
    for words, found in {
        "路灯": [lamp], "石梯 老人": [steps], "swing": [english], "SWING": [english],
        "不存在的词": [], "路灯 石梯": [], lamp: [lamp], lamp.replace("-", ""): [lamp],
        "'; drop table": [], "& | !": [], "": [english, steps, lamp],
    }.items():  # fmt: skip
        assert sorted(numbers(CaseFilter(q=words))) == sorted(found), words


def test_every_filter_narrows(cast: Any) -> None:
    with clock.standing_at(datetime(2026, 11, 2, 2, tzinfo=UTC)):
        lamp = a_case_in(State.DISPATCHED, channel=Channel.PHONE).number
    with clock.standing_at(datetime(2026, 11, 20, 2, tzinfo=UTC)):
        far = a_case(place="509901004002", kind=Kind.ASK, category="housing.parking.charging").number
        expected: list[tuple[dict[str, Any], list[str]]] = [
            ({}, [far, lamp]),
            ({"order": "due"}, [lamp, far]),
            ({"state": "dispatched"}, [lamp]),
            ({"kind": "ask"}, [far]),
            ({"channel": "phone"}, [lamp]),
            ({"category": "cityscape"}, [lamp]),
            ({"category": "housing.parking.charging"}, [far]),
            ({"place": "509901001000"}, [lamp]),
            ({"unit": "d-city"}, [lamp]),
            ({"begins": datetime(2026, 11, 3).date()}, [far]),
            ({"ends": datetime(2026, 11, 3).date()}, [lamp]),
            ({"group": "new"}, [far]),
            ({"group": "overdue"}, [lamp]),
            ({"group": "answered"}, []),
        ]
        for wanted, found in expected:
            assert numbers(CaseFilter(**wanted)) == found, wanted
        counts = group_counts(SYSTEM)
        assert (counts["new"], counts["overdue"], counts["open"]) == (1, 1, 2)
    for wrong in ({"group": "all"}, {"place": "1"}, {"category": "x"}, {"unit": "x"}):
        code_of(lambda wrong=wrong: numbers(CaseFilter(**wrong)))


def test_pages_go_on_where_the_last_one_ended(db: None) -> None:
    with clock.standing_at(datetime(2026, 11, 2, 2, tzinfo=UTC)):
        made = {a_case().number for _ in range(5)}  # all at the same moment
    for order in ("received", "due"):
        seen, after = [], ""
        while True:
            page = case_list(SYSTEM, CaseFilter(order=order), after, limit=2)
            seen += [line.number for line in page.lines]
            if not page.more:
                break
            after = page.after
        assert (len(seen), set(seen)) == (5, made)
    for cursor in ("x", "W10", "eyJhIjoxfQ"):
        assert code_of(lambda cursor=cursor: case_list(SYSTEM, CaseFilter(), cursor)) == "invalid"


def test_a_view_is_kept_under_a_name_for_oneself(cast: Any) -> None:
    account, other = cast.player("operator").account, cast.player("handler").account
    keep_view(" 超期 ", "group=overdue", actor=cast.operator)
    keep_view("超期", "group=overdue&order=due", actor=cast.operator)
    views = saved_views(account)
    assert [(name, query) for _, name, query in views] == [("超期", "group=overdue&order=due")]
    assert saved_views(other) == []
    remove_view(views[0][0], actor=cast.handler)
    assert len(saved_views(account)) == 1
    remove_view(views[0][0], actor=cast.operator)
    remove_view(uuid4(), actor=cast.operator)
    assert saved_views(account) == []
    assert code_of(lambda: keep_view("  ", "q=1", actor=cast.operator)) == "invalid"
    assert code_of(lambda: keep_view("x", "q=1", actor=cast.visitor)) == "invalid"
