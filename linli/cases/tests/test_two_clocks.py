# SPDX-License-Identifier: AGPL-3.0-or-later
"""The promise to the person and the unit's own clock: asking for more time, warning, standing."""

from __future__ import annotations

from datetime import date
from typing import Any

from linli.cases.commands import ask_deferral, deny_deferral, extend_case, park_case
from linli.cases.models import Case, Deferral
from linli.cases.queries import (
    case_detail,
    case_list,
    clocks_of,
    clocks_of_lines,
    group_counts,
    holder_of,
    open_deferral,
)
from linli.cases.queries.clocks import FOR_CLOCKS
from linli.cases.queries.lines import CaseFilter
from linli.cases.testing import a_case_in
from linli.cases.tests.test_clocks import at, code_of
from linli.cases.vocab import State
from linli.kernel.actor import SYSTEM

# --- asking for more time -------------------------------------------------------------------------


def test_a_unit_asks_for_time_and_somebody_else_grants_it(cast: Any) -> None:
    case = a_case_in(State.DISPATCHED)
    due_at = Case.objects.get(pk=case.id).due_at
    ask_deferral(case.id, 2, "等配件到货。", actor=cast.handler)
    assert Case.objects.get(pk=case.id).due_at == due_at, "asking puts nothing off"
    assert code_of(lambda: ask_deferral(case.id, 1, "再问。", actor=cast.handler)) == "deferred_already"
    assert open_deferral(case.id).limit == 2
    extend_case(case.id, 2, "配件后天到。", actor=cast.coordinator)
    row = Deferral.objects.get()
    assert (row.granted, row.answer) == (True, "配件后天到。")
    assert open_deferral(case.id) is None and Case.objects.get(pk=case.id).due_at > due_at
    told = [line.deed for line in case_detail(case.number, viewer=SYSTEM).thread]
    assert told[-2:] == ["defer", "extend"]


def test_what_is_not_granted_leaves_the_day_and_stays_in_the_house(cast: Any, sign_in: Any) -> None:
    case = a_case_in(State.DISPATCHED)
    due_at = Case.objects.get(pk=case.id).due_at
    assert code_of(lambda: deny_deferral(case.id, "不行。", actor=cast.coordinator)) == "not_found"
    ask_deferral(case.id, 2, "人手不够。", actor=cast.handler)
    page = sign_in("coordinator").get(f"/desk/matter/{case.number}/").content.decode()
    assert "人手不够。" in page and "/deny/" in page
    assert code_of(lambda: deny_deferral(case.id, " ", actor=cast.coordinator)) == "needs_text"
    for other, code in ((cast.handler, "forbidden"), (cast.outsider, "not_found")):
        assert code_of(lambda who=other: deny_deferral(case.id, "不行。", actor=who)) == code
    deny_deferral(case.id, "请调人手，按期办结。", actor=cast.coordinator)
    assert Case.objects.get(pk=case.id).due_at == due_at
    seen = case_detail(case.number, viewer=holder_of(case.number, case.code)[1])
    assert not {line.deed for line in seen.thread} & {"defer", "deny"}


def test_whoever_asks_does_not_decide(cast: Any) -> None:
    case = a_case_in(State.DISPATCHED, unit="d-discipline")
    ask_deferral(case.id, 2, "等批复。", actor=cast.supervisor)
    assert code_of(lambda: extend_case(case.id, 2, "批了。", actor=cast.supervisor)) == "not_oneself"
    assert Deferral.objects.get().granted is None


# --- two clocks -----------------------------------------------------------------------------------


def test_the_queue_warns_before_a_matter_is_due_and_lists_it_no_more_after(cast: Any) -> None:
    with at("2026-11-02T10:00"):
        case = a_case_in(State.DISPATCHED)  # due at the end of 9 November
        assert group_counts(SYSTEM)["soon"] == 0
    with at("2026-11-08T10:00"):
        assert group_counts(SYSTEM)["soon"] == 1
        page = case_list(SYSTEM, CaseFilter(group="soon"), also=FOR_CLOCKS)
        person, lead = clocks_of_lines(page)[case.id]
        assert (person.whose, lead.whose) == ("person", "lead") and person.soon and not person.overdue
    with at("2026-11-10T10:00"):
        assert case_list(SYSTEM, CaseFilter(group="soon")).lines == []
        page = case_list(SYSTEM, CaseFilter(group="overdue"), also=FOR_CLOCKS)
        assert clocks_of_lines(page)[case.id][0].overdue


def test_a_parked_matter_stops_every_clock_until_its_review(cast: Any) -> None:
    with at("2026-11-02T10:00"):
        case = a_case_in(State.DISPATCHED)
        park_case(case.id, date(2026, 11, 20), "等雨季过去。", actor=SYSTEM)
        clocks = clocks_of(case_detail(case.number, viewer=cast.handler), [])
        assert {(one.stands, one.until) for one in clocks} == {("parked", date(2026, 11, 20))}
    with at("2026-11-21T10:00"):  # nobody looked at it again: it runs
        clocks = clocks_of(case_detail(case.number, viewer=cast.handler), [])
        assert all(one.overdue and not one.stands for one in clocks)


def test_both_clocks_are_on_the_pages(cast: Any, sign_in: Any, client: Any) -> None:
    case = a_case_in(State.DISPATCHED)
    for page in (
        sign_in("handler").get(f"/desk/matter/{case.number}/"),
        (client.post("/track/", {"number": case.number, "code": case.code}), client)[1].get(
            f"/matter/{case.number}/"
        ),
    ):
        assert [one.whose for one in page.context["clocks"]] == ["person", "lead"]
        assert page.content.decode().count('<li class="lead">') == 1
