# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loading law: all documents of a call, or none. What is there already is never silently changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import connection, transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.problem import mark
from linli.platform import stamps
from linli.platform.journal.append import append, next_seq

from ..events import VersionAdded
from ..models import Norm, NormPart, NormVersion
from ..queries import LIBRARY, articles_of
from ..rules.structure import Article, Document, Finding, Heading, short_title
from ..rules.timeline import Period, fit
from ..vocab import NORM_FAULTY, Level

GAP = mark("numbers are missing before this article")


@dataclass(frozen=True)
class DocumentLoaded:
    """What loading a document did: articles of its version before and after, article lines in the file."""

    norm: str
    title: str
    valid_from: str
    before: int
    after: int
    lines: int
    change: str  # new, filled, joined, replaced, same
    remarks: tuple[Finding, ...] = ()


def faults_of(document: Document, *, accept_gaps: bool = False) -> list[Finding]:
    """What keeps a document out; gaps in numbering do unless a person has checked them."""
    found = [fault for fault in document.faults if not (accept_gaps and fault.what == GAP)]
    if document.level not in Level._value2member_map_:
        found.append(Finding(0, mark("the level is missing or not one of 立法法"), document.level[:40]))
    return found


@transaction.atomic
def import_documents(
    documents: Sequence[Document], *, actor: Actor, replace_text: bool = False, accept_gaps: bool = False
) -> list[DocumentLoaded]:
    """Load documents. Raises ``norm_faulty`` or ``norm_versions_overlap`` before anything is kept."""
    bad = [(document, faults_of(document, accept_gaps=accept_gaps)) for document in documents]
    count = sum(len(faults) for _, faults in bad)
    if count:
        raise NORM_FAULTY(faults=count, files=sum(1 for _, faults in bad if faults))
    loaded = [_load(document, actor, replace_text) for document in documents]
    stamps.bump(LIBRARY)
    return loaded


def _refuse(document: Document, what: str) -> Exception:
    return NORM_FAULTY(faults=1, files=1, first=f"{document.title}: {what}")


def _load(document: Document, actor: Actor, replace_text: bool) -> DocumentLoaded:
    norm = _norm(document)
    assert document.valid_from is not None, "faults_of lets none through without"
    piece = document.book or "*"
    digest = _digest(document)
    version = NormVersion.objects.filter(norm=norm, valid_from=document.valid_from).first()
    known = _count(version) if version else 0
    if version is None:
        version, change = _new_version(norm, document), "new"
    elif version.pieces.get(piece) == digest:
        change = "same"
    elif piece not in version.pieces and (
        ("*" not in version.pieces and piece != "*") or not version.pieces
    ):
        change = "joined" if version.pieces else "filled"
    elif replace_text:
        change = "replaced"
    else:
        raise _refuse(document, mark("this version is already here with other words"))
    if change in ("filled", "joined", "replaced"):
        _agree(version, document)
    if change != "same":
        _write(version, document, piece, digest, replace_text and change == "replaced")
        event = VersionAdded(norm.code, str(version.valid_from), len(document.articles))
        append([Entry(event, norm.id, next_seq(norm.id), actor, clock.now())])
    remarks = tuple(document.findings)
    title = norm.title + (f"·{document.book}" if document.book else "")
    return DocumentLoaded(
        norm.code, title, str(version.valid_from), known, _count(version), document.labels, change, remarks
    )


def _norm(document: Document) -> Norm:
    short = short_title(document.title)
    norm = Norm.objects.select_for_update().filter(short=short).first()
    code = document.code.rpartition("-")[0] if document.book and "-" in document.code else document.code
    if norm is None:
        code = code or "n-" + hashlib.sha256(short.encode()).hexdigest()[:12]
        if Norm.objects.filter(code=code).exists():
            raise _refuse(document, mark("this code belongs to another title"))
        return Norm.objects.create(
            code=code,
            title=document.title,
            short=short,
            level=document.level,
            issuer=document.issuer,
            place=document.place,
            aliases=[document.code] if document.code and document.code != code else [],
        )
    if norm.level != document.level:
        raise _refuse(document, mark("it is here with another level"))
    if document.code and document.code not in (norm.code, *norm.aliases):
        norm.aliases = [*norm.aliases, document.code]
        norm.save(update_fields=["aliases"])
    if document.issuer and not norm.issuer:
        norm.issuer = document.issuer
        norm.save(update_fields=["issuer"])
    return norm


def _new_version(norm: Norm, document: Document) -> NormVersion:
    assert document.valid_from is not None
    rows = {row.valid_from: row for row in NormVersion.objects.filter(norm=norm).order_by("valid_from")}
    known = [period_of(row) for row in rows.values()]
    closed, period = fit(known, Period(document.valid_from, document.valid_to))
    if closed:
        row = rows[closed.valid_from]
        row.valid_to = closed.valid_to
        row.superseded_by = row.superseded_by or norm.code
        row.save(update_fields=["valid_to", "superseded_by"])
    return NormVersion.objects.create(
        norm=norm,
        adopted=document.adopted,
        valid_from=period.valid_from,
        valid_to=period.valid_to,
        end_stated=document.valid_to is not None,
        superseded_by=document.superseded_by,
        source=document.source,
        preamble=document.preamble,
    )


def period_of(version: NormVersion) -> Period:
    """The days in force that are stated; an end that only follows from the next version is left open."""
    return Period(version.valid_from, version.valid_to if version.end_stated else None)


def _agree(version: NormVersion, document: Document) -> None:
    """Dates that were known must be the stated ones; what was not known is filled in."""
    for name in ("valid_to", "adopted"):
        stated, known = getattr(document, name), getattr(version, name)
        if name == "valid_to" and not version.end_stated:
            known = None if stated else known
        if stated and known and stated != known:
            raise _refuse(document, mark("it is here with another date"))
        if stated and not known and name == "valid_to":
            others = NormVersion.objects.filter(norm=version.norm_id).exclude(pk=version.pk)
            fit(
                [period_of(row) for row in others.order_by("valid_from")],
                Period(version.valid_from, stated),
            )
        setattr(version, name, known or stated)
    version.end_stated = version.end_stated or document.valid_to is not None
    version.superseded_by = version.superseded_by or document.superseded_by
    version.source = document.source or version.source
    version.preamble = version.preamble or document.preamble


def _write(version: NormVersion, document: Document, piece: str, digest: str, anew: bool) -> None:
    stored = articles_of(version) if not anew or len(version.pieces) > 1 else []
    if anew and stored:
        stored = [article for article in stored if not _of_book(article, piece)]
    taken = {article.key for article in stored}
    twice = [article.label for article in document.articles if article.key in taken]
    if twice:
        raise _refuse(document, f"{mark('this number is used twice')} {twice[0]}")
    book = [Heading("book", "", document.book)] if document.book else []
    new = [
        article if not book else replace(article, headings=(*book, *article.headings))
        for article in document.articles
    ]
    NormPart.objects.filter(version=version).delete()
    _store(version, sorted([*stored, *new], key=lambda article: article.key))
    version.pieces = {**version.pieces, piece: digest}
    version.save()


def _of_book(article: Article, piece: str) -> bool:
    return (
        bool(article.headings) and article.headings[0].rank == "book" and article.headings[0].title == piece
    )


def _store(version: NormVersion, articles: Sequence[Article]) -> None:
    """Write the tree in one statement: keys are drawn from the sequence before, so parents are known."""
    lines: list[tuple[Heading | Article, tuple[Heading, ...]]] = []
    last: tuple[Heading, ...] = ()
    for article in articles:
        bare = tuple(replace(heading, line=0) for heading in article.headings)
        keep = 0
        while keep < min(len(last), len(bare)) and last[keep] == bare[keep]:
            keep += 1
        lines += [(bare[index], bare[:index]) for index in range(keep, len(bare))]
        lines.append((article, bare))
        last = bare
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence('norms_part', 'id')) from generate_series(1, %s)",
            [len(lines)],
        )
        keys = [row[0] for row in cursor.fetchall()]
    homes: dict[tuple[Heading, ...], int] = {}
    rows = []
    for position, ((thing, above), key) in enumerate(zip(lines, keys, strict=True)):
        row = NormPart(id=key, version=version, parent_id=homes.get(above), position=position)
        if isinstance(thing, Heading):
            homes[(*above, thing)] = key
            row.kind, row.numbering, row.text = thing.rank, thing.label, thing.title
        else:
            row.kind, row.number, row.branch = "article", thing.number, thing.branch
            row.numbering, row.text = thing.label, thing.text
        rows.append(row)
    NormPart.objects.bulk_create(rows, batch_size=2000)


def _count(version: NormVersion) -> int:
    return NormPart.objects.filter(version=version, kind="article").count()


def _digest(document: Document) -> str:
    total = hashlib.sha256()
    for article in document.articles:
        heads = "/".join(f"{heading.label} {heading.title}" for heading in article.headings)
        total.update(f"{article.number}-{article.branch}\0{heads}\0{article.text}\0".encode())
    return total.hexdigest()[:32]
