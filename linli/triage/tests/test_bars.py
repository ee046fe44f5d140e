# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bar: what a certainty would mean, who sets it, that the next reading goes by it, what is measured."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.platform.journal.models import EventRecord
from linli.triage import public as triage
from linli.triage.models import Bar, Decision
from linli.triage.queries import bar_page, current, drift
from linli.triage.rules.bars import ENOUGH, GRID, HEIGHT, NEVER, WIDTH, added, plot, step, steps, tally
from linli.triage.vocab import Level

LAMP = "滨江路社区门口的路灯坏了三天了，晚上黑得很。"
STREET = "cityscape.lighting.street"
READINGS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=200)


# --- rules ---------------------------------------------------------------------------------------


def test_the_effect_is_what_was_counted() -> None:
    counted = tally([(0.95, True)] * 79 + [(0.9, False)] * 4 + [(0.4, True)] * 17)
    told = step(counted, 85)
    assert (told.of_100, told.wrong_of_100, told.left_of_100, told.asked) == (83, 4, 17, 100)
    assert told.span[0] < told.right < told.span[1]
    assert step(counted, NEVER).told == 0 and step({}, 50).of_100 == 0
    assert added([[[95, 2, 1]], [[95, 1, 0], [50, 0, 3]]]) == {95: [3, 1], 50: [0, 3]}


@given(READINGS)
def test_the_surer_it_has_to_be_the_less_it_speaks_and_the_less_it_is_wrong(found: Any) -> None:
    told = steps(tally(found))
    assert [each.percent for each in told] == [*GRID, NEVER] and told[-1].told == 0
    for bolder, surer in pairwise(told):
        assert surer.told <= bolder.told and surer.wrong <= bolder.wrong
        assert 0 <= surer.span[0] <= surer.right + 1e-9 and surer.asked == len(found)


@given(READINGS, st.sampled_from(GRID), st.none() | st.sampled_from(GRID))
def test_nothing_is_drawn_outside_of_the_drawing(found: Any, now: int, chosen: int | None) -> None:
    drawn = plot(tally(found), now, chosen)
    if drawn is None:
        return
    points = [point.split(",") for point in f"{drawn.line} {drawn.band}".split()]
    marks = [mark[:2] for mark in (drawn.now, drawn.chosen) if mark]
    for x, y in [*points, *marks]:
        assert 0 <= float(x) <= WIDTH and 0 <= float(y) <= HEIGHT


# --- in the database -----------------------------------------------------------------------------


def set_bar(percent: int | None, branch: str = "", level: Level = Level.CATEGORY) -> None:
    triage.set_bar(level, branch, percent, actor=SYSTEM)


@pytest.mark.django_db
def test_the_next_reading_goes_by_it_and_it_is_in_the_journal() -> None:
    said = triage.suggest(LAMP).category
    assert said is not None and said.code == STREET
    set_bar(NEVER)
    found = triage.suggest(LAMP)
    assert found.category is None and found.categories[0].code == STREET, "still offered as a choice"
    assert triage.read_many([LAMP])[0].category == ""
    set_bar(30, "cityscape")
    assert triage.suggest(LAMP).category is not None, "a branch goes before all"
    set_bar(None, "cityscape")
    set_bar(None)
    assert triage.suggest(LAMP).category == said
    events = EventRecord.objects.filter(type="triage.bar_set").order_by("id")
    assert [event.data["percent"] for event in events] == [NEVER, 30, None, None]
    assert Bar.objects.count() == 4, "rows are only added"


@pytest.mark.django_db
def test_a_branch_has_a_bar_of_its_own() -> None:
    set_bar(NEVER)
    assert triage.suggest(LAMP).within is not None
    set_bar(NEVER, level=Level.BRANCH)
    assert triage.suggest(LAMP).within is None
    set_bar(NEVER, level=Level.KIND)
    assert triage.suggest("请问怎么办理老年证？").kind is None


@pytest.mark.django_db
def test_only_what_can_be_meant_is_taken(cast: Any) -> None:
    for level, branch, percent in (
        (Level.CATEGORY, "", 101),
        (Level.CATEGORY, "", 1),
        (Level.CATEGORY, STREET, 85),
        (Level.CATEGORY, "nothing", 85),
        (Level.KIND, "cityscape", 85),
    ):
        with pytest.raises(Problem, match="invalid"):
            triage.set_bar(level, branch, percent, actor=SYSTEM)
    for wrong in (cast.operator, cast.handler, cast.auditor, cast.resident):
        with pytest.raises(Problem, match="forbidden"):
            triage.set_bar(Level.CATEGORY, "", 85, actor=wrong)
    triage.set_bar(Level.CATEGORY, "", 85, actor=cast.coordinator)


def decided(about: str, sure: float, right: bool) -> None:
    thought = {"category": [STREET, sure], "branch": ["cityscape", 0.99], "kind": ["help", 0.5]}
    triage.note_decision(about, thought, kind="help", category=STREET if right else "cityscape.litter.bins")


@pytest.mark.django_db
def test_recent_decisions_are_what_it_is_measured_by() -> None:
    checked = bar_page(Level.CATEGORY)
    assert not checked.by_people and checked.measured > ENOUGH, "the reader's own check, while few decided"
    for number in range(ENOUGH):
        decided(f"case:{number}", 0.9 if number % 10 else 0.8, number % 10 != 0)
    page = bar_page(Level.CATEGORY, "cityscape", 85)
    assert page.by_people and page.measured == ENOUGH
    assert page.chosen is not None and (page.chosen.told, page.chosen.wrong) == (54, 0)
    branch = bar_page(Level.BRANCH)
    assert branch.by_people and branch.steps[0].wrong == 0, "the branch was right even then"
    decided("case:0", 0.9, True)
    assert Decision.objects.count() == 3 * ENOUGH, "the last decision about a matter counts"
    triage.forget("case:1")
    assert bar_page(Level.CATEGORY).measured < page.measured or not bar_page(Level.CATEGORY).by_people
    with clock.standing_at(clock.now() + timedelta(days=200)):
        assert not bar_page(Level.CATEGORY).by_people, "half a year later they tell nothing"


@pytest.mark.django_db
def test_what_the_bar_is_now_is_what_holds() -> None:
    assert bar_page(Level.CATEGORY).set_here is None
    set_bar(92)
    page = bar_page(Level.CATEGORY, "cityscape")
    assert (page.percent, page.set_here, page.inherits) == (92, None, True)
    assert current().bar(Level.CATEGORY, "cityscape") == 0.92


@pytest.mark.django_db
def test_the_page_says_the_effect_before_it_is_saved(sign_in: Any) -> None:
    client = sign_in("coordinator")
    page = client.get("/desk/reader/bars/?level=category&percent=85").content.decode()
    assert "<svg" in page and "<table" in page and "/desk/reader/bars/save/" in page
    for odd in ("percent=999", "percent=x", "level=no&branch=no", "percent=measured", "level=kind"):
        assert client.get(f"/desk/reader/bars/?{odd}").status_code == 200
    sent = {"level": "category", "branch": "", "percent": "85"}
    assert client.post("/desk/reader/bars/save/", sent).status_code == 302
    assert current().bar(Level.CATEGORY) == 0.85
    assert client.post("/desk/reader/bars/save/", {**sent, "percent": "7"}).status_code == 422
    worker = sign_in("grid_worker")
    assert "/desk/reader/bars/save/" not in worker.get("/desk/reader/bars/?percent=85").content.decode()
    assert worker.post("/desk/reader/bars/save/", sent).status_code == 403


@pytest.mark.django_db
def test_months_tell_whether_the_reader_still_reads_what_people_write() -> None:
    Decision.objects.all().delete()
    now = clock.now().replace(day=15)
    for number in range(40):
        Decision.objects.create(
            about=f"case:{number}",
            level=Level.CATEGORY,
            sure=900,
            right=number < 27,
            at=now - timedelta(days=40 * (number // 20)),
        )
    Decision.objects.create(about="case:0", level=Level.KIND, sure=900, right=True, at=now)
    newest, before = drift()
    assert (newest.categories, newest.category, before.category) == (20, 1.0, 0.35)
    assert (newest.kinds, newest.kind) == (1, None), "one decision is no share"
