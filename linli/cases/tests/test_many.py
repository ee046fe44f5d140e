# SPDX-License-Identifier: AGPL-3.0-or-later
"""Several matters at once from the queue: each by itself, each with its own result."""

from __future__ import annotations

from typing import Any

from linli.cases.commands import ReporterData
from linli.cases.models import Case, Step
from linli.cases.testing import a_case, a_case_in, state_of
from linli.cases.vocab import State

URL = "/desk/many/"


def test_what_is_refused_for_one_leaves_the_others_done(sign_in: Any) -> None:
    answered, new = a_case_in(State.RESOLVED), a_case()
    client = sign_in("operator")
    page = client.post(URL, {"deed": "close", "number": [answered.number, new.number, "0"]})
    assert page.status_code == 200
    assert [told is None for _, told in page.context["results"]] == [True, False, False]
    assert (state_of(answered.id), state_of(new.id)) == (State.CLOSED, State.RECEIVED)


def test_matters_are_passed_on_and_noted_together(sign_in: Any) -> None:
    cases = [a_case() for _ in range(3)]
    client, numbers = sign_in("operator"), [case.number for case in cases]
    client.post(URL, {"deed": "dispatch", "unit": "d-traffic", "number": numbers})
    client.post(URL, {"deed": "note", "text": "同一处塌方。", "number": numbers})
    for case in cases:
        steps = Step.objects.filter(case=case.id).order_by("seq")
        assert list(steps.values_list("deed", flat=True)) == ["receive", "dispatch", "note"]
        assert steps.last().sees == "internal"


def test_nobody_reaches_more_by_a_list_than_one_by_one(sign_in: Any) -> None:
    case = a_case()
    page = sign_in("outsider").post(URL, {"deed": "note", "text": "看看。", "number": [case.number]})
    assert page.context["whole"] == 0
    assert Step.objects.filter(case=case.id, deed="note").count() == 0


def test_none_and_more_than_fifty_are_refused(sign_in: Any) -> None:
    client = sign_in("operator")
    for numbers in ([], [f"2026-{n:06}-1" for n in range(51)]):
        answer = client.post(URL, {"deed": "note", "text": "x", "number": numbers})
        assert answer.status_code == 422
    assert client.post(URL, {"deed": "fly", "number": ["0"]}).status_code == 422


def test_the_queue_offers_it_without_script(sign_in: Any) -> None:
    case = a_case()
    page = sign_in("operator").get("/desk/?group=new&order=received").content.decode()
    assert f'form="many" name="number" value="{case.number}"' in page
    assert 'id="many"' in page


def test_what_is_told_to_many_is_shown_before_and_nothing_is_done(sign_in: Any) -> None:
    cases = [a_case(reporter=ReporterData(contact=f"1390000000{n}")) for n in range(2)]
    numbers = [case.number for case in cases] + ["0"]
    client = sign_in("operator")
    look = client.post(
        URL, {"preview": "dispatch", "unit": "d-traffic", "text": "请办。", "number": numbers}
    )
    assert [told.masked for told in look.context["preview"]] == ["+86139…00", "+86139…01"]
    assert look.context["whole"] == 2 and all(state_of(case.id) is State.RECEIVED for case in cases)
    page = look.content.decode()
    assert all(f'name="number" value="{case.number}"' in page for case in cases)
    again = {"deed": "dispatch", "unit": "d-traffic", "text": "请办。", "number": numbers[:2]}
    assert client.post(URL, again).context["whole"] == 2
    assert all(state_of(case.id) is State.DISPATCHED for case in cases)


def test_calling_in_shows_what_the_person_will_read(cast: Any, sign_in: Any) -> None:
    case = a_case_in(State.DISPATCHED, reporter=ReporterData(contact="13900000001"))
    version = Case.objects.values_list("version", flat=True).get(pk=case.id)
    form = {"call-version": version, "call-text": "请两家一起看。", "call-unit1": "d-traffic",
            "call-task1": "看路面。", "preview": "yes"}  # fmt: skip
    look = sign_in("coordinator").post(f"/desk/matter/{case.number}/call-in/", form)
    assert look.status_code == 200, look.context["call_form"].errors
    assert "+86139…01" in look.content.decode()
    assert not Step.objects.filter(case=case.id, deed="call_in").exists()
