# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading law: every trap that real files hold, and what becomes of spoilt ones."""

from __future__ import annotations

import io
import json
import os
import random
import re
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from linli.norms.rules.markup import BadMarkup, docx_text, from_akn, to_akn, tree_of
from linli.norms.rules.numerals import article_of, label_of, number_of, numeral_of
from linli.norms.rules.parsing import parse
from linli.norms.rules.records import parse_records
from linli.norms.rules.structure import Document, Heading, paragraphs, short_title, split_title

from .statutes import LAMPS, MUTATIONS, statute

FULL = os.environ.get("LINLI_FULL") == "1"


def whats(document: Document) -> set[str]:
    return {finding.what for finding in document.faults}


def test_every_numeral_that_a_statute_can_write_is_read_back() -> None:
    for number in range(1, 10_000):
        assert number_of(numeral_of(number)) == number


@pytest.mark.parametrize("wrong", ["", "十十", "百", "一百百", "二三", "零", "一千一万"])
def test_what_no_statute_would_write_is_no_number(wrong: str) -> None:
    assert number_of(wrong) is None


def test_labels_of_inserted_articles() -> None:
    assert article_of("第一百二十条之一") == (120, 1)
    assert article_of("120-1") == (120, 1)
    assert label_of(120, 1) == "第一百二十条之一"
    assert article_of("第某条") is None


def test_a_statute_is_read_with_its_headings_paragraphs_and_items() -> None:
    found = parse(LAMPS)
    assert not found.findings
    assert (found.title, found.adopted, found.valid_from) == (
        "中华人民共和国路灯法",
        date(2030, 3, 1),
        date(2030, 6, 1),
    )
    assert [article.key for article in found.articles] == [(1, 0), (2, 0), (2, 1), (3, 0), (4, 0), (5, 0)]
    assert found.labels == 6
    assert [heading.title for heading in found.articles[1].headings] == ["总　则"]
    assert found.articles[-1].headings == (Heading("chapter", "", "附则", 31),)
    first, second = paragraphs(found.articles[1].text)
    assert [item.label for item in first.items] == ["（一）", "（二）"]
    assert [sub.text for sub in first.items[1].items] == ["声控的；", "常亮的。"]
    assert second.number == 2 and second.text.startswith("前款以外")


def test_a_line_that_begins_with_a_citation_is_no_article() -> None:
    text = LAMPS.replace("第四条　坏了", "第四条　见下。\n第三条规定的灯除外。\n坏了")
    found = parse(text)
    assert not found.faults
    assert found.articles[-2].text.split("\n")[1] == "第三条规定的灯除外。"


def test_an_article_without_a_space_after_its_number_is_reported_not_guessed() -> None:
    found = parse(LAMPS.replace("第四条　坏了", "第四条坏了"))
    assert "this looks like an article, but nothing parts its number from its text" in whats(found)
    assert next(f.line for f in found.faults) == 29


def test_gaps_doubles_and_disorder_are_faults_with_their_line() -> None:
    assert whats(parse(re.sub("第四条　.*\n", "", LAMPS))) == {"numbers are missing before this article"}
    assert whats(parse(LAMPS.replace("第四条　", "第三条　"))) >= {"this number is used twice"}
    assert whats(parse(LAMPS.replace("第四条　", "第一条　"))) >= {"this number comes after a higher one"}
    assert whats(parse(LAMPS.replace("第一条　", "第十十条　"))) >= {"this number cannot be read"}
    assert whats(parse(LAMPS.replace("# 中华人民共和国路灯法\n", ""))) == {
        "the first line must be the title"
    }
    twice = LAMPS.replace("附　则\n\n第五条", "附　则\n\n附　则\n\n第五条")
    assert whats(parse(twice)) == {"this heading stands above no article"}
    assert whats(parse("")) == {"this file holds no text"}


def test_a_book_of_a_code_may_begin_at_any_number() -> None:
    found = parse(statute(title="试验法典·第二编", begin=205))
    assert (found.title, found.book) == ("试验法典", "第二编")
    assert not found.faults
    assert whats(parse(statute(begin=205))) == {"the first article is not article 1"}


def test_dates_are_taken_only_where_they_are_stated() -> None:
    undated = LAMPS.replace("自2030年6月1日起施行", "的施行日期另行公布")
    assert whats(parse(undated)) == {"the day it comes into force is not stated"}
    assert parse(undated, valid_from=date(2031, 1, 1)).valid_from == date(2031, 1, 1)
    at_once = LAMPS.replace("自2030年6月1日起施行", "自公布之日起施行")
    assert parse(at_once).valid_from == date(2030, 3, 1)
    assert whats(parse(LAMPS.replace("2030年6月1日", "2029年6月1日"))) == {
        "it would be in force before it was adopted"
    }
    assert "this is no date" in whats(parse(LAMPS.replace("2030年6月1日", "2030年6月31日")))
    twice = LAMPS.replace("三日内修好。", "三日内修好，自2030年7月1日起施行。")
    assert "two dates in force are stated" in whats(parse(twice))


def test_titles_as_people_cite_them() -> None:
    assert short_title("中华人民共和国路灯法（2018年修正）") == short_title("《路灯法》") == "路灯法"
    assert split_title("中华人民共和国民法典·物权编") == ("中华人民共和国民法典", "物权编")


def test_markdown_signs_and_a_table_of_contents_without_end() -> None:
    bold = re.sub(r"(第.条(?:之一)?)　", r"**\1** ", LAMPS)
    assert [a.text for a in parse(bold).articles] == [a.text for a in parse(LAMPS).articles]
    endless = LAMPS.replace("第一章　总　则\n\n第一条", "第一条")
    assert "the table of contents has no end" in whats(parse(endless))


def records(document: Document, **changes: object) -> list[dict[str, object]]:
    return [
        {
            "law_id": "t-lamps", "title": document.title, "level": "law", "issuer": "代表大会",
            "last_amended": "2030-03-01", "effective_from": "2030-06-01", "effective_to": None,
            "superseded_by": None, "article": article.number, "label": article.label,
            "chapter": " / ".join(f"{h.label}　{h.title}" for h in article.headings),
            "text": article.text, "source": "test", **changes,
        }
        for article in document.articles
    ]  # fmt: skip


def lines(rows: list[dict[str, object]]) -> str:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


def test_records_are_read_and_a_bad_line_is_named() -> None:
    rows = records(parse(LAMPS))
    (found,) = parse_records(lines(rows))
    assert not found.findings and found.labels == 6
    spoilt = lines(rows[:2]) + '\n{"law_id": "t-lamps", \n' + lines(rows[2:])
    lost, kept = parse_records(spoilt)
    assert lost.faults[0].line == 3 and lost.labels == 1
    assert len(kept.articles) == 6
    rows[3]["effective_from"] = "2031-01-01"
    assert "lines of one document contradict each other" in whats(parse_records(lines(rows))[0])
    rows = records(parse(LAMPS), effective_to="2030-05-01")
    assert "it would end before it begins" in whats(parse_records(lines(rows))[0])
    rows = records(parse(LAMPS), effective_from="soon")
    assert "a date must be written YYYY-MM-DD" in whats(parse_records(lines(rows))[0])


def test_akoma_ntoso_goes_out_and_comes_back() -> None:
    document = replace(parse(LAMPS), code="t-lamps", issuer="代表大会")
    back = from_akn(to_akn(document).encode())
    assert not back.findings
    bare = [[replace(h, line=0) for h in a.headings] for a in document.articles]
    assert [list(article.headings) for article in back.articles] == bare
    assert [(a.key, a.text) for a in back.articles] == [(a.key, a.text) for a in document.articles]
    for name in ("title", "code", "issuer", "adopted", "valid_from", "valid_to", "preamble", "labels"):
        assert getattr(back, name) == getattr(document, name), name


BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    "raw", [BOMB, BOMB.decode().encode("utf-16"), b"<a>" * 99, b"<a", b"", b"<a>\xff</a>"]
)
def test_xml_that_could_harm_is_refused(raw: bytes) -> None:
    with pytest.raises(BadMarkup):
        tree_of(raw)
    assert from_akn(raw).faults


def docx(body: bytes, name: str = "word/document.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return out.getvalue()


def test_the_text_of_a_docx_is_read_and_a_bomb_is_not() -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in LAMPS.split("\n"))
    text = docx_text(docx(f"<w:document {space}><w:body>{body}</w:body></w:document>".encode()))
    assert [a.text for a in parse(text).articles] == [a.text for a in parse(LAMPS).articles]
    for raw in (b"no zip", docx(b"x", "other.xml"), docx(BOMB), docx(b" " * 20_000_001)):
        with pytest.raises(BadMarkup):
            docx_text(raw)


def squeezed(text: str) -> str:
    return re.sub(r"[\s　#*>_:：]+", "", text)


def kept(document: Document) -> str:
    """All that was read, in the order of the file."""
    parts, last = [document.title + (f"·{document.book}" if document.book else ""), document.preamble], ()
    for article in document.articles:
        parts += [f"{h.label}{h.title}" for h in article.headings if h not in last]
        last = article.headings
        parts.append(article.label + article.text)
    return squeezed("".join(parts))


def test_spoilt_files_lose_nothing_in_silence() -> None:
    """500 in the full run: each is either refused with a named fault, or read without losing a sign."""
    chance = random.Random(20260815)
    whole, passed = statute(), 0
    for round_ in range(500 if FULL else 120):
        text = MUTATIONS[round_ % len(MUTATIONS)](whole, chance)
        if chance.random() < 0.3:
            text = chance.choice(MUTATIONS)(text or whole, chance)
        found = parse(text)
        if found.faults:
            assert all(fault.what for fault in found.faults)
            continue
        passed += 1
        assert found.labels == len(found.articles)
        assert sorted(kept(found)) == sorted(squeezed(text)), f"round {round_}"
    assert passed > 10, "some spoilt files are still good ones"


def test_spoilt_records_lose_no_line_in_silence() -> None:
    chance = random.Random(7)
    whole = lines(records(parse(LAMPS)))
    for round_ in range(200 if FULL else 60):
        text = MUTATIONS[round_ % 5](whole, chance)
        found = parse_records(text)
        given = sum(1 for line in text.split("\n") if line.strip())
        assert sum(document.labels for document in found) == given
        if not any(document.faults for document in found):
            assert sum(len(document.articles) for document in found) == given
