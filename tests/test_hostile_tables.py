# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hostile tables: mutated CSV and XLSX files through the import.

Whatever comes, the answer is a coded problem or clean work: no crash, nothing half-written. All is
drawn from a seed, so what fails once fails again; a failure names its number and its mutation.
"""

from __future__ import annotations

import io
import os
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from linli.cases.cli import importing
from linli.cases.models import Case, Part
from linli.cases.tests.files import HEADER, import_file, row, write
from linli.kernel.problem import Problem
from linli.platform.journal.models import EventRecord

pytestmark = pytest.mark.django_db
COUNT = 1000 if os.environ.get("LINLI_FULL") == "1" else 60
Chance = random.Random


# --- tables ----------------------------------------------------------------------------------------


def table(chance: Chance, ending: str, folder: Path) -> bytes:
    rows = [row(number, what=f"第{number}盏路灯坏了。") for number in range(chance.randint(1, 6))]
    return write(folder / f"whole.{ending}", rows).read_bytes()


def truncated(content: bytes, chance: Chance) -> bytes:
    return content[: chance.randrange(len(content))]


def flipped(content: bytes, chance: Chance) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 30)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def with_nuls(content: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + b"\0" * chance.randint(1, 50) + content[at:]


def doubled(content: bytes, chance: Chance) -> bytes:
    return content + content[: chance.randrange(len(content))]


def encoded(content: bytes, chance: Chance) -> bytes:
    text = content.decode("utf-8")
    return text.encode(
        chance.choice(["gb18030", "utf-16", "utf-16-le", "big5", "latin-1", "utf-32"]), "replace"
    )


def half_encoded(content: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(content))
    text = content.decode("utf-8")
    return content[:at] + text[at // 2 :].encode("gb18030")


def delimited(content: bytes, chance: Chance) -> bytes:
    return content.replace(b",", chance.choice([b";", b"\t", b"|", b",,", b"\x1f", b" "]))


def quoted(content: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + chance.choice([b'"', b'""', b'"\r\n', b"'", b"\\"]) + content[at:]


def huge_cell(content: bytes, chance: Chance) -> bytes:
    return content.replace("路灯".encode(), b"x" * chance.choice([20_001, 999_999, 1_000_001]), 1)


def many_columns(content: bytes, chance: Chance) -> bytes:
    lines = content.split(b"\r\n")
    at = chance.randrange(2)  # in the header or in a row
    lines[at] += b",a" * chance.choice([1_999, 100_000, 1_000_000])
    return b"\r\n".join(lines)


def no_lines(content: bytes, chance: Chance) -> bytes:
    return content.replace(b"\r\n", chance.choice([b"\r", b"\n", b"\n\n", b"", "\u2028".encode()]))


def twice_headed(content: bytes, chance: Chance) -> bytes:
    return content.replace(b"topic", b"what", 1)


def nonsense_dates(content: bytes, chance: Chance) -> bytes:
    dates = [
        "2026-02-30",
        "0000-00-00",
        "9999-12-31T23:59:59Z",
        "1e309",
        "-1",
        "٢٠٢٦-٠١-٠١",
        "now",
        "45000",
        "24:00",
    ]
    return content.replace(b"2026-03-02 08:30:00", chance.choice(dates).encode())


def formulas(content: bytes, chance: Chance) -> bytes:
    evil = [
        '=cmd|"/c calc"!A1',
        "@SUM(1)",
        "+1+1",
        "\u202eexe.gpj",
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "%00",
    ]
    return content.replace("路灯".encode(), chance.choice(evil).encode())


def zip_parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def sheet_flipped(content: bytes, chance: Chance) -> bytes:
    """Damage inside of an intact archive: the XML itself."""
    parts = zip_parts(content)
    name = chance.choice(sorted(parts))
    return zipped({**parts, name: flipped(parts[name], chance)})


def part_missing(content: bytes, chance: Chance) -> bytes:
    parts = zip_parts(content)
    del parts[chance.choice(sorted(parts))]
    return zipped(parts)


def far_cell(content: bytes, chance: Chance) -> bytes:
    """One cell so far out that room for all before it would be some hundred gigabytes."""
    parts = zip_parts(content)
    cell = chance.choice([b"XFD1048576", b"ZZZZZZ99999999", b"A4294967296", b"XFD1", b"A1048576", b"A0"])
    return zipped({**parts, SHEET: parts[SHEET].replace(b'r="A2"', b'r="' + cell + b'"')})


def bomb(content: bytes, chance: Chance) -> bytes:
    """A sheet that unpacks to far more than it says, or says that it unpacks to far too much."""
    parts = zip_parts(content)
    large = zipped(
        {**parts, SHEET: parts[SHEET].replace(b"<sheetData>", b"<sheetData>" + b" " * 40_000_000)}
    )
    at = large.rfind(struct.pack("<I", len(parts[SHEET]) + 40_000_000))  # the size in the directory
    told = chance.choice([1000, 0, 0xFFFFFFF0])
    return large[:at] + struct.pack("<I", told) + large[at + 4 :]


def entities(content: bytes, chance: Chance) -> bytes:
    laughs = (
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    )
    parts = zip_parts(content)
    body = parts[SHEET].replace(b"<worksheet", laughs + b"<worksheet", 1)
    return zipped(
        {**parts, SHEET: body.replace(b"<v>0</v>", chance.choice([b"<v>&b;</v>", b"<v>&c;</v>"]))}
    )


def formula_cells(content: bytes, chance: Chance) -> bytes:
    parts = zip_parts(content)
    cell = (
        b'<c r="B2"><f>NOW()+1/0</f>' + chance.choice([b"<v>45000.5</v>", b"<v>#DIV/0!</v>", b""]) + b"</c>"
    )
    return zipped(
        {**parts, SHEET: parts[SHEET].replace(b'<row r="2"', b'<row r="2">' + cell + b"</row><row", 1)}
    )


def other_archive(content: bytes, chance: Chance) -> bytes:
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"})


BYTES = [truncated, flipped, with_nuls, doubled]
TABLES: dict[str, list[Callable[[bytes, Chance], bytes]]] = {
    "csv": [*BYTES, encoded, half_encoded, delimited, quoted, huge_cell, many_columns, no_lines,
            twice_headed, nonsense_dates, formulas],
    "xlsx": [*BYTES, sheet_flipped, part_missing, far_cell, bomb, entities, formula_cells, other_archive],
}  # fmt: skip


@pytest.mark.parametrize("ending", sorted(TABLES))
def test_no_table_breaks_the_import(ending: str, tmp_path: Path, capsys: Any) -> None:
    told: dict[str, int] = {}
    for number in range(COUNT // 2):
        chance = Chance(f"{ending} {number}")
        mutate = TABLES[ending][number % len(TABLES[ending])]
        whole = table(chance, ending, tmp_path)
        file = tmp_path / f"mutated.{ending}"
        file.write_bytes(mutate(whole, chance))
        file.with_suffix(".toml").write_text((tmp_path / "whole.toml").read_text("utf-8"), "utf-8")
        what = f"{ending} {number}: {mutate.__name__}"
        try:
            report = import_file(file, capsys)
        except Problem as problem:
            assert problem.code in ("table_unreadable", "map_faulty"), what
            told[problem.code] = told.get(problem.code, 0) + 1
            continue
        except BaseException as error:
            raise AssertionError(what) from error
        assert report["read"] == report["created"] + report["already_there"] + report["refused"], what
        told["read"] = told.get("read", 0) + 1
    assert told["read"] and told["table_unreadable"], "mutations that all end the same way try nothing"
    assert_whole()


def assert_whole() -> None:
    """Each matter has its part and its event."""
    cases = set(Case.objects.values_list("id", flat=True))
    assert set(Part.objects.values_list("case_id", flat=True)) == cases
    assert set(EventRecord.objects.filter(type="cases.imported").values_list("subject", flat=True)) == cases


def test_a_workbook_with_too_many_columns_is_told_so(tmp_path: Path, capsys: Any) -> None:
    with pytest.raises(Problem) as caught:
        import_file(write(tmp_path / "a.xlsx", [], [*HEADER, *(f"c{n}" for n in range(2_000))]), capsys)
    assert caught.value.facts["why"] == "too many columns"


@pytest.mark.parametrize("kind", ["folder", "nothing", "device"])
def test_what_is_no_file_at_all(kind: str, tmp_path: Path, capsys: Any) -> None:
    write(tmp_path / "a.csv", [])
    (tmp_path / "a.csv").unlink()
    if kind == "folder":
        (tmp_path / "a.csv").mkdir()
    if kind == "device":
        (tmp_path / "a.csv").symlink_to("/dev/zero")
    with pytest.raises(Problem) as caught:
        import_file(tmp_path / "a.csv", capsys)
    assert caught.value.code == "table_unreadable"


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", b"[file", b"file = 1", b"[columns]\nref=1", b"\0"])
def test_a_map_that_is_none(text: bytes, tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_bytes(text)
    with pytest.raises(Problem) as caught:
        importing.load_map(tmp_path / "map.toml")
    assert caught.value.code == "map_faulty"
