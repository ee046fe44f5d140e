# SPDX-License-Identifier: AGPL-3.0-or-later
"""企业微信 (WeCom): messages of an application of ours to people in the chat, and theirs to it.

Out: ``/cgi-bin/gettoken`` (the token is kept until it ends) and ``/cgi-bin/message/send``. In: the callback
of the application, as 接收消息与事件 and 加解密方案说明 describe it: a SHA-1 over token, time, nonce and
ciphertext; AES-256-CBC with the 43-letter EncodingAESKey, padded to 32 bytes, the receiver's id inside.
An address in the chat is ``wecom:`` and the user id.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
import struct
import threading
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from defusedxml import ElementTree

from linli.kernel import clock
from linli.platform.outbox.channel import Arrived, Health, Parcel, Refused, Report
from linli.platform.outbox.send import CHAT
from linli.platform.outgoing import NoAnswer, fetch, origin_of

BLOCK, HEAD = 32, 16  # bytes: the padding's block, what is random before the text
WINDOW = 300  # seconds by which a callback may be old
LONGEST = 2048  # bytes of one text message
ENDED = {40014, 42001, 42007}  # the token is wrong or has ended: another one is asked for, once
NO_SUCH_USER = {60111, 81013}


class Untrue(ValueError):
    """A callback that was not made by who holds our keys."""


class Seal:
    """Signature and encryption of callbacks. Raises ``ValueError`` for a key that is none."""

    def __init__(self, token: str, key: str, receiver: str) -> None:
        self.token, self.receiver = token, receiver
        try:
            self.key = base64.b64decode(key + "=", validate=True)
        except binascii.Error as error:
            raise ValueError("LINLI_WECOM_AES_KEY is no EncodingAESKey") from error
        if len(self.key) != 32:
            raise ValueError("LINLI_WECOM_AES_KEY is no EncodingAESKey")

    def signature(self, at: str, nonce: str, sealed: str) -> str:
        parts = sorted((self.token, at, nonce, sealed))
        return hashlib.sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()

    def opened(self, given: str, at: str, nonce: str, sealed: str) -> bytes:
        """The text of a callback. Raises :class:`Untrue` for a wrong signature, an old one, or another
        receiver."""
        if not hmac.compare_digest(self.signature(at, nonce, sealed).encode(), given.encode()):
            raise Untrue("signature")
        if not (at.isascii() and at.isdigit()) or abs(clock.now().timestamp() - int(at[:12])) > WINDOW:
            raise Untrue("time")
        try:
            raw = base64.b64decode(sealed, validate=True)
        except binascii.Error as error:
            raise Untrue("base64") from error
        if not raw or len(raw) % 16:
            raise Untrue("length")
        opener = Cipher(algorithms.AES(self.key), modes.CBC(self.key[:16])).decryptor()
        plain = opener.update(raw) + opener.finalize()
        padding = plain[-1]
        if not 1 <= padding <= BLOCK or plain[-padding:] != bytes([padding]) * padding:
            raise Untrue("padding")
        plain = plain[HEAD:-padding]
        if len(plain) < 4:
            raise Untrue("length")
        (length,) = struct.unpack_from(">I", plain)
        text, receiver = plain[4 : 4 + length], plain[4 + length :]
        if len(text) != length or receiver.decode("utf-8", "replace") != self.receiver:
            raise Untrue("receiver")
        return text

    def sealed(self, text: bytes) -> str:
        """What the other side would send: for simulators."""
        plain = secrets.token_bytes(HEAD) + struct.pack(">I", len(text)) + text + self.receiver.encode()
        padding = BLOCK - len(plain) % BLOCK
        plain += bytes([padding]) * padding
        closer = Cipher(algorithms.AES(self.key), modes.CBC(self.key[:16])).encryptor()
        return base64.b64encode(closer.update(plain) + closer.finalize()).decode()


class WeCom:
    """An application in the chat of an enterprise (or of a government's own installation of it)."""

    def __init__(self, origin: str, corp: str, secret: str, agent: int, seal: Seal | None) -> None:
        self.origin, self.corp, self.secret, self.agent = origin_of(origin), corp, secret, agent
        self.seal = seal
        self._token, self._until = "", 0.0
        self._lock = threading.Lock()

    @classmethod
    def from_settings(cls) -> WeCom:
        """As the environment names it; without a key for callbacks it only sends."""
        given = os.environ.get
        corp, key = given("LINLI_WECOM_CORP", ""), given("LINLI_WECOM_AES_KEY", "")
        seal = Seal(given("LINLI_WECOM_TOKEN", ""), key, corp) if key else None
        origin = given("LINLI_WECOM_URL", "https://qyapi.weixin.qq.com")
        return cls(
            origin, corp, given("LINLI_WECOM_SECRET", ""), int(given("LINLI_WECOM_AGENT", "0")), seal
        )

    def send(self, parcel: Parcel) -> str:
        user = parcel.address.removeprefix(CHAT)
        message = {
            "touser": user,
            "msgtype": "text",
            "agentid": self.agent,
            "text": {"content": _cut(parcel.body)},
            "enable_duplicate_check": 1,
        }
        answer = self._call("/cgi-bin/message/send", {"access_token": self._access()}, message)
        if answer.get("errcode") in ENDED:
            token = self._access(anew=True)
            answer = self._call("/cgi-bin/message/send", {"access_token": token}, message)
        if answer.get("errcode") in NO_SUCH_USER or user in str(answer.get("invaliduser", "")).split("|"):
            raise Refused(f"wecom {answer.get('errcode')}")
        if answer.get("errcode") != 0:
            raise NoAnswer(f"errcode {answer.get('errcode')}")
        return str(answer.get("msgid", ""))

    def receive(self) -> Iterable[Arrived | Report]:
        return ()

    def health(self) -> Health:
        try:
            self._access()
        except NoAnswer as error:
            return Health(False, f"{self.origin}: {error}")
        return Health(True, f"{self.origin} gives a token")

    def _access(self, *, anew: bool = False) -> str:
        with self._lock:
            if anew or time.monotonic() >= self._until:
                answer = self._call("/cgi-bin/gettoken", {"corpid": self.corp, "corpsecret": self.secret})
                if answer.get("errcode") != 0 or not answer.get("access_token"):
                    raise NoAnswer(f"errcode {answer.get('errcode')}")
                self._token = str(answer["access_token"])
                self._until = time.monotonic() + max(0, int(answer.get("expires_in", 0)) - 300)
            return self._token

    def _call(self, path: str, query: dict[str, str], document: object = None) -> dict[str, Any]:
        url = f"{self.origin}{path}?{urlencode(query)}"
        try:
            answer = json.loads(fetch(url, frozenset({self.origin}), document=document))
        except ValueError as error:
            raise NoAnswer("no JSON") from error
        if not isinstance(answer, dict):
            raise NoAnswer("no JSON")
        return answer


def _cut(body: str) -> str:
    raw = body.encode()
    return body if len(raw) <= LONGEST else raw[: LONGEST - 3].decode("utf-8", "ignore") + "…"


def sealed_in(body: bytes) -> str:
    """The ciphertext in a callback's XML. Raises :class:`Untrue`."""
    return _field(body, "Encrypt")


def heard(text: bytes) -> Arrived | None:
    """The message in an opened callback; nothing for an event (somebody entered) or a picture. Raises
    :class:`Untrue` for what is no message."""
    kind, user = _field(text, "MsgType"), _field(text, "FromUserName")
    if kind != "text" or not user:
        return None
    return Arrived("wecom", CHAT + user, _field(text, "Content"), f"wecom:{_field(text, 'MsgId')}")


def _field(body: bytes, name: str) -> str:
    try:
        root = ElementTree.fromstring(body, forbid_dtd=True)
    except Exception as error:  # whatever a parser raises for what is no XML, or forbidden in it
        raise Untrue("XML") from error
    return (root.findtext(name) or "").strip()
