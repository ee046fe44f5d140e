# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli pack check``: every fault of a mutated pack by file, row and what to do; never a traceback."""

from __future__ import annotations

import argparse
import os
import random
from pathlib import Path
from typing import Any

import pytest

from linli.config import packs
from linli.kernel.problem import Problem
from linli.places.testing import FILES, edited, small_town

COUNT = 1000 if os.environ.get("LINLI_FULL") == "1" else 80

FAULTS = [
    ("town.yaml", "general_intake: intake", "general_intake: nobody", 0, "general_intake must be"),
    ("town.yaml", "calendar: cn", "calendar: moon", 0, "calendar must be"),
    ("units.csv", "lamps,gov,gov,", "gov,gov,gov,", 4, "used twice"),
    ("units.csv", "lamps,gov,gov,", ",gov,gov,", 4, "a code is missing"),
    ("units.csv", "lamps,gov,gov,", "lamps,east,gov,", 4, "must stand in a row before"),
    ("units.csv", "subdistrict_office,110100001000", "subdistrict_office,999", 5, "not in places.csv"),
    ("units.csv", "subdistrict_office", "castle", 5, "kind of organisation"),
    ("units.csv", "路灯所,Lamps Office", ",", 4, "a name is missing"),
    ("duties.csv", "lamps,street.lamp", "moon,street.lamp", 3, "not in units.csv"),
    ("duties.csv", "lamps,street.lamp", "lamps,street.moon", 3, "not in categories.csv"),
    ("duties.csv", "gov,street,110100000000", "gov,street,1", 2, "not in places.csv"),
    ("duties.csv", "assisting,assisting,", "assisting,perhaps,", 4, "list must be"),
    ("duties.csv", "4,2026-01-01", "4,01.01.2026", 5, "not valid"),
    ("duties.csv", "lead,basic,职责清单,2", "boss,basic,职责清单,2", 3, "not valid"),
    ("deadlines.csv", "answer,wd", "answer,weeks", 2, "not allowed"),
    ("deadlines.csv", "answer,wd", "sleep,wd", 2, "not allowed"),
    ("deadlines.csv", "h,24,12", "h,soon,12", 3, "whole number"),
    ("deadlines.csv", "h,24,12", "h,,12", 3, "a limit is missing"),
    ("deadlines.csv", "h,24,12", "h,-5,12", 3, "whole number"),
    ("deadlines.csv", "条例,1", ",1", 2, "names its source"),
    ("deadlines.csv", "lamp,help", "answer,help", 3, ""),
    ("deadlines.csv", "help,street.lamp", "help,street.moon", 3, "not in categories.csv"),
    ("deadlines.csv", "24,12,receipt", "24,12,birth", 3, "counts_from"),
    ("deadlines.csv", "V,2026-01-01", "V,2026-02-30", 3, "YYYY-MM-DD"),
    ("calendar.csv", "2026-03-03,no", "2026-03-03,maybe", 2, "yes or no"),
    ("calendar.csv", "2026-03-03,no", "soon,no", 2, "YYYY-MM-DD"),
    ("calendar.csv", "2026-03-03,no", ",no", 2, "a date is missing"),
    ("accounts.csv", "community_worker,,", "king,,", 4, "role is not known"),
    ("accounts.csv", "operator,intake", "operator,moon", 2, "needs a unit"),
]


@pytest.mark.parametrize(("file", "old", "new", "line", "what"), FAULTS)
def test_a_fault_is_named_by_file_and_row(
    tmp_path: Path, file: str, old: str, new: str, line: int, what: str
) -> None:
    if new == "answer,help":  # the same key twice is a fault only from the same day on
        pack = {file: FILES[file].replace(old, new).replace("V,2026-01-01", "V,")}
    else:
        pack = edited(file, old, new)  # type: ignore[assignment]
    found = packs.check_town(small_town(tmp_path, pack))
    assert any((fault.file, fault.row) == (file, line) and what in fault.what for fault in found), found


def test_the_small_town_has_no_fault(tmp_path: Path) -> None:
    assert packs.check_town(small_town(tmp_path)) == []


def told(folder: Path, capsys: Any) -> tuple[int, str]:
    parser = argparse.ArgumentParser()
    packs.configure(parser)
    code = packs.run(parser.parse_args(["check", str(folder)]))
    return code, capsys.readouterr().out


def test_the_command_prints_a_line_for_each_fault_and_ends_with_1(tmp_path: Path, capsys: Any) -> None:
    assert told(small_town(tmp_path / "a"), capsys) == (0, "no fault\n")
    folder = small_town(tmp_path / "b", edited("units.csv", "subdistrict_office,", "castle,"))
    code, text = told(folder, capsys)
    assert code == 1 and "units.csv:5: this kind of organisation is not known (castle)\n" in text
    assert text.endswith("1 faults\n")


@pytest.mark.parametrize("folder", ["nowhere", "empty", "file"])
def test_what_is_no_pack(tmp_path: Path, capsys: Any, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("x", "utf-8")
    try:
        code, text = told(tmp_path / folder, capsys)
    except Problem as problem:
        assert problem.code
    else:
        assert code == 1 and "town.yaml" in text


def test_a_faulty_pack_is_not_loaded_at_all(tmp_path: Path, db: None) -> None:
    from linli.people import public as people

    before = {unit.code for unit in people.units()}
    folder = small_town(tmp_path, edited("deadlines.csv", "h,24,12", "h,soon,12"))
    with pytest.raises(Problem) as caught:
        packs.load_town(folder, demo=False, note=lambda part: None)
    assert caught.value.code == "pack_faulty" and "deadlines.csv:3" in caught.value.facts["first"]
    assert {unit.code for unit in people.units()} == before


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Some bytes, cells or lines of a file made worse."""
    lines = content.split(b"\n")
    at, line = chance.randrange(len(content) + 1), chance.randrange(len(lines))
    match chance.randrange(9):
        case 0:
            return content[:at]
        case 1:
            return content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
        case 2:
            signs = [b"\0", b'"', b"\xff", b",", b": ", b"- ", b"[", b"&a"]
            return content[:at] + chance.choice(signs) + content[at:]
        case 3:
            return b"\n".join(lines[:line] + lines[line + 1 :])
        case 4:
            return b"\n".join([*lines, *lines[line:]])
        case 5:
            return content.replace(b",", chance.choice([b";", b"\t", b",,"]))
        case 6:
            return content.decode("utf-8").encode(chance.choice(["gb18030", "utf-16"]))
        case 7:
            cells = lines[line].split(b",")
            evil = [b"", b"x" * 5000, b"-1", b"1e9", b"9" * 20, b"9999-12-31", b"0001-01-01", "１".encode()]
            cells[chance.randrange(len(cells))] = chance.choice(evil)
            return b"\n".join([*lines[:line], b",".join(cells), *lines[line + 1 :]])
        case _:
            return b""


def test_no_mutated_pack_ends_in_a_traceback(tmp_path: Path) -> None:
    faulty = 0
    for number in range(COUNT):
        chance = random.Random(f"pack {number}")
        folder = small_town(tmp_path / str(number))
        path = folder / chance.choice(sorted(FILES))
        path.write_bytes(mutated(path.read_bytes(), chance))
        what = f"pack {number}: {path.name}"
        try:
            found = packs.check_town(folder)
        except Exception as error:
            raise AssertionError(what) from error
        faulty += bool(found)
        assert all(fault.file and fault.what for fault in found), what
    assert COUNT // 4 < faulty < COUNT, "mutations that all end the same way try nothing"
