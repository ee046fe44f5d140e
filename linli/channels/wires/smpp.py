# SPDX-License-Identifier: AGPL-3.0-or-later
"""SMS by SMPP 3.4 (Short Message Peer to Peer Protocol Specification v3.4, 12-Oct-1999): bind as
transceiver, submit_sm, deliver_sm, enquire_link, unbind. No more of it.

``LINLI_SMPP_URL``: ``smpps://system_id:password@host:port/12345`` (the path is our number), or
``smpp://`` on this machine, for a tunnel. Chinese goes as UCS-2 (data_coding 8), long messages in parts
with a user data header (8-bit reference), so that a telephone joins them.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import re
import socket
import struct
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from linli.kernel import clock
from linli.platform.outbox.channel import Arrived, Health, Parcel, Refused, Report
from linli.platform.outgoing import PATIENCE, NoAnswer, connected

from .sms import shortened

BIND, TRANSMIT = 0x09, 0x02  # bind_transceiver, bind_transmitter
SUBMIT = 0x04
DELIVER, DELIVER_ANSWER = 0x05, 0x80000005
ENQUIRE, ENQUIRE_ANSWER = 0x15, 0x80000015
UNBIND, UNBIND_ANSWER = 0x06, 0x80000006
NACK = 0x80000000
OK, NO_SUCH_ADDRESS, NOT_NOW = 0x0, 0x0B, 0x64  # ESME_ROK, ESME_RINVDSTADR, ESME_RX_T_APPN
UCS2, PART = 8, 67 * 2  # data_coding; bytes of one part beside its header of 6
RECEIPT, HEADER = 0x04, 0x40  # bits of esm_class: a delivery receipt, a user data header in the message
LARGEST = 64 * 1024  # bytes of one PDU that we read
MOST, SILENCE = 100, 1.0  # messages taken at once; seconds without one after which there is none
IDLE = 30.0  # seconds after which the other side is asked whether it is still there
GONE = {"UNDELIV", "REJECTD"}  # final states of a receipt after which trying again is of no use
LOST = GONE | {"EXPIRED", "DELETED", "UNKNOWN"}
TLV_RECEIPTED, TLV_PAYLOAD = 0x001E, 0x0424


@dataclass(frozen=True)
class Pdu:
    """One unit of the protocol: header and body."""

    command: int
    status: int
    sequence: int
    body: bytes = b""

    def packed(self) -> bytes:
        return (
            struct.pack(">IIII", 16 + len(self.body), self.command, self.status, self.sequence) + self.body
        )


@dataclass(frozen=True)
class Short:
    """What a submit_sm or deliver_sm carries; ``options`` are its optional parameters by tag."""

    source: str
    goal: str
    esm: int
    coding: int
    content: bytes
    options: dict[int, bytes]


def c_string(text: str) -> bytes:
    """A C-octet string; what is no ASCII, and zeros, cannot stand in it."""
    return text.encode("ascii", "ignore").replace(b"\0", b"") + b"\0"


def short(message: Short, *, receipt: bool = False) -> bytes:
    """The body of a submit_sm (4.4.1) or deliver_sm (4.6.1)."""
    international = 1 if message.goal.startswith("+") else 0
    return b"".join(
        (
            c_string(""), bytes((0, 0)), c_string(message.source),
            bytes((international, 1 if international else 0)), c_string(message.goal.lstrip("+")),
            bytes((message.esm, 0, 0)), c_string(""), c_string(""),
            bytes((1 if receipt else 0, 0, message.coding, 0, len(message.content))), message.content,
            *(struct.pack(">HH", tag, len(value)) + value for tag, value in message.options.items()),
        )
    )  # fmt: skip


def unshort(body: bytes) -> Short:
    """The other way. Raises ``ValueError`` for a body that is none."""
    place = 0

    def text() -> str:
        nonlocal place
        end = body.index(b"\0", place)
        found, place = body[place:end], end + 1
        return found.decode("latin-1")

    def number() -> int:
        nonlocal place
        if place >= len(body):
            raise ValueError("cut off")
        place += 1
        return body[place - 1]

    text(), number(), number()
    source = text()
    number(), number()
    goal = text()
    esm = number()
    number(), number(), text(), text(), number(), number()
    coding = number()
    number()
    length = number()
    content = body[place : place + length]
    if len(content) != length:
        raise ValueError("cut off")
    place += length
    options = {}
    while place + 4 <= len(body):
        tag, size = struct.unpack_from(">HH", body, place)
        options[tag] = body[place + 4 : place + 4 + size]
        place += 4 + size
    return Short(source, goal, esm, coding, options.get(TLV_PAYLOAD, content), options)


def parts_of(text: str, reference: int) -> list[tuple[int, bytes]]:
    """A text as esm_class and content of each part: one, or several with a header that joins them."""
    whole = text.encode("utf-16-be")
    if len(whole) <= 140:
        return [(0, whole)]
    pieces: list[str] = [""]
    for sign in text:  # a sign of two units is never cut apart
        if len((pieces[-1] + sign).encode("utf-16-be")) > PART:
            pieces.append("")
        pieces[-1] += sign
    head = (5, 0, 3, reference % 256, len(pieces))
    return [(HEADER, bytes((*head, at)) + piece.encode("utf-16-be")) for at, piece in enumerate(pieces, 1)]


def words_of(message: Short) -> tuple[str, tuple[int, int, int]]:
    """The text of a message, and which part of how many of what it is (reference, count, number)."""
    content, joined = message.content, (0, 1, 1)
    if message.esm & HEADER and content:
        size = content[0]
        header, content = content[1 : 1 + size], content[1 + size :]
        if len(header) >= 5 and header[:2] == b"\0\3":
            joined = (header[2], header[3], header[4])
    coding = "utf-16-be" if message.coding == UCS2 else "latin-1" if message.coding == 3 else "ascii"
    return content.decode(coding, "replace"), joined


def joined(came: Sequence[Pdu]) -> list[tuple[Arrived | Report | None, list[Pdu]]]:
    """What was delivered, with the units that are to be answered for it; nothing for what is unreadable or
    a receipt of what arrived."""
    found: list[tuple[Arrived | Report | None, list[Pdu]]] = []
    parts: dict[tuple[str, int, int], list[tuple[int, str, Pdu]]] = {}
    for pdu in came:
        try:
            message = unshort(pdu.body)
        except ValueError:
            found.append((None, [pdu]))
            continue
        if message.esm & RECEIPT:
            found.append((receipt_in(message), [pdu]))
            continue
        text, (reference, count, number) = words_of(message)
        parts.setdefault((message.source, reference, count), []).append((number, text, pdu))
        if count == 1:
            found += _whole(parts, (message.source, reference, count))
    for key in list(parts):
        found += _whole(parts, key)
    return found


def _whole(
    parts: dict[tuple[str, int, int], list[tuple[int, str, Pdu]]], key: tuple[str, int, int]
) -> list[tuple[Arrived | Report | None, list[Pdu]]]:
    pieces = sorted(parts.pop(key), key=lambda piece: piece[0])
    text = "".join(text for _, text, _ in pieces)
    source = number_of(key[0])
    digest = hashlib.sha256(f"{source}\0{text}".encode()).hexdigest()
    # The protocol gives no id: the same words of the same sender within an hour are the same message.
    hour = int(clock.now().timestamp()) // 3600
    return [(Arrived("sms", source, text, f"smpp:{hour}:{digest}"), [pdu for _, _, pdu in pieces])]


def number_of(source: str) -> str:
    """A number of the protocol as we write it: with a plus where it is whole."""
    return f"+{source}" if re.fullmatch(r"[1-9]\d{9,14}", source) and not is_home(source) else source


def is_home(source: str) -> bool:
    """Whether it is a mobile number of the mainland without its country: 11 digits from 1."""
    return len(source) == 11 and source.startswith("1")


def receipt_in(message: Short) -> Report | None:
    """What a delivery receipt (appendix B) tells, if the message was lost."""
    text = words_of(message)[0]
    state = re.search(r"stat:([A-Z]{5,8})", text)
    named = re.search(r"id:([0-9A-Za-z-]{1,64})", text)
    tagged = message.options.get(TLV_RECEIPTED, b"").rstrip(b"\0").decode("latin-1")
    outside = tagged or (named[1] if named else "")
    if state is None or not outside or state[1] not in LOST:
        return None
    return Report("sms", f"smpp {state[1]}", state[1] in GONE, outside=outside)


class Smpp:
    """A session with a message centre: opened when it is needed, kept, opened anew when it breaks."""

    def __init__(self, url: str) -> None:
        self.url, parts = url, urlsplit(url)
        if parts.scheme not in ("smpp", "smpps") or not parts.hostname:
            raise ValueError("LINLI_SMPP_URL is no address of a message centre")
        self.host, self.tls = parts.hostname, parts.scheme == "smpps"
        self.port = parts.port or (3550 if self.tls else 2775)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.number = parts.path.strip("/")
        self._link: socket.socket | None = None
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._used = 0.0
        self._came: list[Pdu] = []  # delivered while we waited for an answer, not answered yet

    # --- a channel ---

    def send(self, parcel: Parcel) -> str:
        """Submit a message in its parts; the id of the first. All of them or none are counted as sent."""
        with self._lock:
            found = ""
            for esm, content in parts_of(shortened(parcel.body), parcel.id.int):
                body = short(Short(self.number, parcel.address, esm, UCS2, content, {}), receipt=True)
                answer = self._ask(SUBMIT, body)
                if answer.status == NO_SUCH_ADDRESS:
                    raise Refused("smpp 0x0b")
                if answer.status != OK:
                    raise NoAnswer(f"submit_sm_resp 0x{answer.status:02x}")
                found = found or answer.body.partition(b"\0")[0].decode("latin-1")
            return found

    def receive(self) -> Iterator[Arrived | Report]:
        """What the centre delivers until it is silent for a second. A message is answered, and so gone
        there, when the caller asks for the next one: what was not taken in comes again. Parts that come
        together become one message; a part that comes alone is one by itself."""
        with self._lock:
            self._open()
            taken = True
            try:
                while taken and (came := self._deliveries()):
                    taken = False
                    for found, pdus in joined(came):
                        if found is not None:
                            yield found
                        for pdu in pdus:
                            self._answer(DELIVER_ANSWER, OK, pdu, b"\0")
                    taken = True
            finally:
                if not taken:
                    self._close()

    def health(self) -> Health:
        """Bind as transmitter and leave: another process may ask, and must not be handed any message."""
        asker = Smpp(self.url)
        try:
            asker._bind(TRANSMIT)
            asker.close()
        except (NoAnswer, OSError) as error:
            return Health(False, f"{self.host}:{self.port}: {error}")
        return Health(True, f"{self.host}:{self.port} takes us in")

    def close(self) -> None:
        """End the session, if there is one."""
        with self._lock:
            if self._link is not None:
                with contextlib.suppress(OSError, NoAnswer):
                    self._exchange(UNBIND, b"")
            self._close()

    # --- the session ---

    def _open(self) -> None:
        if self._link is not None and time.monotonic() - self._used < IDLE:
            return
        if self._link is not None:
            try:
                self._exchange(ENQUIRE, b"")
                return
            except (OSError, NoAnswer):
                self._close()
        self._bind(BIND)

    def _bind(self, command: int) -> None:
        self._link = connected(self.host, self.port, encrypted=self.tls)
        names = c_string(self.user) + c_string(self.password) + c_string("")
        try:
            answer = self._exchange(command, names + bytes((0x34, 0, 0)) + c_string(""))
        except (OSError, NoAnswer):
            self._close()
            raise
        if answer.status != OK:
            self._close()
            raise NoAnswer(f"bind_resp 0x{answer.status:02x}")

    def _close(self) -> None:
        if self._link is not None:
            self._link.close()
        self._link, self._came = None, []  # the centre delivers again what was not answered

    def _ask(self, command: int, body: bytes) -> Pdu:
        self._open()
        try:
            return self._exchange(command, body)
        except OSError as error:
            self._close()
            raise NoAnswer(type(error).__name__) from error

    def _exchange(self, command: int, body: bytes) -> Pdu:
        """Send a request and wait for its answer; what is delivered meanwhile is kept and answered."""
        assert self._link is not None
        sequence = next(self._numbers) & 0x7FFFFFFF
        self._link.settimeout(PATIENCE)
        self._link.sendall(Pdu(command, OK, sequence, body).packed())
        end = time.monotonic() + 2 * PATIENCE
        while time.monotonic() < end:
            pdu = self._read_pdu()
            if pdu.sequence == sequence and pdu.command in (command | NACK, NACK):
                self._used = time.monotonic()
                if pdu.command == NACK:
                    raise NoAnswer(f"generic_nack 0x{pdu.status:02x}")
                return pdu
            self._heed(pdu)
        raise TimeoutError("no answer")

    def _heed(self, pdu: Pdu) -> None:
        """What the other side asks by itself while we wait for an answer."""
        if pdu.command == ENQUIRE:
            self._answer(ENQUIRE_ANSWER, OK, pdu)
        elif pdu.command == UNBIND:
            self._answer(UNBIND_ANSWER, OK, pdu)
            raise ConnectionResetError("unbound")
        elif pdu.command == DELIVER and len(self._came) < MOST:
            self._came.append(pdu)
        elif pdu.command == DELIVER:
            self._answer(DELIVER_ANSWER, NOT_NOW, pdu, b"\0")
        elif pdu.command < NACK:
            self._answer(NACK, 0x03, pdu)

    def _answer(self, command: int, status: int, asked: Pdu, body: bytes = b"") -> None:
        assert self._link is not None
        self._link.sendall(Pdu(command, status, asked.sequence, body).packed())

    def _deliveries(self) -> list[Pdu]:
        """What is delivered until there is silence; no more than can be held at once."""
        came: list[Pdu] = []
        while len(came) < MOST and (pdu := self._delivery()) is not None:
            came.append(pdu)
        return came

    def _delivery(self) -> Pdu | None:
        """The next message that is delivered; nothing after a second of silence."""
        assert self._link is not None
        while not self._came:
            self._link.settimeout(SILENCE)
            try:
                first = self._link.recv(1)
            except TimeoutError:
                return None
            if not first:
                raise ConnectionResetError("closed")
            self._link.settimeout(PATIENCE)
            self._heed(self._read_pdu(first))
        return self._came.pop(0)

    def _read_pdu(self, first: bytes = b"") -> Pdu:
        head = first + self._exactly(16 - len(first))
        length, command, status, sequence = struct.unpack(">IIII", head)
        if not 16 <= length <= LARGEST:
            raise ConnectionResetError("no such length")
        return Pdu(command, status, sequence, self._exactly(length - 16))

    def _exactly(self, count: int) -> bytes:
        assert self._link is not None
        found = b""
        while len(found) < count:
            piece = self._link.recv(count - len(found))
            if not piece:
                raise ConnectionResetError("closed")
            found += piece
        return found
