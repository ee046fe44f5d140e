# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first of the two commands, as far as it can be tried without a bare machine."""

from __future__ import annotations

from pathlib import Path

from tools import bootstrap


def test_half_an_environment_is_made_anew(tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to("/usr/bin/env")
    (venv / "left over").touch()
    assert not bootstrap.whole(venv)
    assert bootstrap.make(venv)
    assert bootstrap.whole(venv)
    assert not (venv / "left over").exists()


def test_the_locks_name_no_host_and_check_every_package() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (bootstrap.ROOT / lock).read_text("utf-8")
        assert "://" not in text
        lines = text.splitlines()
        packages = [number for number, line in enumerate(lines) if "==" in line and line[0].isalnum()]
        assert packages
        assert all("--hash=sha256:" in lines[number + 1] for number in packages)


def test_a_change_of_the_locks_is_noticed(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    lock.write_text("one==1\n")
    before = bootstrap.digest([lock])
    lock.write_text("one==2\n")
    assert bootstrap.digest([lock]) != before
