# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli import cases``: what becomes of a file, once, twice and broken off."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from linli.cases.cli import importing
from linli.cases.commands import bring, bulk, import_cases
from linli.cases.models import Case, Part, Step
from linli.cases.tests.files import HEADER, MAP, import_file, refusals, row, write
from linli.cases.vocab import PartState
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.people import public as people
from linli.platform.journal.models import EventRecord
from linli.platform.outbox.models import Message

pytestmark = pytest.mark.django_db
Capsys = pytest.CaptureFixture[str]


def test_a_row_becomes_a_whole_matter(tmp_path: Path, capsys: Capsys) -> None:
    told = import_file(write(tmp_path / "a.csv", [row(1, reply="已经修好。", state="resolved")]), capsys)
    assert (told["read"], told["created"], told["routed"], told["refused"]) == (1, 1, 1, 0)
    case = Case.objects.get(source="test", source_ref="T1")
    assert (case.state, case.channel, case.origin) == ("resolved", "import", "import")
    assert not case.released, "words are public only when staff release them"
    assert case.due_at is not None and case.due_rule
    part = Part.objects.get(case=case)
    assert part.lead and part.unit_id == case.unit_id and part.because["reason"] == "duty"
    assert [step.deed for step in Step.objects.filter(case=case)] == ["import", "resolve"]
    event = EventRecord.objects.get(subject=case.id)
    assert (event.type, event.origin, event.actor) == ("cases.imported", "import", SYSTEM.ref)


def test_what_is_taken_over_sends_no_message(tmp_path: Path, capsys: Capsys) -> None:
    import_file(write(tmp_path / "a.csv", [row(n) for n in range(20)]), capsys)
    assert Case.objects.filter(source="test").count() == 20
    assert not Message.objects.exists()


def test_a_second_time_changes_nothing(tmp_path: Path, capsys: Capsys) -> None:
    file = write(tmp_path / "a.csv", [row(n) for n in (1, 2, 2, 3)])
    first = import_file(file, capsys)
    assert (first["created"], first["already_there"]) == (3, 1)
    before = EventRecord.objects.count()
    again = import_file(file, capsys)
    assert (again["read"], again["created"], again["already_there"]) == (4, 0, 4)
    assert EventRecord.objects.count() == before


def test_a_dry_run_tells_the_same_and_changes_nothing(
    tmp_path: Path, capsys: Capsys, monkeypatch: Any
) -> None:
    monkeypatch.setattr(bring, "BATCH", 2)
    rows = [row(1), row(2), row(1), row(3, when="?"), row(4, topic="", what="。。。")]
    file = write(tmp_path / "a.csv", rows)
    dry = import_file(file, capsys, "--dry-run")
    assert not Case.objects.filter(source="test").exists()
    real = import_file(file, capsys)
    kept = ("read", "created", "already_there", "refused", "routed", "to_intake", "reasons")
    assert {name: dry[name] for name in kept} == {name: real[name] for name in kept}
    assert dry["created"] == 3 and dry["already_there"] == 1 and dry["to_intake"] == 1


def test_every_refused_row_is_told_with_its_reason(tmp_path: Path, capsys: Capsys) -> None:
    rows = [
        row(1),
        row(2, when="someday"),
        row(3, topic="cityscape.dragons"),
        row(4, what=""),
        row(5, x="200", y="1"),
        row("=cmd()", state="=1+1"),
    ]
    told = import_file(write(tmp_path / "a.csv", rows), capsys)
    assert (told["created"], told["refused"]) == (1, 5)
    assert sum(told["reasons"].values()) == 5
    found = refusals(told)
    assert [line["row"] for line in found] == ["3", "4", "5", "6", "7"]  # as a spreadsheet counts
    assert [line["column"] for line in found] == ["received", "category", "text", "longitude", "state"]
    assert all(line["why"] for line in found)
    assert found[-1]["value"] == "'=1+1", "a file that is opened in a spreadsheet runs nothing"


def test_what_the_reader_is_not_sure_of_goes_to_general_intake(tmp_path: Path, capsys: Capsys) -> None:
    told = import_file(
        write(tmp_path / "a.csv", [row(1, topic="", what="嗯，那个事情。", where="")]), capsys
    )
    assert (told["routed"], told["to_intake"]) == (0, 1)
    case = Case.objects.get(source="test")
    assert case.unit_id == people.general_intake().id and case.state == "received"
    assert case.category_id is None and case.suggestion["version"] > 0
    assert Part.objects.get(case=case).because == {"reason": "intake"}


def test_what_the_reader_is_sure_of_is_routed(tmp_path: Path, capsys: Capsys) -> None:
    words = "小区门口的路灯不亮，晚上一片黑，路灯坏了没人修。"
    import_file(write(tmp_path / "a.csv", [row(1, topic="", what=words)]), capsys)
    case = Case.objects.get(source="test")
    assert case.category_path.startswith("cityscape/cityscape.lighting")
    assert case.state == "dispatched" and case.suggestion["probability"] > 0.5


def test_a_point_goes_before_words(tmp_path: Path, capsys: Capsys) -> None:
    from linli.places import public as places

    finder = places.locator()
    point = finder.shape_of("509901001002003").representative_point()
    import_file(write(tmp_path / "a.csv", [row(1, x=point.x, y=point.y, where="509901004002")]), capsys)
    assert places.place_by_id(Case.objects.get(source="test").place_id).code == "509901001002003"


def test_a_closed_matter_comes_closed(tmp_path: Path, capsys: Capsys) -> None:
    import_file(write(tmp_path / "a.csv", [row(1, state="closed", end="2026-03-05")]), capsys)
    case = Case.objects.get(source="test")
    assert case.state == "closed" and case.closed_at == case.answered_at
    assert Part.objects.get(case=case).state == PartState.ANSWERED.value


def test_a_workbook_gives_the_same_matters(tmp_path: Path, capsys: Capsys) -> None:
    import_file(write(tmp_path / "a.csv", [row(n) for n in range(3)]), capsys)
    kept = ("source_ref", "text", "received_at", "unit")
    as_csv = list(Case.objects.filter(source="test").order_by("source_ref").values_list(*kept))
    told = import_file(
        write(tmp_path / "b.xlsx", [row(n, when=datetime(2026, 3, 2, 8, 30)) for n in range(3)]), capsys
    )
    assert told["already_there"] == 3, "the same source and reference"
    other = tmp_path / "b.toml"
    other.write_text(MAP.replace('"test"', '"book"'), "utf-8")
    assert import_file(tmp_path / "b.xlsx", capsys)["created"] == 3
    rows = Case.objects.filter(source="book").order_by("source_ref").values_list(*kept)
    assert list(rows) == as_csv


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_as_spreadsheets_save_it(
    tmp_path: Path, capsys: Capsys, encoding: str, delimiter: str
) -> None:
    file = write(tmp_path / "a.csv", [])
    lines = [HEADER, row(1), row(2, what="下水道堵了；没人管，好几天了。".replace(delimiter, " "))]
    text = "\r\n".join(delimiter.join(str(cell) for cell in line) for line in lines)
    file.write_bytes(text.encode(encoding))
    assert import_file(file, capsys)["created"] == 2
    assert Case.objects.get(source_ref="T1").text.startswith("滨江路社区")


def test_broken_off_in_the_middle_it_goes_on_where_it_stopped(
    tmp_path: Path, capsys: Capsys, monkeypatch: Any
) -> None:
    monkeypatch.setattr(bring, "BATCH", 4)
    file = write(tmp_path / "a.csv", [row(n) for n in range(10)])
    appended = []

    def dies(entries: Any) -> Any:
        appended.append(len(entries))
        if len(appended) == 2:
            raise KeyboardInterrupt
        return real(entries)

    real = bulk.append
    monkeypatch.setattr(bulk, "append", dies)
    with pytest.raises(KeyboardInterrupt):
        import_file(file, capsys)
    assert Case.objects.filter(source="test").count() == 4, "a batch stands whole or not at all"
    told = import_file(file, capsys)
    assert (told["created"], told["already_there"]) == (6, 4)
    assert EventRecord.objects.filter(type="cases.imported").count() == 10


def test_two_imports_of_one_file_at_a_time(tmp_path: Path, capsys: Capsys, monkeypatch: Any) -> None:
    file = write(tmp_path / "a.csv", [row(n) for n in range(3)])
    asked: list[int] = []

    def other_is_faster(drafts: Any, *args: Any, **more: Any) -> Any:
        asked.append(len(drafts))
        if len(asked) == 1:
            import_cases(drafts[:1], args[0][:1], **more)
        with transaction.atomic():
            return import_cases(drafts, *args, **more)

    monkeypatch.setattr(bring, "import_cases", other_is_faster)
    told = import_file(file, capsys)
    assert asked == [3, 2] and (told["created"], told["already_there"]) == (2, 1)
    assert Case.objects.filter(source="test").count() == 3


def test_an_import_that_never_gets_through_says_so(
    tmp_path: Path, capsys: Capsys, monkeypatch: Any
) -> None:
    def never(*args: Any, **more: Any) -> Any:
        raise IntegrityError("taken")

    monkeypatch.setattr(bring, "import_cases", never)
    with pytest.raises(IntegrityError):
        import_file(write(tmp_path / "a.csv", [row(1)]), capsys)


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (HEADER[:2], "has no column"),
        ((*HEADER, "what"), "more than one column what"),
    ],
)
def test_a_file_that_does_not_fit_its_map(tmp_path: Path, capsys: Capsys, header: Any, told: str) -> None:
    with pytest.raises(Problem) as caught:
        import_file(write(tmp_path / "a.csv", [row(1)], header), capsys)
    assert caught.value.code == "map_faulty" and told in caught.value.facts["key"]
    assert '"problem": "map_faulty"' in capsys.readouterr().out


def test_a_column_that_no_map_names_may_come_twice(tmp_path: Path, capsys: Capsys) -> None:
    rows = [(*row(1), "a", "b")]
    assert import_file(write(tmp_path / "a.csv", rows, (*HEADER, "more", "more")), capsys)["created"] == 1


def test_on_a_terminal_it_shows_how_far_it_is(tmp_path: Path, capsys: Capsys, monkeypatch: Any) -> None:
    monkeypatch.setattr(bring, "BATCH", 1)
    monkeypatch.setattr(type(sys.stderr), "isatty", lambda self: True, raising=False)
    file = write(tmp_path / "a.xlsx", [row(n) for n in range(2)])
    parser = argparse.ArgumentParser()
    importing.configure(parser)
    options = parser.parse_args(["cases", str(file), "--map", str(file.with_suffix(".toml"))])
    assert importing.run(options) == 0
    told = capsys.readouterr()
    assert " 50 %" in told.err and "100 %" in told.err and told.err.endswith("\r\033[K")
    assert "created 2, already there 0, refused 0" in told.out
