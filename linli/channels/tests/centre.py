# SPDX-License-Identifier: AGPL-3.0-or-later
"""A message centre (SMSC) for tests, written from the SMPP 3.4 specification alone: it knows nothing of the
client's code. It binds, takes submit_sm with its parts, delivers, reports, and can misbehave."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from dataclasses import dataclass, field


@dataclass
class Centre:
    """A centre on this machine. ``deliver`` waits to be sent out (esm_class, data_coding, source, content);
    ``refuse`` are the next statuses of submit_sm_resp; ``answered`` what the client said to deliveries."""

    deliver: list[tuple[int, int, str, bytes]] = field(default_factory=list)
    refuse: list[int] = field(default_factory=list)
    taken: list[dict[str, object]] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    binds: list[tuple[str, str]] = field(default_factory=list)
    bind_status: int = 0
    drop_next: bool = False
    asks: int = 0

    def __post_init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.stopped = False
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self.stopped = True
        self.server.close()

    def _serve(self) -> None:
        while not self.stopped:
            try:
                link, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._hold, args=(link,), daemon=True).start()

    def _hold(self, link: socket.socket) -> None:
        with link, contextlib.suppress(OSError, struct.error):
            self._session(link)

    def _session(self, link: socket.socket) -> None:
        bound, takes, number, out = False, False, 1000, {}
        link.settimeout(0.05)
        while not self.stopped:
            if takes and self.deliver and not out:
                number += 1
                out[number] = self.deliver[0]
                link.sendall(self._pdu(0x05, 0, number, self._delivery(*self.deliver[0])))
            try:
                head = link.recv(16, socket.MSG_WAITALL)
            except TimeoutError:
                continue
            if not head:
                return
            length, command, status, sequence = struct.unpack(">IIII", head)
            link.settimeout(2)
            body = link.recv(length - 16, socket.MSG_WAITALL) if length > 16 else b""
            link.settimeout(0.05)
            if command in (0x09, 0x02):  # bind_transceiver, bind_transmitter
                user, password, rest = body.split(b"\0", 2)
                self.binds.append((user.decode(), password.decode()))
                assert rest.split(b"\0", 1)[1][0] == 0x34, "interface version 3.4"
                good = self.bind_status == 0
                bound, takes = good, good and command == 0x09
                named = b"centre\0" if good else b""
                link.sendall(self._pdu(0x80000000 | command, self.bind_status, sequence, named))
            elif command == 0x04 and bound:  # submit_sm
                if self.drop_next:
                    self.drop_next = False
                    return
                state = self.refuse.pop(0) if self.refuse else 0
                self.taken.append(self._submitted(body))
                answer = f"id{len(self.taken)}\0".encode() if state == 0 else b""
                link.sendall(self._pdu(0x15, 0, 77))  # we ask in the middle whether it is still there
                link.sendall(self._pdu(0x80000004, state, sequence, answer))
            elif command == 0x15:
                self.asks += 1
                link.sendall(self._pdu(0x80000015, 0, sequence))
            elif command == 0x80000005:
                self.answered.append(status)
                if out.pop(sequence, None) and status == 0:
                    self.deliver.pop(0)
            elif command == 0x06:
                link.sendall(self._pdu(0x80000006, 0, sequence))
                return
            elif command < 0x80000000:
                link.sendall(self._pdu(0x80000000, 0x04, sequence))

    @staticmethod
    def _pdu(command: int, status: int, sequence: int, body: bytes = b"") -> bytes:
        return struct.pack(">IIII", 16 + len(body), command, status, sequence) + body

    @staticmethod
    def _delivery(esm: int, coding: int, source: str, content: bytes) -> bytes:
        return (
            b"\0" + b"\1\1" + source.encode() + b"\0" + b"\0\0" + b"12345\0"
            + bytes([esm, 0, 0]) + b"\0\0" + bytes([0, 0, coding, 0, len(content)]) + content
        )  # fmt: skip

    @staticmethod
    def _submitted(body: bytes) -> dict[str, object]:
        _, rest = body.split(b"\0", 1)
        source, rest = rest[2:].split(b"\0", 1)
        kind, plan = rest[0], rest[1]
        goal, rest = rest[2:].split(b"\0", 1)
        esm, rest = rest[0], rest[3:]
        _, _, rest = rest.split(b"\0", 2)
        registered, _, coding, _, length = rest[:5]
        content = rest[5 : 5 + length]
        assert len(content) == length <= 140
        return {
            "source": source.decode(), "goal": goal.decode(), "kind": (kind, plan), "esm": esm,
            "registered": registered, "coding": coding, "content": content,
        }  # fmt: skip
