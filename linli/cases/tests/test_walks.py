# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever people do with a matter, in whatever order: what must always hold, holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.cases.commands import (
    call_in,
    contribute,
    correct_case,
    erase_contact,
    excuse_part,
    extend_case,
    note_case,
    park_case,
    rate_case,
    release_case,
    resume_case,
)
from linli.cases.models import Case, Parking, Part, Step
from linli.cases.rules import COURSE, FINAL
from linli.cases.rules.joint import Call
from linli.cases.testing import a_case, act
from linli.cases.vocab import Action, Kind, PartState, See, Solved, State
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.platform.journal.models import EventRecord

UNITS = ("d-lighting", "d-city", "d-traffic", "c-binjianglu")
DEEDS = (
    "call",
    "contribute",
    "excuse",
    "note",
    "extend",
    "park",
    "resume",
    "rate",
    "release",
    "correct",
    "accuse",
    "erase",
)
steps = st.tuples(
    st.sampled_from([*Action, *DEEDS]), st.sampled_from(UNITS), st.integers(0, 240)
)  # what, which unit, how many hours later


def do(case: Any, what: Any, unit: str) -> None:
    match what:
        case Action():
            act(case.id, what, unit=unit, assist=["d-civil"])
        case "call":
            call_in(case.id, [Call("d-power", "断电。")], actor=SYSTEM)
        case "contribute" | "excuse":
            asked = Part.objects.filter(case=case.id, ended_at=None).exclude(asked="").order_by("id")
            for part in asked.values_list("id", flat=True):
                (contribute if what == "contribute" else excuse_part)(case.id, part, "好了。", actor=SYSTEM)
        case "note":
            note_case(case.id, "记一笔。", See.INTERNAL, actor=SYSTEM)
        case "extend":
            extend_case(case.id, 2, "因为如此。", actor=SYSTEM)
        case "park":
            park_case(case.id, clock.now().date() + timedelta(days=30), "等。", actor=SYSTEM)
        case "resume":
            resume_case(case.id, actor=SYSTEM)
        case "rate":
            rate_case(
                case.id, actor=SYSTEM, contacted=True, solved=Solved.NO, satisfied=1, reopen="没有解决。"
            )
        case "release":
            release_case(case.id, actor=SYSTEM, text=True)
        case "correct":
            correct_case(case.id, actor=SYSTEM, kind=Kind.ASK if unit < "d" else Kind.PETITION)
        case "accuse":
            correct_case(case.id, actor=SYSTEM, about=unit)
        case "erase":
            erase_contact(case.id, actor=SYSTEM)


def hold(case: Any) -> None:
    """What must hold of a matter at every moment."""
    row = Case.objects.get(pk=case.id)
    state = State(row.state)
    thread = list(Step.objects.filter(case=row).order_by("seq").values_list("seq", "state"))
    events = list(EventRecord.objects.filter(subject=row.id).order_by("seq").values_list("seq", flat=True))
    assert [seq for seq, _ in thread] == events == list(range(1, row.version + 1))
    assert thread[-1][1] == row.state
    moved = EventRecord.objects.filter(subject=row.id, type="cases.moved").order_by("seq")
    at = State.RECEIVED
    for data in moved.values_list("data", flat=True):
        assert data["before"] == at.value
        at = COURSE.after(at, Action(data["action"]))
        assert data["after"] == at.value
    assert at is state
    live = list(Part.objects.filter(case=row, ended_at=None).select_related("unit"))
    leads = [part for part in live if part.lead]
    assert len(leads) == 1 and leads[0].unit_id == row.unit_id
    assert leads[0].unit.path == row.unit_path
    assert {part.due_at for part in live} == {row.due_at}
    if row.about_path:
        assert not any(part.unit.path.startswith(row.about_path) for part in live)
    assert row.due_at is None or row.due_at > row.received_at
    assert (row.closed_at is not None) == (state in FINAL)
    assert (row.merged_into_id is not None) == (state is State.MERGED)
    parked = Parking.objects.filter(case=row, ends=None).count()
    assert parked == (row.parked_until is not None)
    if state in FINAL or row.answered_at is not None:
        assert not parked
        assert not any(part.state == PartState.OPEN for part in live)
    assert not (row.restricted and row.listed)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, min_size=1, max_size=14))
def test_a_walk_of_any_steps_keeps_what_must_hold(db: None, walk: list[tuple[Any, str, int]]) -> None:
    with transaction.atomic():
        now = clock.now()
        with clock.standing_at(now):
            case = a_case()
        for what, unit, hours in walk:
            now += timedelta(hours=hours)
            before = Case.objects.get(pk=case.id).version
            with clock.standing_at(now):
                try:
                    with transaction.atomic():
                        do(case, what, unit)
                except Problem as problem:
                    assert problem.code in REFUSALS, problem
                    assert Case.objects.get(pk=case.id).version == before
            hold(case)
        transaction.set_rollback(True)


REFUSALS = {
    "not_now", "invalid", "rated_already", "return_decided", "own_complaint", "extension_too_long",
    "extension_too_late", "asked_already", "parts_wait", "part_not_now", "refused_before", "not_above",
    "not_below", "not_on_list", "right_passed", "no_level_above",
}  # fmt: skip
