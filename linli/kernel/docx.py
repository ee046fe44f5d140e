# SPDX-License-Identifier: AGPL-3.0-or-later
"""A plain DOCX of the lines of a paper: the smallest package that word processors open, styled by direct
formatting in 仿宋. Pure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape

RIGHT = "\x1d"  # before a line that stands at the right; no text of a person holds it


def docx(lines: Iterable[str]) -> bytes:
    """A DOCX of these lines, the first as its title. Signs that XML cannot hold are left out."""
    body = []
    for index, line in enumerate(lines):
        shape, size = _shape(index == 0, line.startswith(RIGHT)), 36 if index == 0 else 28  # half points
        body.append(
            f'<w:p><w:pPr>{shape}</w:pPr><w:r><w:rPr><w:rFonts w:ascii="FangSong" w:hAnsi="FangSong"'
            f' w:eastAsia="仿宋"/><w:sz w:val="{size}"/></w:rPr>'
            f'<w:t xml:space="preserve">{escape(plain(line))}</w:t></w:r></w:p>'
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in {**PARTS, "word/document.xml": DOCUMENT % "".join(body)}.items():
            package.writestr(zipfile.ZipInfo(name), '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return out.getvalue()


def plain(text: str) -> str:
    """Only characters of XML 1.0."""
    return "".join(
        sign for sign in text
        if sign == "\t" or " " <= sign <= "\ud7ff" or "\ue000" <= sign <= "\ufffd" or sign >= "\U00010000"
    )  # fmt: skip


def _shape(title: bool, right: bool) -> str:
    """Title in the middle, seals and dates at the right, everything else indented by two signs."""
    if title:
        return '<w:spacing w:after="240"/><w:jc w:val="center"/>'
    apart = '<w:spacing w:line="480" w:lineRule="auto"/>'
    if right:
        return apart + '<w:ind w:rightChars="200" w:right="560"/><w:jc w:val="right"/>'
    return apart + '<w:ind w:firstLineChars="200" w:firstLine="560"/>'


OPENXML = "http://schemas.openxmlformats.org"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOCUMENT = (
    f'<w:document xmlns:w="{OPENXML}/wordprocessingml/2006/main"><w:body>%s<w:sectPr>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440"'
    ' w:header="720" w:footer="720" w:gutter="0"/></w:sectPr></w:body></w:document>'
)
PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{OPENXML}/package/2006/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD}.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{OPENXML}/package/2006/relationships"><Relationship Id="r1"'
        f' Type="{OPENXML}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
        "</Relationships>"
    ),
}
