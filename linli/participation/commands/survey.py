# SPDX-License-Identifier: AGPL-3.0-or-later
"""Preparing and publishing a survey, drawing households for it, taking answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry, Event
from linli.kernel.ids import new_code, tidy_code
from linli.kernel.problem import ALREADY_USED, FORBIDDEN, INVALID, NOT_FOUND, STALE
from linli.people import public as people
from linli.places import public as places
from linli.platform import erasure
from linli.platform.forms.definition import Kind, to_json
from linli.platform.forms.xlsform import read_xlsform
from linli.platform.journal.append import append

from ..events.survey import SurveyDrawn, SurveyPrepared, SurveyPublished
from ..models import Invitation, Survey, SurveyAnswer, SurveyEntry
from ..policy import may
from ..queries.survey import (
    SurveyInfo,
    columns_of,
    invitation_digest,
    invited,
    own_answer,
    receipt_digest,
    receipt_of,
)
from ..rules.sampling import draw, fingerprint
from ..vocab import Deed
from ..vocab.survey import (
    BAD_FRAME,
    SAMPLE_SETTLED,
    SURVEY_CODE_TAKEN,
    SURVEY_FIXED,
    SURVEY_NOT_OPEN,
    SURVEY_PRIVATE,
    AnswerWay,
    SurveyState,
    SurveyWay,
)

CODE_LENGTH = 10
LEAST, MOST_LEAST = 5, 100
MOST_HOUSEHOLDS = 200_000
ANSWER = "participation.survey_answer"


@dataclass(frozen=True)
class SurveyData:
    """What staff say about a survey."""

    code: str
    names: Mapping[str, str]
    purpose: Mapping[str, str]
    audience: Mapping[str, str]
    place: str
    unit: str
    way: SurveyWay
    begins: date
    ends: date
    least: int
    margins: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Letter:
    """A letter to a household that was drawn; it exists nowhere else."""

    address: str
    code: str


@transaction.atomic
def prepare_survey(
    data: SurveyData, content: bytes | None, *, actor: Actor, survey: UUID | None = None,
    expected_version: int | None = None,
) -> UUID:  # fmt: skip
    """Prepare a survey from an XLSForm, or change one; what is published keeps its form and way.

    Raises ``bad_form`` with every fault, ``survey_private``, ``survey_code_taken``, ``survey_fixed``,
    ``forbidden``, ``invalid``, ``stale``.
    """
    place = places.place_by_code(data.place)
    row = Survey.objects.select_for_update().get(pk=survey) if survey else Survey(version=0, code=data.code)
    if not may(actor, Deed.PREPARE, place.path) or (
        survey and not may(actor, Deed.PREPARE, row.place_path)
    ):
        raise FORBIDDEN()
    if expected_version is not None and expected_version != row.version:
        raise STALE(version=row.version)
    if data.begins > data.ends:
        raise INVALID(field="ends")
    if not LEAST <= data.least <= MOST_LEAST:
        raise INVALID(field="least")
    if content is None and not survey:
        raise INVALID(field="workbook")
    fixed = row.version > 0 and row.state != SurveyState.DRAFT
    same = (row.way, row.place_id, row.least) == (data.way, place.id, data.least) if fixed else True
    if fixed and (content is not None or row.state == SurveyState.CLOSED or not same):
        raise SURVEY_FIXED()
    digest = ""
    if content is not None:
        read = read_xlsform(content, form_id=f"survey.{row.code}")
        for one in read.definition.questions():
            if one.kind in (Kind.IMAGE, Kind.GEOPOINT):
                raise SURVEY_PRIVATE(name=one.name)
        row.workbook, row.form, row.xml = content, to_json(read.definition), read.xml
        digest = read.sha256
    row.names, row.purpose, row.audience = dict(data.names), dict(data.purpose), dict(data.audience)
    row.place_id, row.place_path, row.unit_id = place.id, place.path, people.unit_by_code(data.unit).id
    row.way, row.least, row.begins, row.ends = data.way.value, data.least, data.begins, data.ends
    row.margins = _margins(data.margins, row)
    row.state, row.version = row.state or SurveyState.DRAFT.value, row.version + 1
    row.made_at = row.made_at or clock.now()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise SURVEY_CODE_TAKEN() from None
    _tell(row, SurveyPrepared(row.code, digest), actor)
    return row.id


def _margins(given: Mapping[str, Mapping[str, float]], row: Survey) -> dict[str, dict[str, float]]:
    """Margins name questions of one choice, and every choice that is an opinion."""
    from linli.platform.forms.definition import from_json

    known = {one.name: one.choices for one in columns_of(from_json(row.form)) if one.kind == "one"}
    for name, wanted in given.items():
        if name not in known or not set(wanted) <= set(known[name]) or min(wanted.values(), default=0) < 0:
            raise INVALID(field="margins", name=name)
    return {name: dict(wanted) for name, wanted in given.items()}


@transaction.atomic
def publish_survey(survey: UUID, *, actor: Actor) -> None:
    """Publish a survey; its questions are fixed from now on. Done again it changes nothing."""
    row = _take(survey, Deed.PUBLISH, actor)
    if row.state != SurveyState.DRAFT:
        return
    row.state, row.published_at, row.version = SurveyState.OPEN.value, clock.now(), row.version + 1
    row.save(update_fields=("state", "published_at", "version"))
    code = places.place_by_id(row.place_id).code
    _tell(row, SurveyPublished(row.code, row.way, code), actor)


@transaction.atomic
def draw_households(
    survey: UUID, frame: Sequence[tuple[str, str]], size: int, seed: str, *, actor: Actor
) -> list[Letter]:
    """Draw households from a list of (address, stratum); the letters to print, told once.

    No address is kept, and no code: only how many there are and were drawn in each stratum. Drawing again
    makes the codes before worthless. Raises ``bad_frame``, ``sample_settled``, ``invalid``.
    """
    row = _take(survey, Deed.PREPARE, actor)
    if row.way != SurveyWay.SAMPLE or row.state == SurveyState.CLOSED:
        raise SURVEY_NOT_OPEN()
    seen: dict[str, int] = {}
    for at, (address, _) in enumerate(frame, 2):
        if not address or address in seen:
            raise BAD_FRAME(row=at, fault=f"= {seen[address]}" if address in seen else "address")
        seen[address] = at
    seed = seed.strip()
    if not re.fullmatch(r"[0-9A-Za-z-]{1,40}", seed):
        raise INVALID(field="seed")
    if not 1 <= size <= len(frame) or len(frame) > MOST_HOUSEHOLDS:
        raise INVALID(field="size")
    if Invitation.objects.filter(survey=row, used=True).exists():
        raise SAMPLE_SETTLED()
    Invitation.objects.filter(survey=row).delete()
    drawn = draw(frame, size, seed)
    letters = [Letter(frame[at][0], new_code(CODE_LENGTH)) for at in drawn]
    Invitation.objects.bulk_create(
        Invitation(survey=row, digest=invitation_digest(letter.code), stratum=frame[at][1][:80])
        for at, letter in zip(drawn, letters, strict=True)
    )
    households = Counter(stratum for _, stratum in frame)
    picked = Counter(frame[at][1] for at in drawn)
    strata = {name: {"households": households[name], "drawn": picked[name]} for name in sorted(households)}
    row.frame = {"sha256": fingerprint(frame), "seed": seed, "strata": strata}
    row.version += 1
    row.save(update_fields=("frame", "version"))
    told = SurveyDrawn(row.code, row.frame["sha256"], row.frame["seed"], len(frame), len(drawn))
    _tell(row, told, actor)
    return letters


@transaction.atomic
def answer_survey(
    survey: SurveyInfo, answers: Mapping[str, Any], identity: UUID, *, way: AnswerWay, code: str = ""
) -> str:
    """Take an answer; its receipt. ``answers`` are what the form's own rules let through.

    The same ``identity`` with the same answers gives the same receipt. The invitation is marked as used in
    the same moment and by nothing else joined to the answer. Raises ``survey_not_open``,
    ``wrong_invitation``, ``already_used``.
    """
    known = SurveyAnswer.objects.filter(pk=identity).order_by("pk").first()
    if known is not None:
        if known.survey_id != survey.id or known.answers != dict(answers):
            raise ALREADY_USED()
        return receipt_of(identity)
    # What was written in time, on paper or on a phone without network, is taken after the last day as well.
    late = way in (AnswerWay.PAPER, AnswerWay.PHONE) and survey.state is SurveyState.OPEN and survey.over
    if not survey.running and not late:
        raise SURVEY_NOT_OPEN()
    stratum = ""
    if survey.sampled:
        row = Invitation.objects.select_for_update().get(pk=invited(survey, code).id)
        if row.used:
            invited(survey, code)
        row.used, stratum = True, row.stratum
        row.save(update_fields=("used",))
    return _keep(survey.id, answers, identity, way, stratum)


def _keep(survey: UUID, answers: Mapping[str, Any], identity: UUID, way: AnswerWay, stratum: str) -> str:
    receipt = receipt_of(identity)
    SurveyAnswer.objects.create(
        id=identity, survey_id=survey, digest=receipt_digest(receipt), way=way.value, stratum=stratum,
        answers=dict(answers),
    )  # fmt: skip
    return receipt


@transaction.atomic
def key_answer(
    survey: SurveyInfo,
    serial: str,
    answers: Mapping[str, Any],
    identity: UUID,
    *,
    code: str = "",
    actor: Actor,
) -> str:
    """Enter an answer from paper; its receipt once two people entered it alike, else nothing.

    Raises ``not_found``, ``invalid``, ``survey_not_open``, ``wrong_invitation``.
    """
    if not may(actor, Deed.PAPER, survey.place.path) or actor.kind != "account":
        raise NOT_FOUND()
    named = tidy_code(serial)[:20]
    if not named:
        raise INVALID(field="serial")
    entry = {"answers": dict(answers), "code": tidy_code(code)}
    SurveyEntry.objects.update_or_create(
        survey_id=survey.id, serial=named, clerk_id=UUID(actor.id), defaults={"answers": entry}
    )
    rows = SurveyEntry.objects.select_for_update().filter(survey=survey.id, serial=named)
    if not any(one.answers == entry for one in rows.exclude(clerk=UUID(actor.id)).order_by("id")):
        return ""
    rows.delete()
    return answer_survey(survey, answers, identity, way=AnswerWay.PAPER, code=code)


@transaction.atomic
def take_back(survey: SurveyInfo, receipt: str) -> None:
    """Whoever has the receipt takes their answer back; nothing of it stays. Raises ``no_answer_here``."""
    erasure.erase(ANSWER, own_answer(survey, receipt).id)


@erasure.eraser(ANSWER)
def _erase(answer: UUID) -> None:
    SurveyAnswer.objects.filter(pk=answer).delete()


def _take(survey: UUID, deed: Deed, actor: Actor) -> Survey:
    row = Survey.objects.select_for_update().filter(pk=survey).order_by("pk").first()
    if row is None or not may(actor, deed, row.place_path):
        raise NOT_FOUND()
    return row


def _tell(row: Survey, event: Event, actor: Actor) -> None:
    append([Entry(event, row.id, row.version, actor, clock.now())])
