# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking by a link: the person for more, an outside body for an answer; once, for a time, no further."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from linli.cases.commands import ReporterData, ask_by_link, end_link, reply_by_link
from linli.cases.models import Attachment, Case, Link, Step
from linli.cases.queries import case_detail, clocks_of, links_of, open_link, public_case
from linli.cases.rules.pausing import stood, stood_in_all
from linli.cases.testing import a_case_in, act
from linli.cases.vocab import Action, LinkTo, State
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.platform.journal.deliver import deliver_all
from linli.platform.journal.models import EventRecord
from linli.platform.outbox.models import Message


def jpeg(shade: int = 1) -> io.BytesIO:
    """A small photo, each shade another one."""
    out = io.BytesIO()
    Image.new("RGB", (48, 32), (30, 107, shade)).save(out, "JPEG")
    out.seek(0)
    out.name = "photo.jpg"
    return out


def opened(client: Any, token: str) -> Any:
    """What a browser sees that follows a link: the part behind the # comes in a body."""
    sent = client.post("/reply/", {"secret": token})
    return client.get("/reply/") if sent.status_code == 302 else sent


PERSON, OUTSIDE = LinkTo.PERSON, LinkTo.OUTSIDE


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def test_the_unit_s_clock_stands_for_the_person_alone_and_not_for_long() -> None:
    begun = clock.now()
    assert stood(PERSON, begun, begun + timedelta(days=3, hours=5)) == 3
    assert stood(PERSON, begun, begun + timedelta(days=20)) == 5
    assert stood(PERSON, begun, begun - timedelta(days=1)) == 0
    assert stood(OUTSIDE, begun, begun + timedelta(days=3)) == 0
    assert stood_in_all([(PERSON, begun, begun + timedelta(days=2))] * 2) == 4


def test_the_person_is_asked_in_a_message_and_answers_once_without_account(client: Any, cast: Any) -> None:
    case = a_case_in(State.DISPATCHED, reporter=ReporterData(contact="13900000001"))
    token = ask_by_link(case.id, PERSON, "是哪一根灯杆？", actor=cast.handler)[1]
    deliver_all()
    body = Message.objects.get(about=case.id, template="cases.ask").body
    assert f"/reply/#{token}" in body and "是哪一根灯杆？" in body
    assert "是哪一根灯杆？" not in client.get("/reply/").content.decode()
    page = opened(client, f"https://linli.example/reply/#{token}")  # pasted whole, without scripts
    assert "是哪一根灯杆？" in page.content.decode()
    assert case.number not in page.content.decode()
    assert client.post("/reply/", {"text": " "}).status_code == 422
    sent = client.post("/reply/", {"text": "门口第三根。", "attached": [jpeg()]})
    assert sent.status_code == 200
    step = Step.objects.get(case=case.id, deed="reply")
    assert (step.text, step.sees, step.actor) == ("门口第三根。", "reporter", f"visitor:{case.id}")
    assert Attachment.objects.get(case=case.id).by_reporter
    assert opened(client, token).status_code == 404
    client.post("/reply/", {"text": "再来"})
    assert Step.objects.filter(case=case.id, deed="reply").count() == 1
    deliver_all()
    assert Message.objects.filter(about=case.id, template="cases.ask").count() == 1


def test_an_opened_question_closes_by_itself_and_for_other_browsers(client: Any, cast: Any) -> None:
    case = a_case_in(State.DISPATCHED)
    token = ask_by_link(case.id, OUTSIDE, "是哪一根？", actor=cast.operator, party="供电公司")[1]
    assert "是哪一根？" in opened(client, token).content.decode()
    assert token not in repr(dict(client.session)) + client.get("/reply/").content.decode()
    assert "是哪一根？" not in Client().get("/reply/").content.decode()
    with clock.standing_at(clock.now() + timedelta(hours=3)):
        assert "是哪一根？" not in client.get("/reply/").content.decode()
    assert client.post("/reply/", {"secret": ""}).status_code == 422
    assert client.post("/reply/", {"secret": "x#y\x00"}).status_code == 422
    assert client.post("/reply/", {"secret": "x#y"}).status_code == 404


def test_no_address_of_a_link_carries_its_secret(client: Any, cast: Any) -> None:
    """No route takes a secret, and every link that is told has its own behind the ``#``."""
    for name in ("reply", "stop", "invited"):
        assert "#" not in reverse(name) and reverse(name).count("/") <= 3
    case = a_case_in(State.DISPATCHED, reporter=ReporterData(contact="13900000001"))
    token = ask_by_link(case.id, PERSON, "哪一根？", actor=cast.handler)[1]
    deliver_all()
    body = Message.objects.get(about=case.id, template="cases.ask").body
    sent_to_us = urlsplit(body[body.index("http") :].split()[0])
    assert token not in sent_to_us.path + sent_to_us.query and sent_to_us.fragment == token


def test_the_database_keeps_no_token(cast: Any) -> None:
    case = a_case_in(State.DISPATCHED)
    token = ask_by_link(case.id, PERSON, "哪一根？", actor=cast.handler)[1]
    kept = repr(Link.objects.values().get()) + repr(list(Step.objects.order_by("seq").values()))
    kept += repr(list(EventRecord.objects.order_by("id").values_list("data", flat=True)))
    assert token not in kept and "哪一根" not in repr(
        list(EventRecord.objects.order_by("id").values_list("data", flat=True))
    )
    assert open_link(token).case == case.id


def test_an_outside_body_sees_the_question_and_the_chosen_photos_alone(client: Any, cast: Any) -> None:
    from linli.platform.files import store

    text = "我叫郑小姐，灯不亮。"
    files = [store.store(jpeg().read()).id, store.store(jpeg(99).read()).id]
    case = a_case_in(State.DISPATCHED, text=text, files=files)
    shown, hidden = Attachment.objects.filter(case=case.id).order_by("id").values_list("id", flat=True)
    token = ask_by_link(
        case.id, OUTSIDE, "灯杆是贵公司的吗？", actor=cast.operator, party="供电公司", files=[shown]
    )[1]
    assert client.get(f"/reply/file/{shown}/").status_code == 404  # not opened here
    page = opened(client, token).content.decode()
    assert "灯杆是贵公司的吗？" in page and "供电公司" in page
    assert not any(word in page for word in ("郑小姐", case.number, case.code))
    assert b"".join(client.get(f"/reply/file/{shown}/").streaming_content)
    assert client.get(f"/reply/file/{hidden}/").status_code == 404
    assert client.post("/reply/", {"text": "不是。"}).status_code == 200
    assert client.get(f"/reply/file/{shown}/").status_code == 404
    step = Step.objects.get(case=case.id, deed="reply")
    assert (step.sees, step.actor) == ("internal", "visitor")
    own = case_detail(case.number, viewer=cast.operator).thread
    assert "不是。" in [line.text for line in own]
    for told in (public_case(case.number), case_detail(case.number, viewer=SYSTEM)):
        assert told
    client.post("/track/", {"number": case.number, "code": case.code})
    mine = client.get(f"/matter/{case.number}/").content.decode()
    assert not any(word in mine for word in ("不是。", "灯杆是贵公司的吗？"))


def test_a_link_runs_out_and_can_be_taken_back(cast: Any) -> None:
    case = a_case_in(State.DISPATCHED)
    token = ask_by_link(case.id, PERSON, "哪一根？", actor=cast.handler, days=2)[1]
    assert code_of(lambda: ask_by_link(case.id, PERSON, "？", actor=cast.handler)) == "link_open"
    with clock.standing_at(clock.now() + timedelta(days=2, minutes=1)):
        assert code_of(lambda: open_link(token)) == "wrong_link"
        assert code_of(lambda: reply_by_link(token, "第三根")) == "wrong_link"
        second = ask_by_link(case.id, PERSON, "哪一根？", actor=cast.handler)[1]
        end_link(case.id, PERSON, actor=cast.operator)
        assert code_of(lambda: open_link(second)) == "wrong_link"
        assert code_of(lambda: end_link(case.id, PERSON, actor=cast.operator)) == "invalid"
    outcomes = [link.outcome for link in links_of(case_detail(case.number, viewer=cast.operator))]
    assert outcomes == ["ended", "ended"]
    assert code_of(lambda: open_link("x")) == "wrong_link"


def test_who_may_not_ask_and_what_cannot_be_asked(cast: Any) -> None:
    case = a_case_in(State.DISPATCHED)
    assert code_of(lambda: ask_by_link(case.id, PERSON, "？", actor=cast.community_worker)) == "forbidden"
    assert code_of(lambda: ask_by_link(case.id, PERSON, "？", actor=cast.outsider)) == "not_found"
    assert code_of(lambda: ask_by_link(case.id, PERSON, " ", actor=cast.handler)) == "needs_text"
    assert code_of(lambda: ask_by_link(case.id, PERSON, "？", actor=cast.handler, days=31)) == "invalid"
    act(case.id, Action.RESOLVE)
    act(case.id, Action.CLOSE)
    assert code_of(lambda: ask_by_link(case.id, PERSON, "？", actor=cast.operator)) == "invalid"


def test_the_resident_s_clock_runs_on_while_the_unit_s_stands(sign_in: Any, cast: Any) -> None:
    case = a_case_in(State.DISPATCHED)
    due = Case.objects.get(pk=case.id).due_at
    ask_by_link(case.id, PERSON, "哪一根？", actor=cast.handler)
    with clock.standing_at(clock.now() + timedelta(days=3, minutes=1)):
        detail = case_detail(case.number, viewer=cast.handler)
        person, lead = clocks_of(detail, links_of(detail))
        assert lead.stands == "asked" and not person.stands and person.due_at == due
        mine = lead.due_at
        assert detail.line.due_at == due
        assert mine is not None and due is not None and mine > due
    ended = case_detail(case.number, viewer=cast.handler)
    assert clocks_of(ended, links_of(ended))[1].due_at == due  # nothing stood yet
    page = sign_in("handler").get(f"/desk/matter/{case.number}/").content.decode()
    assert "哪一根？" in page


def test_the_desk_asks_by_a_form_and_shows_the_link_once(sign_in: Any) -> None:
    case = a_case_in(State.DISPATCHED, reporter=ReporterData(contact="13900000001"))
    client, path = sign_in("operator"), f"/desk/matter/{case.number}/ask-link/"
    data = {"asklink-to": "outside", "asklink-party": "", "asklink-text": "是你们的吗？", "asklink-days": 7}
    assert client.post(path, data).status_code == 422
    person = {**data, "asklink-to": "person"}
    look = client.post(path, {**person, "preview": "yes"})
    assert look.context["preview"][0].masked == "+86139…01" and Link.objects.count() == 0
    assert client.post(path, {**data, "asklink-party": "供电公司"}).status_code == 302
    assert "/reply/#" in client.get(f"/desk/matter/{case.number}/").content.decode()
    assert "/reply/#" not in client.get(f"/desk/matter/{case.number}/").content.decode()
    assert client.post(f"{path}outside/end/").status_code == 302
    assert client.post(f"{path}nobody/end/").status_code == 404
