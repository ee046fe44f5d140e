# SPDX-License-Identifier: AGPL-3.0-or-later
"""Clocks: what is due when, by which rule; extensions, parking, reopening, correction; year's end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from linli.cases.commands import correct_case, extend_case, park_case, rate_case, resume_case
from linli.cases.models import Case, Extension, Parking, Part, Rating, Step
from linli.cases.queries import case_detail, case_list
from linli.cases.queries.lines import CaseFilter, last_day
from linli.cases.testing import a_case, a_case_in, act
from linli.cases.vocab import Action, Kind, Solved, State
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.norms import public as norms
from linli.norms.testing import change_limit

ZONE = ZoneInfo("Asia/Shanghai")


def at(text: str) -> Any:
    """The clock stands at a moment of the town's time."""
    return clock.standing_at(datetime.fromisoformat(text).replace(tzinfo=ZONE))


def due(case: Any) -> date | None:
    row = Case.objects.get(pk=case.id)
    parts = set(Part.objects.filter(case=case.id, ended_at=None).values_list("due_at", flat=True))
    assert parts == {row.due_at}, "every unit's share runs by the clock of the matter"
    return last_day(row.due_at)


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


@pytest.mark.parametrize(
    ("received", "kind", "last"),
    [
        ("2026-02-12T23:59", Kind.HELP, date(2026, 2, 26)),  # Spring Festival, worked Saturdays
        ("2026-02-13T00:01", Kind.HELP, date(2026, 2, 27)),
        ("2026-04-30T09:00", Kind.COMPLAIN, date(2026, 5, 11)),
        ("2026-09-18T09:00", Kind.ASK, date(2026, 9, 21)),  # Sunday the 20th is worked
        ("2026-11-02T09:00", Kind.SUGGEST, date(2026, 11, 23)),
    ],
)
def test_due_days_skip_holidays_and_count_worked_weekends(
    db: None, received: str, kind: Kind, last: date
) -> None:
    with at(received):
        case = a_case(kind=kind)
    assert due(case) == last
    assert Case.objects.get(pk=case.id).due_provisional is False


def test_past_the_published_calendar_a_due_day_is_provisional(db: None) -> None:
    with at("2026-12-30T10:00"):
        case = a_case()
        detail = case_detail(case.number, viewer=SYSTEM)
    assert detail.line.due_provisional
    assert due(case) == date(2027, 1, 6)


def test_a_due_day_is_printed_with_source_and_article(client: Any, db: None) -> None:
    case = a_case()
    client.post("/track/", {"number": case.number, "code": case.code})
    page = client.get(f"/matter/{case.number}/", headers={"accept-language": "zh-hans"}).content.decode()
    assert "济南市12345政务服务便民热线条例" in page
    assert "第24条" in page


def test_sixty_days_of_a_petition_run_from_acceptance(db: None) -> None:
    with at("2026-03-02T10:00"):
        case = a_case(kind=Kind.PETITION)
    with at("2026-03-12T10:00"):
        act(case.id, Action.ACCEPT)
    assert due(case) == date(2026, 5, 11)
    with at("2026-03-20T10:00"):
        act(case.id, Action.DISPATCH, unit="d-petition")
    assert due(case) == date(2026, 5, 11)


def test_a_rule_that_a_town_sets_in_hours_runs_by_the_hour(db: None) -> None:
    change_limit("hotline.answer", unit="h", limit=24, extension=12)
    with at("2026-10-01T15:30"):
        case = a_case()
        act(case.id, Action.DISPATCH)
        assert Case.objects.get(pk=case.id).due_at == datetime(2026, 10, 2, 7, 30, tzinfo=UTC)
        park_case(case.id, date(2026, 10, 10), "等零件。", actor=SYSTEM)
    with at("2026-10-04T09:00"):
        resume_case(case.id, actor=SYSTEM)
    assert Case.objects.get(pk=case.id).due_at == datetime(2026, 10, 5, 7, 30, tzinfo=UTC)


# --- extension ------------------------------------------------------------------------------------


def test_an_extension_stays_within_the_rule_and_has_its_reason(db: None) -> None:
    with at("2026-11-02T10:00"):
        case = a_case_in(State.DISPATCHED)
        assert due(case) == date(2026, 11, 9)
        assert code_of(lambda: extend_case(case.id, 2, "  ", actor=SYSTEM)) == "needs_text"
        for limit in (0, -1, 6):
            with pytest.raises(Problem) as caught:
                extend_case(case.id, limit, "要等批复。", actor=SYSTEM)
            assert (caught.value.code, caught.value.facts) == ("extension_too_long", {"most": 5})
        extend_case(case.id, 3, "要等批复。", actor=SYSTEM)
        assert due(case) == date(2026, 11, 12)
        extend_case(case.id, 2, "还差一步。", actor=SYSTEM)
        assert due(case) == date(2026, 11, 16)
        assert code_of(lambda: extend_case(case.id, 1, "再来。", actor=SYSTEM)) == "extension_too_long"
    rows = Extension.objects.filter(case=case.id).order_by("at")
    assert [row.limit for row in rows] == [3, 2]


def test_a_limit_that_has_passed_is_not_put_off(db: None) -> None:
    with at("2026-11-02T10:00"):
        case = a_case_in(State.DISPATCHED)
    with at("2026-11-10T00:00"):  # the first moment that is too late
        assert code_of(lambda: extend_case(case.id, 2, "忘了。", actor=SYSTEM)) == "extension_too_late"


@pytest.mark.parametrize("state", [State.RESOLVED, State.VERIFIED, State.CLOSED, State.WITHDRAWN])
def test_what_is_answered_or_ended_has_no_clock_to_put_off(db: None, state: State) -> None:
    case = a_case_in(state)
    tomorrow = clock.now().date() + timedelta(days=9)
    assert code_of(lambda: extend_case(case.id, 1, "改一下。", actor=SYSTEM)) == "invalid"
    assert code_of(lambda: park_case(case.id, tomorrow, "等。", actor=SYSTEM)) == "invalid"


def test_what_is_told_at_once_cannot_be_put_off(db: None) -> None:
    case = a_case(kind=Kind.THANK)
    assert code_of(lambda: extend_case(case.id, 1, "等。", actor=SYSTEM)) == "extension_too_long"


# --- parking --------------------------------------------------------------------------------------


def test_parking_waits_until_a_day_of_review_and_moves_the_due_day(db: None) -> None:
    with at("2026-11-02T10:00"):
        case = a_case_in(State.IN_PROGRESS)
        for day in (date(2026, 11, 2), date(2027, 6, 1)):
            assert code_of(lambda day=day: park_case(case.id, day, "等。", actor=SYSTEM)) == "invalid"
        assert code_of(lambda: park_case(case.id, date(2026, 12, 1), "", actor=SYSTEM)) == "needs_text"
        assert code_of(lambda: resume_case(case.id, actor=SYSTEM)) == "invalid"
        park_case(case.id, date(2026, 12, 1), "要等雨季过去。", actor=SYSTEM)
        assert code_of(lambda: park_case(case.id, date(2026, 12, 2), "等。", actor=SYSTEM)) == "invalid"
    with at("2026-11-12T10:00"):
        assert not case_list(SYSTEM, CaseFilter(group="overdue")).lines
        resume_case(case.id, actor=SYSTEM)
    assert due(case) == date(2026, 11, 19)  # ten days later


def test_a_due_day_moved_onto_a_weekend_ends_on_the_next_working_day(db: None) -> None:
    with at("2026-11-02T10:00"):
        case = a_case_in(State.IN_PROGRESS)
        park_case(case.id, date(2026, 12, 1), "等。", actor=SYSTEM)
    with at("2026-11-07T10:00"):  # five days: Monday the 9th becomes Saturday the 14th
        resume_case(case.id, actor=SYSTEM)
    assert due(case) == date(2026, 11, 16)


def test_parked_past_its_day_of_review_a_matter_presses_again(db: None) -> None:
    with at("2026-11-02T10:00"):
        case = a_case_in(State.IN_PROGRESS)
        park_case(case.id, date(2026, 11, 20), "等。", actor=SYSTEM)
    for moment, presses in (("2026-11-20T23:00", False), ("2026-11-21T00:10", True)):
        with at(moment):
            lines = case_list(SYSTEM, CaseFilter(group="overdue")).lines
            assert [line.number for line in lines] == ([case.number] if presses else [])
            assert case_detail(case.number, viewer=SYSTEM).line.overdue is presses


@pytest.mark.parametrize("action", [Action.RESOLVE, Action.WITHDRAW, Action.MERGE])
def test_what_ends_or_answers_a_matter_ends_its_parking(db: None, action: Action) -> None:
    case = a_case_in(State.IN_PROGRESS)
    park_case(case.id, clock.now().date() + timedelta(days=20), "等。", actor=SYSTEM)
    act(case.id, action)
    assert Case.objects.get(pk=case.id).parked_until is None
    assert not Parking.objects.filter(case=case.id, ends=None).exists()


# --- reopening and rating -------------------------------------------------------------------------


@pytest.mark.parametrize("action", [Action.REWORK, Action.REOPEN])
def test_taken_up_again_it_runs_on_a_clock_of_its_own(db: None, action: Action) -> None:
    with at("2026-11-02T10:00"):
        case = a_case_in(State.RESOLVED)
    with at("2026-11-16T10:00"):
        act(case.id, action)
    assert due(case) == date(2026, 11, 23)
    assert Case.objects.get(pk=case.id).answered_at is None


def rate(case: Any, solved: Solved = Solved.YES, **more: Any) -> int:
    return rate_case(case.id, actor=SYSTEM, contacted=True, solved=solved, satisfied=3, **more)


def test_an_answer_is_rated_once_and_the_next_answer_again(db: None) -> None:
    case = a_case_in(State.RESOLVED)
    holder = case_holder(case)
    assert not case_detail(case.number, viewer=holder).rated
    rate(case)
    assert case_detail(case.number, viewer=holder).rated
    assert code_of(lambda: rate(case)) == "rated_already"
    act(case.id, Action.REOPEN)
    assert code_of(lambda: rate(case)) == "invalid"  # nothing stands answered
    act(case.id, Action.RESOLVE)
    assert not case_detail(case.number, viewer=holder).rated
    rate(case)
    assert Rating.objects.filter(case=case.id).count() == 2


def case_holder(case: Any) -> Any:
    from linli.cases.queries import holder_of

    return holder_of(case.number, case.code)[1]


@pytest.mark.parametrize("satisfied", [0, 6, -1])
def test_satisfaction_is_one_to_five(db: None, satisfied: int) -> None:
    case = a_case_in(State.RESOLVED)
    call = partial(rate_case, case.id, actor=SYSTEM, contacted=True, solved=Solved.YES, satisfied=satisfied)
    assert code_of(call) == "invalid"


def test_not_solved_takes_it_up_again_in_the_same_breath(db: None) -> None:
    case = a_case_in(State.CLOSED)
    version = Case.objects.get(pk=case.id).version
    assert rate(case, Solved.NO, reopen="还是不亮。") == version + 2
    row = Case.objects.get(pk=case.id)
    assert (row.state, row.closed_at, row.answered_at) == ("reopened", None, None)
    assert list(Step.objects.filter(case=case.id, seq__gt=version).values_list("deed", flat=True)) == [
        "rate", "reopen",
    ]  # fmt: skip
    partly = a_case_in(State.CLOSED)
    rate(partly, Solved.PARTLY, reopen="差一点。")
    assert Case.objects.get(pk=partly.id).state == "closed"


def test_on_the_telephone_not_solved_takes_it_up_again_as_well(sign_in: Any) -> None:
    case = a_case_in(State.CLOSED)
    client = sign_in("operator")
    answer = client.post(
        f"/desk/matter/{case.number}/rate/",
        {"rate-contacted": "yes", "rate-solved": "no", "rate-satisfied": "1", "rate-text": ""},
    )
    assert answer.status_code == 302
    assert Case.objects.get(pk=case.id).state == "reopened"


def test_who_handled_it_does_not_see_that_it_was_rated(cast: Any) -> None:
    case = a_case_in(State.RESOLVED)
    rate(case)
    seen = {
        name: any(line.deed == "rate" for line in case_detail(case.number, viewer=who).thread)
        for name, who in (("handler", cast.handler), ("operator", cast.operator))
    }
    assert seen == {"handler": False, "operator": True}


# --- correction -----------------------------------------------------------------------------------


def test_a_correction_sets_the_clock_anew_only_where_another_rule_holds(db: None) -> None:
    with at("2026-11-02T10:00"):
        case = a_case_in(State.DISPATCHED)
        extend_case(case.id, 3, "等批复。", actor=SYSTEM)
        correct_case(case.id, actor=SYSTEM, category="cityscape.litter.street", place="509901001003")
        assert due(case) == date(2026, 11, 12)  # the same rule: the extension stays
        correct_case(case.id, actor=SYSTEM, kind=Kind.ASK)
        assert due(case) == date(2026, 11, 4)
        correct_case(case.id, actor=SYSTEM, kind=Kind.PETITION)
        assert due(case) == date(2027, 1, 1) or Case.objects.get(pk=case.id).due_rule == "petition.decide"


def test_a_correction_of_what_was_taken_up_again_counts_from_then(db: None) -> None:
    with at("2026-11-02T10:00"):
        case = a_case_in(State.RESOLVED)
    with at("2026-11-16T10:00"):
        act(case.id, Action.REOPEN)
        correct_case(case.id, actor=SYSTEM, kind=Kind.ASK)
    assert due(case) == date(2026, 11, 18)


def test_a_correction_of_an_answered_matter_leaves_its_promise(db: None) -> None:
    with at("2026-11-02T10:00"):
        case = a_case_in(State.RESOLVED)
        was = due(case)
        correct_case(case.id, actor=SYSTEM, kind=Kind.SUGGEST)
    assert due(case) == was


def test_a_correction_that_changes_nothing_is_none(db: None) -> None:
    case = a_case()
    assert correct_case(case.id, actor=SYSTEM, kind=Kind.HELP) == 1


def test_limits_are_found_by_key_as_they_stood_on_a_day(db: None) -> None:
    found = norms.limit("petition.decide", date(2026, 1, 1))
    assert found is not None and (found.limit, found.extension) == (60, 30)
    assert norms.limit("petition.decide", date(2020, 1, 1)) is not None
    assert norms.limit("nothing", date(2026, 1, 1)) is None
