# SPDX-License-Identifier: AGPL-3.0-or-later
"""The questions of categories as a snapshot, and the answers kept with a matter. Questions are public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from linli.platform import stamps
from linli.platform.forms import Asked, AskedKind
from linli.topics import public as topics

from ..models import Question

STAMP = "cases.questions"


@dataclass(frozen=True)
class QuestionLine:
    """A question as staff see it in their list."""

    id: UUID
    category: UUID
    asked: Asked
    active: bool


def questions_for(category: str | None) -> list[Asked]:
    """The questions about a category (a code): its own after those of the categories above it."""
    topic = topics.category(category) if category else None
    if topic is None:
        return []
    known = _known()
    chain = topics.tree().chain(topic)
    return [line.asked for item in chain for line in known.get(item.id, ()) if line.active]


def question_lines(category: UUID) -> list[QuestionLine]:
    """All questions of one category alone, also those no longer asked."""
    return _known().get(category, [])


def question_counts() -> dict[UUID, int]:
    """How many questions are asked about each category, those above it left out."""
    return {key: sum(line.active for line in lines) for key, lines in _known().items()}


def _known() -> dict[UUID, list[QuestionLine]]:
    return stamps.cached(STAMP, _load)


def _load() -> dict[UUID, list[QuestionLine]]:
    found: dict[UUID, list[QuestionLine]] = {}
    rows: Any = Question.objects.order_by("category", "position", "id")
    for row in rows:
        asked = Asked(
            str(row.id), AskedKind(row.kind), row.words, row.hints, tuple(row.choices),
            tuple(row.stops), row.notice, row.required,
        )  # fmt: skip
        found.setdefault(row.category_id, []).append(
            QuestionLine(row.id, row.category_id, asked, row.active)
        )
    return found
