# SPDX-License-Identifier: AGPL-3.0-or-later
"""What two approvers make together, and what everybody may read of it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import combinations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.actor import Actor, Holding
from linli.kernel.counts import FEWEST
from linli.privacy.policy import MAY, Deed, Facts, Relation, may, may_record, over, relations
from linli.privacy.rules import APPROVERS, TOLD, half_years, outcome
from linli.privacy.vocab import GIVEN, Instrument, RequestState

ASKED = ["a", "b", "c"]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(Instrument),
        st.sampled_from(RequestState),
        st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    )
)
TODAY = date(2026, 8, 1)


@pytest.mark.parametrize(
    ("grants", "state", "parts"),
    [
        ([], RequestState.RECORDED, []),
        ([["a", "b", "c"]], RequestState.RECORDED, []),
        ([["a", "b", "c"], ["c", "b", "a"]], RequestState.GRANTED, ["a", "b", "c"]),
        ([["a", "b"], ["b", "c"]], RequestState.PARTLY, ["b"]),
        ([["a"], ["b"]], RequestState.REFUSED, []),
        ([[]], RequestState.REFUSED, []),
        ([["a"], []], RequestState.REFUSED, []),
    ],
)
def test_given_is_only_what_both_grant(
    grants: list[list[str]], state: RequestState, parts: list[str]
) -> None:
    assert outcome(ASKED, grants) == (state, parts)


def test_nothing_is_given_without_two_and_never_more_than_each_granted() -> None:
    """Every way in which nobody, one or two decide on three parts."""
    subsets = [list(some) for size in range(4) for some in combinations(ASKED, size)]
    for grants in (found for count in range(APPROVERS + 1) for found in product(subsets, repeat=count)):
        state, parts = outcome(ASKED, grants)
        assert bool(parts) == (state in GIVEN)
        assert not parts or len(grants) == APPROVERS
        assert all(set(parts) <= set(grant) for grant in grants)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(ROWS)
def test_no_small_number_can_be_read_or_reckoned(
    rows: list[tuple[Instrument, RequestState, date]],
) -> None:
    """Whatever the page tells fits with a veiled number being 1 as well as the largest small one."""
    for half in half_years(rows, TODAY, FEWEST):
        true = Counter(
            (one, state)
            for one, state, day in rows
            if state in TOLD and (day.year, 1 if day.month <= 6 else 2) == (half.year, half.half)
        )
        cells = [cell for line in half.lines for cell in (line.granted, line.partly, line.refused)]
        assert all(cell is None or cell == 0 or cell >= FEWEST for cell in cells)
        assert half.least <= sum(true.values()) <= half.most
        assert half.most - half.least == cells.count(None) * (FEWEST - 2)


def test_the_half_year_that_runs_is_not_told() -> None:
    rows = [(Instrument.COURT, RequestState.REFUSED, day) for day in (date(2026, 7, 1), TODAY)]
    assert half_years(rows, TODAY, FEWEST) == []
    told = half_years([*rows, *rows], date(2027, 1, 1), FEWEST)
    assert [(half.year, half.half, half.least, half.most) for half in told] == [(2026, 2, 4, 4)]


# --- who may -----------------------------------------------------------------------------------------

TOWN, NEAR, FAR = "51/", "51/1/", "51/2/"


def holder(role: str, place: str = TOWN, unit: str = "d-x/", identity: str = "me") -> Actor:
    return Actor("account", identity, (Holding(role, place, unit),))


@pytest.mark.parametrize("deed", list(Deed))
@pytest.mark.parametrize(
    "role", ["operator", "coordinator", "data_officer", "supervisor", "auditor", "administrator", "handler"]
)
def test_every_role_with_every_deed(role: str, deed: Deed) -> None:
    facts = Facts(NEAR, recorder="somebody")
    approves = role in ("coordinator", "data_officer", "supervisor")
    allowed = {Deed.SEE, Deed.READ, Deed.DECIDE, Deed.FETCH} if approves else set()
    if role == "auditor":
        allowed = {Deed.SEE}
    assert may(holder(role), deed, facts) == (deed in allowed)
    assert not may(holder(role, FAR), deed, facts), "a foreign place"


def test_who_recorded_it_reads_fetches_and_withdraws_and_no_more() -> None:
    facts = Facts(NEAR, recorder="me")
    assert {deed for deed in Deed if may(holder("operator"), deed, facts)} == set(Deed) - {Deed.DECIDE}
    assert relations(holder("handler"), facts) == frozenset(), "no longer in a post that may"


def test_a_key_a_program_and_the_unit_complained_about_are_nothing() -> None:
    facts = Facts(NEAR, "d-city/")
    accused = holder("coordinator", unit="d-city/")
    key = Actor("key", "me", accused.holdings)
    for actor in (accused, key, Actor("system", "linli")):
        assert relations(actor, facts) == frozenset()
    assert not may_record(key) and over(holder("coordinator"), ("coordinator",), facts)


@pytest.mark.parametrize("role", ["coordinator", "supervisor", "data_officer", "auditor", "operator"])
def test_a_report_about_an_official_is_for_its_body_and_the_data_officer(role: str) -> None:
    found = relations(holder(role), Facts(NEAR, closed=True, recorder="me"))
    assert bool(found) == (role in ("supervisor", "data_officer"))


def test_every_deed_has_its_relations() -> None:
    assert set(MAY) == set(Deed) and all(MAY.values())
    assert Relation.AUDITOR not in MAY[Deed.READ] | MAY[Deed.FETCH]
