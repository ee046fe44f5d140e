# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of looks says in words what was looked at, by the number that people know where it has one."""

from __future__ import annotations

from typing import Any

import pytest

from linli.cases.testing import a_case
from linli.desk.views import SUBJECTS
from linli.kernel.actor import SYSTEM
from linli.kernel.ids import new_id
from linli.platform.access.looks import reveal


def test_a_matter_is_named_by_its_number(sign_in: Any) -> None:
    case = a_case()
    reveal(SYSTEM, "case", case.id, ["name"], lambda: "", purpose="handle_matter")
    page = sign_in("auditor").get("/desk/looks/").content.decode()
    assert case.number in page
    assert str(case.id) not in page


@pytest.mark.parametrize("kind", SUBJECTS)
def test_what_has_no_number_is_named_by_what_it_is(sign_in: Any, kind: str) -> None:
    subject = new_id()
    reveal(SYSTEM, kind, subject, ["name"], lambda: "", purpose="handle_matter")
    page = sign_in("auditor").get("/desk/looks/").content.decode()
    assert f"<code>{subject}</code>" in page
    assert f">{kind} <code>" not in page, "a code is no word"
