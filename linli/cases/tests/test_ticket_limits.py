# SPDX-License-Identifier: AGPL-3.0-or-later
"""The limit on the ticket of another system is kept when a matter is taken over (北京接诉即办条例 13)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from linli.cases.commands import correct_case
from linli.cases.models import Case, Part
from linli.cases.tests.files import HEADER, MAP, import_file, refusals, row, write
from linli.cases.vocab import Kind
from linli.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db


def tickets(path: Path, *limits: object) -> Path:
    """A file of tickets, each with its limit, and the map that reads it."""
    rows = [(*row(number), limit) for number, limit in enumerate(limits)]
    write(path, rows, header=(*HEADER, "limit"))
    path.with_suffix(".toml").write_text(f'{MAP}due = "limit"\n', "utf-8")
    return path


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_limit_is_kept_and_a_day_ends_with_the_day(tmp_path: Path, capsys: Any, ending: str) -> None:
    file = tickets(tmp_path / f"a.{ending}", "2026-03-06", "2026-03-05 18:00:00", "")
    assert import_file(file, capsys)["created"] == 3
    assert import_file(file, capsys)["created"] == 0
    rows = list(Case.objects.order_by("source_ref").values_list("due_at", "due_rule"))
    assert rows[:2] == [
        (datetime(2026, 3, 6, 16, tzinfo=UTC), ""),
        (datetime(2026, 3, 5, 10, tzinfo=UTC), ""),
    ]
    assert rows[2][0] is not None and rows[2][1], "without one, by the rule of the town"
    shares = set(Part.objects.values_list("case__due_at", "due_at"))
    assert all(own == part for own, part in shares)


def test_a_corrected_kind_leaves_the_limit_of_the_ticket(tmp_path: Path, capsys: Any) -> None:
    import_file(tickets(tmp_path / "a.csv", "2026-03-06"), capsys)
    case = Case.objects.get()
    other = Kind.SUGGEST if case.kind != Kind.SUGGEST else Kind.HELP
    correct_case(case.id, actor=SYSTEM, kind=other)
    assert Case.objects.get().due_at == case.due_at


def test_a_limit_before_the_report_is_refused(tmp_path: Path, capsys: Any) -> None:
    told = import_file(tickets(tmp_path / "a.csv", "2026-03-01", "soon"), capsys)
    assert (told["created"], told["refused"]) == (0, 2)
    assert [line["column"] for line in refusals(told)] == ["due", "due"]
