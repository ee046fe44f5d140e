# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signs: raised from a minimum on, about places alone, decided by a person of the place."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from linli.cases import public as cases
from linli.cases.events import Received
from linli.cases.public import ReporterData
from linli.cases.testing import a_case
from linli.disputes.commands import (
    answer_sign,
    check_pack,
    decide_sign,
    forget_traces,
    heed,
    heed_visit,
    load_pack,
)
from linli.disputes.handlers import heed_case, heed_noted
from linli.disputes.models import Sign, Trace, Watch
from linli.disputes.queries import signs
from linli.disputes.rules.signs import QUIET, spot, watched
from linli.disputes.testing import a_sign, somebody
from linli.disputes.vocab import Decision
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.events import Letter, read
from linli.kernel.problem import Problem
from linli.people.testing import CAST, HERE, THERE
from linli.platform.journal.models import EventRecord
from linli.platform.packs import open_pack

NOISE = "safety.neighbour.noise"
GRID = f"{HERE}003"


def test_a_topic_is_watched_by_itself_or_by_what_it_lies_below() -> None:
    watches = {"housing.property": 1, "safety": 1}
    assert watched("housing.property.fee", watches) == "housing.property"
    assert watched("safety", watches) == "safety" and watched("traffic.road", watches) == ""
    assert spot(f"{GRID}0012") == GRID and spot(HERE) == HERE


pytestmark = pytest.mark.django_db


@pytest.fixture
def watch(db: None) -> Watch:
    Watch.objects.all().delete()
    return Watch.objects.create(category=NOISE, least=3, days=60)


def letters(count: int, place: str = GRID, days_ago: int = 0) -> list[bool]:
    at = clock.now() - timedelta(days=days_ago)
    return [heed(uuid4(), place, NOISE, at, somebody()) for _ in range(count)]


def test_a_sign_is_raised_from_the_minimum_on_and_only_once(watch: Watch) -> None:
    assert letters(2) == [False, False] and not Sign.objects.exists()
    assert letters(1, place=THERE) == [False]  # elsewhere
    assert letters(1, days_ago=61) == [False]  # too long ago
    assert letters(2) == [True, False] and Sign.objects.get().count == 3
    assert not heed(uuid4(), GRID, "traffic.road.steps", clock.now(), somebody())
    assert (
        heed_visit(uuid4(), GRID, (NOISE, "traffic.road.steps"), clock.now(), somebody()) == 0
    )  # one is open
    assert Trace.objects.filter(category=NOISE, place__code=GRID).count() == 6
    subject = uuid4()
    Sign.objects.all().delete()
    Trace.objects.all().delete()
    told_again = [heed(subject, GRID, NOISE, clock.now(), somebody()) for _ in range(5)]
    assert not any(told_again) and Trace.objects.count() == 1


def test_people_count_not_letters_and_those_without_a_name_as_one(watch: Watch) -> None:
    busy = somebody()
    assert not any(heed(uuid4(), GRID, NOISE, clock.now(), busy) for _ in range(9))
    assert not any(heed(uuid4(), GRID, NOISE, clock.now(), lambda _: b"") for _ in range(9))
    assert Trace.objects.count() == 18 and not Sign.objects.exists()
    assert heed(uuid4(), GRID, NOISE, clock.now(), somebody()) and Sign.objects.get().count == 3


def test_a_key_joins_nothing_beyond_its_place_and_topic(watch: Watch) -> None:
    Watch.objects.create(category="environment.noise", least=3, days=60)
    one = somebody()
    for place, topic in ((GRID, NOISE), (THERE, NOISE), (GRID, "environment.noise")):
        heed(uuid4(), place, topic, clock.now(), one)
    assert len({bytes(key) for key in Trace.objects.values_list("who", flat=True)}) == 3


def test_a_person_is_the_same_in_two_matters_and_a_home_in_two_visits(watch: Watch) -> None:
    said = ReporterData(contact="13900000077")
    keys = [cases.told_by(a_case(place=GRID, reporter=said).id, "sign") for _ in range(2)]
    assert keys[0] == keys[1] and len(keys[0]) == 32
    assert keys[0] != cases.told_by(a_case(place=GRID, reporter=said).id, "another")
    assert cases.told_by(a_case(place=GRID).id, "sign") == b""


def test_after_a_decision_it_is_quiet_for_a_while(watch: Watch, cast: Any) -> None:
    letters(3)
    decide_sign(Sign.objects.get().id, Decision.NOTHING, "已经说好了。", actor=cast.community_worker)
    assert letters(2) == [False, False]
    with clock.standing_at(clock.now() + QUIET + timedelta(days=1)):
        assert letters(3) == [False, False, True]
        assert forget_traces() == 0
    with clock.standing_at(clock.now() + timedelta(days=500)):
        assert forget_traces() > 0


def test_only_people_of_the_place_see_and_decide(watch: Watch, cast: Any) -> None:
    sign = a_sign(GRID)
    may = {"community_worker", "coordinator", "district_coordinator"}
    for role in CAST:
        viewer = getattr(cast, role)
        assert (len(signs(viewer=viewer)) == 1) == (role in may), role
        if role not in may:
            with pytest.raises(Problem, match="not_found"):
                decide_sign(sign, Decision.SOURCE, "看看。", actor=viewer)
    with pytest.raises(Problem, match="invalid"):
        answer_sign(sign, "查过了。", actor=cast.coordinator)
    decide_sign(sign, Decision.SOURCE, "先查来源。", actor=cast.coordinator)
    with pytest.raises(Problem, match="invalid"):
        decide_sign(sign, Decision.NOTHING, "不管。", actor=cast.coordinator)
    answer_sign(sign, "换了接头。", actor=cast.community_worker)
    line = signs(viewer=cast.community_worker)[0]
    assert (line.decision, line.reason, line.done) == ("source", "先查来源。", "换了接头。")


def test_its_events_tell_neither_place_nor_topic_and_its_rows_no_letter(watch: Watch) -> None:
    sign = a_sign(GRID)
    record = EventRecord.objects.get(subject=sign)
    assert (record.data, record.compartment) == ({}, "mediation")
    assert {field.name for field in Trace._meta.fields} == {"subject", "place", "category", "who", "at"}


@pytest.mark.parametrize(("kind", "counts"), [("complain", 1), ("wrongdoing", 0)])
def test_a_matter_counts_unless_it_is_about_wrongdoing(watch: Watch, kind: str, counts: int) -> None:
    case = a_case(place=GRID)
    event = Received("1", kind, "web", NOISE, GRID, "d-city")
    heed_case(Letter(event, case.id, 1, "", clock.now(), "live"))
    assert Trace.objects.count() == counts


def a_home(visit: UUID, purpose: str) -> bytes:
    """Another home each time, as the settings of a town would tell."""
    return somebody()(purpose)


def test_what_visits_note_about_a_grid_counts_as_matters_do(watch: Watch, settings: Any) -> None:
    event = read("visit.noted", 1, {"place": GRID, "outcome": "met", "matters": (NOISE,)})
    settings.TOLD_BY = {"visit.noted": "linli.disputes.tests.test_signs.a_home"}
    for _ in range(3):
        heed_noted(Letter(event, uuid4(), 1, "", clock.now(), "live"))
    assert Sign.objects.get().count == 3


def test_what_is_confidential_never_counts(watch: Watch) -> None:
    case = a_case(place=GRID)
    letter = Letter(
        Received("1", "complain", "web", NOISE, GRID, "d-city"), case.id, 99, "", clock.now(), "live"
    )
    heed_case(letter)  # no record that says it is open to staff
    assert not Trace.objects.exists()


def test_the_pack_says_what_is_watched(tmp_path: Path, db: None) -> None:
    pack = open_pack(Path(__file__).parents[3] / "packs/shancheng")
    assert check_pack(pack) == []
    assert load_pack(pack, actor=SYSTEM)[0].same == Watch.objects.count() > 3
    (tmp_path / "town.yaml").write_text((pack.folder / "town.yaml").read_text("utf-8"), "utf-8")
    (tmp_path / "categories.csv").write_text((pack.folder / "categories.csv").read_text("utf-8"), "utf-8")
    (tmp_path / "signs.csv").write_text("category,least,days\nnowhere,2,0\n", "utf-8")
    assert len(check_pack(open_pack(tmp_path))) == 3


def test_the_page_shows_and_keeps_a_decision(watch: Watch, sign_in: Any) -> None:
    sign = a_sign(GRID)
    page = sign_in("community_worker")
    assert page.get("/desk/signs/").content.decode().count(f"/desk/signs/{sign}/") == 1
    assert page.post(f"/desk/signs/{sign}/", {"decision": "talk", "reason": ""}).status_code == 422
    assert (
        page.post(f"/desk/signs/{sign}/", {"decision": "talk", "reason": "请大家坐下来谈。"}).status_code
        == 302
    )
    assert page.post(f"/desk/signs/{sign}/", {"done": "谈过了。"}).status_code == 302
    assert "谈过了。" in page.get("/desk/signs/").content.decode()
    assert "谈过了。" not in sign_in("far_worker").get("/desk/signs/").content.decode()
    assert UUID(str(sign))
