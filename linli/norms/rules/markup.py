# SPDX-License-Identifier: AGPL-3.0-or-later
"""Akoma Ntoso XML in and out, and the text of a DOCX file. XML with a DOCTYPE is refused: no entities."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from xml.etree import ElementTree
from xml.parsers import expat

from linli.kernel.problem import mark

from .numerals import article_of
from .parsing import check
from .structure import RANKS, Article, Document, Heading, paragraphs, split_title

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TAGS = dict(zip(RANKS, ("book", "part", "chapter", "section"), strict=True))
LARGEST = 20_000_000  # bytes of document.xml after unpacking; a pact has some ten thousand
DEEPEST = 60  # elements inside each other


class BadMarkup(ValueError):
    """The file is no XML that we read; ``line`` is where."""

    def __init__(self, what: str, line: int = 0) -> None:
        super().__init__(what)
        self.line = line


def tree_of(raw: bytes) -> ElementTree.Element:
    """Parse XML without DOCTYPE, entities or endless depth. Raises ``BadMarkup``."""
    builder = ElementTree.TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    depth = 0

    def named(name: str) -> str:
        return "{" + name if "}" in name else name

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise BadMarkup(mark("elements are nested too deeply"), parser.CurrentLineNumber)
        builder.start(named(name), {named(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(named(name))

    def doctype(*facts: object) -> None:
        raise BadMarkup(mark("a DOCTYPE is not allowed"), parser.CurrentLineNumber)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = builder.data, doctype
    try:
        parser.Parse(raw, True)
        return builder.close()
    except expat.ExpatError as error:
        raise BadMarkup(str(error), error.lineno) from None
    except (LookupError, ValueError) as error:
        if isinstance(error, BadMarkup):
            raise
        raise BadMarkup(mark("this file is not UTF-8")) from None


def docx_text(raw: bytes) -> str:
    """The paragraphs of a DOCX, one a line. Raises ``BadMarkup`` for anything else, bombs included."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if archive.getinfo("word/document.xml").file_size > LARGEST:
                raise BadMarkup(mark("this file is too large"))
            with archive.open("word/document.xml") as file:
                body = file.read(LARGEST + 1)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise BadMarkup(mark("this file is no DOCX document")) from error
    if len(body) > LARGEST:
        raise BadMarkup(mark("this file is too large"))
    lines = []
    for paragraph in tree_of(body).iter(f"{WORD}p"):
        signs = {f"{WORD}tab": "　", f"{WORD}br": "\n"}
        lines.append(
            "".join(
                signs.get(e.tag, (e.text or "") if e.tag == f"{WORD}t" else "") for e in paragraph.iter()
            )
        )
    return "\n".join(lines)


def to_akn(document: Document) -> str:
    """Akoma Ntoso 3.0 of one version: FRBR names, headings, articles, paragraphs and points."""
    ElementTree.register_namespace("", AKN)
    root = ElementTree.Element(f"{{{AKN}}}akomaNtoso")
    act = _sub(root, "act", name="act")
    _identification(_sub(_sub(act, "meta"), "identification", source="#linli"), document)
    if document.preamble:
        preface = _sub(act, "preface")
        for line in document.preamble.split("\n"):
            _sub(preface, "p").text = line
    body = _sub(act, "body")
    above: list[tuple[Heading, ElementTree.Element]] = []
    for article in document.articles:
        keep = 0
        while keep < min(len(above), len(article.headings)) and above[keep][0] == article.headings[keep]:
            keep += 1
        del above[keep:]
        for heading in article.headings[keep:]:
            home = above[-1][1] if above else body
            made = _sub(home, TAGS[heading.rank])
            if heading.label:
                _sub(made, "num").text = heading.label
            _sub(made, "heading").text = heading.title
            above.append((heading, made))
        _article(above[-1][1] if above else body, article)
    ElementTree.indent(root, " ")
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _sub(home: ElementTree.Element, tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(home, f"{{{AKN}}}{tag}", attributes)


def _identification(home: ElementTree.Element, document: Document) -> None:
    day = (document.adopted or document.valid_from or date.min).isoformat()
    code = document.code or "norm"
    uri = f"/akn/cn/act/{day}/{code}"
    for level, suffix in (("FRBRWork", ""), ("FRBRExpression", f"/zho@{document.valid_from}")):
        part = _sub(home, level)
        _sub(part, "FRBRthis", value=f"{uri}{suffix}/!main")
        _sub(part, "FRBRuri", value=f"{uri}{suffix}")
        _sub(part, "FRBRdate", date=day, name="generation")
        _sub(part, "FRBRauthor", href="#issuer", **{"as": document.issuer})
        if level == "FRBRWork":
            _sub(part, "FRBRcountry", value="cn")
            _sub(part, "FRBRname", value=document.title + (f"·{document.book}" if document.book else ""))
        else:
            _sub(part, "FRBRlanguage", language="zho")
    force = {"start": str(document.valid_from)} | (
        {"end": str(document.valid_to)} if document.valid_to else {}
    )
    _sub(home, "FRBRportion", **force)


def _article(home: ElementTree.Element, article: Article) -> None:
    suffix = f"-{article.branch}" if article.branch else ""
    made = _sub(home, "article", eId=f"art_{article.number}{suffix}")
    _sub(made, "num").text = article.label
    for paragraph in paragraphs(article.text):
        part = _sub(made, "paragraph")
        _sub(_sub(part, "intro" if paragraph.items else "content"), "p").text = paragraph.text
        for item in paragraph.items:
            point = _sub(part, "point")
            _sub(point, "num").text = item.label
            _sub(_sub(point, "intro" if item.items else "content"), "p").text = item.text
            for sub in item.items:
                below = _sub(point, "indent")
                _sub(below, "num").text = sub.label
                _sub(_sub(below, "content"), "p").text = sub.text


def from_akn(raw: bytes) -> Document:
    """Read what :func:`to_akn` writes, and other acts whose articles carry a Chinese number."""
    found = Document()
    try:
        root = tree_of(raw)
    except BadMarkup as error:
        found.note(error.line, str(error))
        return found
    facts = {_tag(e): e.attrib for e in root.iter()}
    found.title, found.book = split_title(facts.get("FRBRname", {}).get("value", ""))
    found.code = facts.get("FRBRuri", {}).get("value", "").partition("/zho@")[0].rpartition("/")[2]
    found.issuer = facts.get("FRBRauthor", {}).get("as", "")
    force, born = facts.get("FRBRportion", {}), facts.get("FRBRdate", {}).get("date")
    for name, value in (
        ("valid_from", force.get("start")),
        ("valid_to", force.get("end")),
        ("adopted", born if born != date.min.isoformat() else None),
    ):
        try:
            setattr(found, name, date.fromisoformat(value) if value else None)
        except ValueError:
            found.note(0, mark("a date must be written YYYY-MM-DD"), f"{name}: {value}"[:60])
    body = next((e for e in root.iter() if _tag(e) == "body"), None)
    preface = next((e for e in root.iter() if _tag(e) == "preface"), None)
    if preface is not None:
        found.preamble = "\n".join("".join(e.itertext()).strip() for e in preface if _tag(e) == "p")
    found.labels = sum(1 for e in root.iter() if _tag(e) == "article")
    if body is not None:
        _read(found, body, ())
    check(found)
    return found


def _read(found: Document, home: ElementTree.Element, above: tuple[Heading, ...]) -> None:
    ranks = {tag: rank for rank, tag in TAGS.items()}
    for element in home:
        tag = _tag(element)
        if tag in ranks:
            heading = Heading(ranks[tag], _child(element, "num"), _child(element, "heading"))
            _read(found, element, (*above, heading))
        elif tag == "article":
            label = _child(element, "num")
            key = article_of(label)
            if key is None:
                found.note(0, mark("this number cannot be read"), label[:40])
                continue
            found.articles.append(Article(*key, "\n".join(_lines(element)), above))
        elif tag not in ("num", "heading"):
            found.note(0, mark("this element is not read here"), tag)


def _lines(article: ElementTree.Element) -> list[str]:
    """The lines of an article: a number stands before the first words that follow it."""
    lines: list[str] = []
    number = ""
    for element in article.iter():
        tag = _tag(element)
        if tag == "num" and element is not article.find(f"{{{AKN}}}num"):
            number = (element.text or "").strip()
        elif tag == "p":
            lines.append(number + "".join(element.itertext()).strip())
            number = ""
    return lines


def _child(element: ElementTree.Element, tag: str) -> str:
    found = element.find(f"{{{AKN}}}{tag}")
    return "" if found is None else "".join(found.itertext()).strip()


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
