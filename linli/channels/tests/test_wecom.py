# SPDX-License-Identifier: AGPL-3.0-or-later
"""The chat (企业微信) against a simulator of its documented protocol."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.test import Client

from linli.cases.public import ReporterData
from linli.cases.testing import a_case
from linli.channels.commands import take_in
from linli.channels.models import Arrival
from linli.channels.wires.wecom import Seal, Untrue, WeCom, heard, sealed_in
from linli.kernel import clock
from linli.platform.outbox.channel import Arrived, Parcel, Refused
from linli.platform.outbox.models import Message
from linli.platform.outbox.send import CHANNELS, queue, send_one
from linli.platform.outgoing import NoAnswer

KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
CORP = "wx5823bf96d3bd56c7"
XML = (
    "<xml><ToUserName>c</ToUserName><FromUserName>{}</FromUserName><MsgType>{}</MsgType>"
    "<Content><![CDATA[{}]]></Content><MsgId>{}</MsgId></xml>"
)


class Enterprise:
    """What the other side does: tokens, messages, who is there."""

    def __init__(self) -> None:
        self.tokens, self.sent, self.ended, self.answers = 0, [], False, []
        side = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self, **content: Any) -> None:
                body = json.dumps(content).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self) -> None:
                given = parse_qs(urlsplit(self.path).query)
                if given != {"corpid": [CORP], "corpsecret": ["secret"]}:
                    return self._answer(errcode=40001, errmsg="invalid credential")
                side.tokens += 1
                self._answer(errcode=0, access_token=f"token{side.tokens}", expires_in=7200)

            def do_POST(self) -> None:
                given = parse_qs(urlsplit(self.path).query)
                content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if side.ended or given["access_token"] != [f"token{side.tokens}"]:
                    side.ended = False
                    return self._answer(errcode=42001, errmsg="access_token expired")
                side.sent.append(content)
                gone = {"invaliduser": content["touser"]} if content["touser"] == "gone" else {}
                self._answer(
                    **(side.answers.pop(0) if side.answers else {"errcode": 0, "msgid": "m1", **gone})
                )

            def log_message(self, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def enterprise() -> Iterator[Enterprise]:
    made = Enterprise()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def wired(enterprise: Enterprise) -> Iterator[WeCom]:
    CHANNELS["wecom"] = channel = WeCom(enterprise.url, CORP, "secret", 7, Seal("QDG6eK", KEY, CORP))
    yield channel
    del CHANNELS["wecom"]


def to(user: str, body: str = "已办理。") -> Parcel:
    return Parcel(uuid4(), f"wecom:{user}", "s", body)


def test_messages_go_out_with_one_token_until_it_ends(enterprise: Enterprise, wired: WeCom) -> None:
    assert wired.send(to("ZhangSan")) == "m1" and wired.send(to("LiSi", "长" * 3000)) == "m1"
    assert enterprise.tokens == 1
    first, second = enterprise.sent
    assert (first["touser"], first["agentid"], first["text"]) == ("ZhangSan", 7, {"content": "已办理。"})
    assert len(second["text"]["content"].encode()) <= 2048 and second["text"]["content"].endswith("…")
    enterprise.ended = True
    assert wired.send(to("ZhangSan")) == "m1" and enterprise.tokens == 2
    with pytest.raises(Refused):
        wired.send(to("gone"))
    enterprise.answers = [{"errcode": 45009}]
    with pytest.raises(NoAnswer, match="45009"):
        wired.send(to("ZhangSan"))
    assert wired.health().well
    assert "40001" in WeCom(enterprise.url, CORP, "wrong", 7, None).health().words


def call(seal: Seal, text: str, at: int | None = None) -> dict[str, str]:
    """A callback as the documentation describes it: its own SHA-1, nothing of ours but the cipher."""
    sealed = seal.sealed(text.encode())
    stamp = str(int(clock.now().timestamp()) if at is None else at)
    made = hashlib.sha1("".join(sorted((seal.token, stamp, "n1", sealed))).encode()).hexdigest()
    return {"msg_signature": made, "timestamp": stamp, "nonce": "n1", "sealed": sealed}


def test_the_example_of_the_documentation_opens() -> None:
    """加解密方案说明: the echo of its example, with its own token, key and corp id."""
    seal = Seal("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7")
    echo = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
    with clock.standing_at(clock.now().fromtimestamp(1409659589, tz=clock.now().tzinfo)):
        opened = seal.opened("5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "1409659589", "263014780", echo)
    assert opened == b"1616140317555161061"


@pytest.mark.django_db
def test_a_message_from_the_chat_comes_once_and_only_if_it_is_true(wired: WeCom) -> None:
    assert wired.seal is not None
    client = Client()
    echo = call(wired.seal, "12345")
    query = {name: echo[name] for name in ("msg_signature", "timestamp", "nonce")}
    assert client.get("/messages/in/chat/", {**query, "echostr": echo["sealed"]}).content == b"12345"

    def post(made: dict[str, str], **changed: str) -> int:
        query = {name: made[name] for name in ("msg_signature", "timestamp", "nonce")} | changed
        body = f"<xml><ToUserName>c</ToUserName><Encrypt><![CDATA[{made['sealed']}]]></Encrypt></xml>"
        return client.post(
            "/messages/in/chat/", body.encode(), content_type="text/xml", query_params=query
        ).status_code

    made = call(wired.seal, XML.format("ZhangSan", "text", "石梯松了三级", 4561255354251345929))
    assert post(made) == post(made) == 200 and Arrival.objects.count() == 1
    again = call(wired.seal, XML.format("ZhangSan", "text", "石梯松了三级", 4561255354251345929))
    assert post(again) == 200 and Arrival.objects.count() == 1, "the same MsgId, sealed anew"
    assert post(call(wired.seal, XML.format("ZhangSan", "event", "", 1))) == 200
    assert Message.objects.get().channel == "wecom", "a plain receipt goes back by the chat"
    other = call(Seal("QDG6eK", KEY, "another"), XML.format("x", "text", "y", 2))
    assert post(other) == post(made, msg_signature="0" * 40) == post(made, timestamp="x") == 401
    assert post(call(wired.seal, "x", at=1)) == post(call(wired.seal, "no xml")) == 401
    bomb = '<!DOCTYPE a [<!ENTITY b "c">]><xml><MsgType>&b;</MsgType></xml>'
    assert post(call(wired.seal, bomb)) == 401 and Arrival.objects.count() == 1


@pytest.mark.django_db
def test_a_matter_can_live_in_the_chat(enterprise: Enterprise, wired: WeCom) -> None:
    case = a_case(reporter=ReporterData(contact="wecom:ZhangSan"))
    queue("wecom:ZhangSan", "cases.note", "s", "b", unique_key="k", language="zh-Hans", about=case.id)
    while send_one():
        pass
    assert enterprise.sent[-1]["touser"] == "ZhangSan"
    assert take_in(Arrived("wecom", "wecom:ZhangSan", "修好了", "k1")) == "joined"


def test_what_is_no_callback_is_not_opened() -> None:
    seal = Seal("t", KEY, CORP)
    now = str(int(clock.now().timestamp()))
    for sealed in (
        "",
        "x",
        "!!!!",
        base64.b64encode(b"a" * 32).decode(),
        base64.b64encode(b"a" * 7).decode(),
    ):
        with pytest.raises(Untrue):
            seal.opened(seal.signature(now, "n", sealed), now, "n", sealed)
    for wrong in ("", "short", "!" * 43):
        with pytest.raises(ValueError, match="AES"):
            Seal("t", wrong, CORP)
    with pytest.raises(Untrue):
        sealed_in(b"<xml")
    assert heard(XML.format("u", "image", "", 1).encode()) is None
