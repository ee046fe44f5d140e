# SPDX-License-Identifier: AGPL-3.0-or-later
"""Calls that go out. Only to origins that an operator named, encrypted, small, and soon over.

Redirects are not followed and no proxy is asked, so that no answer can send us anywhere else.
"""

from __future__ import annotations

import http.client
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


def fetch(
    url: str,
    allowed: frozenset[str],
    *,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """The body of a 200 answer from an allowed origin; a ``form`` makes it a POST.

    Raises :class:`NoAnswer` for everything else, without saying what the other side wrote.
    """
    if origin_of(url) not in allowed:
        raise NoAnswer("another host")
    parts = urlsplit(url)
    end = time.monotonic() + 2 * PATIENCE
    host, port = parts.hostname or "", parts.port
    link = (
        http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=ssl.create_default_context())
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, port, timeout=PATIENCE)
    )
    body = urlencode(form) if form is not None else None
    sent = {"Accept": "application/json", "User-Agent": "linli", **(headers or {})}
    if body is not None:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
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
