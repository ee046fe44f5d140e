# SPDX-License-Identifier: AGPL-3.0-or-later
"""Teams, cover, what a grid may be asked, workload against the standard; and what is never there."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.urls import get_resolver

from linli.fieldwork.commands import answer_ask, ask_grid, check_pack
from linli.fieldwork.models import GridAsk
from linli.fieldwork.queries import able_on, asks_for, grid_of, grids_of, tasks, team_of
from linli.fieldwork.testing import GRID
from linli.fieldwork.vocab import AskState, Share
from linli.kernel.problem import Problem
from linli.people import public as people
from linli.people.testing import stand_in_team, station_of
from linli.places import public as places
from linli.platform.journal.models import EventRecord
from linli.platform.packs import open_pack

Role, Station = people.Role, people.Station
ROOT = Path(__file__).resolve().parents[3]
PATH = f"509901000000/509901001000/509901001002/{GRID}/"
FIELD = [ROOT / "linli/fieldwork", ROOT / "linli/field"]


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


@pytest.mark.django_db
def test_a_team_is_one_and_three_and_others_by_their_posts(cast: Any) -> None:
    cast.player("grid_worker")
    head = cast.player("community_worker").account
    stand_in_team(head, Station.HEAD)
    give, admin = people.give_post, cast.administrator
    posts = [
        give(cast.player(name).account, Role.GRID_WORKER, actor=admin, place=GRID, station=station)
        for name, station in (("resident", Station.PART_TIME), ("other_resident", Station.GUIDE))
    ]
    found = [(one.station.value, one.place) for one in grid_of(GRID, cast.coordinator).team]
    assert sorted(found) == [
        ("full_time", GRID), ("guide", GRID), ("head", "509901001002"), ("part_time", GRID),
    ]  # fmt: skip
    auditor = give(head, Role.AUDITOR, actor=admin, place=GRID, station=Station.OTHER)
    assert station_of(auditor) == ""  # a station is of teams alone
    people.end_post(posts[1], actor=admin)
    assert len(team_of(PATH)) == 3


@pytest.mark.django_db
def test_who_stands_in_has_the_rights_on_these_days_alone(cast: Any) -> None:
    away, deputy = cast.player("grid_worker").account, cast.player("community_worker").account
    today = places.today()

    def note(who: UUID, other: UUID, days: int, actor: Any) -> UUID:
        return people.note_absence(who, other, today, today + timedelta(days=days), actor=actor)

    assert (
        code_of(lambda: note(away, cast.player("far_worker").account, 3, cast.coordinator))
        == "absence_days"
    )
    assert code_of(lambda: note(away, away, 3, cast.coordinator)) == "absence_days"
    assert code_of(lambda: note(away, deputy, 400, cast.coordinator)) == "absence_days"
    assert code_of(lambda: note(away, deputy, 3, cast.far_coordinator)) == "forbidden"
    handler = cast.player("handler").account
    assert (
        code_of(lambda: note(handler, deputy, 3, cast.district_coordinator)) == "absence_days"
    )  # no colleague
    absence = note(away, deputy, 3, people.actor_of_account(away))
    assert {one.place_path for one in people.actor_of_account(deputy).holdings} > {PATH}
    assert [one.account for one in able_on(PATH, today)] == [deputy]
    assert grid_of(GRID, cast.coordinator).team[0].deputy is not None
    assert code_of(lambda: people.end_absence(absence, actor=cast.far_coordinator)) == "forbidden"
    people.end_absence(absence, actor=cast.coordinator)
    assert away in {one.account for one in able_on(PATH, today)}
    told = EventRecord.objects.filter(subject=absence).order_by("seq").values_list("type", flat=True)
    assert list(told) == ["people.absence_noted", "people.absence_ended"]


@pytest.mark.django_db
def test_a_grid_is_asked_for_what_is_on_its_list_and_refuses_the_rest_with_the_article(cast: Any) -> None:
    day = places.today() + timedelta(days=3)
    for barred in (one.code for one in tasks() if one.share is Share.BARRED):
        with pytest.raises(Problem) as caught:
            ask_grid(GRID, barred, "请办。", day, actor=cast.coordinator)
        assert caught.value.code == "not_on_grid_list" and len(caught.value.facts["article"]) > 8
    assert (
        code_of(lambda: ask_grid(GRID, "dance", "请办。", day, actor=cast.coordinator))
        == "not_on_grid_list"
    )
    for role in ("far_coordinator", "resident", "grid_worker", "auditor"):
        actor = getattr(cast, role)
        assert (
            code_of(lambda who=actor: ask_grid(GRID, "hazard", "看楼道。", day, actor=who)) == "forbidden"
        )
    assert code_of(lambda: ask_grid(GRID, "hazard", " ", day, actor=cast.handler)) == "grid_words"
    asked = ask_grid(GRID, "hazard", "看楼道。", day, actor=cast.handler)
    assert [one.id for one in asks_for(cast.grid_worker)] == [asked]
    assert asks_for(cast.far_worker) == []
    assert grid_of(GRID, cast.coordinator).asks == 1
    done = AskState.DONE
    assert code_of(lambda: answer_ask(asked, done, "看了。", actor=cast.handler)) == "forbidden"
    assert code_of(lambda: answer_ask(asked, done, "", actor=cast.grid_worker)) == "grid_words"
    answer_ask(asked, AskState.REFUSED, "当天有汛情。", actor=cast.grid_worker)
    assert code_of(lambda: answer_ask(asked, done, "看了。", actor=cast.grid_worker)) == "not_now"
    assert GridAsk.objects.get().answer == "当天有汛情。"


@pytest.mark.django_db
def test_workload_stands_against_the_standard_in_the_order_of_places(cast: Any) -> None:
    lines = grids_of(cast.coordinator)
    assert [line.place.path for line in lines] == sorted(line.place.path for line in lines)
    near = next(line for line in lines if line.place.code == GRID)
    assert (near.doors, near.above, near.bare) == (312, False, True)
    cast.player("grid_worker")
    assert not grid_of(GRID, cast.coordinator).bare
    assert grids_of(cast.resident) == [] and len(grids_of(cast.grid_worker)) == 1
    assert code_of(lambda: grid_of(GRID, cast.far_worker)) == "not_found"


def test_a_file_of_doors_with_a_name_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text("code\n1\n", "utf-8")
    head = "code,place,house,entrance,door,housing,floor,lift,longitude,latitude,height"
    good = "D1,1,和平街1号,,1,lane,1,no,106.9,29.9,20"

    def faults(text: str) -> list[str]:
        (tmp_path / "doors.csv").write_text(text, "utf-8")
        return [fault.what for fault in check_pack(open_pack(tmp_path))]

    assert faults(f"{head}\n{good}\n") == []
    assert faults(f"{head},name\n{good},张三\n") == ["doors hold addresses and nothing else"]
    assert faults(f"{head}\n{good}\n{good}\n") == ["a code is missing or used twice"]
    wrong = "D2,9,,,,castle,x,perhaps,999,29.9,20"
    assert len(faults(f"{head}\n{wrong}\n")) == 6


# --- against formalism at the fingertip -----------------------------------------------------------
# 关于防治“指尖上的形式主义”的若干意见 (中央网信办, 2023-12): no forced check-ins, points, rankings, photos,
# no time online, no traces. What is not there cannot be demanded of anybody.

MEASURES = re.compile(
    r"check_?in|clock_?in|punch|point(s|_total)|badge|streak|leader|ranking|league|trace|trajectory|"
    r"gps|steps_walked|online_time|duration|started_at|finished_at|kpi|quota",
    re.IGNORECASE,
)


def test_no_model_and_no_address_measures_a_worker() -> None:
    named = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("fieldwork").get_models()
        for field in model._meta.get_fields()
    ]
    addresses = [str(pattern.pattern) for pattern in get_resolver().url_patterns]
    assert [name for name in named if MEASURES.search(name)] == []
    assert [path for path in addresses if MEASURES.search(path)] == []
    names = [str(key) for key in get_resolver().reverse_dict if isinstance(key, str)]
    assert [name for name in names if MEASURES.search(name)] == []


def test_of_a_visit_the_day_is_kept_and_no_moment_nor_place_of_the_phone() -> None:
    visit, stop = (apps.get_model("fieldwork", name) for name in ("Visit", "Stop"))
    for model in (visit, stop):
        kinds = {field.name: field.get_internal_type() for field in model._meta.get_fields()}
        assert "DateTimeField" not in kinds.values() and "FloatField" not in kinds.values(), kinds


def test_nothing_asks_the_phone_where_it_is_and_no_photo_is_forced() -> None:
    """The one call of the product stands behind a button in the map of a report."""
    for folder in FIELD:
        for path in (*folder.rglob("*.js"), *folder.rglob("*.html")):
            assert "geolocation" not in path.read_text("utf-8"), path
    calls = [
        path.relative_to(ROOT / "linli").as_posix()
        for path in (ROOT / "linli").rglob("*.js")
        if re.search(r"geolocation\.(get|watch)", path.read_text("utf-8"))
    ]
    watching = [
        path for path in (ROOT / "linli").rglob("*.js") if "watchPosition" in path.read_text("utf-8")
    ]
    assert watching == []
    for name in calls:
        text = (ROOT / "linli" / name).read_text("utf-8")
        before = text[: text.index("geolocation.get")]
        assert 'addEventListener("click"' in before[-1200:], f"{name}: asked without a press"
    from linli.fieldwork.forms import VisitForm

    assert not VisitForm().fields["photos"].required


def test_no_page_puts_a_count_beside_a_worker() -> None:
    """Counts stand in rows of grids; the rows of people hold a name, a station and an absence."""
    text = (ROOT / "linli/fieldwork/templates/fieldwork/grid.html").read_text("utf-8")
    team = text[text.index("grid.team") : text.index("endfor", text.index("grid.team"))]
    assert not re.search(r"one\.(doors|visits|asks|matters|count)", team)
