# SPDX-License-Identifier: AGPL-3.0-or-later
"""A pytest plugin, loaded before Django: tests run on a real PostgreSQL of their own.

Our own server in ``var/test`` (or ``LINLI_HOME``), or the one that ``LINLI_DATABASE_URL`` names.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
os.environ.setdefault("LINLI_HOME", str(ROOT / "var" / "test"))
os.environ["LINLI_TESTING"] = "1"
os.environ.setdefault("LINLI_DATA", str(ROOT.parent / "shared" / "data"))


def pytest_configure(config: pytest.Config) -> None:
    from linli.platform import database, home
    from linli.platform.catalogues import compile_catalogues

    Path(os.environ["LINLI_HOME"]).parent.mkdir(parents=True, exist_ok=True)
    database.ensure()
    home.home().joinpath("static").mkdir(exist_ok=True)  # or WhiteNoise warns of its absence
    compile_catalogues()


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("data") and not Path(os.environ["LINLI_DATA"]).exists():
        pytest.skip("needs the real data sets: say in LINLI_DATA where they lie")
