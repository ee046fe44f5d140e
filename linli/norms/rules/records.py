# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading norms from JSON Lines: one article a line, with the facts of its document on each."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from linli.kernel.problem import mark

from .numerals import NUMERAL, article_of
from .parsing import HEADING, RANK, check
from .structure import Article, Document, Heading, split_title

FACTS = (
    "title",
    "level",
    "issuer",
    "last_amended",
    "effective_from",
    "effective_to",
    "superseded_by",
    "source",
)
BRANCH = re.compile(rf"第{NUMERAL}条")


def parse_records(text: str) -> list[Document]:
    """Read all documents of a file. A line that cannot be read is a fault of the document it names, or
    of one without a title."""
    found: dict[str, Document] = {}
    first: dict[str, dict[str, Any]] = {}
    lost = Document()
    for number, line in enumerate(text.lstrip("\ufeff").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            code = row["law_id"]
            if not isinstance(code, str) or not re.fullmatch(r"[A-Za-z0-9._:+-]{1,60}", code):
                raise ValueError(f"law_id {code!r}")
            text_ = row["text"]
            if not isinstance(text_, str) or not text_.strip():
                raise ValueError("text")
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            lost.labels += 1
            lost.note(number, mark("this line cannot be read"), f"{type(error).__name__}: {error}"[:80])
            continue
        if code not in found:
            found[code], first[code] = _document(code, row, number), row
        document = found[code]
        document.labels += 1
        wrong = [name for name in FACTS if row.get(name) != first[code].get(name)]
        if wrong:
            document.note(number, mark("lines of one document contradict each other"), ", ".join(wrong))
        key = article_of(str(row.get("label", "")))
        if key is None or key[0] != row.get("article"):
            document.note(
                number, mark("number and label contradict each other"), str(row.get("label"))[:40]
            )
            continue
        headings = _headings(row.get("chapter"), number)
        document.articles.append(Article(*key, text_.strip(), headings, number))
    for document in found.values():
        check(document)
    return [*([lost] if lost.findings else []), *found.values()]


def _document(code: str, row: dict[str, Any], line: int) -> Document:
    title = row.get("title")
    found = Document(code=code)
    if isinstance(title, str):
        found.title, found.book = split_title(title)
    for name in ("level", "issuer", "source", "superseded_by"):
        value = row.get(name)
        if value is not None and not isinstance(value, str):
            found.note(line, mark("this must be text"), name)
        setattr(found, name, value if isinstance(value, str) else "")
    for name, column in (
        ("adopted", "last_amended"),
        ("valid_from", "effective_from"),
        ("valid_to", "effective_to"),
    ):
        value = row.get(column)
        try:
            setattr(found, name, date.fromisoformat(value) if value else None)
        except (TypeError, ValueError):
            found.note(line, mark("a date must be written YYYY-MM-DD"), f"{column}: {value}"[:60])
    return found


def _headings(chapter: object, line: int) -> tuple[Heading, ...]:
    """The headings of a line, as 第一章　总则, several of them parted by `/` or `>`."""
    if not isinstance(chapter, str):
        return ()
    found: list[Heading] = []
    for part in re.split(r"\s*[/>｜|]\s*", chapter.strip()):
        match = HEADING.match(part)
        if match:
            found.append(Heading(RANK[match[3]], match[1], (match[4] or "").strip(), line))
        elif part:
            found.append(Heading("chapter", "", part, line))
    return tuple(found)
