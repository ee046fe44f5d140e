# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of a PDF or DOCX that the product made, as a program that opens it reads them.

Only what our own pages need: objects in the clear, deflated streams, type with a table to Unicode.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from xml.etree import ElementTree

OBJECT = re.compile(rb"(?m)^(\d+) 0 obj\b(.*?)^endobj", re.S)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)
SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|<([0-9A-Fa-f]{4,})>|\(((?:[^\\()]|\\.)*)\)", re.S)
ESCAPED = re.compile(rb"\\(?:([0-7]{1,3})|(.))", re.S)
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def docx_text(raw: bytes) -> str:
    """The text of a DOCX; the package must be whole."""
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        assert package.testzip() is None
        tree = ElementTree.fromstring(package.read("word/document.xml"))
    return "\n".join("".join(part.itertext()) for part in tree.iter() if part.tag.endswith("}p"))


def pdf_text(raw: bytes) -> str:
    """The text of all pages of a PDF in their order, without breaks."""
    assert raw.startswith(b"%PDF")
    objects = {int(number): body for number, body in OBJECT.findall(raw)}
    said = []
    for page in objects.values():
        if not re.search(rb"/Type\s*/Page(?![s\w])", page):
            continue
        resources = objects[_points_to(page, rb"Resources")]
        fonts = {
            name.decode(): _table(_stream(objects[_points_to(objects[int(number)], rb"ToUnicode")]))
            for group in re.findall(rb"/Font\s*<<(.*?)>>", resources, re.S)
            for name, number in re.findall(rb"/(\w+)\s+(\d+) 0 R", group)
        }
        said.append(_shown(_stream(objects[_points_to(page, rb"Contents")]), fonts))
    return "".join(said)


def _points_to(body: bytes, name: bytes) -> int:
    found = re.search(rb"/%s\s*(\d+) 0 R" % name, body)
    assert found is not None, name
    return int(found[1])


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    if found is None:
        return b""
    return zlib.decompress(found[1]) if b"/FlateDecode" in body else found[1]


def _table(text: bytes) -> dict[int, str]:
    """Codes of a subset of type to signs."""
    found: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", text, re.S):
        for code, sign in re.findall(rb"<(\w+)>\s*<(\w+)>", block):
            found[int(code, 16)] = bytes.fromhex(sign.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", text, re.S):
        for first, last, sign in re.findall(rb"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            start = int.from_bytes(bytes.fromhex(sign.decode()), "big")
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = chr(start + step)
    return found


def _shown(content: bytes, fonts: dict[str, dict[int, str]]) -> str:
    said, table = [], {}
    for font, code, text in SHOWN.findall(content):
        if font:
            table = fonts.get(font.decode(), {})
            continue
        raw = bytes.fromhex(code.decode()) if code else ESCAPED.sub(_plain, text)
        pairs = (int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2))
        said.append("".join(table.get(pair, "") for pair in pairs))
    return "".join(said)


def _plain(found: re.Match[bytes]) -> bytes:
    octal, letter = found[1], found[2]
    return bytes([int(octal, 8)]) if octal else LETTERS.get(letter, letter)
