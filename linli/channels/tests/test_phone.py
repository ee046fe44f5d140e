# SPDX-License-Identifier: AGPL-3.0-or-later
"""The telephone desk: who calls, what they have open, nothing lost when a call is cut off."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.cases.public import Kind, ReporterData
from linli.cases.testing import a_case
from linli.channels.commands import (
    ask_back,
    drop_left,
    end_call,
    keep_call,
    load_demo,
    matter_came,
    resume_call,
    try_back,
)
from linli.channels.commands.keeping import CALLBACK, DRAFT
from linli.channels.models import Call, Callback, LineDay
from linli.channels.queries import Caller, call_of, callback, callbacks, caller_of, own_drafts
from linli.channels.rules import Counts, count_log, standard_of
from linli.channels.testing import a_callback, a_cut_off_call
from linli.channels.vocab import SCRIPTS, CallState, Outcome, Why, Wrap
from linli.kernel import clock
from linli.kernel.actor import VISITOR
from linli.kernel.ids import new_id
from linli.kernel.problem import Problem
from linli.people import public as people
from linli.people.testing import nights_of_retention
from linli.places import public as places
from linli.platform import erasure
from linli.platform.access.models import Look
from linli.platform.packs import open_pack

pytestmark = pytest.mark.django_db
NUMBER = "139 0000 7001"
SAID = {"contact": NUMBER, "name": "余婆婆", "text": "石梯松了三级", "kind": "help", "other": "not a field"}


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def test_who_calls_is_found_by_number(cast: Any) -> None:
    open_one = a_case(reporter=ReporterData(name="余婆婆", contact=NUMBER))
    call, back = a_cut_off_call(cast.operator), a_callback(cast.operator)
    found = caller_of("(+86)13900007001", viewer=cast.operator)
    assert [line.number for line in found.matters] == [open_one.number]
    assert [identity for identity, _ in found.cut_off] == [call]
    assert [line.id for line in found.waiting] == [back]
    assert caller_of(NUMBER, viewer=cast.far_worker) == Caller()  # nothing of another place
    assert caller_of(NUMBER, viewer=VISITOR) == caller_of("nobody", viewer=cast.operator) == Caller()


def test_a_call_that_is_cut_off_goes_on_with_whoever_picks_up_next(cast: Any) -> None:
    call = new_id()
    keep_call(call, {"contact": NUMBER}, actor=cast.community_worker)
    keep_call(call, SAID, actor=cast.community_worker)
    assert code_of(lambda: call_of(call, viewer=cast.operator)) == "not_found"  # still on the line
    assert code_of(lambda: keep_call(call, SAID, actor=cast.operator)) == "not_found"
    end_call(call, Wrap.DROPPED, actor=cast.community_worker)
    assert code_of(lambda: resume_call(call, actor=cast.far_worker)) == "not_found"
    resume_call(call, actor=cast.operator)
    draft = call_of(call, viewer=cast.operator).draft
    assert draft == {key: value for key, value in SAID.items() if key != "other"}
    assert own_drafts(cast.operator)[0][2] is CallState.OPEN
    matter_came(call)
    matter_came(call)  # a letter comes at least once
    row = Call.objects.get(pk=call)
    assert (row.state, row.wrap, row.draft, row.blind) == ("ended", "matter", None, None)
    assert code_of(lambda: keep_call(call, SAID, actor=cast.operator)) == "call_over"
    assert code_of(lambda: keep_call(new_id(), SAID, actor=cast.handler)) == "forbidden"


def test_a_call_that_nobody_ended_is_there_for_the_next(cast: Any, sign_in: Any) -> None:
    call, other = new_id(), new_id()
    a_case(reporter=ReporterData(contact=NUMBER))
    keep_call(call, SAID, actor=cast.community_worker)
    with clock.shifted_by(timedelta(hours=2)):
        keep_call(other, SAID, actor=cast.operator)
    with clock.shifted_by(timedelta(hours=4)):
        assert drop_left() == 1 and drop_left() == 0
    assert call_of(call, viewer=cast.operator).draft["text"] == SAID["text"]
    client = sign_in("operator")
    assert 'id="caller"' in client.get(f"/desk/new/?call={other}").content.decode()
    client.post("/desk/phone/call/", {**SAID, "case_id": str(other), "deed": "cut"})
    over = client.get(f"/desk/new/?call={other}").content.decode()
    assert 'id="caller"' not in over, "what the person has open is shown while they are on the line"


def test_ringing_back_counts_its_tries_and_forgets_the_number(cast: Any) -> None:
    due = clock.now() + timedelta(hours=2)
    back = ask_back(NUMBER, due, Why.ANSWER, actor=cast.community_worker, name="余婆婆")
    assert code_of(lambda: ask_back("a@b.cn", due, Why.ASKED, actor=cast.operator)) == "no_contact"
    assert [line.id for line in callbacks(cast.operator)] == [back] and not callbacks(cast.far_worker)
    version = try_back(back, Outcome.BUSY, actor=cast.operator, expected_version=1)
    assert code_of(lambda: try_back(back, Outcome.BUSY, actor=cast.operator, expected_version=1)) == "stale"
    again = due + timedelta(days=1)
    version = try_back(back, Outcome.LATER, actor=cast.operator, again_at=again, expected_version=version)
    found = callback(back, viewer=cast.operator)
    assert (found.contact, found.name, found.line.due_at) == ("+8613900007001", "余婆婆", again)
    assert [outcome for _, outcome in found.tries] == [Outcome.BUSY, Outcome.LATER]
    assert Look.objects.filter(subject=back, purpose="call").exists()
    assert code_of(lambda: try_back(back, Outcome.REACHED, actor=cast.far_worker)) == "not_found"
    try_back(back, Outcome.REACHED, actor=cast.operator)
    done = callback(back, viewer=cast.operator)
    assert done.done and (done.contact, done.name) == ("", "") and not callbacks(cast.operator)


def test_drafts_and_numbers_end_by_time(cast: Any) -> None:
    call = new_id()
    keep_call(call, SAID, actor=cast.operator)
    back = ask_back(NUMBER, clock.now(), Why.ASKED, actor=cast.operator)
    assert nights_of_retention(timedelta(days=40)) >= 2
    assert Call.objects.get(pk=call).draft is None
    assert Callback.objects.get(pk=back).contact is None
    assert {erasure.erase(DRAFT, call), erasure.erase(CALLBACK, back)}  # again: as after a restore


def test_a_log_becomes_counts_and_no_number_is_read() -> None:
    rows = [
        {"来电号码": NUMBER, "来电时间": "2026-03-02 08:00:00", "接通时间": "2026-03-02 08:00:15"},
        {"来电时间": "2026-03-02 08:01:00", "接通时间": "2026-03-02 08:01:16"},
        {"来电时间": "2026/03/02 08:02:00", "接通时间": ""},
        {"来电时间": datetime(2026, 3, 3, 9), "接通时间": datetime(2026, 3, 3, 9, 0, 3)},
        {"来电时间": "soon", "接通时间": ""},
        {"来电时间": "2026-03-03 09:00:00", "接通时间": "2026-03-03 08:59:59"},
    ]
    days, wrong = count_log(rows, 15)
    assert days == {date(2026, 3, 2): Counts(3, 2, 1), date(2026, 3, 3): Counts(1, 1, 1)}
    assert wrong == [5, 6]
    total = sum(days.values(), Counts())
    assert (total.share, total.share_answered, total.lost) == (50.0, 75.0, 1)
    assert Counts().share is None
    with pytest.raises(KeyError):
        count_log([{"time": "2026-03-02 08:00"}], 15)
    assert standard_of({"phone_standard": {"seconds": 20}}).seconds == 20
    assert standard_of({}).share == 95
    assert set(SCRIPTS) == {kind.value for kind in Kind}


def test_one_page_from_the_number_to_the_slip(sign_in: Any, cast: Any) -> None:
    """What an operator types, without a mouse and without scripts."""
    a_case(reporter=ReporterData(contact=NUMBER))
    client = sign_in("operator")
    assert client.post("/desk/phone/", {"number": "x"}).status_code == 422
    opened = client.post("/desk/phone/", {"number": NUMBER})
    page = client.get(opened.url).content.decode()
    assert "13900007001" in page.replace(" ", "") and "12338" in page and page.count("accesskey") >= 5
    call = opened.url.partition("call=")[2]
    form = {"case_id": call, "channel": "phone", "contact": NUMBER, "kind": "help", "text": "石梯松了"}
    assert client.post("/desk/phone/call/", {**form, "deed": "keep"}).status_code == 204
    assert client.post("/desk/phone/call/", {**form, "deed": "cut"}).url == "/desk/phone/"
    assert "石梯松了" not in client.get("/desk/phone/").content.decode()
    again = client.post(f"/desk/phone/call/{call}/resume/")
    assert "石梯松了" in client.get(again.url).content.decode()
    slip = client.post(again.url, {**form, "place": "509901001002"})
    assert slip.url.endswith("/slip/")
    matter_came(UUID(call))
    other = str(new_id())
    back = {**form, "case_id": other, "deed": "back", "back_at": "2030-01-01T09:00", "why": "asked"}
    client.post("/desk/phone/call/", back)
    line = Callback.objects.get(call=other)
    assert client.get(f"/desk/phone/callbacks/{line.id}/").status_code == 200
    assert client.post("/desk/phone/call/", {**form, "case_id": "x"}).status_code == 422
    wrong = client.post("/desk/phone/call/", {**back, "case_id": str(new_id()), "contact": "12"})
    assert wrong.status_code == 422


def test_the_line_is_counted_from_a_file_or_by_hand(sign_in: Any, cast: Any) -> None:
    client = sign_in("operator")
    log = "来电时间,接通时间\n2026-03-02 08:00:00,2026-03-02 08:00:05\n2026-03-02 08:00:00,\n"

    def sent(text: str) -> Any:
        return client.post("/desk/phone/line/count/", {"log": SimpleUploadedFile("l.csv", text.encode())})

    assert sent(log).status_code == 302
    assert LineDay.objects.values_list("offered", "in_time").get() == (2, 1)
    assert sent("号码\n1\n").status_code == sent("来电时间,接通时间\nx,\n").status_code == 422
    day = {"day": places.today().isoformat(), "offered": 9, "answered": 9, "in_time": 8}
    assert client.post("/desk/phone/line/count/", day).status_code == 302
    assert set(LineDay.objects.values_list("offered", "source")) == {(9, "hand"), (2, "log")}
    assert client.post("/desk/phone/line/count/", {**day, "answered": 7}).status_code == 422
    assert client.post("/desk/phone/line/count/", {"day": "2026-03-02"}).status_code == 422
    assert "88.9" in client.get("/desk/phone/line/").content.decode()


def test_the_built_in_town_has_a_telephone(cast: Any) -> None:
    pack = open_pack(Path(__file__).resolve().parents[3] / "packs" / "shancheng")
    people.load_demo(pack, "a password of this test")
    assert load_demo(pack).created > 5
    assert load_demo(pack).created == 0
    assert LineDay.objects.count() == 14 and len(callbacks(cast.operator)) == 3
