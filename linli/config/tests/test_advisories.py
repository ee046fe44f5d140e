# SPDX-License-Identifier: AGPL-3.0-or-later
"""Packages compared with flaws that were made public, out of a file that the operator brings."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from linli.config import doctor
from linli.config.advisories import Flaw, flaws, installed, read


def advisory(name: str, *events: dict[str, str], **more: Any) -> dict[str, Any]:
    affected = {
        "package": {"ecosystem": "PyPI", "name": name},
        "ranges": [{"type": "ECOSYSTEM", "events": list(events)}],
        "versions": more.pop("versions", []),
    }
    return {"id": "PYSEC-2026-1", "summary": "s", "affected": [affected], **more}


@pytest.mark.parametrize(
    ("version", "events", "fits"),
    [
        ("1.4", [{"introduced": "0"}, {"fixed": "1.5"}], True),
        ("1.5", [{"introduced": "0"}, {"fixed": "1.5"}], False),
        ("1.10", [{"introduced": "1.2"}, {"fixed": "1.9"}], False),  # by version, not by letters
        ("1.1", [{"introduced": "1.2"}], False),
        ("2.1", [{"introduced": "0"}, {"fixed": "1.5"}, {"introduced": "2.0"}, {"fixed": "2.2"}], True),
        ("1.9", [{"introduced": "0"}, {"fixed": "1.5"}, {"introduced": "2.0"}, {"fixed": "2.2"}], False),
        ("1.5", [{"introduced": "0"}, {"last_affected": "1.5"}], True),
        ("1.6", [{"introduced": "0"}, {"last_affected": "1.5"}], False),
    ],
)
def test_a_range_fits_by_version(version: str, events: list[dict[str, str]], fits: bool) -> None:
    assert bool(flaws([advisory("Some_Package", *events)], {"some-package": version})) is fits


def test_what_is_withdrawn_of_another_world_or_not_here_does_not_count() -> None:
    always = {"introduced": "0"}
    other = advisory("django", always)
    other["affected"][0]["package"]["ecosystem"] = "npm"
    found = [advisory("django", always, withdrawn="2026-01-01T00:00:00Z"), other, advisory("x", always)]
    assert flaws(found, {"django": "5.2"}) == []
    named = advisory("django", {"introduced": "9"}, versions=["5.2"])
    assert flaws([named, named], {"django": "5.2"}) == [Flaw("django", "5.2", "PYSEC-2026-1", "s", "")]


def test_the_doctor_names_the_flaw_and_the_version_that_mends_it(tmp_path: Path) -> None:
    file, here = tmp_path / "osv.json", installed()["django"]
    file.write_text(json.dumps({"vulns": [advisory("Django", {"introduced": "0"}, {"fixed": "99.1"})]}))
    [found] = doctor.advisories(file)
    assert found.level == "fault" and f"django {here}" in found.words and "99.1" in found.mend
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("PYSEC-2026-1.json", json.dumps(advisory("django", {"introduced": "99"})))
    [fine] = doctor.advisories(tmp_path / "all.zip")
    assert (fine.level, len(list(read(tmp_path / "all.zip")))) == ("ok", 1)
    for content in ("[1]", "{}", "no json"):
        file.write_text(content)
        assert doctor.advisories(file)[0].level == "fault"
    assert doctor.advisories(tmp_path / "none.json")[0].level == "fault"
