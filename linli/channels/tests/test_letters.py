# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters as nobody wishes them: whatever comes is read, refused or let go; nothing breaks."""

from __future__ import annotations

import smtplib
import threading
import zlib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.channels import cli
from linli.channels.commands import hear
from linli.channels.models import Arrival
from linli.channels.rules import is_auto, lasting, numbers_in, said_now, stop_word, without_secrets
from linli.channels.testing import a_letter, a_page
from linli.channels.wires.mailing import LARGEST, from_html, read
from linli.kernel.problem import Problem
from linli.platform.outbox.channel import Arrived, Report
from linli.platform.outbox.mail import message_id

FROM = "余婆婆 <yu@example.org>"


def letter(**more: Any) -> Arrived:
    found = read(a_letter(**more))
    assert isinstance(found, Arrived)
    return found


def test_a_plain_letter() -> None:
    found = letter(subject="石梯", text="石梯松了。\n第三级。", sender=FROM)
    assert (found.sender, found.subject, found.text) == ("yu@example.org", "石梯", "石梯松了。\n第三级。")
    assert not found.auto and not found.answers and letter(sender=FROM).key == letter(sender=FROM).key


def test_words_in_any_charset_or_in_html_alone() -> None:
    raw = b"From: a@b.cn\r\nSubject: =?gb2312?B?yq/M3Q==?=\r\nContent-Type: text/plain; charset=%s\r\n\r\n"
    gbk = "石梯".encode("gbk")
    for charset, words in (
        (b"gbk", gbk),
        (b"nonsense", "石梯".encode()),
        (b"utf-8", gbk),
        (b"us-ascii", gbk),
    ):
        found = read(raw.replace(b"%s", charset) + words)
        assert isinstance(found, Arrived) and found.text == "石梯" and found.subject == "石梯"
    message = EmailMessage()
    message["From"] = FROM
    message.set_content(
        "<html><head><style>p{x}</style><script>steal()</script></head><body><p>石梯&nbsp;松了</p>"
        "<div>三级<br>第二行</div></body>", subtype="html",
    )  # fmt: skip
    found = read(message.as_bytes())
    assert isinstance(found, Arrived) and found.text == "石梯 松了\n三级\n第二行"
    assert from_html("<p" * 10_000) == from_html("<script>never ended") == ""


def test_what_is_attached_is_handed_to_the_checks_whatever_it_calls_itself() -> None:
    bomb = zlib.compress(b"\0" * 10_000_000)
    found = letter(
        files=[("image/jpeg", a_page()), ("application/zip", b"PK\3\4" + bomb)] + [("text/x", b"x")] * 20
    )
    assert found.files[0] == a_page() and len(found.files) == 8


def test_too_deep_too_many_too_large() -> None:
    deep = b"From: a@b.cn\r\n"
    for at in range(400):
        deep += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at)
    many = b"From: a@b.cn\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 500
    for raw in (deep, many, b"x" * (LARGEST + 1)):
        with pytest.raises(Problem) as caught:
            read(raw)
        assert caught.value.code == "letter_unreadable"


@settings(max_examples=150)
@given(st.binary(max_size=60), st.integers(0, 900), st.integers(0, 40))
def test_a_letter_with_anything_in_it(noise: bytes, at: int, gone: int) -> None:
    raw = a_letter(subject="石梯", files=[("image/png", b"x")])
    try:
        read(raw[:at] + noise + raw[at + gone :])
    except Problem as error:
        assert error.code == "letter_unreadable"


def test_programs_are_known() -> None:
    for name, value in (("Auto-Submitted", "auto-replied"), ("Precedence", "bulk"), ("List-Id", "<l.x>"),
                        ("X-Autoreply", "yes"), ("Return-Path", "<>")):  # fmt: skip
        assert letter(headers={name: value}).auto, name
    assert not is_auto([("Auto-Submitted", "no"), ("Return-Path", "<a@b.cn>")])
    assert letter(sender="MAILER-DAEMON@x.cn").auto
    assert read(a_letter(sender="linli@localhost")) is None, "our own came round"


def bounce(status: str, reference: str, action: str = "failed") -> bytes:
    return (
        "From: MAILER-DAEMON@mx.example\r\nTo: linli@localhost\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; x@example.org\r\n"
        f"Action: {action}\r\nStatus: {status}\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: {reference}\r\n\r\n--b--\r\n"
    ).encode()


def test_a_bounce_is_believed_only_with_our_own_proof() -> None:
    message = uuid4()
    assert read(bounce("5.1.1", message_id(message))) == Report("email", "5.1.1", True, message=message)
    assert read(bounce("5.2.2", message_id(message))) == Report("email", "5.2.2", False, message=message)
    forged = f"<{message.hex}.{'0' * 24}@localhost>"
    for raw in (bounce("5.1.1", forged), bounce("4.4.1", message_id(message), "delayed")):
        found = read(raw)
        assert isinstance(found, Arrived) and found.auto
    assert [lasting(code) for code in ("5.0.0", "5.1.10", "5.2.1", "5.4.4", "5.7.1", "4.1.1")] == [
        True
    ] * 4 + [False] * 2


def test_words_that_stop_and_begin() -> None:
    for word in ("TD", "td。", " 退订 ", "Ｔ", "【退订】", "STOP!", "t"):
        assert stop_word(word) == "stop", word
    assert [stop_word(word) for word in ("START", "订阅", "我要退订的是报纸", "", "T3")] == [
        "start",
        "start",
        "",
        "",
        "",
    ]


def test_secrets_quotes_and_numbers() -> None:
    assert without_secrets("我的密码是abc123，验证码：998877。") == "我的密码是•••，验证码：•••。"
    assert without_secrets("password: hunter2 thanks") == "password: ••• thanks"
    assert without_secrets("门口的密码锁坏了") == "门口的密码锁坏了"
    assert said_now("修好了，谢谢\n\n在 2026年3月2日，山城区 写道：\n> 已办理") == "修好了，谢谢"
    assert said_now("> only quoted") == "> only quoted"
    assert numbers_in("关于2026-000012-7和20260000127，电话13900007001") == ["2026-000012-7", "20260000127"]


@pytest.fixture
def server() -> Iterator[int]:
    with cli.Server(0) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield made.server_address[1]
        made.shutdown()


def test_a_mail_server_hands_letters_over(server: int, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[bytes] = []
    answers = [cli.TAKEN, cli.LATER, cli.NO_LETTER]
    monkeypatch.setattr(cli, "take", lambda raw: (taken.append(raw), answers.pop(0))[1])
    with smtplib.LMTP("127.0.0.1", server) as lmtp:
        assert lmtp.sendmail("a@b.cn", ["x@linli"], b"Subject: s\r\n\r\n.dot\r\nend") == {}
        for code in (451, 554):
            with pytest.raises(smtplib.SMTPDataError) as caught:
                lmtp.sendmail("a@b.cn", ["x@linli"], "x")
            assert caught.value.smtp_code == code
        assert lmtp.docmd("DATA")[0] == 503 and lmtp.docmd("VRFY x")[0] == 500
    assert taken[0] == b"Subject: s\r\n\r\n.dot\r\nend\r\n"


@pytest.mark.django_db
def test_a_letter_from_a_pipe(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    raw = a_letter(text="石梯松了。", files=[("image/png", a_page())])
    assert cli.take(raw) == cli.take(raw) == cli.TAKEN and Arrival.objects.count() == 1
    assert cli.take(b"x" * (LARGEST + 1)) == cli.NO_LETTER

    def broken(found: object) -> None:
        raise OSError

    monkeypatch.setattr(cli, "hear", broken)
    assert cli.take(raw) == cli.LATER


@pytest.mark.django_db
def test_nothing_is_kept_of_what_a_program_wrote(cast: Any) -> None:
    assert hear(read(a_letter(headers={"Auto-Submitted": "auto-replied"}))) == "auto"
    assert hear(None) == "nothing" and not Arrival.objects.exists()
    raw = b"From: a@b.cn\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!"
    assert hear(read(raw)) in ("nothing", "waiting")
