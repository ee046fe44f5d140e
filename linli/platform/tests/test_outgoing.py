# SPDX-License-Identifier: AGPL-3.0-or-later
"""No call that goes out can be led inside: by a spelling, a redirect, or a name whose answer changes."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from linli.platform import outgoing

NAME = "login.example"


class Inner(HTTPServer):
    """A service inside, which must not be asked; it writes down whoever asks."""

    asked: list[str]

    @property
    def where(self) -> str:
        return f"127.0.0.1:{self.server_port}"


@contextmanager
def inner(context: ssl.SSLContext | None = None, answer: tuple[int, str] = (200, "")) -> Iterator[Inner]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append(self.path)
            self.send_response(answer[0])
            self.send_header("Location", answer[1])
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *words: Any) -> None:
            pass

    server = Inner(("127.0.0.1", 0), Handler)
    server.asked = []
    server.handle_error = lambda *given: None  # type: ignore[method-assign]
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate for a name, by an authority of its own, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    names: list[x509.GeneralName] = [x509.DNSName(name)]
    if name.replace(".", "").isdigit():
        names = [x509.IPAddress(ipaddress.ip_address(name))]
    made = (
        x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    paths = folder / f"{name}.pem", folder / f"{name}.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return paths


def lead(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Let every name be answered with these addresses, one after the other, the last for good; what the
    system reads as an address (``127.1``, ``2130706433``) stays the system's to read."""
    left, looked = list(answers), []
    real = socket.getaddrinfo

    def told(host: Any, port: Any, *args: Any, **more: Any) -> Any:
        try:
            socket.inet_aton(host) if ":" not in host else ipaddress.ip_address(host)
        except (ValueError, OSError, UnicodeError):
            looked.append(host)
            return real(left.pop(0) if len(left) > 1 else left[0], port, type=socket.SOCK_STREAM)
        return real(host, port, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", told)
    return looked


def fetch(url: str) -> bytes:
    """Fetch from an origin that the operator did name."""
    return outgoing.fetch(url, frozenset({outgoing.origin_of(url)}))


# --- names that lead inside ----------------------------------------------------------------------

INSIDE = ("127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "0.0.0.0", "::", "169.254.169.254",
          "::ffff:169.254.169.254", "fe80::1", "224.0.0.1", "ff02::1", "255.255.255.255",
          "240.0.0.1")  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_not_called(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    lead(monkeypatch, address)
    with pytest.raises(outgoing.NoAnswer, match="not called"):
        outgoing.address_of(NAME, 443)
    with pytest.raises(outgoing.NoAnswer):
        fetch(f"https://{NAME}/")


@pytest.mark.parametrize("address", ["203.0.113.7", "2001:db8::7", "10.20.0.7", "192.168.3.7"])
def test_a_named_host_of_the_town_is_called_where_it_stands(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """A city's provider may stand in its own network: it was named by the operator, not by a stranger."""
    lead(monkeypatch, address)
    assert outgoing.address_of(NAME, 443) == (address, 443)


def test_a_name_is_looked_up_once_and_called_where_it_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the second answer would lead inside, and nobody asks for it."""
    called: list[Any] = []
    looked = lead(monkeypatch, "203.0.113.7", "127.0.0.1")

    def refuse(address: Any, *args: Any, **more: Any) -> Any:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(outgoing.NoAnswer):
        fetch(f"https://{NAME}/")
    assert (looked, called) == ([NAME], [("203.0.113.7", 443)])


def test_a_service_inside_has_no_certificate_of_the_name_and_is_told_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Were an address inside ever reached, TLS ends before a word of the call is written."""
    trusted = {name: certificate(tmp_path, name) for name in (NAME, "inner.example")}
    context = outgoing.tls()
    for pem, _ in trusted.values():
        context.load_verify_locations(pem)
    monkeypatch.setattr(outgoing, "tls", lambda: context)
    monkeypatch.setattr(outgoing, "_may_be", lambda address, host: True)
    lead(monkeypatch, "127.0.0.1")
    for name, reached in ((NAME, True), ("inner.example", False)):
        speaks = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        speaks.load_cert_chain(*trusted[name])
        with inner(speaks) as server:
            url = f"https://{NAME}:{server.server_port}/secret"
            if reached:
                assert fetch(url) == b"{}"
            else:
                with pytest.raises(outgoing.NoAnswer, match="SSL"):
                    fetch(url)
            assert server.asked == (["/secret"] if reached else [])


def test_a_certificate_of_nobody_we_trust_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    speaks = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    speaks.load_cert_chain(*certificate(tmp_path, "127.0.0.1"))
    with inner(speaks) as server:
        with pytest.raises(outgoing.NoAnswer, match="SSL"):
            fetch(f"https://{server.where}/")
        assert server.asked == []


# --- spellings -----------------------------------------------------------------------------------

SPELT = ("2130706433", "0x7f000001", "017700000001", "0177.0.0.1", "127.1", "127.0.1", "0x7f.1",
         "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "[::]", "0", "0.0.0.0",
         "１２７.0.0.1", "127。0。0。1", "localhost.", "LOCALHOST.localdomain", "127.0.0.1.",
         "2852039166", "[::ffff:a9fe:a9fe]")  # fmt: skip


@pytest.mark.parametrize("host", SPELT)
def test_no_spelling_of_an_inner_address_is_called(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """Neither plain (only this machine, spelt plainly, may be), nor encrypted, even where it is named."""
    lead(monkeypatch, "127.0.0.1")
    with inner() as server:
        port = server.server_port
        with pytest.raises(outgoing.NoAnswer):
            fetch(f"http://{host}:{port}/")
        with pytest.raises(outgoing.NoAnswer):
            fetch(f"https://{host}:{port}/")
        with pytest.raises(outgoing.NoAnswer):
            outgoing.fetch(f"http://{host}:{port}/", frozenset({f"http://{server.where}"}))
        assert server.asked == []


AIMED = ("https://{named}@{inner}/", "https://{named}:x@{inner}/", "https://{inner}#@{named}/",
         "https://{inner}\\@{named}/", "https://{inner}%2f@{named}/", "https://{named}\t@{inner}/",
         "https://{named}.{inner}/", "//{inner}/", "https:{inner}", "https:///{inner}/",
         "gopher://{named}/", "file://{named}/etc/passwd", "http://{named}/")  # fmt: skip


@pytest.mark.parametrize("url", AIMED)
def test_no_address_that_two_would_read_differently_is_called(url: str) -> None:
    with inner() as server:
        with pytest.raises(outgoing.NoAnswer):
            outgoing.fetch(url.format(named=NAME, inner=server.where), frozenset({f"https://{NAME}:443"}))
        assert server.asked == []


# --- redirects -----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_leads_to_an_inner_host(status: int) -> None:
    with inner() as hidden, inner(answer=(status, f"http://{hidden.where}/secret")) as server:
        with pytest.raises(outgoing.NoAnswer, match=f"status {status}"):
            fetch(f"http://{server.where}/first")
        assert (server.asked, hidden.asked) == (["/first"], [])


def test_no_proxy_of_the_surroundings_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with inner() as proxy, inner() as server:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{proxy.where}")
        assert fetch(f"http://{server.where}/x") == b"{}"
        assert (proxy.asked, server.asked) == ([], ["/x"])


def test_only_good_ciphers_are_offered() -> None:
    context = outgoing.tls()
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2 and context.check_hostname
    for cipher in context.get_ciphers():
        assert cipher["aead"], cipher["name"]
        assert cipher["protocol"] == "TLSv1.3" or cipher["kea"] == "kx-ecdhe", cipher["name"]
        assert cipher["strength_bits"] >= 128, cipher["name"]
