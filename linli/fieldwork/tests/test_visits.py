# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing up, rounds, and what a visit leaves: once, sealed, in codes, and never against a refusal."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image

from linli.cases import public as cases
from linli.cases.testing import state_of
from linli.fieldwork.commands import (
    NewRound,
    NewVisit,
    end_wish,
    hand_over,
    list_signs,
    note_visit,
    plan_rounds,
    sign_up,
)
from linli.fieldwork.commands.keeping import forget_account
from linli.fieldwork.events import VisitNoted
from linli.fieldwork.models import Door, Round, Stop, Visit, VisitPhoto, Wish
from linli.fieldwork.queries import candidates, note_of, own_wishes, round_detail, stop_detail
from linli.fieldwork.queries.doors import told_by
from linli.fieldwork.testing import GRID, a_round, doors
from linli.fieldwork.vocab import Basis, Housing, Need, Outcome, Rhythm, Sign, Way
from linli.kernel import clock
from linli.kernel.actor import VISITOR, Actor
from linli.kernel.problem import Problem
from linli.people.testing import send_away
from linli.places import public as places
from linli.platform.access.looks import looks_at
from linli.platform.journal.models import EventRecord

pytestmark = pytest.mark.django_db
PATH = f"509901000000/509901001000/509901001002/{GRID}/"
MET = NewVisit(
    Outcome.VISITED,
    ("cityscape", "nowhere"),
    (Need.COMPANY,),
    (Sign.CHARGING,),
    text="楼道里充电的车多，晚上不敢走。",
)


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def photo(colour: int = 0) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (16, 16), (colour, 107, 82)).save(out, "JPEG")
    return out.getvalue()


def noted(stop: UUID, new: NewVisit, actor: Actor, **more: Any) -> UUID:
    identity = uuid4()
    note_visit(stop, new, actor=actor, visit_id=identity, **more)
    return identity


def test_a_home_signs_itself_up_and_ends_it(cast: Any) -> None:
    door = doors(1)[0]
    assert code_of(lambda: sign_up(door, Rhythm.MONTH, actor=VISITOR)) == "sign_in"
    assert code_of(lambda: sign_up(uuid4(), Rhythm.MONTH, actor=cast.resident)) == "unknown_door"
    wish = sign_up(door, Rhythm.MONTH, actor=cast.resident)
    assert code_of(lambda: sign_up(door, Rhythm.ONCE, actor=cast.resident)) == "wished_already"
    assert [one.door.id for one in own_wishes(cast.resident)] == [door]
    for stranger in (cast.other_resident, cast.far_worker, cast.auditor):
        assert code_of(lambda who=stranger: end_wish(wish, actor=who)) == "not_found"
    assert candidates(PATH, places.today(), Basis.WISH)[0].id == door
    assert candidates(PATH, places.today() + timedelta(days=400), Basis.WISH) == []
    end_wish(wish, actor=cast.resident)
    assert own_wishes(cast.resident) == [] == candidates(PATH, places.today(), Basis.WISH)
    told = {row.type: row.data for row in EventRecord.objects.filter(subject=wish)}
    assert told == {"fieldwork.wished": {"rhythm": "month", "way": "web"}, "fieldwork.unwished": {}}


def test_by_telephone_and_on_paper_staff_of_the_place_sign_up(cast: Any) -> None:
    first, second = doors(2)
    sign_up(first, Rhythm.ONCE, actor=cast.operator, way=Way.PHONE)
    assert (
        code_of(lambda: sign_up(second, Rhythm.ONCE, actor=cast.far_worker, way=Way.PAPER)) == "forbidden"
    )
    assert code_of(lambda: sign_up(second, Rhythm.ONCE, actor=cast.resident, way=Way.PAPER)) == "forbidden"
    assert Wish.objects.filter(account=None).count() == 1


def test_a_closed_account_is_forgotten(cast: Any) -> None:
    sign_up(doors(1)[0], Rhythm.MONTH, actor=cast.resident)
    forget_account(UUID(cast.resident.id))
    row = Wish.objects.get()
    assert row.account_id is None and row.ends < places.today()


def test_a_round_is_planned_for_who_can_go_and_nobody_twice_a_day(cast: Any) -> None:
    worker = UUID(cast.grid_worker.id)
    stops = a_round(cast.grid_worker, 4)
    assert [stop_detail(stop, viewer=cast.grid_worker).stop.seq for stop in stops] == [1, 2, 3, 4]
    again = NewRound(GRID, places.today(), Basis.WISH, (worker,))
    plan = cast.community_worker
    assert code_of(lambda: plan_rounds(again, actor=plan)) == "nothing_to_visit"
    assert code_of(lambda: plan_rounds(again, actor=cast.grid_worker)) == "forbidden"
    assert code_of(lambda: plan_rounds(again, actor=cast.far_coordinator)) == "forbidden"
    far = NewRound(GRID, places.today(), Basis.SAMPLE, (UUID(cast.far_worker.id),))
    assert code_of(lambda: plan_rounds(far, actor=plan)) == "nobody_there"
    for viewer in (cast.far_worker, cast.handler, cast.resident):
        assert code_of(lambda who=viewer: stop_detail(stops[0], viewer=who)) == "not_found"
        assert code_of(lambda who=viewer: round_detail(Round.objects.get().id, viewer=who)) == "not_found"
    kind = NewRound(GRID, places.today(), Basis.HOUSING, (worker,), 5, Housing.HIGH_RISE)
    made = plan_rounds(kind, actor=plan)[0]
    assert set(Stop.objects.filter(round=made).values_list("door__housing", flat=True)) == {"high_rise"}
    drawn = NewRound(GRID, places.today(), Basis.SAMPLE, (worker,), 5, seed="a")
    event = EventRecord.objects.get(subject=plan_rounds(drawn, actor=plan)[0])
    assert (event.data["basis"], event.data["seed"], event.data["stops"]) == ("sample", "a", 5)


def test_cover_and_handing_over(cast: Any) -> None:
    cast.player("far_worker")
    stops = a_round(cast.grid_worker, 2)
    round_ = Round.objects.get().id
    deputy = cast.player("community_worker").account
    send_away(cast.player("grid_worker").account, deputy, days=5)
    stand_in = NewRound(GRID, places.today(), Basis.SAMPLE, (deputy,), 2)
    assert plan_rounds(stand_in, actor=cast.community_worker)  # who stands in can go
    far = cast.player("far_worker").account
    assert code_of(lambda: hand_over(round_, far, actor=cast.community_worker)) == "nobody_there"
    assert code_of(lambda: hand_over(round_, deputy, actor=cast.far_worker)) == "forbidden"
    hand_over(round_, deputy, actor=cast.community_worker)
    assert code_of(lambda: noted(stops[0], MET, cast.grid_worker)) == "not_your_round"
    noted(stops[0], MET, cast.community_worker)


def test_a_visit_counts_once_and_ends_in_one_letter_of_codes(cast: Any) -> None:
    stop, identity = a_round(cast.grid_worker, 1)[0], uuid4()

    def send(new: NewVisit = MET) -> None:
        note_visit(stop, new, actor=cast.grid_worker, visit_id=identity, photos=[photo()])

    send()
    send()
    assert Visit.objects.count() == 1 == VisitPhoto.objects.count()
    assert code_of(lambda: send(NewVisit(Outcome.ABSENT))) == "already_used"
    assert code_of(lambda: noted(stop, MET, cast.grid_worker)) == "not_now"
    event = EventRecord.objects.get(type="visit.noted")
    assert event.data == {
        "place": GRID, "outcome": "visited", "matters": ["cityscape"], "needs": ["company"],
        "signs": ["charging"], "offers": [],
    }  # fmt: skip
    row = Visit.objects.get()
    assert row.case_id is None and row.note is not None and "充电".encode() not in bytes(row.note)
    both = [note_of(row.id, viewer=one).words for one in (cast.grid_worker, cast.coordinator)]
    assert both == [MET.text] * 2
    assert code_of(lambda: note_of(row.id, viewer=cast.handler)) == "not_found"
    assert {look.purpose for look in looks_at(row.id)} == {"visit"} and len(looks_at(row.id)) == 2


def test_what_they_want_taken_up_becomes_a_matter(cast: Any) -> None:
    stop, identity = a_round(cast.grid_worker, 1)[0], uuid4()
    new = NewVisit(Outcome.VISITED, text="楼道灯不亮，晚上看不见。", as_matter=True, wish=Rhythm.QUARTER)
    case = note_visit(stop, new, actor=cast.grid_worker, visit_id=identity)
    assert case == note_visit(stop, new, actor=cast.grid_worker, visit_id=identity)
    assert case is not None and state_of(case)
    row = Visit.objects.get()
    assert row.case_id == case and row.note is None
    wishes = Wish.objects.filter(ends__gte=places.today()).values_list("rhythm", "way")
    assert list(wishes) == [("quarter", "door")]


def test_a_refusal_is_respected_until_they_ask_themselves(cast: Any) -> None:
    first, second = a_round(cast.grid_worker, 2)
    door = Stop.objects.get(pk=first).door_id
    noted(first, NewVisit(Outcome.REFUSED, text="不该留下的话"), cast.grid_worker)
    assert Visit.objects.get().note is None  # nobody spoke: nothing is kept but the refusal
    later = places.today() + timedelta(days=30)
    for basis in Basis:
        found = {one.id for one in candidates(PATH, later, basis, Housing.OLD_YARD, "s")}
        assert door not in found
    assert not Wish.objects.filter(door=door, ends__gte=places.today()).exists()
    Door.objects.filter(pk=Stop.objects.get(pk=second).door_id).update(closed_at=clock.now())
    assert code_of(lambda: noted(second, MET, cast.grid_worker)) == "visits_refused"
    sign_up(door, Rhythm.ONCE, actor=cast.resident)
    assert door in {one.id for one in candidates(PATH, later, Basis.WISH)}


def test_nobody_at_home_is_gone_to_and_comes_again(cast: Any) -> None:
    stop = a_round(cast.grid_worker, 1)[0]
    noted(stop, NewVisit(Outcome.ABSENT, signs=(Sign.GAS,)), cast.grid_worker, photos=[photo()])
    row = Visit.objects.get()
    assert (row.signs, VisitPhoto.objects.count()) == ([], 0)
    tomorrow = places.today() + timedelta(days=1)
    assert [one.id for one in candidates(PATH, tomorrow, Basis.WISH)] == [row.door_id]


def test_dangers_stand_once_on_the_problem_list_of_the_grid_and_name_no_house(cast: Any) -> None:
    for stop in a_round(cast.grid_worker, 2):
        noted(stop, NewVisit(Outcome.VISITED, signs=(Sign.CHARGING, Sign.WIRES)), cast.grid_worker)
    visits = list(EventRecord.objects.filter(type="visit.noted").values_list("subject", flat=True))
    assert len({told_by(visit, "sign") for visit in visits}) == 2 and told_by(uuid4(), "sign") == b""
    for event in EventRecord.objects.filter(type="visit.noted"):
        list_signs(VisitNoted(**event.data), event.occurred_at)
    lines = cases.item_list(viewer=cast.community_worker).lines
    found = sorted((line.title, line.text, line.published, line.place.code) for line in lines)
    assert found == [("楼道里给电动车充电", "", False, GRID), ("电线老化或松脱", "", False, GRID)]
    assert cases.item_list().lines == []
