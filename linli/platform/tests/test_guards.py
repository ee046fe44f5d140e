# SPDX-License-Identifier: AGPL-3.0-or-later
"""Guards that the operator names: a scanner, a list of public passwords, encrypted links, lines of logs."""

from __future__ import annotations

import hashlib
import json
import logging
import runpy
import smtplib
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from PIL import Image

import linli
from linli.kernel.problem import Problem
from linli.platform.access.breached import is_listed
from linli.platform.database.url import from_url
from linli.platform.files import store
from linli.platform.files.models import StoredFile
from linli.platform.logs import Lines

SETTINGS = str(Path(linli.__file__).parent / "config" / "settings.py")
EICAR = (
    b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
)  # harmless by agreement


# --- a scanner -----------------------------------------------------------------------------------


class Scanner:
    """What clamd does with INSTREAM: takes pieces to their end, knows one signature, answers one line."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self.says: bytes | None = None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.where = f"127.0.0.1:{self.listener.getsockname()[1]}"

    def serve(self) -> None:
        while True:
            try:
                link, _ = self.listener.accept()
            except OSError:
                return
            with link, link.makefile("rb") as file:
                assert file.read(10) == b"zINSTREAM\0"
                content = b""
                while size := struct.unpack(">I", file.read(4))[0]:
                    content += file.read(size)
                self.seen.append(content)
                found = b"stream: Eicar-Signature FOUND" if EICAR in content else b"stream: OK"
                link.sendall((found if self.says is None else self.says) + b"\0")


@contextmanager
def scanning() -> Iterator[Scanner]:
    made = Scanner()
    thread = Thread(target=made.serve, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.listener.shutdown(socket.SHUT_RDWR)
        made.listener.close()
        thread.join(5)


def a_photo(comment: bytes = b"") -> bytes:
    import io

    out = io.BytesIO()
    Image.new("RGB", (40, 30), (30, 107, 82)).save(out, "JPEG", comment=comment)
    return out.getvalue()


def a_paper(words: bytes) -> bytes:
    return b"%PDF-1.4\n" + words * 20_000 + b"\n%%EOF\n"


def test_what_the_scanner_knows_is_not_kept(db: None, settings: Any) -> None:
    with scanning() as scanner:
        settings.CLAMD = scanner.where
        for bad in (a_paper(b"x") + EICAR, a_photo(EICAR)):
            with pytest.raises(Problem) as caught:
                store.store(bad)
            assert (caught.value.code, caught.value.status) == ("file_infected", 422)
            assert scanner.seen[-1] == bad, "the whole file as it came was looked at"
        assert not StoredFile.objects.exists()
        assert store.store(a_photo()).kind == "image" and store.store(a_paper(b"y")).kind == "document"


@pytest.mark.parametrize("says", [b"", b"INSTREAM size limit exceeded. ERROR", b"OK", b"stream: OK FOUND?"])
def test_while_the_scanner_does_not_say_fine_no_file_is_taken(db: None, settings: Any, says: bytes) -> None:
    with scanning() as scanner:
        settings.CLAMD, scanner.says = scanner.where, says
        with pytest.raises(Problem) as caught:
            store.store(a_photo())
        assert caught.value.code == "scanner_away"
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("where", ["127.0.0.1:1", "/nowhere/clamd.ctl", "scanner.example:3310", "nonsense"])
def test_a_scanner_that_is_away_or_elsewhere_lets_nothing_through(
    db: None, settings: Any, where: str
) -> None:
    settings.CLAMD = where
    with pytest.raises(Problem) as caught:
        store.store(a_photo())
    assert caught.value.code == "scanner_away" and not StoredFile.objects.exists()


# --- passwords that were made public --------------------------------------------------------------


def listed(path: Path, words: list[str], *, count: bool) -> Path:
    digests = sorted(
        hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper() for word in words
    )
    tail = [f":{7 ** (at % 9)}" if count else "" for at in range(len(digests))]
    path.write_text("".join(f"{digest}{end}\n" for digest, end in zip(digests, tail, strict=True)))
    return path


@pytest.mark.parametrize("count", [True, False])
@pytest.mark.parametrize("size", [0, 1, 2, 3, 7, 500])
def test_each_word_of_a_list_is_found_and_no_other(tmp_path: Path, size: int, count: bool) -> None:
    words = [f"word number {at}" for at in range(size)]
    path = str(listed(tmp_path / "list.txt", words, count=count))
    assert all(is_listed(word, path) for word in words)
    assert not any(is_listed(f"another {at}", path) for at in range(200))


def test_a_public_password_is_not_taken(db: None, tmp_path: Path, settings: Any) -> None:
    word, other = "six grey geese over water", "nine green gates in the wind"
    validate_password(word)
    settings.BREACHED = str(listed(tmp_path / "list.txt", [word, "x"], count=True))
    with pytest.raises(ValidationError):
        validate_password(word)
    validate_password(other)
    settings.BREACHED = str(tmp_path / "gone.txt")
    with pytest.raises(OSError):  # what cannot be looked up is not let through
        validate_password(other)


# --- encrypted links -----------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["db", "10.0.0.5", "db.example:5433", "[2001:db8::5]"])
def test_a_database_elsewhere_is_spoken_to_encrypted(host: str) -> None:
    made = from_url(f"postgresql://u:p@{host}/linli")["OPTIONS"]
    assert (made["sslmode"], made["sslrootcert"]) == ("verify-full", "system")
    own = from_url(f"postgresql://u:p@{host}/linli?sslmode=verify-full&sslrootcert=/etc/ca.pem")["OPTIONS"]
    assert own["sslrootcert"] == "/etc/ca.pem"
    for clear in ("disable", "allow", "prefer"):
        with pytest.raises(ValueError, match="encrypted"):
            from_url(f"postgresql://u:p@{host}/linli?sslmode={clear}")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "", "/?host=/run/postgresql"])
def test_a_database_of_this_machine_needs_no_encryption(host: str) -> None:
    assert "sslmode" not in from_url(f"postgresql://u:p@{host.rstrip('/')}" if "?" not in host
                                     else f"postgresql://u:p@{host}")["OPTIONS"]  # fmt: skip


def read(monkeypatch: pytest.MonkeyPatch, **said: str) -> dict[str, Any]:
    for name in ("HOST", "PORT", "TLS"):
        monkeypatch.delenv(f"LINLI_SMTP_{name}", raising=False)
    for name, value in said.items():
        monkeypatch.setenv(f"LINLI_SMTP_{name}", value)
    return runpy.run_path(SETTINGS)


def test_mail_goes_out_encrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, HOST="mail.example")["EMAIL_USE_TLS"] is True
    first = read(monkeypatch, HOST="mail.example", PORT="465")
    assert (first["EMAIL_USE_SSL"], first["EMAIL_USE_TLS"]) == (True, False)
    assert read(monkeypatch, HOST="127.0.0.1")["EMAIL_USE_TLS"] is False
    with pytest.raises(ValueError, match="encrypted"):
        read(monkeypatch, HOST="mail.example", TLS="0")


def test_a_mail_server_that_offers_no_encryption_gets_no_mail(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """STARTTLS that was taken out on the way: nothing is sent in clear instead."""
    listener, heard = socket.create_server(("127.0.0.1", 0)), []

    def serve() -> None:
        link, _ = listener.accept()
        with link, link.makefile("rb") as file:
            link.sendall(b"220 mail\r\n")
            for line in file:
                heard.append(line)
                link.sendall(b"250 mail\r\n" if line.startswith(b"EHLO") else b"221 bye\r\n")

    class Kept(smtplib.SMTP):
        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            made.append(self)

    made: list[smtplib.SMTP] = []
    monkeypatch.setattr(smtplib, "SMTP", Kept)
    thread = Thread(target=serve, daemon=True)
    thread.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = listener.getsockname()
    settings.EMAIL_USE_TLS = True
    with pytest.raises(smtplib.SMTPNotSupportedError):
        send_mail("subject", "six grey geese", None, ["a@example.org"])
    for link in made:
        link.close()
    thread.join(10)
    listener.close()
    assert heard and not any(b"MAIL" in line or b"geese" in line for line in heard)


# --- lines of the log ----------------------------------------------------------------------------


def test_a_line_of_the_log_is_one_object_whatever_was_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_LOG_FORMAT", "json")
    handlers = runpy.run_path(SETTINGS)["LOGGING"]
    assert handlers["handlers"]["console"]["formatter"] == "json"
    assert handlers["formatters"]["json"]["()"] == "linli.platform.logs.Lines"
    try:
        raise RuntimeError("first\nsecond")
    except RuntimeError:
        error = sys.exc_info()
    for words in ("plain", 'a "quote"', "two\nlines\r\n2026-01-01 forged", "\x1b[31m\x00", "中文"):
        record = logging.LogRecord("linli.refused", logging.ERROR, __file__, 1, "%s", (words,), error)
        line = Lines().format(record)
        assert "\n" not in line and "\r" not in line and "\x1b" not in line
        told = json.loads(line)
        assert (told["level"], told["log"], told["words"]) == ("ERROR", "linli.refused", words)
        assert told["time"].endswith("+00:00") and "second" in told["error"]
