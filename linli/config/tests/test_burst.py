# SPDX-License-Identifier: AGPL-3.0-or-later
"""The burst bench counts what was asked, and a stop of the server for all who were due meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from linli.config.weigh import burst

STOP = 0.6  # seconds


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    gate = threading.Event()

    def do_GET(self) -> None:
        self._say(200)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._say(201)

    def _say(self, status: int) -> None:
        self.gate.wait()
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    Handler.gate.set()
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_a_turn_sends_what_it_is_told_to_both(port: int) -> None:
    others, crowd = burst.turn(burst.Sender(port, 1), 1, 20, ["东街社区"], ["西街社区"])
    assert others.answers == {201: burst.OTHERS, 200: burst.LOOKS}
    assert crowd.answers == {201: 20}
    assert len(others.times) == burst.OTHERS + burst.LOOKS


def test_a_stop_of_the_server_is_counted_for_everybody_who_was_due(port: int) -> None:
    Handler.gate.clear()
    threading.Timer(0.2 + STOP, Handler.gate.set).start()
    others, _ = burst.turn(burst.Sender(port, 1), 1, 0, ["东街社区"], ["西街社区"])
    late = [taken for taken in others.times if taken > 100]
    assert len(late) >= burst.OTHERS * STOP / 2
    assert max(others.times) >= STOP * 1000 * 0.9


def test_what_does_not_answer_is_counted_as_such(port: int) -> None:
    sender = burst.Sender(burst.free_port(), 1)
    assert sender.look() == 0


def test_a_pace_is_even() -> None:
    assert list(burst._evenly(4, 1)) == [0.0, 0.25, 0.5, 0.75]
    begin = time.monotonic()
    assert not list(burst._evenly(0, 5))
    assert time.monotonic() - begin < 1
