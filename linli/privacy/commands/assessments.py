# SPDX-License-Identifier: AGPL-3.0-or-later
"""Impact assessments: written by one person, in force when a second one approved, never removed
(个人信息保护法 55, 56: kept for three years at least).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.events import Entry, Event
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.people import public as people
from linli.places import public as places
from linli.platform.access.purposes import PURPOSES
from linli.platform.journal.append import append, next_seq
from linli.platform.text import clean

from ..events import AssessmentDecided, AssessmentWritten, ReviewDue
from ..models import Assessment
from ..policy import may_second, may_write
from ..queries.assessments import last_review
from ..rules import AHEAD
from ..vocab import ASSESSMENT_WAITS, OWN_ASSESSMENT, AssessmentState, DataKind, Ground


@dataclass(frozen=True)
class NewAssessment:
    """What an assessment says (article 56): aims and need, data, lawfulness, harms to rights, measures."""

    purpose: str
    aims: str
    kinds: tuple[DataKind, ...]
    ground: Ground
    ground_words: str
    harms: str
    measures: str
    summary: str
    review_on: date


@transaction.atomic
def write_assessment(new: NewAssessment, *, actor: Actor) -> UUID:
    """Propose the next version for a purpose; its id.

    Raises ``assessment_waits`` while another one waits, ``invalid`` with the field: everything is said,
    and the review is not put off further than the town's rule allows.
    """
    if not may_write(actor):
        raise FORBIDDEN()
    if new.purpose not in PURPOSES:
        raise NOT_FOUND()
    words = {name: clean(getattr(new, name)) for name in (
        "aims", "ground_words", "harms", "measures", "summary")}  # fmt: skip
    today, last = places.today(), last_review(places.today())
    if field := next((name for name, text in words.items() if not text), ""):
        raise INVALID(field=field)
    if not new.kinds or new.review_on <= today or (last and new.review_on > last):
        raise INVALID(field="review_on" if new.kinds else "kinds")
    versions = Assessment.objects.filter(purpose=new.purpose)
    if versions.filter(state=AssessmentState.PROPOSED.value).exists():
        raise ASSESSMENT_WAITS()
    row = Assessment.objects.create(
        purpose=new.purpose,
        edition=(versions.aggregate(last=Max("edition"))["last"] or 0) + 1,
        kinds=[kind.value for kind in new.kinds],
        ground=new.ground.value,
        review_on=new.review_on,
        written_by_id=UUID(actor.id),
        written_at=clock.now(),
        state=AssessmentState.PROPOSED.value,
        **words,
    )
    _append(row, AssessmentWritten(row.purpose, row.edition), actor)
    return row.id


@transaction.atomic
def decide_assessment(assessment: UUID, agree: bool, answer: str, *, actor: Actor) -> None:
    """Approve a version, which replaces the one in force, or refuse it with a reason.

    Raises ``own_assessment`` for its author.
    """
    row = _locked(assessment, actor)
    if str(row.written_by_id) == actor.id:
        raise OWN_ASSESSMENT()
    if not agree and not clean(answer):
        raise people.NEEDS_REASON()
    if agree:
        standing = Assessment.objects.filter(purpose=row.purpose, state=AssessmentState.IN_FORCE.value)
        standing.update(state=AssessmentState.REPLACED.value)
    state = AssessmentState.IN_FORCE if agree else AssessmentState.REFUSED
    _close(row, state, clean(answer), actor)


@transaction.atomic
def withdraw_assessment(assessment: UUID, *, actor: Actor) -> None:
    """Take back what one wrote oneself."""
    row = _locked(assessment, actor)
    if str(row.written_by_id) != actor.id:
        raise FORBIDDEN()
    _close(row, AssessmentState.WITHDRAWN, "", actor)


def remind_reviews() -> int:
    """Say once of each assessment in force that its review is due within thirty days; how many."""
    rows = Assessment.objects.filter(state=AssessmentState.IN_FORCE.value, reminded_at=None)
    due = rows.filter(review_on__lte=places.today() + AHEAD)
    with transaction.atomic():
        found = list(due.select_for_update().order_by("id"))
        for row in found:
            row.reminded_at = clock.now()
            row.save(update_fields=("reminded_at",))
            _append(row, ReviewDue(row.purpose, row.review_on.isoformat()), SYSTEM)
    return len(found)


def _locked(assessment: UUID, actor: Actor) -> Assessment:
    if not may_second(actor):
        raise FORBIDDEN()
    rows = Assessment.objects.select_for_update().filter(pk=assessment)
    row = rows.filter(state=AssessmentState.PROPOSED.value).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    return row


def _close(row: Assessment, state: AssessmentState, answer: str, actor: Actor) -> None:
    row.state, row.answer = state.value, answer
    row.decided_by_id, row.decided_at = UUID(actor.id), clock.now()
    row.save(update_fields=("state", "answer", "decided_by", "decided_at"))
    _append(row, AssessmentDecided(state.value), actor)


def _append(row: Assessment, event: Event, actor: Actor) -> None:
    append([Entry(event, row.id, next_seq(row.id), actor, clock.now())])
