# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting a survey: the open file is written, the figures come from it alone, single answers are
destroyed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from secrets import SystemRandom
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.problem import NOT_FOUND, mark
from linli.people import public as people
from linli.platform import erasure
from linli.platform.erasure.keeping import Keeper, keeps
from linli.platform.forms.definition import Definition, Kind
from linli.platform.forms.filling import fill, raw_of
from linli.platform.journal.append import append

from ..events.survey import SurveyCounted
from ..models import Invitation, Survey, SurveyAnswer, SurveyEntry, SurveyWords
from ..policy import may
from ..queries.survey import SurveyInfo, columns_of, csv_text, info_of, sha256_of
from ..rules.survey import NOT_ASKED, Column, Row, effect, figures, published, shown_strata, weights_of
from ..vocab import Deed
from ..vocab.survey import SURVEY_NOT_OVER, SurveyState

WORDS = "participation.survey_words"


@transaction.atomic
def count_survey(survey: UUID, *, actor: Actor) -> int:
    """Count a survey whose last day is over: how many answers. Done again it changes nothing.

    Raises ``survey_not_over``, ``margins_disagree``, ``not_found``.
    """
    row = Survey.objects.select_for_update().select_related("unit").filter(pk=survey).order_by("pk").first()
    if row is None or not may(actor, Deed.COUNT, row.place_path):
        raise NOT_FOUND()
    info = info_of(row)
    if info.state is SurveyState.CLOSED:
        return int(row.result["answers"])
    serials = SurveyEntry.objects.filter(survey=row).order_by("serial").values_list("serial", flat=True)
    waiting = list(dict.fromkeys(serials))
    if info.state is not SurveyState.OPEN or not info.over or waiting:
        raise SURVEY_NOT_OVER(waiting=", ".join(waiting[:10]) or info.ends.isoformat())
    answers = list(SurveyAnswer.objects.filter(survey=row).order_by("id"))
    row.data, row.result = _result(info, answers)
    row.state, row.closed_at, row.version = SurveyState.CLOSED.value, clock.now(), row.version + 1
    row.save()
    SurveyWords.objects.bulk_create(_words(info, answers))
    SurveyAnswer.objects.filter(survey=row).delete()
    Invitation.objects.filter(survey=row).delete()
    event = SurveyCounted(row.code, sha256_of(row.data), len(answers))
    append([Entry(event, row.id, row.version, actor, row.closed_at)])
    return len(answers)


def _result(info: SurveyInfo, answers: list[SurveyAnswer]) -> tuple[str, dict[str, Any]]:
    """The open file and the figures."""
    columns, form = columns_of(info.form), info.form
    rows = [_row(info, columns, one.answers) | {"stratum": one.stratum} for one in answers]
    households = {name: one["households"] for name, one in info.frame.get("strata", {}).items()}
    weights = weights_of(rows, households, info.margins)
    open_rows = published(columns, rows, weights, list(info.margins), info.least, SystemRandom().shuffle)
    header = ["stratum", "weight", *(one.name for one in columns)]
    data = csv_text(header, open_rows)
    strata = shown_strata(open_rows, households)
    told = {
        "survey": info.code,
        "way": info.way.value,
        "least": info.least,
        "strata": strata,
        "margins": info.margins,
        "columns": [{"name": one.name, "kind": one.kind, "choices": list(one.choices)} for one in columns],
        "words": _labels(form, columns),
    }
    ways: dict[str, int] = {}
    for one in answers:
        ways[one.way] = ways.get(one.way, 0) + 1
    return data, {
        "answers": len(answers),
        "few": not open_rows,
        "ways": ways if min(ways.values(), default=0) >= info.least else {},
        "drawn": sum(one["drawn"] for one in info.frame.get("strata", {}).values()),
        "effect": effect(open_rows),
        "figures": figures(columns, open_rows, strata, info.sampled) if open_rows else [],
        "open": told,
    }


def _row(info: SurveyInfo, columns: list[Column], answers: Mapping[str, Any]) -> Row:
    """What an answer says to each counted question: blank, or not asked at all."""
    said: Row = {}
    then = datetime.combine(info.ends, time())
    asked = {one.path for one in fill(info.form, raw_of(info.form, answers), now=then).asked}
    for column in columns:
        value = answers.get(column.name)
        if isinstance(value, list):
            said[column.name] = " ".join(value)
        else:
            said[column.name] = (
                "" if value is None else f"{value:g}" if column.kind == "number" else str(value)
            )
        if column.name not in asked:
            said[column.name] = NOT_ASKED
    return said


def _labels(form: Definition, columns: list[Column]) -> dict[str, Any]:
    counted = {one.name for one in columns}
    return {
        one.name: {
            "words": dict(one.words),
            "choices": {each.name: dict(each.words) for each in one.choices},
        }
        for one in form.questions()
        if one.name in counted
    }


def _words(info: SurveyInfo, answers: list[SurveyAnswer]) -> list[SurveyWords]:
    names = [one.name for one in info.form.questions() if one.kind is Kind.TEXT]
    return [
        SurveyWords(survey_id=info.id, question=name, text=one.answers[name])
        for one in answers
        for name in names
        if isinstance(one.answers.get(name), str)
    ]


@erasure.eraser(WORDS)
def _erase(words: UUID) -> None:
    SurveyWords.objects.filter(pk=words).delete()


def _end(words: UUID) -> None:
    erasure.erase(WORDS, words)
    people.retention_ended(WORDS, words, people.Ending.ERASE)


def _survey(code: str) -> UUID | None:
    return Survey.objects.filter(code=code).order_by("id").values_list("id", flat=True).first()


keeps(
    Keeper(
        WORDS,
        mark("What people wrote to open questions of a survey: to understand its figures"),
        mark("the day the survey was counted"),
        lambda: SurveyWords.objects.filter(survey__closed_at__isnull=False).annotate(
            since=F("survey__closed_at"), held=F("survey_id")
        ),
        _end,
        _survey,
    )
)
