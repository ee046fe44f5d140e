# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli mail``: letters from a mail server.

``receive`` takes one letter from standard input, as a mail server pipes it to a program (an alias
``linli: "|linli mail receive"``): exit 0 for taken (also a second time), 65 for what is no letter, 75 for
"try again later". ``serve`` listens for LMTP (RFC 2033) on this machine, so that no process is started for
each letter.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import socketserver
import sys

from django.db import connection

from linli.kernel.problem import Problem

from .commands import hear
from .wires.mailing import LARGEST, LETTER_UNREADABLE, read

log = logging.getLogger("linli.channels")
TAKEN, NO_LETTER, LATER = 0, 65, 75  # sysexits.h
MOST_ADDRESSES, LONGEST_LINE, PATIENCE = 50, 4096, 60.0


def configure(parser: argparse.ArgumentParser) -> None:
    deeds = parser.add_subparsers(dest="deed", required=True)
    deeds.add_parser("receive", help="take one letter from standard input")
    serve = deeds.add_parser("serve", help="listen for LMTP on this machine")
    serve.add_argument("--port", type=int, default=8024)


def run(options: argparse.Namespace) -> int:
    if options.deed == "receive":
        return take(sys.stdin.buffer.read(LARGEST + 1))
    with Server(options.port) as server:
        print(f"LMTP on 127.0.0.1:{options.port}; stop with Ctrl-C", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()
    return TAKEN


def take(raw: bytes) -> int:
    """Take in one letter; what is told to the mail server, as an exit code."""
    try:
        hear(read(raw))
    except Problem as error:
        log.warning("a letter was not taken: %s", error.code)
        return NO_LETTER if error.kind is LETTER_UNREADABLE else LATER
    except Exception:  # whatever it was, the mail server keeps the letter
        log.exception("a letter was not taken")
        return LATER
    return TAKEN


ANSWERS = {TAKEN: "250 2.0.0 taken", NO_LETTER: "554 5.6.0 no letter", LATER: "451 4.3.0 try again later"}


class Server(socketserver.ThreadingTCPServer):
    """LMTP for a mail server on this machine; nobody else reaches it."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), Session)


class Session(socketserver.StreamRequestHandler):
    """One mail server that hands letters over, one after the other."""

    timeout = PATIENCE

    def handle(self) -> None:
        try:
            self._speak()
        except (OSError, ValueError):
            log.info("a mail server went away in the middle")
        finally:
            connection.close()

    def _speak(self) -> None:
        sender, goals = False, 0
        self._say("220 linli LMTP")
        while True:
            line = self._line()
            word = line[:4].upper()
            if word == b"LHLO":
                self._say("250-linli", f"250-SIZE {LARGEST}", "250-8BITMIME", "250 ENHANCEDSTATUSCODES")
            elif word == b"MAIL":
                sender, goals = True, 0
                self._say("250 2.1.0 ok")
            elif word == b"RCPT":
                goals += sender and goals < MOST_ADDRESSES
                self._say("250 2.1.5 ok" if goals and goals < MOST_ADDRESSES else "503 5.5.1 not now")
            elif word == b"DATA" and goals:
                self._say("354 go on")
                # One letter is one message, however many of our addresses it names: each gets the answer.
                self._say(*[ANSWERS[self._letter()]] * goals)
                sender, goals = False, 0
            elif word in (b"RSET", b"NOOP"):
                sender, goals = (False, 0) if word == b"RSET" else (sender, goals)
                self._say("250 2.0.0 ok")
            elif word == b"QUIT":
                self._say("221 2.0.0 bye")
                return
            else:
                self._say("503 5.5.1 bad sequence" if word == b"DATA" else "500 5.5.2 unknown")

    def _letter(self) -> int:
        size, lines = 0, []
        while (line := self._line(cut=False)) != b".":
            line = line[1:] if line.startswith(b".") else line
            size += len(line) + 2
            if size <= LARGEST:
                lines.append(line)
        return take(b"\r\n".join(lines) + b"\r\n") if size <= LARGEST else NO_LETTER

    def _line(self, *, cut: bool = True) -> bytes:
        line = self.rfile.readline(LONGEST_LINE if cut else LARGEST)
        if not line.endswith(b"\n"):
            raise ValueError("cut off")
        return line.rstrip(b"\r\n")

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())
