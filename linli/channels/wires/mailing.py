# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter (RFC 5322) as somebody or something sent it, read without trusting any of it."""

from __future__ import annotations

import email
import hashlib
import re
from collections.abc import Iterator
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr
from html.parser import HTMLParser

from django.conf import settings

from linli.kernel.problem import mark, problem
from linli.platform.outbox.channel import Arrived, Report
from linli.platform.outbox.mail import ours

from ..rules import is_auto, lasting, said_now

LARGEST = 30 * 1024 * 1024  # bytes of a letter with what is attached, as base64 blows it up
MOST_PARTS, DEEPEST, MOST_FILES = 100, 12, 8
LONGEST = 20_000  # signs of its words
ATTACHED = re.compile(r"(image|audio|video|application)/", re.IGNORECASE)

LETTER_UNREADABLE = problem(
    "letter_unreadable",
    422,
    mark("This letter cannot be read: %(why)s."),
    mark("Send it as plain text, with fewer and smaller attachments."),
)


def read(raw: bytes) -> Arrived | Report | None:
    """What a letter says, or which message of ours it brings back; nothing for one of our own that came
    round. Raises ``letter_unreadable``."""
    if len(raw) > LARGEST:
        raise LETTER_UNREADABLE(why="size")
    try:
        letter = email.message_from_bytes(raw)
        parts = list(_parts(letter))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise LETTER_UNREADABLE(why="structure") from error
    sender = parseaddr(_header(letter, "From"))[1].lower()
    if (report := _bounce(letter, parts, raw)) is not None:
        return report
    if not sender or sender in _own():
        return None
    answers = ours(" ".join((_header(letter, "In-Reply-To"), _header(letter, "References"))))
    text = _text(parts)
    identity = _header(letter, "Message-ID") or hashlib.sha256(raw).hexdigest()
    return Arrived(
        "email",
        sender,
        (said_now(text) if answers else text)[:LONGEST],
        f"email:{sender}:{identity[:200]}",
        _header(letter, "Subject")[:200],
        tuple(_files(parts)),
        tuple(answers),
        is_auto([(name, str(value)) for name, value in letter.items()])
        or sender.startswith("mailer-daemon@"),
    )


def _own() -> set[str]:
    named = (settings.DEFAULT_FROM_EMAIL, settings.REPLY_TO)
    return {parseaddr(one)[1].lower() for one in named if one}


def _parts(letter: Message) -> Iterator[Message]:
    """Every part that is no container, not deeper than we look; a letter in a letter is not opened."""
    waiting: list[tuple[Message, int]] = [(letter, 0)]
    count = 0
    while waiting:
        part, depth = waiting.pop(0)
        count += 1
        if count > MOST_PARTS or depth > DEEPEST:
            raise LETTER_UNREADABLE(why="structure")
        inside = part.get_payload()
        if isinstance(inside, list) and part.get_content_maintype() == "multipart":
            waiting[:0] = [(one, depth + 1) for one in inside if isinstance(one, Message)]
        else:
            yield part


def _header(letter: Message, name: str) -> str:
    """A header in its words, on one line; what cannot be read stands there as it is."""
    raw = str(letter.get(name) or "")[:4000]
    try:
        pieces = decode_header(raw)
    except Exception:  # the library raises whatever it likes for what is broken
        pieces = [(raw, None)]
    words = "".join(
        piece if isinstance(piece, str) else _decoded(piece, charset) for piece, charset in pieces
    )
    return re.sub(r"[\s\x00-\x1f\x7f]+", " ", words).strip()


def _decoded(content: bytes, charset: str | None) -> str:
    """Bytes as text: as they say, else as most letters here are; never a failure."""
    for name in (charset, "utf-8", "gb18030"):
        if not name:
            continue
        try:
            return content.decode(name)
        except (LookupError, ValueError):
            continue
    return content.decode("utf-8", "replace")


def _words(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    return _decoded(content[: 8 * LONGEST], part.get_content_charset()).replace("\r\n", "\n")


def _text(parts: list[Message]) -> str:
    """Its words: what is plain text, or else what stands in its HTML."""
    shown = [part for part in parts if part.get_content_disposition() != "attachment"]
    plain = [_words(part) for part in shown if part.get_content_type() == "text/plain"]
    if text := "\n\n".join(one.strip() for one in plain if one.strip()):
        return text
    return "\n\n".join(from_html(_words(part)) for part in shown if part.get_content_type() == "text/html")


def _files(parts: list[Message]) -> Iterator[bytes]:
    """What is attached, as it is: the checks of files look at it later. A type that a letter says of it
    proves nothing."""
    count = 0
    for part in parts:
        attached = part.get_content_disposition() == "attachment" or ATTACHED.match(part.get_content_type())
        content = part.get_payload(decode=True) if attached else None
        if isinstance(content, bytes) and content and count < MOST_FILES:
            count += 1
            yield content


def _bounce(letter: Message, parts: list[Message], raw: bytes) -> Report | None:
    """The message of ours that a delivery status notification (RFC 3464) brings back, if it failed. One
    that does not carry the proof in our own Message-ID is not believed."""
    if letter.get_content_type() != "multipart/report":
        return None
    known = ours(raw[:200_000].decode("latin-1"))
    for part in parts:
        if part.get_content_type() != "message/delivery-status" or not known:
            continue
        inside = part.get_payload()
        blocks = inside if isinstance(inside, list) else []
        said = [block for block in blocks if isinstance(block, Message) and block.get("Action")]
        for block in said:
            if str(block.get("Action")).strip().lower() == "failed":
                status = str(block.get("Status") or "5.0.0").split()[0][:12]
                return Report("email", status, lasting(status), message=known[0])
    return None


class _Words(HTMLParser):
    """The words of a page, without what is no words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style", "title")
        if tag in ("p", "br", "div", "tr", "li", "h1", "h2", "h3", "blockquote", "hr"):
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in ("script", "style", "title")))

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def from_html(page: str) -> str:
    """The words of HTML, line by line."""
    reader = _Words()
    reader.feed(page[: 4 * LONGEST])
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in "".join(reader.found).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
