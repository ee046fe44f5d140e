# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pacts as their pages show them. Public: a pact is made in the open from its first draft on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.kernel.problem import NOT_FOUND
from linli.places import public as places

from ..models import Pact, PactClause, PactComment, PactStep
from ..rules.legality import Flag, check_clause
from ..rules.pacts import PactState
from ..vocab import Level
from .library import Cited, article_on


@dataclass(frozen=True)
class Flagged:
    """A finding of the check with the articles in force that it rests on."""

    flag: Flag
    articles: tuple[tuple[str, str, Cited | None], ...]


@dataclass(frozen=True)
class Clause:
    """A clause with what the check found and what a person decided."""

    number: int
    text: str
    flags: tuple[Flagged, ...]
    decision: str
    reason: str


@dataclass(frozen=True)
class Comment:
    """What was said to a clause and how it was used."""

    id: UUID
    clause: int
    text: str
    made_on: date
    use: str
    answer: str


@dataclass(frozen=True)
class StepTaken:
    """A step of the course with the figures of its vote, if it was one."""

    action: str
    on: date
    edition: int
    note: str
    facts: Mapping[str, object]


@dataclass(frozen=True)
class PactInfo:
    """A pact with where it stands."""

    code: str
    title: str
    level: Level
    place: str
    place_names: Mapping[str, str]
    place_path: str
    state: PactState
    edition: int
    version: int
    review_on: date | None


@dataclass(frozen=True)
class PactDetail:
    """Everything that the page of a pact shows."""

    info: PactInfo
    clauses: tuple[Clause, ...]
    comments: tuple[Comment, ...]
    steps: tuple[StepTaken, ...]

    @property
    def answered(self) -> list[Comment]:
        """Comments that staff have read and answered: only these are shown in public."""
        return [comment for comment in self.comments if comment.use]

    @property
    def waiting(self) -> int:
        return len(self.comments) - len(self.answered)


def pact_list() -> list[PactInfo]:
    """All pacts."""
    return [_info(row) for row in Pact.objects.order_by("code")]


def pact_detail(code: str, day: date) -> PactDetail:
    """A pact with its clauses checked by the law of a day. Raises ``not_found``."""
    row = Pact.objects.filter(code=code).first()
    if row is None:
        raise NOT_FOUND()
    clauses = PactClause.objects.filter(pact=row, edition=row.edition).order_by("number")
    comments = PactComment.objects.filter(pact=row).order_by("made_on", "id")
    steps = PactStep.objects.filter(pact=row).order_by("id")
    return PactDetail(
        _info(row),
        tuple(
            Clause(item.number, item.text, flags(item.text, day), item.decision, item.reason)
            for item in clauses
        ),
        tuple(
            Comment(item.id, item.clause, item.text, item.made_on, item.use, item.answer)
            for item in comments
        ),
        tuple(StepTaken(item.action, item.on, item.edition, item.note, item.facts) for item in steps),
    )


def flags(text: str, day: date) -> tuple[Flagged, ...]:
    """What the check finds in a clause, with the words of its articles on a day."""
    return tuple(
        Flagged(
            flag,
            tuple((law, article, article_on(law, article, day)) for law, article in flag.rule.articles),
        )
        for flag in check_clause(text)
    )


def _info(row: Pact) -> PactInfo:
    spot = places.place_by_code(row.place)
    return PactInfo(
        row.code,
        row.title,
        Level(row.level),
        row.place,
        spot.names,
        spot.path,
        PactState(row.state),
        row.edition,
        row.version,
        row.review_on,
    )
