# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages that come: into the thread of their matter or to a person; stop words; what reaches nobody."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client

from linli.cases.public import Action, ReporterData, case_detail
from linli.cases.testing import a_case, act
from linli.channels.commands import fetch_messages, hear, join_message, put_message_away, take_in
from linli.channels.commands.keeping import MESSAGE
from linli.channels.models import Arrival, ArrivalFile
from linli.channels.queries import arrival_of, arrivals, ways
from linli.channels.testing import a_letter, a_message, a_page
from linli.channels.wires.mailing import read
from linli.channels.wires.signed import signature
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.ids import new_id
from linli.kernel.problem import Problem
from linli.people.testing import nights_of_retention
from linli.platform import erasure
from linli.platform.access.models import Look
from linli.platform.files.models import StoredFile
from linli.platform.journal.models import EventRecord
from linli.platform.outbox import reach
from linli.platform.outbox.channel import Arrived, Console, Report
from linli.platform.outbox.mail import message_id
from linli.platform.outbox.models import Message
from linli.platform.outbox.send import CHANNELS, queue, send_one

pytestmark = pytest.mark.django_db
NUMBER, PLAIN = "139 0000 7001", "+8613900007001"
SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()


def sms(text: str, key: str = "", sender: str = NUMBER) -> Arrived:
    return Arrived("sms", sender, text, key or str(new_id()))


def told(case: UUID, address: str = "yu@example.org") -> Message:
    queue(address, "cases.note", "s", "b", unique_key=str(new_id()), language="zh-Hans", about=case)
    while send_one():
        pass
    return Message.objects.get(about=case, template="cases.note", sent_at__isnull=False)


def thread(case: Any) -> list[str]:
    return [step.text for step in case_detail(case.number, viewer=SYSTEM).thread if step.text]


def test_an_unknown_sender_waits_for_a_person_and_gets_one_plain_receipt(cast: Any) -> None:
    assert take_in(sms("石梯松了三级，我的密码是 abc123", "k1")) == "waiting"
    assert take_in(sms("石梯松了三级", "k1")) == "twice"
    assert take_in(sms("还有路灯")) == "waiting"
    assert Message.objects.filter(template="channels.receipt").count() == 1, "once a day, whoever answers"
    row = Arrival.objects.earliest("came_at")
    assert b"abc" not in bytes(row.words) and len(arrivals(cast.operator)) == 2
    assert not arrivals(cast.community_worker) and not arrivals(cast.handler), "the desk of the whole town"
    words = arrival_of(row.id, viewer=cast.operator).words
    assert words.text == "石梯松了三级，我的密码是 •••" and words.sender == PLAIN
    assert Look.objects.filter(subject=row.id, purpose="call").exists()
    with pytest.raises(Problem):
        arrival_of(row.id, viewer=cast.handler)


def test_a_sender_without_end_is_held_up(cast: Any) -> None:
    for at in range(30):
        take_in(sms(f"第{at}条"))
    with pytest.raises(Problem) as caught:
        take_in(sms("一条"))
    assert caught.value.code == "too_many"
    assert take_in(sms("一条", sender="13900007009")) == "waiting"


def test_an_answer_by_e_mail_joins_its_matter_only_with_our_proof(cast: Any) -> None:
    case = a_case(reporter=ReporterData(contact="yu@example.org"))
    sent = told(case.id)
    reply = {"In-Reply-To": message_id(sent.id)}
    raw = a_letter(text="修好了，谢谢。\n\n> 已办理", headers=reply, files=[("image/png", a_page())])
    assert hear(read(raw)) == "joined" and hear(read(raw)) == "twice"
    assert thread(case)[-1] == "修好了，谢谢。" and not arrivals(cast.operator)
    assert StoredFile.objects.get(linked=True).kind == "image"
    other = replace(read(raw), sender="mallory@example.org", key="k2")  # type: ignore[type-var]
    assert hear(other) == "waiting", "somebody who got it forwarded"
    forged = a_letter(text="x", headers={"In-Reply-To": f"<{sent.id.hex}.{'0' * 24}@x>"})
    assert hear(replace(read(forged), key="k3")) == "waiting"  # type: ignore[type-var]
    named = replace(read(a_letter(text=f"关于{case.number}，还没好")), key="k4")  # type: ignore[type-var]
    assert hear(named) == "waiting", "a sender proves nothing, a number is no secret"


def test_an_answer_by_sms_joins_the_matter_it_means(cast: Any) -> None:
    mine = ReporterData(contact=NUMBER)
    first = a_case(reporter=mine)
    told(first.id, PLAIN)
    assert take_in(sms("还没好")) == "joined" and thread(first)[-1] == "还没好"
    second = a_case(reporter=mine, text="另一盏灯。")
    told(second.id, PLAIN)
    assert take_in(sms("还没好")) == "waiting", "which of the two is not certain"
    assert take_in(sms(f"{second.number} 修好了")) == "joined" and "修好了" in thread(second)[-1]
    strangers = a_case()
    assert take_in(sms(f"{strangers.number} 撤了吧")) == "waiting"
    with clock.shifted_by(timedelta(days=60)):
        Message.objects.filter(about=second.id).delete()
        assert take_in(sms("谢谢")) == "waiting"


def test_stop_words_stop_at_once_with_one_confirmation_and_can_be_undone(cast: Any) -> None:
    queue(PLAIN, "cases.note", "s", "b", unique_key="w", language="zh-Hans")
    assert take_in(sms("TD")) == take_in(sms("退订。")) == "stopped"
    assert Message.objects.get(unique_key="w").state == "stopped"
    confirm = Message.objects.get(template="channels.stopped")
    assert confirm.state == "waiting" and "START" in confirm.body
    take_in(sms("石梯松了"))
    assert Message.objects.get(template="channels.receipt").state == "stopped"
    assert (
        take_in(sms("START")) == "begun" and Message.objects.filter(template="channels.again").count() == 1
    )
    assert take_in(sms("TD")) == "stopped" and not Arrival.objects.filter(state="x").exists()
    wishes = EventRecord.objects.filter(type="channels.reach_changed").order_by("id")
    assert [row.data["wish"] for row in wishes] == ["stop", "again", "stop"]


def test_by_e_mail_nobody_ends_the_messages_of_another(cast: Any) -> None:
    blind = reach.blind_of("yu@example.org")
    assert hear(read(a_letter(text="退订"))) == "waiting", "anybody can write any sender"
    case = a_case(reporter=ReporterData(contact="yu@example.org"))
    headers = {"In-Reply-To": message_id(told(case.id).id), "Message-ID": "<2@x>"}
    assert hear(read(a_letter(text="退订", headers=headers))) == "stopped"
    found = reach.reach_of(blind)
    assert found is not None and found.stopped_at


def test_staff_enter_what_somebody_wishes_by_telephone(sign_in: Any, cast: Any) -> None:
    client, blind = sign_in("operator"), reach.blind_of(PLAIN)

    def wishes(wish: str, contact: str = NUMBER) -> int:
        return client.post("/desk/messages/wish/", {"contact": contact, "wish": wish}).status_code

    assert wishes("stop") == wishes("daily") == 302
    found = reach.reach_of(blind)
    assert found is not None and found.stopped_at and found.daily
    assert wishes("again") == wishes("each") == 302 and wishes("stop", "12") == wishes("x") == 422
    found.refresh_from_db()
    assert found.stopped_at is None and not found.daily
    reach.failed(blind, "5.1.1")
    take_in(sms("石梯松了"))
    found.refresh_from_db()
    assert found.failed_at is None, "who writes from there is there again"


def test_one_click_stops_and_another_begins_again(client: Client) -> None:
    queue("yu@example.org", "cases.note", "s", "b", unique_key="w", language="zh-Hans")
    send_one()
    link = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    path = "/" + link.split("/", 3)[3]
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200 and reach.reach_of(reach.blind_of("yu@example.org")) is None
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    found = reach.reach_of(reach.blind_of("yu@example.org"))
    assert found is not None and found.stopped_at is not None
    assert strict.post(path, {"again": "1"}).status_code == 200
    found.refresh_from_db()
    assert found.stopped_at is None
    assert client.post(path[:-3] + "/", {"List-Unsubscribe": "One-Click"}).status_code == 404


def test_what_came_back_is_seen_on_the_matter_and_nothing_is_sent_there(sign_in: Any, cast: Any) -> None:
    case = a_case(reporter=ReporterData(contact="yu@example.org"))
    sent = told(case.id)
    assert hear(Report("email", "5.1.1", True, message=sent.id)) == "lost"
    assert hear(Report("email", "5.1.1", True, message=sent.id)) == "nothing", "told again"
    assert (
        hear(Report("sms", "x", True, outside=""))
        == hear(Report("sms", "x", True, outside="?"))
        == "nothing"
    )
    act(case.id, Action.DISPATCH)
    queue("yu@example.org", "cases.note", "s", "b", unique_key="n", language="zh-Hans", about=case.id)
    assert Message.objects.get(unique_key="n").state == "bounced"
    client = sign_in("operator")
    page = client.get(f"/desk/matter/{case.number}/").content.decode()
    assert "not-reached" in page
    way = next(one for one in ways() if one.name == "email")
    assert way.lost == {"bounced": 2} and way.sent_at and way.waiting == 0
    assert client.get("/desk/channels/").status_code == 200
    assert "nobody gets them" not in client.get("/desk/channels/?ask=1").content.decode()


def test_a_person_makes_a_matter_of_it_or_joins_it_or_puts_it_away(sign_in: Any, cast: Any) -> None:
    take_in(replace(sms("石梯松了三级"), files=(a_page(), b"no file", b"PK\3\4")))
    row = Arrival.objects.get()
    client = sign_in("operator")
    assert str(row.id) in client.get("/desk/messages/").content.decode()
    page = client.get(f"/desk/new/?message={row.id}").content.decode()
    file = ArrivalFile.objects.get().file_id
    assert "石梯松了三级" in page and f"/desk/messages/{row.id}/{file}/" in page and row.refused == 2
    picture = client.get(f"/desk/messages/{row.id}/{file}/")
    assert picture.status_code == 200 and b"".join(picture.streaming_content).startswith(b"\xff\xd8")
    assert client.get(f"/desk/messages/{row.id}/{row.id}/").status_code == 404
    form = {
        "case_id": str(row.id),
        "channel": "sms",
        "contact": PLAIN,
        "kind": "help",
        "text": "石梯松了三级",
    }
    slip = client.post(f"/desk/new/?message={row.id}", {**form, "place": "509901001002"})
    assert slip.url.endswith("/slip/")
    from linli.platform.journal.deliver import deliver_one

    while deliver_one():
        pass
    row.refresh_from_db()
    assert (row.state, row.words, row.sender) == ("received", None, None)
    assert StoredFile.objects.get(pk=file).linked and not ArrivalFile.objects.exists()
    case = a_case(reporter=ReporterData(contact=NUMBER))
    other = a_message(text="补充一句")
    assert client.post(f"/desk/messages/{other}/join/", {"number": case.number}).status_code == 302
    assert "补充一句" in thread(case)[-1]
    third = a_message(text="广告", sender="13900007009")
    assert client.post(f"/desk/messages/{third}/join/", {"number": ""}).status_code == 422
    assert client.post(f"/desk/messages/{third}/away/").status_code == 302
    with pytest.raises(Problem):
        put_message_away(third, actor=cast.operator)
    fourth = a_message(text="另一人的话", sender="13900007009")
    with pytest.raises(Problem):
        join_message(fourth, case.number, actor=cast.far_worker)
    join_message(fourth, case.number, actor=cast.operator)
    assert "另一人的话" in thread(case)[-1]


def test_what_nobody_took_up_ends_by_time(cast: Any) -> None:
    row = a_message()
    assert nights_of_retention(timedelta(days=100)) >= 1
    kept = Arrival.objects.get(pk=row)
    assert (kept.words, kept.sender, kept.state) == (None, None, "away")
    erasure.erase(MESSAGE, row)


def test_a_gateway_hands_messages_over_signed_and_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINLI_SMS_SECRET", SECRET)

    def post(content: Any, identity: str = "m1", at: float = 0, **changed: str) -> int:
        body, stamp = json.dumps(content).encode(), str(int(clock.now().timestamp() + at))
        headers = {
            "webhook-id": identity, "webhook-timestamp": stamp,
            "webhook-signature": "v1,x " + signature(SECRET, identity, stamp, body), **changed,
        }  # fmt: skip
        return client.post(
            "/messages/in/sms/", body, content_type="application/json", headers=headers
        ).status_code

    message = {"type": "message", "from": NUMBER, "text": "石梯松了"}
    assert post(message) == post(message) == 200 and Arrival.objects.count() == 1
    assert post(message, at=-400) == post(message, at=400) == 401
    assert post(message, **{"webhook-signature": "v1,AAAA"}) == post(message, **{"webhook-id": "m2"}) == 401
    assert post([], "m3") == post({"type": "?"}, "m4") == 422
    queue(PLAIN, "cases.note", "s", "b", unique_key="w", language="zh-Hans")
    while send_one():
        pass
    Message.objects.filter(unique_key="w").update(channel="sms", outside="out-1")
    assert post({"type": "failed", "id": "out-1", "lasting": True}, "m5") == 200
    assert Message.objects.get(unique_key="w").state == "bounced"
    for at in range(40):
        last = post(message, f"x{at}")
    assert last == 429 and Arrival.objects.count() == 30
    monkeypatch.delenv("LINLI_SMS_SECRET")
    assert post(message, "m6") == 401


def test_what_was_said_to_the_standard_s_own_library() -> None:
    """The example of Standard Webhooks' reference libraries."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    made = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    for wrong in ("whsec_!", "whsec_AAAA"):
        with pytest.raises(ValueError, match="secret"):
            signature(wrong, "a", "1", b"")


def test_channels_are_asked_in_turn_and_one_that_is_away_holds_up_no_other(cast: Any) -> None:
    class Away(Console):
        def receive(self) -> Any:
            raise ConnectionError

    class Full(Console):
        def receive(self) -> Any:
            return iter([sms("石梯松了"), Report("sms", "x", False, outside="?")])

    kept = dict(CHANNELS)
    try:
        CHANNELS.clear()
        CHANNELS.update({"a": Away(), "b": Full()})
        assert fetch_messages() == 2
    finally:
        CHANNELS.clear()
        CHANNELS.update(kept)


def test_one_s_own_page_chooses_one_message_a_day(sign_in: Any, cast: Any) -> None:
    client = sign_in("resident")
    assert client.get("/me/").content.decode().count("own-messages") == 2
    assert client.post("/me/messages/", {"wish": "daily"}).status_code == 302
    assert client.post("/me/messages/", {"wish": "x"}).status_code == 422
    assert client.post("/me/messages/", {"wish": "again"}).status_code == 302
