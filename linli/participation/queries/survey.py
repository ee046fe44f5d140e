# SPDX-License-Identifier: AGPL-3.0-or-later
"""Surveys as everybody reads them, and how far the answers have come: rates and never persons."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from linli.kernel.actor import Actor, within
from linli.kernel.ids import code_from, tidy_code
from linli.kernel.problem import NOT_FOUND
from linli.people import public as people
from linli.places import public as places
from linli.platform import crypto
from linli.platform.forms.definition import Definition, from_json

from ..models import Invitation, Survey, SurveyAnswer, SurveyEntry, SurveyWords
from ..policy import Relation, relations
from ..rules.survey import Column
from ..vocab.survey import NO_ANSWER_HERE, WRONG_INVITATION, SurveyState, SurveyWay

MOST = 200
RECEIPT_LENGTH = 12
COUNTED = {"select_one": "one", "select_multiple": "many", "integer": "number", "decimal": "number"}


@dataclass(frozen=True)
class SurveyInfo:
    """A survey; ``result`` holds its figures after the count."""

    id: UUID
    code: str
    names: Mapping[str, str]
    purpose: Mapping[str, str]
    audience: Mapping[str, str]
    place: places.PlaceInfo
    unit: people.UnitInfo
    way: SurveyWay
    state: SurveyState
    begins: date
    ends: date
    least: int
    form: Definition
    margins: Mapping[str, Mapping[str, float]]
    frame: Mapping[str, Any]
    result: Mapping[str, Any]
    version: int
    closed_at: datetime | None

    @property
    def running(self) -> bool:
        """Whether it takes answers today."""
        return self.state is SurveyState.OPEN and self.begins <= places.today() <= self.ends

    @property
    def over(self) -> bool:
        return places.today() > self.ends

    @property
    def sampled(self) -> bool:
        return self.way is SurveyWay.SAMPLE


@dataclass(frozen=True)
class Response:
    """How many of those invited in a stratum answered."""

    stratum: str
    households: int
    drawn: int
    answered: int | None  # hidden while fewer than the least

    @property
    def percent(self) -> int:
        return round(100 * (self.answered or 0) / self.drawn) if self.drawn else 0


@dataclass(frozen=True)
class Progress:
    """How far a survey has come, and which papers wait for a second person."""

    answers: int
    strata: tuple[Response, ...]
    mine: tuple[str, ...]
    others: tuple[str, ...]
    differ: tuple[str, ...]


def surveys(*, viewer: Actor, desk: bool = False) -> list[SurveyInfo]:
    """The published surveys, those that run first; at the desk those that the viewer keeps, drafts too."""
    rows = Survey.objects.select_related("unit").defer("xml", "workbook", "data").order_by("-begins", "id")
    if not desk:
        rows = rows.exclude(state=SurveyState.DRAFT)
    kept = [row for row in rows[:MOST] if not desk or Relation.KEEPER in relations(viewer, row.place_path)]
    found = [info_of(row) for row in kept]
    return sorted(found, key=lambda one: (not one.running, one.state is SurveyState.CLOSED))


def find_survey(code: str, *, viewer: Actor, kept: bool = False) -> SurveyInfo:
    """One survey. A draft is there for its keepers alone, and so is everything with ``kept``.

    Raises ``not_found``.
    """
    rows = Survey.objects.select_related("unit").defer("xml", "workbook", "data").filter(code=code)
    row = rows.order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    keeper = Relation.KEEPER in relations(viewer, row.place_path)
    if (kept or row.state == SurveyState.DRAFT) and not keeper:
        raise NOT_FOUND()
    return info_of(row)


def info_of(row: Survey) -> SurveyInfo:
    """A survey as plain data."""
    return SurveyInfo(
        row.id,
        row.code,
        row.names,
        row.purpose,
        row.audience,
        places.place_by_id(row.place_id),
        people.unit_by_id(row.unit_id),
        SurveyWay(row.way),
        SurveyState(row.state),
        row.begins,
        row.ends,
        row.least,
        from_json(row.form),
        row.margins,
        row.frame,
        row.result,
        row.version,
        row.closed_at,
    )


def surveys_for_phones(viewer: Actor) -> list[SurveyInfo]:
    """Open surveys that staff who work there may take down at the door, until they are counted."""
    rows = Survey.objects.select_related("unit").defer("xml", "workbook", "data").order_by("code")
    rows = rows.filter(state=SurveyState.OPEN, way=SurveyWay.OPEN, begins__lte=places.today())
    paths = [post.place_path for post in viewer.holdings]
    near = [
        row
        for row in rows
        if any(within(row.place_path, path) or within(path, row.place_path) for path in paths)
    ]
    return [info_of(row) for row in near]


def workbook_of(survey: SurveyInfo) -> bytes:
    """The XLSForm as it was handed in."""
    return bytes(Survey.objects.values_list("workbook", flat=True).get(pk=survey.id))


def xml_of(survey: UUID) -> str:
    """The form for ODK Collect."""
    return Survey.objects.values_list("xml", flat=True).get(pk=survey)


def columns_of(form: Definition) -> list[Column]:
    """The questions that are counted: choices and numbers that are asked once."""
    from linli.platform.forms.definition import Question, walk

    return [
        Column(item.name, COUNTED[item.kind.value], tuple(one.name for one in item.choices))
        for item, around in walk(form.items)
        if isinstance(item, Question) and item.kind.value in COUNTED and not around
    ]


def progress(survey: SurveyInfo, *, viewer: Actor) -> Progress:
    """How far it has come. A number below the least is not told while the survey runs."""
    answered = SurveyAnswer.objects.filter(survey=survey.id).count()
    used = dict(
        Invitation.objects.filter(survey=survey.id, used=True)
        .values_list("stratum")
        .annotate(n=Count("pk"))
        .order_by("stratum")
    )
    strata = tuple(
        Response(name, one["households"], one["drawn"], _told(used.get(name, 0), survey.least))
        for name, one in survey.frame.get("strata", {}).items()
    )
    by: dict[str, set[str]] = {}
    entries = SurveyEntry.objects.filter(survey=survey.id).order_by("serial", "id")
    for serial, clerk in entries.values_list("serial", "clerk_id"):
        by.setdefault(serial, set()).add(str(clerk))
    own = {serial for serial, clerks in by.items() if clerks == {viewer.id}}
    differ = {serial for serial, clerks in by.items() if len(clerks) > 1}
    return Progress(
        answered, strata, tuple(sorted(own)), tuple(sorted(set(by) - own - differ)), tuple(sorted(differ))
    )


def _told(count: int, least: int) -> int | None:
    return count if count == 0 or count >= least else None


def invited(survey: SurveyInfo, code: str) -> Invitation:
    """The unused invitation that a code opens. Raises ``wrong_invitation``."""
    rows = Invitation.objects.filter(Q(survey=survey.id), digest=invitation_digest(code), used=False)
    row = rows.order_by("id").first()
    if row is None:
        raise WRONG_INVITATION()
    return row


def own_answer(survey: SurveyInfo, receipt: str) -> SurveyAnswer:
    """The answer that a receipt opens, before the count. Raises ``no_answer_here``."""
    rows = SurveyAnswer.objects.filter(survey=survey.id, digest=receipt_digest(receipt))
    row = rows.order_by("id").first()
    if row is None:
        raise NO_ANSWER_HERE()
    return row


def words_of(survey: SurveyInfo, *, viewer: Actor) -> dict[str, list[str]]:
    """What people wrote to open questions, for its keepers, in an order by chance."""
    if Relation.KEEPER not in relations(viewer, survey.place.path):
        raise NOT_FOUND()
    found: dict[str, list[str]] = {}
    for question, text in (
        SurveyWords.objects.filter(survey=survey.id)
        .order_by("question", "id")
        .values_list("question", "text")
    ):
        found.setdefault(question, []).append(text)
    return found


def open_files(survey: SurveyInfo) -> dict[str, str]:
    """The open files by name. Raises ``not_found`` before the count."""
    row = Survey.objects.filter(pk=survey.id).exclude(closed_at=None).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    return {
        "answers.csv": row.data,
        "survey.json": json.dumps(survey.result["open"], ensure_ascii=False, indent=1),
    }


def csv_text(header: list[str], rows: list[dict[str, str]]) -> str:
    """Rows as CSV; the cells are names of choices and numbers."""
    out = io.StringIO()
    made = csv.DictWriter(out, header, lineterminator="\n")
    made.writeheader()
    made.writerows(rows)
    return out.getvalue()


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def invitation_digest(code: str) -> bytes:
    """The hash by which an invitation is found; its code is kept nowhere."""
    return crypto.blind(tidy_code(code), "survey invitation")


def receipt_of(answer: UUID) -> str:
    """The receipt of an answer: with it its giver reads it again or takes it back."""
    return code_from(crypto.blind(str(answer), "survey receipt"), RECEIPT_LENGTH)


def receipt_digest(receipt: str) -> bytes:
    return crypto.blind(tidy_code(receipt), "survey receipt code")
