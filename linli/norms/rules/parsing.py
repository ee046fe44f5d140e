# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a Chinese statute from Markdown or plain text.

Every line is title, note, table of contents, heading, article or the continuation of one; what is none
of these is a fault with its line. Nothing is guessed: an article out of order, a doubled or a missing
number, an unreadable numeral, no date in force, each keeps the document out until a person has looked.
"""

from __future__ import annotations

import re
from datetime import date

from linli.kernel.problem import mark

from .numerals import LABEL, NUMERAL, number_of, numeral_of
from .structure import RANKS, Article, Document, Heading, gaps, split_title

HEADING = re.compile(rf"(第({NUMERAL})(编|分编|章|节))(?:[\s　]+(.*))?$")
RANK = dict(zip(("编", "分编", "章", "节"), RANKS, strict=True))
SUPPLEMENT = re.compile(r"附[\s　]*则$")
CONTENTS = re.compile(r"目[\s　]*(?:录|次)$")
DAY = r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
ADOPTED = re.compile(DAY + r"[^。；\n）)]{0,60}?(?:通过|公布|发布)")
AMENDED = re.compile(DAY + r"[^。；\n）)]{0,80}?(?:修正|修订|修改)")
IN_FORCE = re.compile(rf"自\s*{DAY}\s*起\s*(?:施行|实施|生效)")
OTHER_FORCE = re.compile(r"自(?:公布|发布|通过|印发)之日起(?:施行|实施|生效)")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# After a label without a space, these begin a reference inside a sentence, not an article.
REFERS = re.compile(r"[、，,和与至到或及的之规所中第款项前]|规定|以外")
SEEMS = re.compile(rf"第{NUMERAL}条|第[0-9]{{1,4}}条")


def parse(text: str, *, valid_from: date | None = None) -> Document:
    """Read one document. Its faults say by line what a person has to mend.

    ``valid_from`` is what the person who hands it in knows, for a text that does not state it; a day that
    an unamended text states must agree with theirs.
    """
    found = Document(valid_from=valid_from)
    body = COMMENT.sub(
        lambda match: "\n" * match[0].count("\n"), text.replace("\r\n", "\n").lstrip("\ufeff")
    )
    lines = [(number, _bare(line)) for number, line in enumerate(body.split("\n"), 1)]
    lines = [(number, line) for number, line in lines if line]
    if not lines:
        found.note(0, mark("this file holds no text"))
        return found
    found.title, found.book = split_title(lines[0][1])
    if LABEL.match(lines[0][1]) or HEADING.match(lines[0][1]) or lines[0][1][0] in "（(":
        found.note(lines[0][0], mark("the first line must be the title"), lines[0][1][:40])
    lines = _without_contents(found, lines[1:])
    found.labels = sum(1 for _, line in lines if _starts(line))
    _body(found, lines)
    _dates(found)
    check(found)
    return found


def _bare(line: str) -> str:
    """A line without Markdown's signs for headings, bold and quotation."""
    return re.sub(r"^[#>\s　]+|[\s　]+$|\*\*|__", "", line.replace("\u00a0", " ")).strip()


def _starts(line: str) -> bool:
    match = LABEL.match(line)
    return match is not None and (match.end() == len(line) or line[match.end()] in " 　:：")


def _without_contents(found: Document, lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Leave out a table of contents: headings between 目录 and the line where its first one comes again."""
    at = next((i for i, (_, line) in enumerate(lines[:40]) if CONTENTS.match(line)), None)
    if at is None:
        return lines
    seen = lines[at + 1][1] if at + 1 < len(lines) else ""
    squeezed = re.sub(r"[\s　]+", "", seen)
    for index in range(at + 2, len(lines)):
        number, line = lines[index]
        if re.sub(r"[\s　]+", "", line) == squeezed:
            return lines[:at] + lines[index:]
        if not (HEADING.match(line) or SUPPLEMENT.match(line)):
            found.note(
                number, mark("this line stands in the table of contents and is no heading"), line[:40]
            )
            break
    found.note(lines[at][0], mark("the table of contents has no end"), seen[:40])
    return lines[:at]


def _body(found: Document, lines: list[tuple[int, str]]) -> None:
    above: list[Heading] = []
    opened: tuple[int, int, int] | None = None
    texts: list[str] = []
    preamble: list[str] = []
    used: set[int] = set()  # lines of headings that an article stands under

    def close() -> None:
        nonlocal opened, texts
        if opened is None:
            return
        number, branch, line = opened
        if not any(texts):
            found.note(line, mark("this article has no text"), f"第{numeral_of(number)}条")
        found.articles.append(
            Article(number, branch, "\n".join(filter(None, texts)), tuple(above_at), line)
        )
        opened, texts = None, []

    above_at: tuple[Heading, ...] = ()
    for number, line in lines:
        heading = HEADING.match(line)
        if (heading and len(line) <= 50 and not line.endswith("。")) or SUPPLEMENT.match(line):
            close()
            made = (
                Heading(RANK[heading[3]], heading[1], (heading[4] or "").strip(), number)
                if heading
                else Heading("chapter", "", re.sub(r"[\s　]+", "", line), number)
            )
            kept = [item for item in above if RANKS.index(item.rank) < RANKS.index(made.rank)]
            _empty(found, above[len(kept) :], used)
            above = [*kept, made]
            continue
        label = LABEL.match(line)
        if label and _starts(line):
            close()
            value = number_of(label[1])
            branch = number_of(label[2]) if label[2] else 0
            if value is None or branch is None:
                found.note(number, mark("this number cannot be read"), label[0])
                continue
            opened, above_at = (value, branch, number), tuple(above)
            used.update(heading.line for heading in above)
            texts = [line[label.end() :].lstrip(" 　:：")]
            continue
        if SEEMS.match(line) and not (label and REFERS.match(line[label.end() :])):
            found.note(
                number,
                mark("this looks like an article, but nothing parts its number from its text"),
                line[:40],
            )
        if opened is not None:
            texts.append(line)
        elif found.articles or above:
            found.note(number, mark("this text belongs to no article"), line[:40])
        else:
            preamble.append(line)
    close()
    _empty(found, above, used)
    found.preamble = "\n".join(preamble)


def _empty(found: Document, headings: list[Heading], used: set[int]) -> None:
    for heading in headings:
        if heading.line not in used:
            words = f"{heading.label} {heading.title}".strip()
            found.note(heading.line, mark("this heading stands above no article"), words[:40])


def _dates(found: Document) -> None:
    """Dates only where the text states them: adoption in the note, force in the note or last articles."""
    adopted = [_day(match) for match in ADOPTED.finditer(found.preamble)]
    amended = [_day(match) for match in AMENDED.finditer(found.preamble)]
    days = [day for day in (adopted + amended) if day is not None]
    found.adopted = max(days) if days else None
    said = [match for article in found.articles[-3:] for match in IN_FORCE.finditer(article.text)]
    said = said or list(IN_FORCE.finditer(found.preamble))
    if len({match[0] for match in said}) > 1:
        found.note(0, mark("two dates in force are stated"), " / ".join(match[0] for match in said))
    elif said:
        stated = _day(said[0])
        if stated is None:
            found.note(0, mark("this is no date"), said[0][0])
        elif found.valid_from and found.valid_from != stated and not found.adopted:
            found.note(0, mark("the text states another day in force"), f"{stated} / {found.valid_from}")
        found.valid_from = found.valid_from or stated
    elif (
        found.valid_from is None
        and found.adopted
        and any(OTHER_FORCE.search(article.text) for article in found.articles[-3:])
    ):
        found.valid_from = found.adopted


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def check(found: Document, *, first: bool = True) -> None:
    """Faults of a document as a whole: order, doubles and gaps of numbers, and its dates."""
    if not found.title:
        found.note(0, mark("the title is missing"))
    if not found.articles:
        found.note(0, mark("no article was found"))
        return
    last: Article | None = None
    for article in found.articles:
        if last and article.key == last.key:
            found.note(article.line, mark("this number is used twice"), article.label)
        elif last and article.key < last.key:
            found.note(article.line, mark("this number comes after a higher one"), article.label)
        last = article
    begin = found.articles[0]
    if first and not found.book and begin.number != 1:
        found.note(begin.line, mark("the first article is not article 1"), begin.label)
    for article, start, end in gaps(found.articles):
        missing = f"第{numeral_of(start)}条" + (f"至第{numeral_of(end)}条" if end > start else "")
        found.note(article.line, mark("numbers are missing before this article"), missing)
    if found.labels and found.labels != len(found.articles):
        found.note(
            0,
            mark("the file has another count of article lines than were read"),
            f"{found.labels} / {len(found.articles)}",
        )
    if found.adopted and found.valid_from and found.valid_from < found.adopted:
        found.note(
            0,
            mark("it would be in force before it was adopted"),
            f"{found.adopted} / {found.valid_from}",
        )
    if found.valid_from and found.valid_to and found.valid_to <= found.valid_from:
        found.note(0, mark("it would end before it begins"), f"{found.valid_from} / {found.valid_to}")
    if found.valid_from is None:
        found.note(0, mark("the day it comes into force is not stated"))
