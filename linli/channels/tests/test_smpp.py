# SPDX-License-Identifier: AGPL-3.0-or-later
"""SMS by SMPP 3.4 against a message centre of our own, written from the specification."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.channels.tests.centre import Centre
from linli.channels.wires import smpp
from linli.channels.wires.smpp import Pdu, Short, Smpp, joined, parts_of, short, unshort, words_of
from linli.platform.outbox.channel import Arrived, Parcel, Refused, Report
from linli.platform.outgoing import NoAnswer

PHONE = "+8613900007001"


@pytest.fixture
def centre(monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    monkeypatch.setattr(smpp, "SILENCE", 0.3)
    made = Centre()
    yield made
    for one in CLIENTS:
        one.close()
    CLIENTS.clear()
    made.close()


CLIENTS: list[Smpp] = []


def client(centre: Centre) -> Smpp:
    CLIENTS.append(Smpp(f"smpp://linli:p%40ss@127.0.0.1:{centre.port}/12345"))
    return CLIENTS[-1]


def parcel(body: str) -> Parcel:
    return Parcel(uuid4(), PHONE, "s", body)


def test_a_message_goes_out_in_parts_that_a_telephone_joins(centre: Centre) -> None:
    channel = client(centre)
    assert channel.send(parcel("已办理。")) == "id1"
    assert channel.send(parcel("石梯松了。" * 30)) == "id2", "the first part's id"
    assert centre.binds == [("linli", "p@ss")], "one session for both"
    first, *parts = centre.taken
    assert (first["goal"], first["kind"], first["coding"], first["registered"]) == (PHONE[1:], (1, 1), 8, 1)
    assert first["content"] == "已办理。".encode("utf-16-be") and first["esm"] == 0
    assert [one["content"][:6][-2:] for one in parts] == [bytes((3, at)) for at in (1, 2, 3)]  # type: ignore[index]
    whole = b"".join(one["content"][6:] for one in parts)  # type: ignore[index]
    assert whole.decode("utf-16-be") == "石梯松了。" * 30 and {one["esm"] for one in parts} == {0x40}


def test_what_the_centre_refuses(centre: Centre) -> None:
    channel = client(centre)
    centre.refuse[:] = [0x0B, 0x58]
    with pytest.raises(Refused):
        channel.send(parcel("x"))
    with pytest.raises(NoAnswer, match="0x58"):
        channel.send(parcel("x"))
    centre.drop_next = True
    with pytest.raises(NoAnswer):
        channel.send(parcel("x"))
    assert channel.send(parcel("x")) and len(centre.binds) == 2, "a broken session is opened anew"
    assert channel.health().well
    centre.bind_status = 0x0E
    assert "0x0e" in client(centre).health().words
    centre.close()
    assert not Smpp(f"smpp://127.0.0.1:{centre.port}").health().well


def test_messages_come_in_and_are_gone_there_only_when_they_are_taken(centre: Centre) -> None:
    channel = client(centre)
    centre.deliver += [
        (0, 8, "8613900007001", "石梯又松了".encode("utf-16-be")),
        (4, 0, "8613900007001", b"id:id1 sub:001 dlvrd:000 stat:UNDELIV err:001 text:"),
        (4, 0, "8613900007001", b"id:id2 sub:001 dlvrd:001 stat:DELIVRD err:000 text:"),
        (0, 3, "10086", "caf\xe9".encode("latin-1")),
    ]
    waiting = channel.receive()
    first = next(waiting)
    assert isinstance(first, Arrived) and (first.sender, first.text) == (PHONE, "石梯又松了")
    waiting.close()  # type: ignore[attr-defined]  # whoever took it in died
    assert len(centre.deliver) == 4 and not centre.answered
    found: list[Any] = list(channel.receive())
    assert found[0].key == first.key, "the same message is known again"
    assert Report("sms", "smpp UNDELIV", True, outside="id1") in found
    assert found[-1].text == "café" and not centre.deliver and set(centre.answered) == {0}


def test_asking_how_it_is_takes_no_message(centre: Centre) -> None:
    centre.deliver.append((0, 8, "8613900007001", "石梯".encode("utf-16-be")))
    assert client(centre).health().well and centre.deliver and not centre.answered


def test_parts_become_one_message_and_what_is_broken_is_let_go() -> None:
    def delivered(number: int, source: str, esm: int, content: bytes) -> Pdu:
        return Pdu(5, 0, number, short(Short(source, "12345", esm, 8, content, {})))

    pieces = parts_of("石梯松了。" * 30, 300)
    came = [delivered(at, "8613900007001", esm, body) for at, (esm, body) in enumerate(reversed(pieces))]
    came.insert(1, delivered(9, "8613900007002", *pieces[0]))  # another's first part, alone
    came.append(Pdu(5, 0, 10, b"\0\0"))
    texts = [
        (found.text if isinstance(found, Arrived) else None, len(pdus)) for found, pdus in joined(came)
    ]
    assert texts == [(None, 1), ("石梯松了。" * 30, 3), (("石梯松了。" * 30)[:67], 1)]


@settings(max_examples=60)
@given(st.text(max_size=300), st.integers(0, 2**40))
def test_no_text_is_lost_in_its_parts(text: str, reference: int) -> None:
    text = text.encode("utf-16", "ignore").decode("utf-16")
    pieces = parts_of(text, reference)
    assert all(len(content) <= 140 for _, content in pieces)
    read = [words_of(Short("1", "2", esm, 8, content, {})) for esm, content in pieces]
    assert "".join(one for one, _ in read) == text
    assert [number for _, (_, _, number) in read] == list(range(1, len(pieces) + 1))


@settings(max_examples=80)
@given(st.binary(max_size=120))
def test_whatever_a_centre_sends_is_read_or_refused(body: bytes) -> None:
    joined([Pdu(5, 0, 1, body)])
    good = short(Short("1390", "12345", 0, 8, b"\0a", {0x1E: b"id9\0"}))
    assert unshort(good).options == {0x1E: b"id9\0"}


def test_an_address_that_is_none_or_open_is_not_called() -> None:
    for wrong in ("http://x/", "smpp://", "smpp:x"):
        with pytest.raises(ValueError, match="message centre"):
            Smpp(wrong)
    assert "not encrypted" in Smpp("smpp://smsc.example/1").health().words
