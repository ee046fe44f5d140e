# SPDX-License-Identifier: AGPL-3.0-or-later
"""XLSForms: read whole or refused with row and remedy; filled in by people, by phones, by mistake."""

from __future__ import annotations

import os
import random
import re
from datetime import datetime
from functools import cache
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel.problem import Problem
from linli.platform.forms import cli
from linli.platform.forms.definition import Definition, Question, from_json, to_json, walk
from linli.platform.forms.expressions import read
from linli.platform.forms.filling import fill, raw_of
from linli.platform.forms.functions import FUNCTIONS
from linli.platform.forms.instance import given_of, read_instance
from linli.platform.forms.page import FormPage
from linli.platform.forms.testing import CHOICES, SETTINGS, SURVEY, instance_xml, survey_rows, workbook
from linli.platform.forms.xlsform import ReadForm, faults_of, read_xlsform

NOW = datetime(2026, 5, 31, 9, 30)
GIVEN: dict[str, Any] = {
    "people": "3", "dog": "y", "dogs.times": "2", "dogs.0.nm": "旺", "dogs.0.age": "3", "dogs.1.nm": "财",
    "dogs.1.age": "4", "county": "a", "street": "a1", "why": ["y", "other"], "why_other": "做伴",
    "day": "2026-05-01",
}  # fmt: skip


@cache
def dogs() -> ReadForm:
    return read_xlsform(workbook())


def simple(*rows: Any, choices: Any = CHOICES) -> Definition:
    return read_xlsform(workbook(survey_rows(*rows), choices)).definition


def faults(content: bytes) -> list[tuple[str, int]]:
    with pytest.raises(Problem) as caught:
        read_xlsform(content)
    assert caught.value.code == "bad_form"
    found = faults_of(caught.value)
    assert all(all(one.words()) and "…" not in " ".join(one.words()) for one in found)
    return [(one.code.removeprefix("form_"), int(one.facts.get("row") or 0)) for one in found]


def test_a_form_is_read_whole_and_its_xml_asks_the_same() -> None:
    form = dogs()
    assert form.definition.languages == ("zh-Hans", "en") and form.definition.form_id == "dogs-1"
    assert from_json(to_json(form.definition)) == form.definition
    bound = {path.rpartition("/")[2] for path in re.findall(r'<bind nodeset="([^"]+)"', form.xml)}
    ours = {one.name for one in form.definition.questions()}
    assert ours <= bound | {"thanks"} and bound - ours == {"dogs", "instanceID"}
    assert '<data id="dogs-1" version="' in re.sub(r"\s+", " ", form.xml)
    again = read_xlsform(workbook(), form_id='a"&b', version="7")
    assert 'id=\'a"&amp;b\' version="7"' in again.xml


def test_the_answers_are_kept_by_name_and_what_is_not_asked_is_not_kept() -> None:
    form = dogs().definition
    filled = fill(form, GIVEN, now=NOW)
    assert not filled.wrong
    assert filled.answers == {
        "people": 3, "dog": "y", "dogs": [{"nm": "旺", "age": 3}, {"nm": "财", "age": 4}], "total": "7",
        "county": "a", "street": "a1", "why": ["y", "other"], "why_other": "做伴", "day": "2026-05-01",
    }  # fmt: skip
    without = fill(form, {**GIVEN, "dog": "n", "why": ["y"]}, now=NOW)
    assert not without.wrong and not {"dogs", "why_other"} & set(without.answers)
    assert fill(form, {}, now=NOW, fresh=True).answers["day"] == "2026-05-31"
    wrong = fill(
        form, {**GIVEN, "people": "30", "street": "b1", "day": "32", "dogs.0.age": "x"}, now=NOW
    ).wrong
    assert wrong == {
        "people": "constraint", "street": "not_a_choice", "day": "not_a_day", "dogs.0.age": "not_whole",
    }  # fmt: skip
    assert fill(form, {}, now=NOW).wrong == {"people": "required", "dog": "required"}


ODD = st.one_of(
    st.text(max_size=8), st.sampled_from(["y", "n", "a", "b", "a1", "3", "-1", "99", "2026-02-30",
    "1" * 40, "other"]),
    st.lists(st.sampled_from(["y", "n", "other", "x"]), max_size=3),
)  # fmt: skip
PATHS = st.sampled_from([*GIVEN, "dogs.2.nm", "dogs.x", "total", "thanks", "", "home"])


@settings(max_examples=40)
@given(st.dictionaries(PATHS, ODD, max_size=12))
def test_whatever_is_sent_the_answers_that_are_kept_mean_the_same_again(sent: dict[str, Any]) -> None:
    form = dogs().definition
    filled = fill(form, sent, now=NOW)
    again = fill(form, raw_of(form, filled.answers), now=NOW)
    if not filled.wrong:
        assert again.answers == filled.answers and not again.wrong
    offered = {choice.name for one in filled.asked for choice in one.choices}
    chosen = [filled.answers.get("county"), filled.answers.get("street"), *filled.answers.get("why", [])]
    assert {one for one in chosen if one} <= offered


FAULTS: list[tuple[str, list[Any], list[tuple[str, int]]]] = [
    ("a type that is none", [["foo", "a", "A"]], [("type_unknown", 2)]),
    ("a row that watches the worker", [["text", "a", "A"], ["audit", "audit"]], [("type_refused", 3)]),
    ("a bad name", [["text", "1 a", "A"]], [("name_bad", 2)]),
    ("a name twice", [["text", "a", "A"], ["note", "a", "A"]], [("name_twice", 3)]),
    ("no words", [["text", "a", ""]], [("label_missing", 2)]),
    ("a list that is not there", [["select_one zz", "a", "A"]], [("list_missing", 2)]),
    ("an end without a beginning", [["text", "a", "A"], ["end_group"]], [("nesting", 3)]),
    ("a beginning without an end", [["begin repeat", "r", "R"], ["text", "a", "A"]], [("nesting", 2)]),
    ("the wrong end", [["begin group", "r", "R"], ["text", "a", "A"], ["end repeat"]], [("nesting", 2),
    ("nesting", 4)]),
    ("an empty group", [["begin_group", "r", "R"], ["end_group"]], [("nesting", 2)]),
    ("a condition cut off", [["text", "a", "A"], ["text", "b", "B", "${a} ="]], [("expression_bad", 3)]),
    ("an unknown function", [["text", "a", "A", "foo(1)"]], [("expression_bad", 2)]),
    ("a question that is not there", [["text", "a", "A", "${b} = 1"]], [("name_unknown", 2)]),
    ("a column outside of a filter", [["text", "a", "A", "b = 1"]], [("name_unknown", 2)]),
    ("a filter by no column", [["select_one yn", "a", "A", "", "", "", "zz = 1"]], [("name_unknown", 2)]),
    ("a ring", [["calculate", "a", "", "", "${b} + 1"], ["calculate", "b", "", "", "${a}"]], [("ring", 2)]),
    ("a question asked if it is answered", [["text", "a", "A", "${a} = 1"]], [("ring", 2)]),
    ("a pattern for ever", [["text", "a", "A", "", "", "regex(., '(a+)+')"]], [("pattern_bad", 2)]),
    ("nothing asked", [], [("empty", 0)]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "rows", "told"), FAULTS, ids=[one[0] for one in FAULTS])
def test_each_fault_is_told_with_its_row(what: str, rows: list[Any], told: list[tuple[str, int]]) -> None:
    assert faults(workbook(survey_rows(*rows))) == told


def test_faults_of_files_choices_and_the_standard_are_told_too() -> None:
    assert faults(b"no book") == faults(b"PK\x03\x04 broken") == [("unreadable", 0)]
    rows = survey_rows(["select_one yn", "a", "A"])
    twice = [*CHOICES[:2], CHOICES[1], ["yn", "a b", "x", "x"], ["yn", "c", "", ""]]
    assert faults(workbook(rows, twice)) == [("name_twice", 3), ("name_bad", 4), ("label_missing", 5)]
    filtered = survey_rows(["select_one yn or_other", "a", "A", "", "", "", "of = ''"])
    assert faults(workbook(filtered)) == [("other_filtered", 2)]
    default = [["type", "name", "label", "default"], ["integer", "a", "A", "many"]]
    assert faults(workbook(default)) == [("default_bad", 2)]
    refused = survey_rows(["text", "meta", "A"])
    assert faults(workbook(refused))[0][0] == "refused", "what only pyxform knows"


def mutated(dice: random.Random) -> bytes:
    """A good form with some cells gone, moved, cut or filled with something odd."""
    sheets = [[list(row) for row in one] for one in (SURVEY, CHOICES, SETTINGS)]
    odd = ["", "${", "begin_group", "end_repeat", "${age} >", "x" * 300, "select_one", -1.5, "名", "'",
    "true()", "\t",
           "a b", "count(${dogs}) > 1", "${total}", "select_multiple yn", "<b>&", "other", "=1+1",
           "position(..)"]  # fmt: skip
    for _ in range(dice.randint(1, 4)):
        sheet = dice.choice(sheets[:2] * 4 + sheets)
        row = dice.choice(sheet)
        match dice.randrange(6):
            case 0:
                sheet.remove(row) if len(sheet) > 1 else None
            case 1:
                sheet.insert(dice.randrange(len(sheet) + 1), list(row))
            case 2:
                dice.shuffle(row)
            case _:
                row[dice.randrange(len(row))] = dice.choice(odd)
    content = workbook(*sheets)
    if dice.random() < 0.08:
        at = dice.randrange(len(content))
        content = content[:at] + bytes([dice.randrange(256)]) + content[at + 1 :]
    return content


def survives(seed: int) -> bool:
    """A mutated form is read and can be filled in, or is refused with rows and remedies."""
    content = mutated(random.Random(seed))
    try:
        form = read_xlsform(content).definition
    except Problem as error:
        assert error.code == "bad_form" and faults_of(error), seed
        assert all(all(one.words()) for one in faults_of(error)), seed
        return False
    for sent in ({}, GIVEN):
        filled = fill(form, sent, now=NOW, fresh=not sent)
        again = fill(form, raw_of(form, filled.answers), now=NOW)
        assert filled.wrong or again.answers == filled.answers, seed
    return True


def test_mutated_forms_are_read_or_refused_with_reasons() -> None:
    assert 0 < sum(survives(seed) for seed in range(50)) < 50


@pytest.mark.slow
def test_a_thousand_mutated_forms_are_read_or_refused_with_reasons() -> None:
    assert 0 < sum(survives(seed) for seed in range(1000)) < 1000


# --- pages -------------------------------------------------------------------------------------------


def page(form: Definition, data: dict[str, Any] | None = None, **options: Any) -> FormPage:
    factory = RequestFactory()
    return FormPage(form, factory.get("/") if data is None else factory.post("/", data), **options)


def sent(shown: FormPage, **answers: Any) -> dict[str, Any]:
    """What a browser would send of a page: what it carries, what it shows, and what somebody writes."""
    data: dict[str, Any] = {}
    for name, value in shown.carried:
        data.setdefault(name, []).append(value)
    for name in shown.form_fields.fields:
        data[name] = shown.form_fields.data[name]
    written = {f"q-{path.replace('__', '.')}": value for path, value in answers.items()}
    return {**data, "seen": shown.tokens, "at": shown.at, **written}


def test_answers_that_bring_up_more_questions_show_the_page_again() -> None:
    form = dogs().definition
    first = page(form)
    assert "q-dogs.0.nm" not in first.form_fields.fields and first.conditional and not first.done
    second = page(form, {**sent(first, people="3", dog="y"), "turn": "send"})
    assert not second.done and second.more and "q-dogs.0.nm" in second.form_fields.fields
    assert not second.form_fields.errors, "nobody is blamed for what was not asked before"
    third = page(form, {**sent(second, dogs__0__nm="旺"), "turn": "more:dogs"})
    assert "q-dogs.1.nm" in third.form_fields.fields and not third.done
    fewer = page(form, {**sent(third), "turn": "less:dogs"})
    assert "q-dogs.1.nm" not in fewer.form_fields.fields
    wrong = page(form, {**sent(fewer, people="99"), "turn": "send"})
    assert not wrong.done and list(wrong.form_fields.errors) == ["q-people"]
    assert "一到十九口。" in str(wrong.form_fields.errors)
    assert page(form, {**sent(wrong, people="3"), "turn": "send"}).done


def test_one_question_a_screen_goes_forward_back_and_round() -> None:
    form = dogs().definition
    shown = page(form, steps=True)
    assert shown.at == "people" and list(shown.form_fields.fields) == ["q-people"]
    shown = page(form, {**sent(shown), "turn": "next"}, steps=True)
    assert shown.at == "people" and shown.form_fields.errors, "it is required"
    shown = page(form, {**sent(shown, people="2"), "turn": "next"}, steps=True)
    shown = page(form, {**sent(shown, dog="y"), "turn": "next"}, steps=True)
    assert shown.at == "dogs.0.nm" and shown.filled.answers["people"] == 2
    shown = page(form, {**sent(shown, dogs__0__nm="旺"), "turn": "next"}, steps=True)
    shown = page(form, {**sent(shown), "turn": "next"}, steps=True)
    assert shown.at == "dogs" and shown.parts[0].part.open
    more = page(form, {**sent(shown), "turn": "more:dogs"}, steps=True)
    assert more.at == "dogs.1.nm"
    shown = page(form, {**sent(shown), "turn": "go:people"}, steps=True)
    assert shown.at == "people"
    for _ in range(12):
        shown = page(form, {**sent(shown), "turn": "next"}, steps=True)
    assert shown.at == "" and {words for _, words, _ in shown.summary} >= {"家里住几口人？", "哪个区？"}
    assert page(form, {**sent(shown), "turn": "send"}, steps=True).done


def test_the_words_of_a_page_follow_the_reader() -> None:
    form = dogs().definition
    with override("en"):
        assert next(one.heading for one in page(form).parts) == "Your home"
        assert page(form).form_fields["q-people"].label == "How many live there?"
    with override("zh-hans"):
        assert page(form).form_fields["q-people"].label == "家里住几口人？"


def test_a_photo_is_carried_by_a_signed_id_and_nobody_names_another() -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    form = simple(["image", "photo", "Photo"], ["text", "a", "A"])
    taken = page(form, {"turn": "next", "at": "photo", "q-photo": SimpleUploadedFile("a.jpg", b"x")},
                 steps=True, keep=lambda file: "kept-id")  # fmt: skip
    assert taken.filled.answers == {"photo": "kept-id"} and taken.at == "a"
    assert page(form, {**sent(taken), "turn": "send"}, keep=lambda file: "").filled.answers == {
        "photo": "kept-id"
    }
    assert (
        "photo"
        not in page(form, {"q-photo": "kept-id", "turn": "send"}, keep=lambda file: "").filled.answers
    )
    assert "q-photo" not in page(form).form_fields.fields, "where nothing can keep it, it is not asked for"


# --- phones ------------------------------------------------------------------------------------------


def test_an_instance_of_a_phone_is_read_into_the_same_answers() -> None:
    body = (
        "<home><people>3</people><dog>y</dog></home><dogs><nm>旺</nm><age>3</age></dogs>"
        "<dogs><nm>财</nm><age>4</age></dogs><county>a</county><street>a1</street><why>y other</why>"
        "<why_other>做伴</why_other><day>2026-05-01</day><strange/>"
    )
    found = read_instance(instance_xml("dogs-1", "uuid:0b7f1c9e", body))
    assert (found.form_id, found.instance) == ("dogs-1", "uuid:0b7f1c9e")
    form = dogs().definition
    assert fill(form, given_of(form, found.root), now=NOW).answers == fill(form, GIVEN, now=NOW).answers


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<data", b"<data id='a'/>", b"\xff\xfe", instance_xml("", "uuid:0b7f1c9e", ""),
        instance_xml("a", "short", ""), instance_xml("a", "uuid:" + "x" * 400, ""),
        b'<!DOCTYPE d [<!ENTITY a "b">]><data id="a"><x>&a;</x></data>',
        b'<!DOCTYPE d SYSTEM "file:///etc/passwd"><data id="a"/>',
        b"<data id='a'>" + b"x" * 2_000_001 + b"</data>",
    ],
    ids=range(10),
)  # fmt: skip
def test_what_is_no_instance_is_refused(content: bytes) -> None:
    with pytest.raises(Problem) as caught:
        read_instance(content)
    assert caught.value.code == "bad_instance"


# --- the command, the document -------------------------------------------------------------------------


def test_the_command_lists_faults_or_questions(tmp_path: Any, capsys: Any) -> None:
    import argparse

    parser = argparse.ArgumentParser()
    cli.configure(parser)
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(workbook())
    bad.write_bytes(workbook(survey_rows(["foo", "a", "A"], ["text", "b", ""])))
    assert cli.run(parser.parse_args(["check", str(good)])) == 0
    assert "dogs-1" in (told := capsys.readouterr().out) and "people" in told
    assert cli.run(parser.parse_args(["check", str(bad), "--language", "zh-hans"])) == 1
    told = capsys.readouterr().out
    assert "第2行" in told.replace(" ", "") and len(told.splitlines()) == 2
    assert cli.run(parser.parse_args(["check", str(bad), "--json"])) == 1
    assert '"row": 2' in capsys.readouterr().out
    assert cli.run(parser.parse_args(["check", str(tmp_path / "none.xlsx")])) == 2


def test_the_document_lists_every_function() -> None:
    from pathlib import Path

    text = (Path(__file__).resolve().parents[4] / "docs/forms.md").read_text("utf-8")
    assert not [name for name in FUNCTIONS if f"`{name}`" not in text]


def test_a_large_form_is_quick_enough_to_be_filled_in() -> None:
    import time

    rows = [["integer", f"q{n}", f"Q{n}", f"${{q{n - 1}}} != 1" if n else ""] for n in range(300)]
    form = simple(*rows)
    began = time.process_time()
    filled = fill(form, {f"q{n}": "2" for n in range(300)}, now=NOW)
    assert len(filled.answers) == 300
    if os.environ.get("LINLI_FULL") == "1":
        assert time.process_time() - began < 2
    assert (
        all(isinstance(item, Question) for item, _ in walk(form.items)) and read("1").columns == frozenset()
    )
