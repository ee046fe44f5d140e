# SPDX-License-Identifier: AGPL-3.0-or-later
"""The twin rule: what a resident does on a screen can be done by telephone, at a counter or on paper.

``linli/channels/twins.toml`` names the twin of each route; here the URL map is walked.
"""

from __future__ import annotations

import inspect
import tomllib
from pathlib import Path
from typing import Any

import pytest
from stage import pages

from linli.channels.vocab import REQUESTS
from linli.platform.access import PUBLIC, SIGNED_IN
from linli.platform.pdf import pages as count

ROOT = Path(__file__).resolve().parents[1]
FILE: dict[str, Any] = tomllib.loads((ROOT / "linli/channels/twins.toml").read_text("utf-8"))
TWINS, ALONE = FILE["twins"], FILE["alone"]
POSTS = tomllib.loads((ROOT / "tests/matrix.toml").read_text("utf-8"))["post"]
ON_SCREENS = ("linli.people.", "linli.platform.", "linli.kiosk.")  # signing in, looks: no right
FOR_RESIDENTS = (PUBLIC.name, SIGNED_IN.name)


def actions() -> set[str]:
    """Routes that take a form and are open to residents, whatever their storey."""
    return {
        name
        for name, pattern in pages().items()
        if name in POSTS and name != "api-unknown" and pattern.callback.policy.name in FOR_RESIDENTS
    }


def test_every_action_of_a_resident_has_a_twin() -> None:
    missing = actions() - set(TWINS) - set(ALONE)
    assert not missing, "name a form of staff or a form to print in linli/channels/twins.toml"
    gone = {name for name in {*TWINS, *ALONE} if name not in pages()}
    assert not gone, "these routes are gone"
    assert not set(TWINS) & set(ALONE)


def test_a_twin_is_a_form_of_staff_or_a_form_to_print() -> None:
    known = pages()
    for name, twin in TWINS.items():
        if "form" in twin:
            assert twin["form"] in REQUESTS, name
            continue
        assert known[twin["route"]].callback.policy.name not in FOR_RESIDENTS, f"{name}: not of staff"
        assert twin["route"] in {*POSTS, "desk-do"}, f"{name}: takes no form"


def test_only_what_concerns_screens_is_without_one() -> None:
    for name, why in ALONE.items():
        module = inspect.unwrap(pages()[name].callback).__module__
        assert why and module.startswith(ON_SCREENS), f"{name} is a right: it needs a twin"


@pytest.mark.django_db
def test_the_forms_can_be_printed_by_everybody(client: Any) -> None:
    page = client.get("/paper/").content.decode()
    for which in REQUESTS:
        assert f"/paper/{which}.pdf" in page
        assert count(client.get(f"/paper/{which}.pdf").content) == 1
