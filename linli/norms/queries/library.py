# SPDX-License-Identifier: AGPL-3.0-or-later
"""The library of norms: what was in force on a day, by title, article and date. All of it is public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.kernel.problem import NOT_FOUND
from linli.platform import stamps

from ..models import Norm, NormPart, NormVersion
from ..rules.comparison import Pair, compare
from ..rules.numerals import article_of, label_of
from ..rules.references import references
from ..rules.structure import Article, Heading, Paragraph, paragraphs, short_title
from ..rules.timeline import in_force
from ..vocab import RANK_OF, SOFT, Level

LIBRARY = "library"


@dataclass(frozen=True)
class VersionInfo:
    """A version with its days in force. ``articles`` is 0 where only the facts of it are here."""

    id: UUID
    valid_from: date
    valid_to: date | None
    adopted: date | None
    superseded_by: str
    source: str
    articles: int


@dataclass(frozen=True)
class NormInfo:
    """A norm with its versions, the earliest first."""

    id: UUID
    code: str
    title: str
    short: str
    level: Level
    issuer: str
    place: str
    aliases: tuple[str, ...]
    versions: tuple[VersionInfo, ...]

    @property
    def soft(self) -> bool:
        return self.level in SOFT

    def on(self, day: date) -> VersionInfo | None:
        return in_force(self.versions, day)


@dataclass(frozen=True)
class Cited:
    """An article as cited: document, version and article, with the words in force on that day."""

    norm: str
    title: str
    level: Level
    version: UUID
    valid_from: date
    valid_to: date | None
    number: int
    branch: int
    text: str

    @property
    def label(self) -> str:
        return label_of(self.number, self.branch)

    @property
    def anchor(self) -> str:
        return anchor_of(self.number, self.branch)


@dataclass(frozen=True)
class Link:
    """A piece of text; with a norm it leads to that article (or to the whole) on that day."""

    text: str
    norm: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Line:
    """A heading or an article as a page shows it; ``paragraphs`` hold pieces that may be links."""

    heading: Heading | None = None
    article: Article | None = None
    paragraphs: tuple[
        tuple[Paragraph, tuple[Link, ...], tuple[tuple[str, tuple[Link, ...]], ...]], ...
    ] = ()

    @property
    def anchor(self) -> str:
        return anchor_of(self.article.number, self.article.branch) if self.article else ""


def anchor_of(number: int, branch: int = 0) -> str:
    """The anchor of an article on its page, as in Akoma Ntoso."""
    return f"art_{number}" + (f"-{branch}" if branch else "")


class Library:
    """All norms and their versions in memory, without the texts."""

    def __init__(self, norms: Sequence[NormInfo]) -> None:
        self.norms = tuple(sorted(norms, key=lambda norm: (RANK_OF[norm.level], norm.code)))
        self.by_code = {code: norm for norm in self.norms for code in (norm.code, *norm.aliases)}
        self._titles = {
            short_title(title): norm for norm in self.norms for title in (*norm.aliases, norm.title)
        }

    def titled(self, title: str) -> NormInfo | None:
        """The norm that is cited by a title, long or short."""
        return self._titles.get(short_title(title))


def library() -> Library:
    """The library as it stands, fresh within a second."""
    return stamps.cached(LIBRARY, _load)


def _load() -> Library:
    counts: dict[UUID, int] = {}
    rows = (
        NormPart.objects.filter(kind="article").order_by("version_id").values_list("version_id", flat=True)
    )
    for version in rows.iterator(chunk_size=20_000):
        counts[version] = counts.get(version, 0) + 1
    versions: dict[UUID, list[VersionInfo]] = {}
    for row in NormVersion.objects.order_by("norm_id", "valid_from"):
        versions.setdefault(row.norm_id, []).append(
            VersionInfo(
                row.id,
                row.valid_from,
                row.valid_to,
                row.adopted,
                row.superseded_by,
                row.source,
                counts.get(row.id, 0),
            )
        )
    return Library(
        [
            NormInfo(
                row.id,
                row.code,
                row.title,
                row.short,
                Level(row.level),
                row.issuer,
                row.place,
                tuple(row.aliases),
                tuple(versions.get(row.id, ())),
            )
            for row in Norm.objects.order_by("code")
        ]
    )


def norm_by_code(code: str) -> NormInfo:
    """A norm by its code, or the code of a piece of it. Raises ``not_found``."""
    found = library().by_code.get(code)
    if found is None:
        raise NOT_FOUND()
    return found


def articles_of(version: NormVersion | UUID) -> list[Article]:
    """The articles of a stored version with their headings, in order."""
    above: dict[int, tuple[Heading, ...]] = {}
    found = []
    for row in NormPart.objects.filter(version=version).order_by("position"):
        home = above.get(row.parent_id, ()) if row.parent_id else ()
        if row.kind == "article":
            found.append(Article(row.number or 0, row.branch, row.text, home))
        else:
            above[row.id] = (*home, Heading(row.kind, row.numbering, row.text))
    return found


def article_on(title: str, article: str, day: date) -> Cited | None:
    """The article of a norm in force on a day: ``article_on("民法典", "第二百零一条", day)``.

    ``title`` is a title, long or short, or a code; ``article`` a label or a number such as 120-1.
    ``None`` if the norm is not here, did not hold on that day, or has no such article: never the
    article of another version.
    """
    shelf, key = library(), article_of(article)
    norm = shelf.titled(title) or shelf.by_code.get(title)
    version = norm.on(day) if norm else None
    if norm is None or version is None or key is None or not version.articles:
        return None
    text = (
        NormPart.objects.filter(version=version.id, kind="article", number=key[0], branch=key[1])
        .values_list("text", flat=True)
        .first()
    )
    return None if text is None else cited(norm, version, *key, text)


def cited(norm: NormInfo, version: VersionInfo, number: int, branch: int, text: str) -> Cited:
    """The citation of an article whose words are at hand."""
    return Cited(
        norm.code,
        norm.title,
        norm.level,
        version.id,
        version.valid_from,
        version.valid_to,
        number,
        branch,
        text,
    )


def lines_of(norm: NormInfo, version: VersionInfo, day: date) -> list[Line]:
    """The page of a version: headings once, articles with their references as links for that day."""
    found: list[Line] = []
    last: tuple[Heading, ...] = ()
    for article in articles_of(version.id):
        keep = 0
        while keep < min(len(last), len(article.headings)) and last[keep] == article.headings[keep]:
            keep += 1
        found += [Line(heading=heading) for heading in article.headings[keep:]]
        last = article.headings
        parts = tuple(
            (
                paragraph,
                tuple(linked(paragraph.text, day, norm)),
                tuple(
                    (item.label, tuple(linked("\n".join([item.text, *_subs(item.items)]), day, norm)))
                    for item in paragraph.items
                ),
            )
            for paragraph in paragraphs(article.text)
        )
        found.append(Line(article=article, paragraphs=parts))
    return found


def _subs(items: tuple[object, ...]) -> list[str]:
    return [f"{item.label}{item.text}" for item in items]  # type: ignore[attr-defined]


def linked(text: str, day: date, home: NormInfo | None = None) -> list[Link]:
    """A text in pieces: what it cites leads to the version in force on ``day``; what is not here, or did
    not hold then, stays plain."""
    shelf, pieces, at = library(), [], 0
    for reference in references(text):
        norm = shelf.titled(reference.title) if reference.title else home
        version = norm.on(day) if norm else None
        if norm is None or version is None:
            continue
        if reference.start > at:
            pieces.append(Link(text[at : reference.start]))
        anchor = anchor_of(*reference.article) if reference.article else ""
        pieces.append(Link(text[reference.start : reference.end], norm.code, anchor))
        at = reference.end
    if at < len(text):
        pieces.append(Link(text[at:]))
    return pieces


def comparison(norm: NormInfo, before: date, after: date) -> tuple[VersionInfo, VersionInfo, list[Pair]]:
    """What changed between the versions in force on two days. Raises ``not_found`` without either."""
    left, right = norm.on(before), norm.on(after)
    if left is None or right is None:
        raise NOT_FOUND()
    return left, right, compare(articles_of(left.id), articles_of(right.id))
