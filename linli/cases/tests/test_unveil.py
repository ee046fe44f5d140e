# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is hidden from the public, of staff: read by who needs it, for a stated purpose, with a look."""

from __future__ import annotations

from typing import Any

import pytest

from linli.cases.commands import move_case, object_to, release_case
from linli.cases.models import Attachment
from linli.cases.policy import Facts, may_unveil
from linli.cases.queries import CaseFilter, case_detail, case_list, file_for, looks_of
from linli.cases.queries.export import export_rows
from linli.cases.testing import act
from linli.cases.vocab import Action, Kind
from linli.kernel.actor import SYSTEM, Actor, Holding
from linli.platform.access.models import Look
from linli.platform.files import store

from .test_hiding import NAME, a_hidden, a_public_case, code_of
from .test_own import photo


@pytest.fixture
def case(cast: Any) -> Any:
    found = a_public_case(cast)
    move_case(found.id, Action.REOPEN, actor=SYSTEM, text="再看。")
    act(found.id, Action.DISPATCH)
    return found


def everything_of_staff(case: Any, who: Any, browser: Any) -> str:
    """All that somebody of staff is told of a matter without asking for what is hidden."""
    found = [
        browser.get(f"/desk/matter/{case.number}/").content.decode(),
        browser.get(f"/desk/matter/{case.number}/brief/").content.decode(),
        browser.get("/desk/").content.decode(),
        repr(case_detail(case.number, viewer=who)),
        repr(case_list(who, CaseFilter()).lines),
        repr(list(export_rows(CaseFilter(), viewer=who, purpose="report"))),
    ]
    return "\n".join(found)


def test_staff_to_whom_the_matter_exists_do_not_read_what_is_hidden(
    cast: Any, case: Any, sign_in: Any
) -> None:
    a_hidden(cast, case)
    for name in ("operator", "coordinator", "handler", "auditor", "community_worker"):
        who = getattr(cast, name)
        told = everything_of_staff(case, who, sign_in(name))
        assert NAME not in told and "漏水" in told, name
        assert not case_list(who, CaseFilter(q=NAME)).lines
    assert NAME in case_detail(case.number, viewer=SYSTEM).text
    assert NAME in case_detail(case.number, viewer=cast.resident).text


def test_who_needs_it_says_what_for_and_the_person_reads_who_looked(
    cast: Any, case: Any, sign_in: Any
) -> None:
    hidden, path = a_hidden(cast, case, actor=cast.operator), f"/desk/matter/{case.number}/hidden/"
    for name in ("coordinator", "district_coordinator", "auditor", "community_worker"):
        browser = sign_in(name)
        assert "unveil-purpose" not in browser.get(f"/desk/matter/{case.number}/").content.decode()
        assert browser.post(path, {"unveil-purpose": "unveil"}).status_code == 403, name
    assert sign_in("outsider").post(path, {"unveil-purpose": "unveil"}).status_code == 404
    assert not Look.objects.exists()
    handler = sign_in("handler")
    assert handler.post(path, {}).status_code == 422 and not Look.objects.exists()
    assert NAME in handler.post(path, {"unveil-purpose": "unveil"}).content.decode()
    assert NAME in sign_in("operator").post(path, {"unveil-purpose": "judge_hiding"}).content.decode()
    object_to(case.id, hidden, "这是实话。", actor=cast.resident)
    assert NAME in sign_in("district_coordinator").get("/desk/hidden/").content.decode()
    looks = [(look.subject, look.fields, look.purpose) for look in Look.objects.order_by("id")]
    assert looks == [(case.id, ["hidden"], use) for use in ("unveil", "judge_hiding", "judge_hiding")]
    assert len(looks_of(case_detail(case.number, viewer=cast.resident), cast.resident)) == 3


def test_a_hidden_photo_is_handed_out_to_who_needs_it_with_a_look(cast: Any) -> None:
    case = a_public_case(cast, files=[store.store(photo()).id])
    file = Attachment.objects.get(case=case.id).pk
    release_case(case.id, actor=cast.operator, text=True, files=[file])
    move_case(case.id, Action.REOPEN, actor=SYSTEM, text="再看。")
    act(case.id, Action.DISPATCH)
    a_hidden(cast, case, words="", actor=cast.operator, attachment=file)
    assert not case_detail(case.number, viewer=cast.coordinator).files
    assert code_of(lambda: file_for(case.number, file, viewer=cast.coordinator)) == "not_found"
    assert not Look.objects.exists()
    assert file_for(case.number, file, viewer=cast.handler).id == file
    assert Look.objects.get().purpose == "unveil"


@pytest.mark.parametrize(
    ("role", "unit", "waits", "reason"),
    [
        ("handler", "a/b/", False, "handles"),
        ("handler", "a/c/", False, "handles"),  # called in
        ("handler", "a/d/", False, "no_relation"),
        ("coordinator", "a/b/", False, "handles"),
        ("coordinator", "a/", False, "no_need"),
        ("coordinator", "a/", True, "decides"),
        ("operator", "x/", True, "no_need"),
        ("auditor", "x/", True, "no_need"),
        ("grid_worker", "x/", True, "no_need"),
    ],
)
def test_who_needs_what_is_hidden(role: str, unit: str, waits: bool, reason: str) -> None:
    actor = Actor("account", "1", (Holding(role, "town/", unit, unit.strip("/")),))
    facts = Facts("1", Kind.HELP, "town/x/", "a/b/", assisting_paths=("a/c/",))
    answer = may_unveil(actor, facts, "account:2", "a/b/", waits=waits)
    assert (bool(answer), answer.reason) == (reason in ("handles", "decides"), reason)
    assert may_unveil(actor, facts, "account:1", "a/b/", waits=waits).reason in ("hid_it", "no_relation")
