# SPDX-License-Identifier: AGPL-3.0-or-later
"""Impact assessments: what is in force for each purpose, what waits, every version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from linli.kernel.problem import NOT_FOUND
from linli.norms import public as norms
from linli.platform.access.purposes import PURPOSES

from ..models import Assessment
from ..rules import AHEAD
from ..vocab import AssessmentState, DataKind, Ground

REVIEW = "assessment.review"  # the town's rule for how long one may stand without another look


@dataclass(frozen=True)
class AssessmentInfo:
    """A version of the impact assessment of a purpose, with who wrote it and who approved it."""

    id: UUID
    purpose: str
    edition: int
    aims: str
    kinds: tuple[DataKind, ...]
    ground: Ground
    ground_words: str
    harms: str
    measures: str
    summary: str
    review_on: date
    written_by: Mapping[str, str]
    writer: UUID
    written_at: datetime
    state: AssessmentState
    decided_by: Mapping[str, str] | None
    decided_at: datetime | None
    answer: str

    @property
    def open(self) -> bool:
        return self.state is AssessmentState.PROPOSED

    def due(self, today: date) -> bool:
        """Whether its review is due within thirty days or overdue."""
        return self.state is AssessmentState.IN_FORCE and self.review_on <= today + AHEAD


def assessments(*states: AssessmentState) -> list[AssessmentInfo]:
    """Versions in these states, by purpose."""
    rows = _rows().filter(state__in=[state.value for state in states])
    return [_info(row) for row in rows.order_by("purpose", "-edition")]


def versions(purpose: str) -> list[AssessmentInfo]:
    """Every version of a purpose, newest first."""
    return [_info(row) for row in _rows().filter(purpose=purpose).order_by("-edition")]


def assessment(identity: UUID) -> AssessmentInfo:
    """One version. Raises ``not_found``."""
    if (row := _rows().filter(pk=identity).order_by("id").first()) is None:
        raise NOT_FOUND()
    return _info(row)


def in_force(purpose: str) -> AssessmentInfo | None:
    """The version of a purpose that is in force."""
    rows = _rows().filter(purpose=purpose, state=AssessmentState.IN_FORCE.value)
    return next((_info(row) for row in rows.order_by("id")), None)


def missing() -> list[str]:
    """Purposes that may touch sensitive data and have no assessment in force (个人信息保护法 55)."""
    there = set(
        Assessment.objects.filter(state=AssessmentState.IN_FORCE.value)
        .order_by("purpose")
        .values_list("purpose", flat=True)
    )
    return [code for code, purpose in PURPOSES.items() if purpose.sensitive and code not in there]


def reviews_due(today: date) -> int:
    """How many reviews are due within thirty days or overdue."""
    standing = Assessment.objects.filter(state=AssessmentState.IN_FORCE.value)
    return standing.filter(review_on__lte=today + AHEAD).count()


def last_review(today: date) -> date | None:
    """The latest day that a review may be put off to, by the town's rule; ``None`` if it has none."""
    rule = norms.limit(REVIEW, today)
    return date.fromordinal(today.toordinal() + rule.limit) if rule else None


def _rows() -> QuerySet[Assessment]:
    return Assessment.objects.select_related("written_by", "decided_by")


def _info(row: Assessment) -> AssessmentInfo:
    return AssessmentInfo(
        row.id,
        row.purpose,
        row.edition,
        row.aims,
        tuple(DataKind(kind) for kind in row.kinds),
        Ground(row.ground),
        row.ground_words,
        row.harms,
        row.measures,
        row.summary,
        row.review_on,
        row.written_by.names,
        row.written_by_id,
        row.written_at,
        AssessmentState(row.state),
        row.decided_by.names if row.decided_by else None,
        row.decided_at,
        row.answer,
    )
