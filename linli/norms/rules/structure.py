# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a norm is made of: headings (编, 分编, 章, 节), articles (条), paragraphs (款), items (项, 目)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from .numerals import NUMERAL, label_of

ITEM = re.compile(rf"（({NUMERAL})）")
SUBITEM = re.compile(r"([0-9]{1,2})[.．、]")
RANKS = ("book", "subbook", "chapter", "section")


@dataclass(frozen=True)
class Heading:
    """A heading; ``rank`` is one of ``RANKS``, ``label`` is 第一章 and the like."""

    rank: str
    label: str
    title: str
    line: int = 0


@dataclass(frozen=True)
class Article:
    """An article: its number, its branch (之一 is 1), the headings above it and its lines."""

    number: int
    branch: int
    text: str
    headings: tuple[Heading, ...] = ()
    line: int = 0

    @property
    def key(self) -> tuple[int, int]:
        return self.number, self.branch

    @property
    def label(self) -> str:
        return label_of(self.number, self.branch)


@dataclass(frozen=True)
class Finding:
    """Something noticed in a file: a fault keeps it out, a remark does not."""

    line: int
    what: str
    detail: str = ""
    fault: bool = True


@dataclass
class Document:
    """A norm, or one book of a code, as it was read. ``labels`` is a count of its own: the lines of the
    file that begin like an article, to hold against ``len(articles)``."""

    title: str = ""
    book: str = ""
    code: str = ""
    level: str = ""
    issuer: str = ""
    place: str = ""
    source: str = ""
    preamble: str = ""
    adopted: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    superseded_by: str = ""
    articles: list[Article] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    labels: int = 0

    @property
    def faults(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.fault]

    def note(self, line: int, what: str, detail: str = "", *, fault: bool = True) -> None:
        """Keep a finding."""
        self.findings.append(Finding(line, what, detail, fault))


@dataclass(frozen=True)
class Item:
    """An item 项 (``（一）``) with its own sub-items 目 (``1.``)."""

    label: str
    text: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """A paragraph 款, counted from 1, with the items that follow its first line."""

    number: int
    text: str
    items: tuple[Item, ...] = ()


def paragraphs(text: str) -> list[Paragraph]:
    """The 款 of an article with their 项 and 目. A line that begins with （一） belongs to the paragraph
    before it; every other line begins a paragraph."""
    found: list[tuple[str, list[tuple[str, str, list[Item]]]]] = []
    for line in (line.strip() for line in text.split("\n")):
        if not line:
            continue
        item, sub = ITEM.match(line), SUBITEM.match(line)
        if item and found:
            found[-1][1].append((item[0], line[item.end() :].strip(), []))
        elif sub and found and found[-1][1]:
            found[-1][1][-1][2].append(Item(sub[0], line[sub.end() :].strip()))
        else:
            found.append((line, []))
    return [
        Paragraph(number, line, tuple(Item(label, words, tuple(subs)) for label, words, subs in items))
        for number, (line, items) in enumerate(found, 1)
    ]


def gaps(articles: list[Article]) -> Iterator[tuple[Article, int, int]]:
    """Where numbering jumps: the article after the gap, the first and the last missing number."""
    last = articles[0].number if articles else 0
    for article in articles[1:]:
        if article.number > last + 1:
            yield article, last + 1, article.number - 1
        last = article.number


def short_title(title: str) -> str:
    """The title as cited: without 中华人民共和国, brackets 《》 and a note such as （2018年修正）."""
    bare = re.sub(r"[\s　]+", "", title).strip("《》")
    bare = re.sub(r"[（(]\d{4}年?(?:修正|修订|修改|公布)?(?:版|文本)?[）)]$", "", bare)
    return bare.removeprefix("中华人民共和国")


def split_title(title: str) -> tuple[str, str]:
    """A code may be split into files 民法典·物权编: the title of the code, and the book."""
    bare = re.sub(r"[\s　]+", "", title).strip("《》")
    whole, dot, book = bare.partition("·")
    return (whole, book) if dot and book.endswith("编") else (bare, "")
