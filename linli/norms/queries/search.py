# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking the law: articles in force on a day, with reasons, and the ways to one's right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from linli.platform import stamps

from ..models import NormPart, Procedure
from ..rules.numerals import article_of
from ..rules.structure import short_title
from .library import LIBRARY, Cited, NormInfo, VersionInfo, article_on, cited, library

if TYPE_CHECKING:
    from ..rules.retrieval import Ranker, Why

PROCEDURES = "procedures"
LONGEST = 300  # signs of a question


@dataclass(frozen=True)
class Found:
    """An article that answers, and why it was found."""

    article: Cited
    why: Why


@dataclass(frozen=True)
class Step:
    """A step of a procedure with its article on the day (``None``: its text is not here)."""

    do: Mapping[str, str]
    limit: Mapping[str, str]
    law: str
    article: str
    cited: Cited | None


@dataclass(frozen=True)
class Way:
    """A procedure: what it is for, where, what it costs, its steps in force on a day."""

    code: str
    names: Mapping[str, str]
    about: Mapping[str, str]
    papers: Mapping[str, str]
    cost: Mapping[str, str]
    unit: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class _Shelf:
    """Every article of every version, with the index over them."""

    ranker: Ranker
    rows: tuple[tuple[NormInfo, VersionInfo, int, int], ...]
    begins: Any
    ends: Any


def search(text: str, day: date, count: int = 10) -> list[Found]:
    """The articles in force on ``day`` that answer a question in plain words, the best first.

    Articles of versions that do not hold on that day take no part, so none can be shown.
    """
    shelf = stamps.cached(f"{LIBRARY}:shelf", _shelf, PROCEDURES)
    if not shelf.rows or not text.strip():
        return []
    when = day.toordinal()
    allowed = (shelf.begins <= when) & (when < shelf.ends)
    if not allowed.any():
        return []
    hits = shelf.ranker.search(text[:LONGEST], count, allowed)
    words = _texts([shelf.rows[hit.row] for hit in hits])
    return [
        Found(cited(*shelf.rows[hit.row], text), hit.why) for hit, text in zip(hits, words, strict=True)
    ]


def _texts(rows: list[tuple[NormInfo, VersionInfo, int, int]]) -> list[str]:
    versions = {version.id for _, version, _, _ in rows}
    numbers = {number for _, _, number, _ in rows}
    parts = NormPart.objects.filter(version__in=versions, kind="article", number__in=numbers)
    known = {
        (row.version_id, row.number, row.branch): row.text for row in parts.order_by("version", "position")
    }
    return [known.get((version.id, number, branch), "") for _, version, number, branch in rows]


def _shelf() -> _Shelf:
    versions = {
        version.id: (norm, version)
        for norm in library().norms
        for version in norm.versions
        if version.articles
    }
    rows, laws, texts, begins, ends = [], [], [], [], []
    parts = NormPart.objects.filter(kind="article").order_by("version_id", "position")
    for part in parts.iterator(chunk_size=5000):
        norm, version = versions[part.version_id]
        rows.append((norm, version, part.number or 0, part.branch))
        laws.append(norm.short)
        texts.append(part.text)
        begins.append(version.valid_from.toordinal())
        ends.append((version.valid_to or date.max).toordinal())
    questions, answers = _asked(rows)
    from ..rules.retrieval import Index, Ranker  # SciPy: 20 MB that a worker nobody asks can spare

    ranker = Ranker(Index(laws, texts), questions, answers)
    return _Shelf(ranker, tuple(rows), np.array(begins), np.array(ends))


def _asked(rows: list[tuple[NormInfo, VersionInfo, int, int]]) -> tuple[list[str], list[list[int]]]:
    """Questions that the pack's procedures give as examples, with the articles of their steps."""
    places: dict[tuple[str, int, int], list[int]] = {}
    for row, (norm, _, number, branch) in enumerate(rows):
        places.setdefault((norm.short, number, branch), []).append(row)
    questions, answers = [], []
    for procedure in Procedure.objects.filter(active=True).order_by("position", "code"):
        found: list[int] = []
        for step in procedure.facts.get("steps", ()):
            key = article_of(step["article"])
            found += places.get((short_title(step["law"]), *key), []) if key else []
        for question in procedure.facts.get("asked", ()) if found else ():
            questions.append(str(question))
            answers.append(found)
    return questions, answers


def ways(text: str, day: date) -> list[Way]:
    """Procedures whose topics a question names, the one with most of them first; all without a question."""
    found = []
    asked = text.lower()
    for row in stamps.cached(PROCEDURES, _procedures):
        named = sum(1 for topic in row.facts.get("topics", ()) if str(topic).lower() in asked)
        if named or not asked.strip():
            found.append((-named, row.position, row))
    return [_way(row, day) for _, _, row in sorted(found, key=lambda item: item[:2])]


def _procedures() -> list[Procedure]:
    return list(Procedure.objects.filter(active=True).order_by("position", "code"))


def _way(row: Procedure, day: date) -> Way:
    facts = row.facts
    steps = tuple(
        Step(
            step["do"],
            step.get("limit", {}),
            step["law"],
            step["article"],
            article_on(step["law"], step["article"], day),
        )
        for step in facts.get("steps", ())
        if str(step.get("from", "")) <= day.isoformat() < str(step.get("to") or "9999-12-31")
    )
    return Way(
        row.code,
        row.names,
        facts.get("about", {}),
        facts.get("papers", {}),
        facts.get("cost", {}),
        facts.get("unit", ""),
        steps,
    )
