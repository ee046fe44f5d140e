# SPDX-License-Identifier: AGPL-3.0-or-later
"""Staff write the questions of a category, and the templates of answers: no programmer, no restart."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.ids import new_id
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.platform import stamps
from linli.platform.forms import AskedKind
from linli.platform.journal.append import append, next_seq
from linli.topics import public as topics

from ..events import QuestionWritten
from ..models import Question
from ..policy import may_write_words
from ..queries.questions import STAMP

FIELDS = ("kind", "words", "hints", "choices", "stops", "notice", "required")


@transaction.atomic
def write_question(
    category: UUID, values: dict[str, Any], *, actor: Actor, question: UUID | None = None
) -> UUID:
    """Add a question to a category, or change one of it; its id. Answers given before stay as they were."""
    _allowed(actor)
    topic = topics.category_by_id(category)
    if AskedKind(values["kind"]) is AskedKind.CHOICE and len(values["choices"]) < 2:
        raise INVALID(field="choices")
    data = {name: values[name] for name in FIELDS}
    if question is None:
        last = Question.objects.filter(category_id=category).aggregate(last=Max("position"))["last"]
        row = Question(id=new_id(), category_id=category, position=(last or 0) + 1, **data)
        row.save(force_insert=True)
    else:
        row = _locked(question)
        if row.category_id != category:
            raise NOT_FOUND()
        for name, value in data.items():
            setattr(row, name, value)
        row.save()
    _done(row, topic.code, actor)
    return row.id


@transaction.atomic
def place_question(question: UUID, *, actor: Actor, active: bool | None = None, up: bool = False) -> None:
    """Ask a question no more, or again; or ask it before the one that stands before it."""
    _allowed(actor)
    row = _locked(question)
    if active is not None:
        row.active = active
    if up:
        before = Question.objects.filter(category_id=row.category_id, position__lt=row.position)
        other = before.order_by("-position", "id").first()
        if other is not None:
            row.position, other.position = other.position, row.position
            other.save(update_fields=("position",))
    row.save()
    _done(row, topics.category_by_id(row.category_id).code, actor)


def _allowed(actor: Actor) -> None:
    if not may_write_words(actor):
        raise FORBIDDEN()


def _locked(question: UUID) -> Question:
    row = Question.objects.select_for_update().filter(pk=question).order_by(F("id")).first()
    if row is None:
        raise NOT_FOUND()
    return row


def _done(row: Question, category: str, actor: Actor) -> None:
    event = QuestionWritten(category, row.kind, row.active)
    append([Entry(event, row.id, next_seq(row.id), actor, clock.now())])
    stamps.bump(STAMP)
