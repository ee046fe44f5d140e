# SPDX-License-Identifier: AGPL-3.0-or-later
"""Calls that go out. Only to origins that an operator named, encrypted, small, and soon over.

Redirects are not followed and no proxy is asked, so that no answer can send us anywhere else. A name is
looked up once, its address is judged, and the call goes to that very address: a name whose answer changes
between the look and the call (DNS rebinding) gains nothing by it.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

LIMIT = 256 * 1024  # bytes of an answer
PATIENCE = 5.0  # seconds for each step, and twice that for the whole
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class NoAnswer(Exception):
    """The call was not made, or what came back is not an answer."""


def origin_of(url: str) -> str:
    """``https://host:port`` of an address that we would call. Raises :class:`NoAnswer` for any other."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise NoAnswer("no address") from error
    host = parts.hostname or ""
    if not host or parts.username is not None or parts.password is not None:
        raise NoAnswer("no address")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise NoAnswer("not encrypted")
    return f"{parts.scheme}://{host}:{port}"


def tls() -> ssl.SSLContext:
    """What we speak outside: TLS 1.2 or 1.3, forward secrecy, sealed ciphers, certificates checked."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE+AESGCM:ECDHE+CHACHA20")
    return context


def address_of(host: str, port: int) -> tuple[str, int]:
    """The address that a call to a named host goes to. Raises :class:`NoAnswer` for one that no town's
    server on a network has: this machine (unless it was named as such), link-local, multicast and so on.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoAnswer("no such host") from error
    for *_, place in found:
        if _may_be(place[0], host):
            return str(place[0]), port
    raise NoAnswer("an address that is not called")


def _may_be(text: str | int, host: str) -> bool:
    address = ipaddress.ip_address(str(text).partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_loopback:
        return host in LOOPBACK
    if host in LOOPBACK:
        return False
    return not (
        address.is_link_local or address.is_multicast or address.is_unspecified or address.is_reserved
    )


def connected(host: str, port: int, *, encrypted: bool) -> socket.socket:
    """A connection to a named host for a protocol that is not HTTP; unencrypted to this machine alone.

    Raises :class:`NoAnswer`.
    """
    if not encrypted and host not in LOOPBACK:
        raise NoAnswer("not encrypted")
    try:
        plain = socket.create_connection(address_of(host, port), PATIENCE)
    except OSError as error:
        raise NoAnswer(type(error).__name__) from error
    if not encrypted:
        return plain
    try:
        return tls().wrap_socket(plain, server_hostname=host)
    except OSError as error:
        plain.close()
        raise NoAnswer(type(error).__name__) from error


def reachable(url: str) -> None:
    """Whether something listens there (and shows its certificate). Raises :class:`NoAnswer`."""
    parts = urlsplit(origin_of(url))
    connected(parts.hostname or "", parts.port or 443, encrypted=parts.scheme == "https").close()


class _Plain(http.client.HTTPConnection):
    """A connection to the address that was judged, under the name that was asked for."""

    def connect(self) -> None:
        self.sock = socket.create_connection(address_of(self.host, self.port), self.timeout)


class _Encrypted(http.client.HTTPSConnection):
    """The same, encrypted; the certificate must be that of the name."""

    def connect(self) -> None:
        plain = socket.create_connection(address_of(self.host, self.port), self.timeout)
        try:
            self.sock = tls().wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise


def fetch(
    url: str,
    allowed: frozenset[str],
    *,
    form: Mapping[str, str] | None = None,
    document: object = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """The body of a 200 answer from an allowed origin; a ``form`` or a ``document`` (sent as
    JSON) makes it a POST.

    Raises :class:`NoAnswer` for everything else, without saying what the other side wrote.
    """
    if origin_of(url) not in allowed:
        raise NoAnswer("another host")
    parts = urlsplit(url)
    end = time.monotonic() + 2 * PATIENCE
    host, port = parts.hostname or "", parts.port
    link = (_Encrypted if parts.scheme == "https" else _Plain)(host, port, timeout=PATIENCE)
    body: str | bytes | None = urlencode(form) if form is not None else None
    if document is not None:
        body = json.dumps(document, ensure_ascii=False).encode()
    sent = {"Accept": "application/json", "User-Agent": "linli", **(headers or {})}
    if body is not None:
        kind = "x-www-form-urlencoded" if form is not None else "json"
        sent["Content-Type"] = f"application/{kind}"
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    try:
        link.request("GET" if body is None else "POST", path, body, sent)
        answer = link.getresponse()
        if answer.status != 200:
            raise NoAnswer(f"status {answer.status}")
        content = b""
        while piece := answer.read1(16 * 1024):
            content += piece
            if len(content) > LIMIT or time.monotonic() > end:
                raise NoAnswer("too much or too slow")
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(type(error).__name__) from error
    finally:
        link.close()
    return content
