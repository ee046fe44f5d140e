# SPDX-License-Identifier: AGPL-3.0-or-later
"""Courses as data: whole, dated, with their law; and what follows from a walk along them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.norms.commands import check_pack
from linli.norms.commands.pack_courses import step_rows
from linli.norms.models import CourseStep as StepRow
from linli.norms.queries import course_of, courses, due_by, limit, step_named
from linli.norms.queries.courses import step_of
from linli.norms.rules.courses import OWN, Course, dead_ends
from linli.norms.testing import change_limit, change_step
from linli.norms.vocab import Who
from linli.places.testing import small_town
from linli.platform.packs import Pack

TOWN = Path(__file__).resolve().parents[3] / "packs" / "shancheng"
TODAY = date(2026, 11, 26)
DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


def built_in() -> list[Course]:
    """The courses of the built-in town, read from its file alone."""
    return [
        Course(
            entry["code"],
            entry["name"],
            tuple(entry["kinds"]),
            bool(entry.get("binds")),
            frozenset(entry.get("beside", ())),
            tuple(step_of(StepRow(**row)) for row in step_rows(entry)),
        )
        for entry in Pack(TOWN).document("norms/courses.yaml")
    ]


COURSES = built_in()
BOUND = [course for course in COURSES if course.binds]


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.code)
def test_a_course_has_no_dead_ends_and_every_step_its_law(course: Course) -> None:
    assert dead_ends(course.steps) == []
    for step in course.steps:
        assert step.source and step.article
        assert set(step.do) == set(step.done) == {"zh-Hans", "en"}
        assert set(step.paper) == set(step.says)


@given(day=DAYS, steps=st.data())
@settings(max_examples=120, deadline=None)
def test_what_follows_is_in_force_and_named_by_the_data(day: date, steps: Any) -> None:
    course = steps.draw(st.sampled_from(COURSES))
    last, deeds = "", list[tuple[str, str, date]]()
    for _ in range(8):
        following = course.following(last, day)
        assert all(step.in_force(day) for step in following)
        assert all(last in step.after if last else not step.after for step in following)
        could = [step for step in following if not step.outside]
        if not could:
            break
        step = steps.draw(st.sampled_from(could))
        deeds.append((step.does[0] if step.does else "step", step.code, day))
        last = step.code
    # Read back from the deeds alone, the walk is the one that was gone.
    assert [step.code if step else "" for step in course.walk(deeds)] == [code for _, code, _ in deeds]


@given(day=DAYS)
@settings(max_examples=60, deadline=None)
def test_before_a_law_is_in_force_its_course_does_not_begin(day: date) -> None:
    for course in BOUND:
        begins = min(step.valid_from or date.min for step in course.steps)
        if day < begins:
            assert course.following("", day) == ()


@given(st.lists(st.tuples(st.sampled_from(["receive", "note", "dispatch", "resolve", "reopen", "step"]),
                          st.sampled_from(["", "decide", "nonsense"]), DAYS), max_size=12))  # fmt: skip
@settings(max_examples=120, deadline=None)
def test_any_thread_at_all_can_be_read(deeds: list[tuple[str, str, date]]) -> None:
    for course in COURSES:
        for (deed, _, day), step in zip(deeds, course.walk(deeds), strict=True):
            assert step is None or (step.takes(deed) and step.in_force(day))


def test_every_limit_that_a_step_names_stands_in_the_table_and_nothing_else_counts(db: None) -> None:
    assert [course.code for course in courses()] == [course.code for course in COURSES]
    for course in courses():
        for step in course.steps:
            for key in {step.within, step.starts} - {"", OWN}:
                assert limit(key, TODAY) is not None, f"{course.code}.{step.code}: {key}"
    start = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    found = due_by("petition.review.ask", start)
    assert found is not None and found.due.last_day == date(2026, 4, 1)
    change_limit("petition.review.ask", limit=10)
    found = due_by("petition.review.ask", start)
    assert found is not None and found.due.last_day == date(2026, 3, 12)
    assert due_by("petition.review.ask", start.replace(year=2021)) is None  # before the rule was in force


def test_a_step_that_is_repealed_is_no_longer_taken_and_still_read(db: None) -> None:
    change_step("petition", "ask_recheck", valid_to=date(2026, 7, 1))
    course = course_of("petition")
    assert course is not None
    assert "ask_recheck" in [step.code for step in course.following("review", date(2026, 6, 30))]
    assert "ask_recheck" not in [step.code for step in course.following("review", date(2026, 7, 1))]
    assert step_named("petition", "ask_recheck", date(2026, 6, 30)) is not None


def test_a_review_is_above_and_the_person_asks(db: None) -> None:
    course = course_of("petition")
    assert course is not None
    by_code = {step.code: step for step in course.steps}
    assert by_code["review"].who == by_code["recheck"].who == (Who.ABOVE,)
    assert by_code["ask_review"].above and by_code["ask_recheck"].above
    assert course.following("recheck", TODAY) == ()  # 信访工作条例 36: it ends there


FAULTS = [
    ({"who": "nobody"}, "who is"),
    ({"within": "no.such.limit"}, "this time limit"),
    ({"source": ""}, "source"),
    ({"says": {"en": "{secret}"}}, "blank"),
    ({"after": "nowhere"}, "hangs in the air"),
    ({"do": ""}, "words"),
    ({"valid_from": "soon"}, "YYYY-MM-DD"),
]


@pytest.mark.parametrize(("change", "told"), FAULTS, ids=[told for _, told in FAULTS])
def test_faults_of_a_course_are_told(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    step = {"step": "begin", "do": {"en": "Begin"}, "done": {"en": "Begun"}, "who": "unit", **change}
    first = {"step": "first", "do": {"en": "a"}, "done": {"en": "b"}, "who": "unit"}
    entry = {
        "code": "way", "name": {"en": "Way"}, "kinds": ["ask"], "source": "Law", "mark": "V",
        "steps": [first, {"after": "first", **step}],
    }  # fmt: skip
    (tmp_path / "norms").mkdir()
    folder = small_town(tmp_path, {"norms/courses.yaml": yaml.safe_dump([entry])})
    assert any(told in fault.what for fault in check_pack(Pack(folder)))


def test_everybody_reads_the_steps_in_force_on_a_day(client: Any, db: None) -> None:
    english = {"accept-language": "en"}
    page = client.get("/courses/", {"on": "2026-11-26"}, headers=english).content.decode()
    for words in ("Petition", "Review opinion", "第35条", "30 days", "Information request", "Hotline"):
        assert words in page
    before = client.get("/courses/", {"on": "2019-05-14"}, headers=english).content.decode()
    assert before.count("No law orders this course on that day.") == 2
    assert "Review opinion" not in before
