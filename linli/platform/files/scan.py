# SPDX-License-Identifier: AGPL-3.0-or-later
"""A look for malware at each file, by the operator's own ClamAV service (LINLI_CLAMD)."""

from __future__ import annotations

import socket
import struct

from django.conf import settings

from linli.kernel.problem import mark, problem

PATIENCE = 30.0  # seconds for a whole file
PIECE = 64 * 1024

INFECTED = problem(
    "file_infected",
    422,
    mark("A scanner took this file for harmful, so it was not kept."),
    mark("Have your device looked at. Send another photo, or say it in words."),
)
SCANNER_AWAY = problem(
    "scanner_away",
    503,
    mark("Files cannot be looked at for harm just now, so none is taken."),
    mark("Send it without the file, or again in a few minutes."),
)


def scan(content: bytes) -> None:
    """Raises ``file_infected`` for what the scanner knows, ``scanner_away`` if it does not say fine."""
    if not settings.CLAMD:
        return
    try:
        answer = _ask(settings.CLAMD, content)
    except (OSError, ValueError) as error:
        raise SCANNER_AWAY() from error
    if answer.endswith(b"FOUND"):
        raise INFECTED()
    if answer != b"stream: OK":
        raise SCANNER_AWAY()


def _ask(where: str, content: bytes) -> bytes:
    """What clamd answers to INSTREAM: pieces with their length before them, and an empty one at the end."""
    with _link(where) as link:
        link.sendall(b"zINSTREAM\0")
        for at in range(0, len(content), PIECE):
            piece = content[at : at + PIECE]
            link.sendall(struct.pack(">I", len(piece)) + piece)
        link.sendall(struct.pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := link.recv(4096)):
            answer += more
    return answer.rstrip(b"\0").strip()


def _link(where: str) -> socket.socket:
    if where.startswith("/"):
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(PATIENCE)
        try:
            link.connect(where)
        except OSError:
            link.close()
            raise
        return link
    host, _, port = where.rpartition(":")
    if host not in ("127.0.0.1", "localhost", "[::1]"):
        raise ValueError("what is sent there is not encrypted: the scanner must stand on this machine")
    return socket.create_connection((host.strip("[]"), int(port)), PATIENCE)
