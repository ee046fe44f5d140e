# SPDX-License-Identifier: AGPL-3.0-or-later
"""A message to a telephone reaches a gateway, and is tried again when the gateway is not well."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from linli.channels.wires import wire
from linli.channels.wires.sms import LONGEST, shortened
from linli.kernel import clock
from linli.platform.outbox.models import Message
from linli.platform.outbox.send import CHANNELS, queue, send_one
from linli.platform.outgoing import NoAnswer

Heard = list[tuple[str | None, dict[str, list[str]]]]


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Heard, list[int]]]:
    """A gateway on this machine: what it heard, and the statuses that it answers with, 200 after them."""
    heard: Heard = []
    statuses: list[int] = []

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            heard.append((self.headers["Authorization"], parse_qs(body)))
            self.send_response(statuses.pop(0) if statuses else 200)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Gateway)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    kept = dict(CHANNELS)
    monkeypatch.setenv("LINLI_SMS_URL", f"http://127.0.0.1:{server.server_port}/send")
    monkeypatch.setenv("LINLI_SMS_KEY", "key")
    yield heard, statuses
    server.shutdown()
    thread.join()
    server.server_close()
    CHANNELS.clear()
    CHANNELS.update(kept)


@pytest.mark.django_db
def test_a_message_to_a_telephone_goes_by_the_gateway(gateway: tuple[Heard, list[int]]) -> None:
    heard, statuses = gateway
    wire()
    statuses.append(503)
    queue("+8613900007001", "t", "您的事项", "已办理。\n\n 谢谢", unique_key="sms", language="zh-Hans")
    assert send_one()
    assert Message.objects.get().state == "waiting"
    with clock.standing_at(clock.now() + timedelta(hours=1)):
        assert send_one()
    assert Message.objects.get().state == "sent"
    identity = str(Message.objects.get().id)
    form = {"to": ["+8613900007001"], "text": ["已办理。\n谢谢"], "id": [identity]}
    assert heard == [("Bearer key", form)] * 2 and Message.objects.get().outside == identity
    assert CHANNELS["sms"].health().well and not list(CHANNELS["sms"].receive())


def test_none_is_asked_where_none_is_named_or_the_way_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LINLI_SMS_URL", raising=False)
    wire()
    assert "sms" not in CHANNELS
    monkeypatch.setenv("LINLI_SMS_URL", "http://sms.example/send")
    with pytest.raises(NoAnswer, match="not encrypted"):
        wire()
    assert len(shortened("路" * 900)) == LONGEST
