# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration's surveys: ``surveys.yaml`` of a pack, its forms, answers invented by given shares."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.places import public as places
from linli.platform.forms.filling import fill
from linli.platform.packs import Loaded, Pack

from ..models import Survey
from ..queries.survey import find_survey
from ..vocab.survey import AnswerWay, SurveyWay
from .survey import SurveyData, answer_survey, draw_households, prepare_survey, publish_survey
from .survey_count import count_survey

FILE = "surveys.yaml"


def load_surveys(pack: Pack, loaded: Loaded) -> None:
    """Prepare each survey and replay it up to where it stands; what is there is left."""
    for one in (pack.document(FILE) or {}).get("surveys", ()):
        new = not Survey.objects.filter(code=one["code"]).exists()
        loaded.count(new, False)
        if new:
            _replay(one, (pack.folder / one["form"]).read_bytes())


def _replay(one: Mapping[str, Any], content: bytes) -> None:
    now, today = clock.now(), places.today()
    begins, ends = (today + timedelta(days=int(day)) for day in one["days"])
    data = SurveyData(
        one["code"], one["names"], one["purpose"], one["audience"], str(one["place"]), one["unit"],
        SurveyWay(one["way"]), begins, ends, int(one.get("least", 10)), one.get("margins", {}),
    )  # fmt: skip
    dice = random.Random(one["code"])  # noqa: S311 -- invented answers, the same in every town
    with clock.standing_at(now - timedelta(days=(today - begins).days + 2)):
        survey = prepare_survey(data, content, actor=SYSTEM)
        publish_survey(survey, actor=SYSTEM)
        letters = []
        if "households" in one:
            frame = [
                (f"{stratum}第{number}户", stratum)
                for stratum, count in one["households"].items()
                for number in range(1, int(count) + 1)
            ]
            letters = draw_households(survey, frame, int(one["drawn"]), one["seed"], actor=SYSTEM)
    dice.shuffle(letters)
    with clock.standing_at(min(now, now - timedelta(days=(today - begins).days - 2))):
        found = find_survey(one["code"], viewer=SYSTEM)
        for number in range(int(one["answers"])):
            given = _invented(one["given"], dice)
            if not letters and dice.random() > 0.3:
                given.pop("words", None)
            filled = fill(found.form, given, now=datetime.combine(begins, time(9)))
            assert not filled.wrong, filled.wrong
            code = letters[number].code if letters else ""
            identity = UUID(int=dice.getrandbits(128), version=4)
            answer_survey(
                found, filled.answers, identity, way=AnswerWay(_one(one["ways"], dice)), code=code
            )
    if ends < today:
        with clock.standing_at(now - timedelta(days=(today - ends).days - 1)):
            count_survey(survey, actor=SYSTEM)


def _invented(shares: Mapping[str, Any], dice: random.Random) -> dict[str, Any]:
    """An answer to each question: one by its share, several each by its own, a number from a range."""
    given: dict[str, Any] = {}
    for name, wanted in shares.items():
        if isinstance(wanted, list):
            given[name] = str(dice.choice(wanted))
        elif "any" in wanted:
            given[name] = [choice for choice, share in wanted["any"].items() if dice.random() < share]
        else:
            given[name] = _one(wanted, dice)
    return given


def _one(shares: Mapping[str, float], dice: random.Random) -> str:
    return dice.choices(list(shares), list(shares.values()))[0]
