# SPDX-License-Identifier: AGPL-3.0-or-later
"""Duties change by two people together, and where nobody answers is seen beforehand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.problem import Problem
from linli.people.commands import NewDuty, decide_change, propose_duty, propose_end, withdraw_change
from linli.people.models import Duty, DutyChange, Post
from linli.people.queries import (
    Hole,
    Staffing,
    change,
    changes,
    duties,
    duties_with,
    duty_conflicts,
    gaps,
    holes,
    idle_units,
    responsible,
    staffing,
)
from linli.people.testing import Cast
from linli.people.vocab import ChangeState, DutyList, DutyRole, Role
from linli.places import public as places
from linli.platform.journal.models import EventRecord
from linli.platform.testing.threads import together
from linli.topics import public as topics

HERE, STREET, DISTRICT = "509901001002", "509901001000", "509901000000"
LAMP = "cityscape.lighting.street"
DAY = date(2026, 6, 10)
NOON = datetime(2026, 6, 10, 4, tzinfo=UTC)


def code_of(caught: pytest.ExceptionInfo[Problem]) -> str:
    return caught.value.code


def proposed(actor: Actor, unit: str, role: DutyRole = DutyRole.LEAD, **more: Any) -> UUID:
    given = {"category": LAMP, "place": HERE, "on_list": DutyList.BASIC, "source": "职责清单",
             "article": "1", "valid_from": DAY, **more}  # fmt: skip
    return propose_duty(NewDuty(unit=unit, role=role, **given), "清单更新。", actor=actor)


def agreed(cast: Any, unit: str, role: DutyRole = DutyRole.LEAD, **more: Any) -> UUID:
    """A duty that the administrator proposed and a coordinator agreed to."""
    found = proposed(cast.administrator, unit, role, **more)
    decide_change(found, True, "", actor=cast.coordinator)
    duty = DutyChange.objects.values_list("duty", flat=True).get(pk=found)
    assert duty is not None
    return duty


def test_a_duty_decides_from_its_day_on_until_it_ends(cast: Any) -> None:
    duty = agreed(cast, "d-city")
    assert responsible(LAMP, HERE, DAY - timedelta(days=1)).unit.code != "d-city"
    assert responsible(LAMP, HERE, DAY).unit.code == "d-city"
    assert responsible(LAMP, "509901004002", DAY).unit.code != "d-city"
    ending = propose_end(duty, DAY + timedelta(days=3), "清单更新。", actor=cast.coordinator)
    assert responsible(LAMP, HERE, DAY + timedelta(days=3)).unit.code == "d-city", "not yet agreed"
    decide_change(ending, True, "", actor=cast.administrator)
    assert responsible(LAMP, HERE, DAY + timedelta(days=2)).unit.code == "d-city"
    assert responsible(LAMP, HERE, DAY + timedelta(days=3)).unit.code != "d-city"
    events = EventRecord.objects.filter(subject=duty).order_by("seq")
    assert [event.type for event in events] == ["people.duty_set", "people.duty_ended"]


def test_nothing_changes_until_a_second_person_agrees(cast: Any) -> None:
    before = responsible(LAMP, HERE, DAY).unit.code
    found = proposed(cast.administrator, "d-city")
    assert responsible(LAMP, HERE, DAY).unit.code == before
    with pytest.raises(Problem) as caught:
        decide_change(found, True, "", actor=cast.administrator)
    assert code_of(caught) == "own_proposal"
    assert change(found).open
    decide_change(found, True, "同意。", actor=cast.district_coordinator)
    told = change(found)
    assert (told.state, told.answer) == (ChangeState.AGREED, "同意。")
    types = EventRecord.objects.filter(subject=found).order_by("seq").values_list("type", flat=True)
    assert list(types) == ["people.change_proposed", "people.change_decided"]


def test_a_refusal_needs_a_reason_and_a_decision_is_final(cast: Any) -> None:
    found = proposed(cast.coordinator, "d-city")
    with pytest.raises(Problem) as caught:
        decide_change(found, False, " ", actor=cast.administrator)
    assert code_of(caught) == "needs_reason"
    decide_change(found, False, "职责清单里没有。", actor=cast.administrator)
    for again in (True, False):
        with pytest.raises(Problem) as caught:
            decide_change(found, again, "x", actor=cast.far_coordinator)
        assert code_of(caught) == "not_found"
    assert not Duty.objects.filter(code__startswith="local|").exists()


def test_who_proposed_may_take_it_back_and_nobody_else(cast: Any) -> None:
    found = proposed(cast.coordinator, "d-city")
    with pytest.raises(Problem) as caught:
        withdraw_change(found, actor=cast.administrator)
    assert code_of(caught) == "forbidden"
    withdraw_change(found, actor=cast.coordinator)
    assert change(found).state is ChangeState.WITHDRAWN


@pytest.mark.parametrize("role", ["resident", "handler", "operator", "auditor", "grid_worker", "visitor"])
def test_others_neither_propose_nor_decide(cast: Any, role: str) -> None:
    found = proposed(cast.coordinator, "d-city")
    actor = getattr(cast, role)
    for attempt in (
        lambda: proposed(actor, "d-city"),
        lambda: propose_end(duties_of_lamp(), DAY, "x", actor=actor),
        lambda: decide_change(found, True, "", actor=actor),
        lambda: withdraw_change(found, actor=actor),
    ):
        with pytest.raises(Problem) as caught:
            attempt()
        assert code_of(caught) == "forbidden"


def duties_of_lamp() -> UUID:
    return next(iter(duties().values()))[0].id


def test_two_units_never_lead_for_the_same(cast: Any) -> None:
    agreed(cast, "d-city")
    for unit, begins in (("d-traffic", DAY), ("d-traffic", DAY + timedelta(days=9)), ("d-city", DAY)):
        with pytest.raises(Problem) as caught:
            proposed(cast.administrator, unit, valid_from=begins)
        assert code_of(caught) == "duty_clash"
    assert duty_conflicts() == []
    assert responsible(LAMP, HERE, DAY).unit.code == "d-city"


def test_what_became_a_clash_meanwhile_is_not_agreed_to(cast: Any) -> None:
    first, second = proposed(cast.administrator, "d-city"), proposed(cast.administrator, "d-traffic")
    decide_change(first, True, "", actor=cast.coordinator)
    with pytest.raises(Problem) as caught:
        decide_change(second, True, "", actor=cast.coordinator)
    assert code_of(caught) == "duty_clash"
    assert change(second).open and duty_conflicts() == []


def test_two_who_agree_at_the_same_moment_make_one_duty(committed: None) -> None:
    cast = Cast()
    found = [proposed(cast.administrator, unit) for unit in ("d-city", "d-traffic")]
    coordinator = cast.coordinator
    answers = together(*(lambda one=one: decide_change(one, True, "", actor=coordinator) for one in found))
    try:
        assert sorted(getattr(answer, "code", "agreed") for answer in answers) == ["agreed", "duty_clash"]
        assert duty_conflicts() == []
    finally:
        DutyChange.objects.all().delete()
        Duty.objects.filter(code__startswith="local|").delete()


def test_helping_twice_is_refused(cast: Any) -> None:
    agreed(cast, "d-city", DutyRole.ASSISTING)
    agreed(cast, "d-traffic", DutyRole.ASSISTING)
    with pytest.raises(Problem) as caught:
        proposed(cast.administrator, "d-city", DutyRole.ASSISTING)
    assert code_of(caught) == "duty_clash"
    assert {"d-city", "d-traffic"} <= {unit.code for unit in responsible(LAMP, HERE, DAY).assisting}


def test_a_duty_cannot_end_before_it_begins(cast: Any) -> None:
    duty = agreed(cast, "d-city")
    with pytest.raises(Problem) as caught:
        propose_end(duty, DAY - timedelta(days=1), "x", actor=cast.administrator)
    assert code_of(caught) == "invalid"
    with pytest.raises(Problem) as caught:
        propose_end(new_id(), DAY, "x", actor=cast.administrator)
    assert code_of(caught) == "not_found"


def test_the_table_with_a_change_is_that_table_and_no_other(cast: Any) -> None:
    found = change(proposed(cast.administrator, "d-city"))
    there = duties_with(found)
    assert responsible(LAMP, HERE, DAY, table=there).unit.code == "d-city"
    assert responsible(LAMP, HERE, DAY).unit.code != "d-city"
    assert sum(map(len, there.values())) == sum(map(len, duties().values())) + 1
    assert changes(only_open=True)[0].id == found.id


# --- cover ---------------------------------------------------------------------------------------


def test_a_category_that_loses_its_unit_is_a_hole_from_that_day_on(cast: Any) -> None:
    with clock.standing_at(NOON):
        before = {hole.category.code for hole in holes(DAY)}
        leading = responsible(LAMP, HERE, DAY).duty
        assert leading is not None and LAMP not in before
        ends = DAY + timedelta(days=5)
        for line in [line for found in duties().values() for line in found]:
            chain = (LAMP, "cityscape.lighting", "cityscape", "")
            if line.category in chain and line.role is DutyRole.LEAD:
                ending = propose_end(line.id, ends, "换届。", actor=cast.administrator)
                decide_change(ending, True, "", actor=cast.coordinator)
        assert LAMP not in {hole.category.code for hole in holes(ends - timedelta(days=1))}
        bare = next(hole for hole in holes(ends) if hole.category.code == LAMP)
        assert bare.everywhere and len(bare.places) >= 24


def test_a_post_that_is_given_fills_the_place_and_one_that_ends_empties_it(cast: Any) -> None:
    street = places.place_by_code(STREET)
    line = next(s for s in staffing(DAY) if s.place.code == STREET and s.role is Role.GRID_WORKER)
    assert line.place == street and line.needed == len(line.empty) + line.held > 0
    cast.player("grid_worker")
    filled = next(s for s in staffing(DAY) if s.place.code == STREET and s.role is Role.GRID_WORKER)
    assert filled.held == line.held + 1
    Post.objects.filter(role="grid_worker").update(valid_to=DAY)
    emptied = next(s for s in staffing(DAY) if s.place.code == STREET and s.role is Role.GRID_WORKER)
    assert emptied.held == line.held


def test_a_unit_that_leads_without_anybody_in_it_is_told(cast: Any) -> None:
    assert "d-lighting" in {unit.code for unit in idle_units(DAY)}
    cast.player("handler")
    assert "d-lighting" not in {unit.code for unit in idle_units(DAY)}


def test_the_pages_lead_from_proposal_to_decision(cast: Any, sign_in: Any) -> None:
    client = sign_in("coordinator")
    data = {"unit": "d-city", "category": LAMP, "place": HERE, "role": "lead", "on_list": "basic",
            "source": "职责清单", "valid_from": "2027-01-01", "reason": "清单更新。"}  # fmt: skip
    answer = client.post(reverse("desk-duties"), data)
    page = client.get(answer["Location"])
    assert page.status_code == 200 and page.context["own"]
    decide = reverse("desk-decide-duty", args=[page.context["change"].id])
    assert client.post(decide, {"deed": "agree"}).status_code == 409
    client = sign_in("district_coordinator")
    assert client.post(decide, {"deed": "refuse"}).status_code == 422
    assert client.post(decide, {"deed": "agree"}).status_code == 302
    assert responsible(LAMP, HERE, date(2027, 1, 1)).unit.code == "d-city"
    assert client.get(reverse("desk-cover")).status_code == 200


def test_what_lacks_is_told_by_place_and_each_fault_once(cast: Any, sign_in: Any) -> None:
    """The grid's faults are its community's, what is nowhere is of no place, and the most stands first."""
    near, grid = places.place_by_code(HERE), places.place_by_code(f"{HERE}003")
    bare = [Hole(cat, (near,), False) for cat in topics.tree().leaves()[:2]]
    bare.append(Hole(topics.tree().leaves()[2], (near,), True))
    empty = [Staffing(places.place_by_code(STREET), Role.GRID_WORKER, 2, 1, (grid,))]
    line = next(iter(duties().values()))[0]
    pair = (replace(line, place=""), replace(line, place=""))
    found = gaps(bare, empty, [pair], [], [])
    assert [(gap.place.code, gap.total) for gap in found] == [(HERE, 3), (DISTRICT, 1)]
    assert found[0].posts == ((Role.GRID_WORKER, grid),) and len(found[0].bare) == 2
    page = sign_in("coordinator").get(reverse("desk-cover"))
    told, shown = page.content.decode(), page.context["gaps"]
    assert shown and sum(len(gap.posts) for gap in shown) == sum(
        len(s.empty) for s in staffing(places.today())
    )
    assert all(f'id="at-{gap.place.code}"' in told for gap in shown)
    assert f'href="#at-{shown[0].place.code}"' in told  # the map leads to the list
