# SPDX-License-Identifier: AGPL-3.0-or-later
"""The row of a matter's page, read by a statement that is compiled once, says what Django would read."""

from __future__ import annotations

from typing import Any

import pytest

from linli.cases.commands import ReporterData
from linli.cases.models import Case
from linli.cases.queries import row
from linli.cases.testing import a_case_in
from linli.cases.vocab import State
from linli.platform.prepared import HOLE, Prepared
from linli.platform.testing.threads import together


def anew(number: str) -> dict[str, Any] | None:
    query = row.whole()
    query.query.where.children[0].rhs = number
    return query.first()


def test_what_is_read_is_what_django_reads_anew(db: None) -> None:
    for state in (State.RECEIVED, State.RESOLVED):
        for contact in ("", "13900000001"):
            case = a_case_in(state, reporter=ReporterData(contact=contact))
            assert row.row_of(case.number) == anew(case.number)
    assert row.row_of(case.number)["number"] == case.number  # type: ignore[index]  # not the first one's
    assert row.row_of("2026-999999-9") is None and row.row_of(HOLE) is None


def test_many_read_at_once_each_their_own(committed: None) -> None:
    numbers = [a_case_in(State.RECEIVED).number for _ in range(4)]
    row.matter._made = None  # compiled by whoever comes first
    found = together(*[lambda number=number: row.row_of(number) for number in numbers])
    assert [one["number"] for one in found] == numbers


def test_a_query_without_its_one_hole_is_refused(db: None) -> None:
    with pytest.raises(ValueError, match="hole"):
        Prepared(lambda: Case.objects.order_by("id").values("id"))("x")
