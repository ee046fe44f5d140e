# SPDX-License-Identifier: AGPL-3.0-or-later
"""Staff at work: taking a call, one step on a suggestion, the field, correction, what a form keeps."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from linli.cases.models import Case, Reporter, Step
from linli.cases.testing import HERE, a_case, a_case_in, act
from linli.cases.vocab import Action, Kind, State

CALL = {
    "channel": "phone", "kind": "help", "text": "来电说滨江路的路灯坏了三天。", "place": HERE,
    "category": "cityscape.lighting.street", "name": "郑小姐", "contact": "139 0001 1001",
}  # fmt: skip


def test_a_call_is_taken_down_once_and_number_and_code_are_read_out(sign_in: Any) -> None:
    client = sign_in("operator")
    call = {**CALL, "case_id": str(uuid4())}
    first, second = client.post("/desk/new/", call), client.post("/desk/new/", call)
    assert (first.status_code, first.url) == (302, second.url)
    case = Case.objects.get()
    assert (case.channel, case.title) == ("phone", "来电说滨江路的路灯坏了三天")
    assert Reporter.objects.get().account_id is None
    slip = client.get(first.url).content.decode()
    from linli.cases.queries import case_code

    assert case.number in slip
    assert case_code(case.id) in slip


def test_a_call_with_a_wrong_number_keeps_what_was_typed(sign_in: Any) -> None:
    answer = sign_in("operator").post("/desk/new/", {**CALL, "contact": "call me"})
    assert answer.status_code == 422
    assert "来电说滨江路的路灯坏了三天。" in answer.content.decode()
    assert Case.objects.count() == 0


def test_a_suggestion_is_taken_in_one_step(sign_in: Any) -> None:
    case = a_case(category=None, place=None, text="滨江路社区门口的路灯坏了三天了，晚上黑得很。")
    client = sign_in("operator")
    assert client.post(f"/desk/matter/{case.number}/route/", {"version": "1"}).status_code == 302
    row = Case.objects.get(pk=case.id)
    assert (row.state, row.unit.code, row.place.code) == ("dispatched", "d-lighting", HERE)
    steps = Step.objects.filter(case=row).values_list("deed", flat=True)
    assert list(steps) == ["receive", "correct", "dispatch"]


def test_a_refused_step_keeps_the_words_and_shows_how_it_stands(sign_in: Any) -> None:
    case = a_case_in(State.DISPATCHED)
    client = sign_in("operator")
    url = f"/desk/matter/{case.number}/do/resolve/"
    answer = client.post(url, {"resolve-version": "1", "resolve-text": "写了很久的答复"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "写了很久的答复" in page
    assert 'name="resolve-version" value="2"' in page
    again = client.post(url, {"resolve-version": "2", "resolve-text": "写了很久的答复"})
    assert again.status_code == 302
    assert client.post(f"/desk/matter/{case.number}/do/fly/", {}).status_code == 404


@pytest.mark.parametrize(("found", "state"), [("verify", "verified"), ("rework", "reopened")])
def test_a_grid_worker_looks_on_the_spot(sign_in: Any, found: str, state: str) -> None:
    case = a_case_in(State.RESOLVED, place="509901001002003")
    client = sign_in("grid_worker")
    assert case.number in client.get("/field/").content.decode()
    seen = {
        "check-version": Case.objects.get(pk=case.id).version, "check-found": found,
        "check-text": "到场看过。", "deed": str(uuid4()),
    }  # fmt: skip
    url = f"/field/matter/{case.number}/check/"
    assert [client.post(url, seen).status_code for _ in range(2)] == [302, 302]  # replayed by the phone
    row = Case.objects.get(pk=case.id)
    assert row.state == state
    assert Step.objects.filter(case=row, deed=found).count() == 1


def test_standing_there_is_said_once_and_no_place_is_kept(sign_in: Any) -> None:
    client = sign_in("grid_worker")
    for metres, there in ((40, True), (400, False)):
        case = a_case_in(State.RESOLVED, place="509901001002003")
        Case.objects.filter(pk=case.id).update(longitude=106.95, latitude=29.94)
        seen = {
            "check-version": Case.objects.get(pk=case.id).version, "check-found": "verify",
            "check-text": "亮了。", "check-longitude": "106.95", "deed": str(uuid4()),
            "check-latitude": str(29.94 + metres / 111_320),
        }  # fmt: skip
        assert client.post(f"/field/matter/{case.number}/check/", seen).status_code == 302
        told = Step.objects.get(case=case.id, deed="verify")
        assert ("现场" in told.text) is there and "29.9" not in f"{told.text}{told.facts}"


def test_a_grid_worker_reports_for_somebody(sign_in: Any) -> None:
    client = sign_in("grid_worker")
    brought = {
        "kind": "help", "text": "独居老人家里的灯坏了。", "case_id": str(uuid4()),
        "name": "", "contact": "", "place": "", "category": "", "address": "",
    }  # fmt: skip
    first, second = client.post("/field/new/", brought), client.post("/field/new/", brought)
    assert (first.status_code, first.url) == (302, second.url)
    case = Case.objects.get()
    assert (case.channel, case.place.code) == ("field", "509901001002003")
    changed = client.post("/field/new/", {**brought, "text": "别的事情。"}, headers={"X-Linli-Replay": "1"})
    assert changed.status_code == 409
    assert client.post("/field/new/", {**brought, "case_id": "x"}).status_code == 422


def test_who_was_accused_is_corrected_on_the_desk(sign_in: Any) -> None:
    case = a_case()
    act(case.id, Action.DISPATCH)
    answer = sign_in("operator").post(
        f"/desk/matter/{case.number}/correct/",
        {
            "correct-version": "2", "correct-kind": Kind.COMPLAIN, "correct-place": "滨江路社区",
            "correct-category": "cityscape.lighting.street", "correct-about": "d-lighting",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    row = Case.objects.get(pk=case.id)
    assert (row.kind, row.about.code, row.unit.code, row.place.code) == (
        "complain", "d-lighting", "d-hotline", HERE,
    )  # fmt: skip


def test_same_facts_are_declined_with_the_earlier_number(sign_in: Any) -> None:
    earlier, case = a_case_in(State.CLOSED), a_case()
    client = sign_in("operator")
    url = f"/desk/matter/{case.number}/do/decline/"
    wrong = {"decline-version": "1", "decline-text": "已答复过。", "decline-other": case.number}
    assert client.post(url, wrong).status_code == 422
    assert client.post(url, {**wrong, "decline-other": earlier.number}).status_code == 302
    client.post("/track/", {"number": case.number, "code": case.code})
    assert earlier.number in client.get(f"/matter/{case.number}/").content.decode()


def test_saved_views_are_kept_and_dropped_on_the_queue(sign_in: Any) -> None:
    client = sign_in("operator")
    kept = client.post("/desk/views/", {"name": "超期的", "query": "group=overdue"})
    assert kept.status_code == 302
    page = client.get("/desk/").content.decode()
    assert "超期的" in page
    from linli.cases.models import SavedView

    client.post(f"/desk/views/{SavedView.objects.get().pk}/remove/")
    assert "超期的" not in client.get("/desk/").content.decode()
