# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hiding words or photos of a published matter: with a reason of the table, an objection, a decision above.

The original stays with the matter. Whoever wrote it is told what is hidden and why, and may object
once; somebody of the level above decides with a written reason, never whoever hid it (four eyes).
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db import transaction

from linli.kernel.actor import Actor
from linli.kernel.problem import INVALID, NOT_FOUND
from linli.people import public as people
from linli.platform.text import clean, document

from ..events import Hidden, Judged, Objected
from ..models import Attachment, Case, Redaction, Step
from ..policy import MAY, may_judge, relations
from ..queries.hiding import HiddenInfo, hidden_of, seal_words, veil_of
from ..rules.hiding import SHORTEST
from ..vocab import (
    HIDDEN_ALREADY,
    NEEDS_TEXT,
    NOT_PUBLIC,
    NOT_THE_JUDGE,
    OBJECTED_ALREADY,
    Action,
    Deed,
    HideReason,
    HideState,
    See,
)
from .base import Work, take

LONGEST = 2000


@transaction.atomic
def hide(
    case_id: UUID,
    reason: HideReason,
    explanation: str,
    *,
    actor: Actor,
    words: str = "",
    attachment: int | None = None,
    expected_version: int | None = None,
) -> UUID:
    """Hide from the public some words wherever they stand, a photo, or else the whole report; its id.

    Raises ``not_public`` for what the public does not see, and ``hidden_already`` for what is hidden
    or was shown again after an objection to the same reason.
    """
    work = take(case_id, Deed.HIDE, actor=actor, expected_version=expected_version)
    told, passage = clean(explanation)[:LONGEST], clean(words)
    if not told:
        raise NEEDS_TEXT()
    if passage and attachment is not None:
        raise INVALID(field="words")
    title, text, address = _report(work)
    if not _is_public(work, passage, attachment, f"{title}\n{text}\n{address}"):
        raise NOT_PUBLIC()
    before = hidden_of(case_id)
    for one in before:
        same = (one.words, one.attachment) == (passage, attachment)
        if same and (one.stands or one.reason is reason):
            raise HIDDEN_ALREADY()
    unit = _unit_of(work)
    row = Redaction.objects.create(
        case=work.case,
        attachment_id=attachment,
        sealed=seal_words(passage, case_id) if passage else None,
        reason=reason.value,
        explanation=told,
        unit_id=unit.id,
        hidden_by=actor.ref,
        hidden_at=work.at,
        state=HideState.HIDDEN.value,
        remains="",
    )
    _remember_what_remains(work.case)
    kind = "words" if passage else "file" if attachment is not None else "report"
    work.done(
        Deed.HIDE,
        Hidden(str(row.id), kind, reason.value, unit.code),
        sees=See.REPORTER,
        text=told,
        unit=unit.id,
        facts={"ground": reason.value},
    )
    return row.id


@transaction.atomic
def object_to(case_id: UUID, redaction: UUID, text: str, *, actor: Actor) -> int:
    """Object to something hidden, as who wrote it or for them by an operator; the new version.

    It is possible once for each thing. Raises ``objected_already``.
    """
    work, row = _locked(case_id, redaction, Deed.OBJECT, actor)
    said = clean(text)[:LONGEST]
    if not said:
        raise NEEDS_TEXT()
    if row.state != HideState.HIDDEN:
        raise OBJECTED_ALREADY()
    row.state, row.objection, row.objected_at = HideState.OBJECTED.value, said, work.at
    row.save(update_fields=("state", "objection", "objected_at"))
    work.done(Deed.OBJECT, Objected(str(row.id), row.reason), sees=See.REPORTER, text=said)
    return work.case.version


@transaction.atomic
def judge(case_id: UUID, redaction: UUID, restore: bool, answer: str, *, actor: Actor) -> int:
    """Decide on an objection with a written reason: it stays hidden, or is shown again; the new version.

    Raises ``not_the_judge`` for whoever hid it and for all who are not of the level above.
    """
    work, row = _locked(case_id, redaction, Deed.JUDGE, actor)
    if not may_judge(actor, work.facts, row.hidden_by, people.unit_by_id(row.unit_id).path):
        raise NOT_THE_JUDGE()
    if row.state != HideState.OBJECTED:
        raise NOT_FOUND()
    told = clean(answer)[:LONGEST]
    if not told:
        raise NEEDS_TEXT()
    state = HideState.RESTORED if restore else HideState.UPHELD
    row.state, row.answer, row.decided_by, row.decided_at = state.value, told, actor.ref, work.at
    row.save(update_fields=("state", "answer", "decided_by", "decided_at"))
    _remember_what_remains(work.case)
    work.done(
        Deed.JUDGE,
        Judged(str(row.id), row.reason, state.value),
        sees=See.REPORTER,
        text=told,
        facts={"restored": restore},
    )
    return work.case.version


def _locked(case_id: UUID, redaction: UUID, deed: Deed, actor: Actor) -> tuple[Work, Redaction]:
    work = take(case_id, deed, actor=actor)
    row = Redaction.objects.select_for_update().filter(pk=redaction, case=case_id).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    return work, row


def _report(work: Work) -> tuple[str, str, str]:
    """Title, words and address of a report; the lock left the long ones where they are."""
    return Case.objects.values_list("title", "text", "address").get(pk=work.case.pk)


def _is_public(work: Work, words: str, attachment: int | None, report: str) -> bool:
    """Whether everybody sees the words, the photo, or (with neither) the report."""
    case = work.case
    if not case.listed or case.restricted:
        return False
    if attachment is not None:
        return Attachment.objects.filter(case=case, pk=attachment, released=True).exists()
    if not words:
        return case.released
    texts = Step.objects.filter(case=case).order_by("seq")
    shown = texts.filter(sees=See.PUBLIC.value) | (
        texts.filter(deed=Action.RESOLVE.value) if case.released else texts.none()
    )
    told = [*([report] if case.released else []), *shown.values_list("text", flat=True)]
    return len(words) >= SHORTEST and any(words in text for text in told)


def _unit_of(work: Work) -> people.UnitInfo:
    """The unit as which the actor acts in this matter; that of the matter where it is linli itself."""
    for holding in work.actor.holdings:
        one = replace(work.actor, holdings=(holding,))
        if holding.unit_code and relations(one, work.facts) & MAY[Deed.HIDE]:
            return people.unit_by_code(holding.unit_code)
    return people.unit_by_id(work.case.unit_id)


def _remember_what_remains(case: Case) -> None:
    """Keep the words by which the public finds a matter, without what is hidden now."""
    found: list[HiddenInfo] = hidden_of(case.pk)
    veil = veil_of(found)
    title, text, address = Case.objects.values_list("title", "text", "address").get(pk=case.pk)
    remains = "" if veil.whole else document(*(veil.over(part, "\n") for part in (title, text, address)))
    Redaction.objects.filter(case=case).update(remains=remains)
