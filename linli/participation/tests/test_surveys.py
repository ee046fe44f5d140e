# SPDX-License-Identifier: AGPL-3.0-or-later
"""Surveys: answers belong to nobody, figures come from the open file alone, small groups stay hidden."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, VISITOR
from linli.kernel.problem import Problem
from linli.participation.cli import survey as recompute
from linli.participation.cli.tables import survey_of
from linli.participation.commands import forget_account
from linli.participation.commands.survey import (
    answer_survey,
    draw_households,
    key_answer,
    prepare_survey,
    take_back,
)
from linli.participation.commands.survey_count import count_survey
from linli.participation.models import Invitation, Survey, SurveyAnswer, SurveyEntry, SurveyWords
from linli.participation.queries.survey import (
    SurveyInfo,
    find_survey,
    open_files,
    progress,
    surveys,
    words_of,
)
from linli.participation.rules.survey import (
    HIDDEN,
)
from linli.participation.testing import a_survey
from linli.participation.vocab.survey import AnswerWay, SurveyWay
from linli.platform.erasure.keeping import keepers
from linli.platform.forms.testing import survey_rows, workbook
from linli.platform.journal.models import EventRecord


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


# --- with the database ---------------------------------------------------------------------------------

db = pytest.mark.django_db
YES = {"safe": "yes", "people": 3, "age": "old"}


def after(days: int = 10) -> Any:
    return clock.standing_at(clock.now() + timedelta(days=days))


def say(survey: SurveyInfo, code: str = "", **answers: Any) -> tuple[UUID, str]:
    identity = uuid4()
    return identity, answer_survey(survey, answers or YES, identity, way=AnswerWay.WEB, code=code)


@db
def test_who_may_prepare_and_see_a_survey(cast: Any) -> None:
    survey = a_survey(published=False)
    assert code_of(lambda: find_survey("test-survey", viewer=VISITOR)) == "not_found"
    assert code_of(lambda: find_survey("test-survey", viewer=cast.far_worker)) == "not_found"
    assert find_survey("test-survey", viewer=cast.community_worker).id == survey.id
    assert not surveys(viewer=VISITOR) and surveys(viewer=cast.coordinator, desk=True)
    for actor in (cast.far_coordinator, cast.handler, cast.resident):
        assert code_of(lambda actor=actor: count_survey(survey.id, actor=actor)) == "not_found"
    assert code_of(lambda: a_survey()) == "survey_code_taken"
    photo = workbook(survey_rows(["image", "p", "拍照"]))
    assert code_of(lambda: a_survey("other", content=photo)) == "survey_private"
    assert code_of(lambda: a_survey("other", content=b"no")) == "bad_form"
    assert code_of(lambda: a_survey("other", margins={"nothing": {"a": 1.0}})) == "invalid"
    assert code_of(lambda: a_survey("other", least=2)) == "invalid"
    assert code_of(lambda: say(survey)) == "survey_not_open", "it is a draft"


@db
def test_what_is_published_keeps_its_questions(cast: Any) -> None:
    from linli.participation.commands.survey import SurveyData

    survey = a_survey()
    data = SurveyData(
        survey.code, survey.names, survey.purpose, survey.audience, survey.place.code, survey.unit.code,
        survey.way, survey.begins, survey.ends + timedelta(days=9),
        survey.least, {"age": {"young": 1.0, "old": 2.0}},
    )  # fmt: skip
    prepare_survey(data, None, actor=cast.coordinator, survey=survey.id, expected_version=survey.version)
    changed = find_survey(survey.code, viewer=VISITOR)
    assert changed.ends > survey.ends and changed.margins
    form = bytes(Survey.objects.get().workbook)
    assert code_of(lambda: prepare_survey(data, form, actor=SYSTEM, survey=survey.id)) == "survey_fixed"
    stale = {"survey": survey.id, "expected_version": survey.version}
    assert code_of(lambda: prepare_survey(data, None, actor=SYSTEM, **stale)) == "stale"


@db
def test_an_answer_is_kept_once_belongs_to_nobody_and_can_be_taken_back() -> None:
    survey, before = a_survey(), EventRecord.objects.count()
    identity, receipt = say(survey)
    assert answer_survey(survey, YES, identity, way=AnswerWay.WEB) == receipt
    assert (
        code_of(lambda: answer_survey(survey, {"safe": "no"}, identity, way=AnswerWay.WEB))
        == "already_used"
    )
    assert EventRecord.objects.count() == before, "no event tells of a single answer"
    fields = {field.name for field in SurveyAnswer._meta.get_fields()}
    assert fields == {"id", "survey", "digest", "way", "stratum", "answers"}
    assert SurveyAnswer.objects.get().id.version == 4 and receipt.encode() not in bytes(
        SurveyAnswer.objects.get().digest
    )
    assert code_of(lambda: take_back(survey, "ABCDEFGHJKMN")) == "no_answer_here"
    take_back(survey, receipt.lower())
    assert not SurveyAnswer.objects.exists()
    with after():
        assert code_of(lambda: say(find_survey(survey.code, viewer=VISITOR))) == "survey_not_open"


@db
def test_a_sample_answers_once_by_code_and_shows_rates_not_households(cast: Any) -> None:
    survey = a_survey(way=SurveyWay.SAMPLE)
    frame = [(f"甲{n}号", "甲") for n in range(40)] + [(f"乙{n}号", "乙") for n in range(20)]
    assert code_of(lambda: draw_households(survey.id, frame, 5, "7", actor=cast.far_worker)) == "not_found"
    twice = [*frame, frame[0]]
    assert code_of(lambda: draw_households(survey.id, twice, 5, "7", actor=SYSTEM)) == "bad_frame"
    first = draw_households(survey.id, frame, 30, "7", actor=cast.coordinator)
    letters = draw_households(survey.id, frame, 30, "7", actor=cast.coordinator)
    assert [one.address for one in first] == [one.address for one in letters]
    survey = find_survey(survey.code, viewer=SYSTEM)
    assert survey.frame["strata"] == {
        "甲": {"households": 40, "drawn": 20},
        "乙": {"households": 20, "drawn": 10},
    }
    assert code_of(lambda: say(survey, first[0].code)) == "wrong_invitation", "drawn again"
    assert code_of(lambda: say(survey)) == "wrong_invitation"
    say(survey, letters[0].code.lower())
    assert code_of(lambda: say(survey, letters[0].code)) == "wrong_invitation"
    assert code_of(lambda: draw_households(survey.id, frame, 30, "8", actor=SYSTEM)) == "sample_settled"
    rates = {one.stratum: one.answered for one in progress(survey, viewer=SYSTEM).strata}
    assert sorted(rates.values(), key=str) == [0, None], "fewer than five are not told"
    stored = json.dumps(
        [list(map(str, row)) for row in Invitation.objects.values_list("id", "stratum", "used")]
    )
    assert "号" not in stored and {field.name for field in Invitation._meta.get_fields()} == {
        "id", "survey", "digest", "stratum", "used",
    }  # fmt: skip
    [event] = EventRecord.objects.filter(type="participation.survey_drawn").order_by("-id")[:1]
    assert event.data["drawn"] == 30 and "号" not in json.dumps(event.data)


@db
def test_paper_counts_when_two_people_entered_it_alike_and_a_closed_account_is_forgotten(cast: Any) -> None:
    survey = a_survey()

    def key(actor: Any, serial: str = "A1", **answers: Any) -> str:
        return key_answer(survey, serial, answers or YES, uuid4(), actor=actor)

    assert code_of(lambda: key(cast.far_worker)) == "not_found"
    assert not key(cast.coordinator) and not key(cast.coordinator)
    assert not key(cast.community_worker, "a1", safe="no")
    assert progress(survey, viewer=cast.coordinator).differ == ("A1",)
    with after():
        survey = find_survey(survey.code, viewer=SYSTEM)
        assert code_of(lambda: count_survey(survey.id, actor=SYSTEM)) == "survey_not_over"
        assert key(cast.community_worker), "paper handed in in time is entered afterwards"
    assert SurveyAnswer.objects.get().way == "paper" and not SurveyEntry.objects.exists()
    with after(0):
        survey = find_survey(survey.code, viewer=SYSTEM)
    key(cast.coordinator, "A2")
    forget_account(UUID(cast.coordinator.id))
    assert not SurveyEntry.objects.exists()


@db
def test_a_stranger_reckons_the_published_figures_again_and_single_answers_are_gone(
    cast: Any, tmp_path: Path, client: Any
) -> None:
    survey = a_survey(way=SurveyWay.SAMPLE, margins={"age": {"young": 60.0, "old": 40.0}})
    frame = [(f"{n}号", "甲" if n % 3 else "乙") for n in range(90)]
    letters = draw_households(survey.id, frame, 60, "9", actor=SYSTEM)
    survey, dice = find_survey(survey.code, viewer=SYSTEM), random.Random(4)
    for letter in letters[:45]:
        safe = dice.choice(["yes", "yes", "no", "dk"])
        said = {
            "safe": safe,
            "people": dice.randint(1, 5),
            "age": dice.choice(["young", "old", "old", "refused"]),
        }
        said |= {"what": dice.choice([["dark"], ["dark", "cars"]])} if safe == "no" else {}
        say(survey, letter.code, **said, words="楼道太黑。")
    with after():
        assert count_survey(survey.id, actor=cast.coordinator) == 45
        assert count_survey(survey.id, actor=cast.coordinator) == 45, "once"
    assert not SurveyAnswer.objects.exists() and not Invitation.objects.exists()
    done = find_survey(survey.code, viewer=VISITOR)
    packed = client.get(f"/surveys/{survey.code}/data.zip").content
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        files.extractall(tmp_path)
    options = type("Options", (), {"path": tmp_path})
    assert recompute(options)["figures"] == done.result["figures"]
    assert "楼道" not in open_files(done)["answers.csv"]
    told, columns, rows = survey_of(tmp_path)
    assert len(rows) == 45 and [one.name for one in columns] == ["safe", "what", "people", "age"]
    ages = Counter()
    for each in rows:
        ages[each["age"]] += float(each["weight"])
    known = ages["young"] + ages["old"]
    if HIDDEN not in ages:
        assert ages["young"] / known == pytest.approx(0.6, abs=0.02)
    assert sum(told["strata"].values()) == 90
    words = words_of(done, viewer=cast.coordinator)
    assert set(words) == {"words"} and len(words["words"]) == 45
    assert code_of(lambda: words_of(done, viewer=cast.far_worker)) == "not_found"
    keeper = keepers()["participation.survey_words"]
    assert keeper.rows().count() == 45 and keeper.end is not None and keeper.find(survey.code) == survey.id
    keeper.end(SurveyWords.objects.values_list("id", flat=True)[0])
    assert SurveyWords.objects.count() == 44
    [event] = EventRecord.objects.filter(type="participation.survey_counted")
    assert event.data["answers"] == 45
    page = client.get(f"/surveys/{survey.code}/").content.decode()
    assert "<svg" in page and "linli participation survey" in page and event.data["sha256"] in page
    for bad in ("answers.csv", "survey.json"):
        (tmp_path / bad).write_text("stratum,weight\n1,x\n" if bad == "answers.csv" else "{")
        assert code_of(lambda: survey_of(tmp_path)) == "bad_survey"


@db
def test_of_too_few_answers_nothing_is_published(cast: Any, client: Any) -> None:
    survey = a_survey()
    for _ in range(4):
        say(survey)
    with after():
        count_survey(survey.id, actor=SYSTEM)
    done = find_survey(survey.code, viewer=VISITOR)
    assert done.result["few"] and not done.result["figures"]
    assert open_files(done)["answers.csv"].count("\n") == 1
    assert client.get(f"/surveys/{survey.code}/").status_code == 200


@db
def test_somebody_answers_reads_it_again_and_takes_it_back(client: Any) -> None:
    survey = a_survey()
    address = f"/surveys/{survey.code}/answer/"
    shown = client.get(address)
    page, hidden = shown.context["page"], dict(shown.context["hidden"])
    data = {**hidden, "seen": page.tokens, "q-safe": "no", "q-people": "3", "turn": "send"}
    again = client.post(address, data)
    assert again.context["page"].more and "担心什么？" in again.content.decode()
    assert client.post(address, {**data, "q-people": "x"}).status_code == 422
    data |= {"seen": again.context["page"].tokens, "q-what": ["dark", "cars"]}
    done = client.post(address, data)
    receipt = done.context["receipt"]
    assert client.post(address, data).context["receipt"] == receipt, "sent twice, kept once"
    assert SurveyAnswer.objects.get().answers == {"safe": "no", "what": ["dark", "cars"], "people": 3}
    own = f"/surveys/{survey.code}/own/"
    assert "太黑" in client.post(own, {"receipt": receipt}).content.decode()
    assert client.post(own, {"receipt": "WRONG"}).status_code == 404
    assert client.post(own, {"receipt": receipt, "turn": "erase"}).status_code == 302
    assert not SurveyAnswer.objects.exists()
    stepped = client.get(f"{address}?steps=yes")
    assert stepped.context["page"].at == "safe" and "一题" not in stepped.content.decode()[:0]


@db
def test_the_desk_prepares_previews_publishes_takes_down_and_prints(sign_in: Any, cast: Any) -> None:
    from linli.participation.testing import SURVEY_FORM, SURVEY_LISTS
    from linli.people.testing import HERE
    from linli.places import public as places

    desk, today = sign_in("community_worker"), places.today()
    form = {
        "name_zh": "调查", "purpose_zh": "了解情况。", "audience_zh": "居民", "code": "near-x",
        "way": "sample",
        "place": HERE, "unit": "s-renmin", "begins": today, "ends": today, "least": 5,
        "margins": "age: young=1，old=2",
    }  # fmt: skip
    bad = SimpleUploadedFile("a.xlsx", workbook(survey_rows(["foo", "a", "A"])))
    refused = desk.post("/desk/surveys/new/", {**form, "workbook": bad})
    assert refused.status_code == 422 and "foo" in refused.content.decode()
    assert desk.post("/desk/surveys/new/", {**form, "margins": "age"}).status_code == 422
    good = SimpleUploadedFile("a.xlsx", workbook(survey_rows(*SURVEY_FORM), SURVEY_LISTS, [["version"]]))
    assert desk.post("/desk/surveys/new/", {**form, "workbook": good}).status_code == 302
    assert desk.get("/desk/surveys/near-x/preview/").status_code == 200
    assert desk.get("/desk/surveys/near-x/form.xlsx").content[:2] == b"PK"
    assert desk.post("/desk/surveys/near-x/do/publish/").status_code == 302
    frame = SimpleUploadedFile("f.csv", "address,stratum\n甲一号,甲\n甲二号,甲\n".encode())
    drawn = desk.post("/desk/surveys/near-x/do/draw/", {"frame": frame, "size": 2, "seed": "3"})
    assert drawn["Content-Type"] == "application/pdf" and drawn.content[:4] == b"%PDF"
    assert desk.get("/surveys/near-x/paper.pdf").content[:4] == b"%PDF"
    assert Invitation.objects.count() == 2
    survey = find_survey("near-x", viewer=SYSTEM)
    frame_rows = [("甲一号", "甲"), ("甲二号", "甲")]
    letters = draw_households(survey.id, frame_rows, 2, "3", actor=SYSTEM)
    address = "/desk/surveys/near-x/take/voice/"
    shown = desk.get(address).context
    data = {
        **dict(shown["hidden"]),
        "seen": shown["page"].tokens,
        "q-safe": "yes",
        "turn": "send",
        "way": "counter",
    }
    assert desk.post(address, {**data, "code": "NONE"}).status_code == 422
    assert desk.post(address, {**data, "code": letters[0].code}).status_code == 302
    assert SurveyAnswer.objects.get().way == "counter"
    far = sign_in("far_worker")
    assert far.get("/desk/surveys/near-x/").status_code == 404
