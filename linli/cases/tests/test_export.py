# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli export cases``: the same rows back in three forms, safe to open, for eyes that may see them."""

from __future__ import annotations

import argparse
import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from linli.cases.cli import exporting
from linli.cases.models import Case
from linli.cases.queries.export import COLUMNS, WORDS
from linli.cases.testing import a_case, a_case_in
from linli.cases.tests.files import import_file, row, write
from linli.cases.vocab import Kind, State
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.people.testing import login_of
from linli.platform.access.models import Look
from linli.platform.tables import open_table, write_csv, write_jsonl, write_xlsx

pytestmark = pytest.mark.django_db
GRID, FAR = "509901001002003", "509901004002"
EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x"]


def export(path: Path, *more: str) -> list[dict[str, Any]]:
    """Export and read the file again."""
    parser = argparse.ArgumentParser()
    exporting.configure(parser)
    assert exporting.run(parser.parse_args(["cases", str(path), *more])) == 0
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [{name: cells.get(name) for name in COLUMNS} for _, cells in open_table(path).rows]


def plain(rows: list[dict[str, Any]]) -> list[list[str]]:
    """Cells as text: what CSV, JSON and a workbook have in common."""
    return [["" if cell is None else str(cell) for cell in line.values()] for line in rows]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl"])
def test_three_forms_hold_the_same_rows(tmp_path: Path, ending: str) -> None:
    for number in range(3):
        a_case(text=f"路灯坏了，第{number}盏。\n还有一盏。")
    a_case(place=GRID)
    rows = export(tmp_path / f"out.{ending}", "--purpose", "test")
    wanted = [
        [case.number, case.kind, case.title, case.text, case.state, case.received_at.isoformat()]
        for case in Case.objects.order_by("received_at", "id")
    ]
    kept = ("number", "kind", "title", "text", "state", "received_at")
    assert [[line[name] for name in kept] for line in rows] == wanted
    assert rows[-1]["place"] == GRID and rows[0]["category"] == "cityscape.lighting.street"
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_was_taken_over_can_be_given_back_and_taken_over_again(
    tmp_path: Path, capsys: Any, ending: str
) -> None:
    texts = ['一行。\n两行，有逗号、“引号”和"直引号"。', "plain; text", "表情🙂和生僻字𠮷"]
    import_file(write(tmp_path / "a.csv", [row(n, what=text) for n, text in enumerate(texts)]), capsys)
    file = tmp_path / f"out.{ending}"
    assert sorted(line["text"] for line in export(file, "--purpose", "test")) == sorted(texts)
    file.with_suffix(".toml").write_text(
        '[file]\nsource = "again"\nzone = "Asia/Shanghai"\n[columns]\nref = "number"\n'
        'received = "received_at"\ntext = "text"\ntitle = "title"\ncategory = "category"\n'
        'place = "place"\nkind = "kind"\nanswered = "answered_at"\nclosed = "closed_at"\n',
        "utf-8",
    )
    assert import_file(file, capsys)["created"] == len(texts)
    kept = ("title", "text", "kind", "category", "place", "received_at", "unit")
    again = Case.objects.filter(source="again").order_by("text").values_list(*kept)
    assert list(again) == list(Case.objects.filter(source="test").order_by("text").values_list(*kept))


@pytest.mark.parametrize("cell", EVIL)
def test_no_cell_is_a_formula(tmp_path: Path, cell: str) -> None:
    out = io.StringIO()
    assert write_csv(out, ["a"], [[cell]]) == 1
    _, [found] = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert found == f"'{cell}"
    with (tmp_path / "a.xlsx").open("wb") as book:
        write_xlsx(book, ["a"], [[cell]])
    import openpyxl

    kept = openpyxl.load_workbook(tmp_path / "a.xlsx").active["A2"]
    assert kept.data_type == "s" and str(kept.value).replace("_x000D_", "\r") == f"'{cell}"
    lines = io.StringIO()
    write_jsonl(lines, ["a"], [[cell]])
    assert json.loads(lines.getvalue()) == {"a": cell}


def test_a_formula_that_a_resident_wrote_comes_out_as_text(tmp_path: Path) -> None:
    a_case(text='=HYPERLINK("http://example.org","click")', title="@here")
    rows = export(tmp_path / "out.csv", "--purpose", "test")
    assert rows[0]["text"].startswith("'=") and rows[0]["title"].startswith("'@")


def test_a_negative_number_stays_a_number(tmp_path: Path) -> None:
    with (tmp_path / "a.xlsx").open("wb") as book:
        write_xlsx(book, ["a", "b"], [[-71.5, True]])
    _, cells = next(open_table(tmp_path / "a.xlsx").rows)
    assert cells == {"a": -71.5, "b": "True"}


def test_words_that_are_not_released_stay_in_the_house(tmp_path: Path) -> None:
    a_case(place=GRID, text="我家住三楼，姓张。", address="滨江路1号")
    shown = a_case(place=GRID)
    Case.objects.filter(pk=shown.id).update(released=True)
    hidden, released = export(tmp_path / "out.jsonl")
    assert all(hidden[name] == "" for name in WORDS) and hidden["place"] == GRID[:12]
    assert released["text"] and released["place"] == GRID[:12]
    assert not Look.objects.exists()


def test_with_a_purpose_words_go_along_and_every_look_is_recorded(tmp_path: Path) -> None:
    receipt = a_case(place=GRID, text="我家住三楼，姓张。")
    [line] = export(tmp_path / "out.jsonl", "--purpose", "yearly report")
    assert line["text"] == "我家住三楼，姓张。" and line["place"] == GRID
    look = Look.objects.get()
    assert (look.subject, look.purpose, look.actor) == (receipt.id, "yearly report", SYSTEM.ref)


def test_names_and_contacts_never_go_along(tmp_path: Path) -> None:
    from linli.cases.commands import ReporterData

    a_case(reporter=ReporterData(name="张三丰", contact="13900000001"))
    export(tmp_path / "out.jsonl", "--purpose", "test")
    text = (tmp_path / "out.jsonl").read_text("utf-8")
    assert "张三丰" not in text and "13900000001" not in text


def test_who_exports_gets_what_they_see(tmp_path: Path, cast: Any) -> None:
    near = a_case_in(State.DISPATCHED, place=GRID)
    far = a_case(place=FAR, category=None)
    secret = a_case(place=GRID, kind=Kind.WRONGDOING)
    sees = {
        "operator": {near.number, far.number, secret.number},
        "coordinator": {near.number, secret.number},
        "auditor": {near.number, far.number},
        "handler": {near.number},
        "far_coordinator": {far.number},
        "outsider": set(),
        "resident": set(),
    }
    for name, wanted in sees.items():
        login = login_of(cast.player(name).account)
        rows = export(tmp_path / f"{name}.csv", "--login", login)
        assert {line["number"] for line in rows} == wanted, name
    assert len(export(tmp_path / "all.csv")) == 3


def test_somebody_unknown_exports_nothing(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        export(tmp_path / "out.csv", "--login", "nobody-of-this-name")
    assert caught.value.code == "not_found" and not list(tmp_path.iterdir())


def test_filters_and_many_rows_come_in_order_once(tmp_path: Path, monkeypatch: Any) -> None:
    from linli.cases.queries import export as queries

    monkeypatch.setattr(queries, "CHUNK", 2)
    numbers = [a_case().number for _ in range(5)]
    other = a_case(category="cityscape.green.trees", place=FAR).number
    assert [line["number"] for line in export(tmp_path / "a.csv")] == [*numbers, other]
    assert [line["number"] for line in export(tmp_path / "b.csv", "--place", FAR)] == [other]
    assert [
        line["number"] for line in export(tmp_path / "c.csv", "--category", "cityscape.lighting")
    ] == numbers
    assert export(tmp_path / "d.csv", "--ends", "2001-01-01") == []


def test_another_ending_is_wrong_use(tmp_path: Path, capsys: Any) -> None:
    parser = argparse.ArgumentParser()
    exporting.configure(parser)
    assert exporting.run(parser.parse_args(["cases", str(tmp_path / "out.pdf")])) == 2
    assert ".jsonl" in capsys.readouterr().err
