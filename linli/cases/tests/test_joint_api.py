# SPDX-License-Identifier: AGPL-3.0-or-later
"""Joint handling by another program: the same commands as the pages, under versions, harmless twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from linli.cases.models import Case, Part, Press, Step
from linli.cases.testing import a_case_in
from linli.cases.vocab import State
from linli.kernel.actor import SYSTEM
from linli.people.testing import Cast
from linli.places import public as places
from linli.platform.access.keys import make_key

pytestmark = pytest.mark.django_db
CALL = {"units": [{"unit": "d-traffic", "task": "封一条车道。"}], "text": "要两家一起。"}


class Program:
    """Another program with a key of somebody of the cast."""

    def __init__(self, cast: Cast, role: str) -> None:
        account = UUID(getattr(cast, role).id)
        self.key = make_key(role, ["cases:read", "cases:write"], account, actor=SYSTEM)[1]

    def get(self, path: str, **headers: str) -> HttpResponse:
        return Client().get(f"/api/v1/cases/{path}", headers=self._with(headers))

    def post(self, path: str, body: dict[str, Any], **headers: str) -> HttpResponse:
        return Client().post(
            f"/api/v1/cases/{path}", body, content_type="application/json", headers=self._with(headers)
        )

    def _with(self, headers: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return {"Authorization": f"Bearer {self.key}", **named}


@pytest.fixture
def number() -> str:
    return a_case_in(State.DISPATCHED).number


def code_of(response: HttpResponse) -> str:
    return str(response.json()["code"])  # type: ignore[attr-defined]


def test_a_part_from_call_to_answer(cast: Any, number: str) -> None:
    office, unit = Program(cast, "coordinator"), Program(cast, "outsider")
    before = office.get(f"{number}/parts")
    tag = before["ETag"]
    assert office.get(f"{number}/parts", If_None_Match=tag).status_code == 304
    assert unit.get(f"{number}/parts").status_code == 404, "not yet theirs"
    called = office.post(f"{number}/parts", CALL, If_Match=tag, Idempotency_Key="call 1")
    again = office.post(f"{number}/parts", CALL, If_Match=tag, Idempotency_Key="call 1")
    assert called.json() == again.json() and called["ETag"] == again["ETag"]
    assert Part.objects.exclude(asked="").count() == 1, "sent twice, called in once"
    assert office.post(f"{number}/parts", CALL, If_Match=tag).status_code == 412
    assert code_of(office.post(f"{number}/parts", CALL)) == "asked_already"
    told = unit.get(f"{number}/parts").json()
    part = next(item for item in told["parts"] if item["asked"])
    assert (part["unit"], part["task"], part["deeds"]) == (
        "d-traffic", "封一条车道。", ["assign", "contribute", "refuse"],
    )  # fmt: skip
    path = f"{number}/parts/{part['id']}/actions"
    assert code_of(unit.post(path, {"deed": "contribute"})) == "needs_text"
    assert unit.post(path, {"deed": "contribute", "text": "x"}, If_Match='"1"').status_code == 412
    body = {"deed": "contribute", "text": "已封道。"}
    done = unit.post(path, body, Idempotency_Key="answer 1")
    assert done.status_code == 200
    assert unit.post(path, body, Idempotency_Key="answer 1").json() == done.json()
    assert Step.objects.filter(deed="contribute").count() == 1


def test_a_refusal_needs_a_reason_and_is_decided_above(cast: Any, number: str) -> None:
    office, unit = Program(cast, "coordinator"), Program(cast, "outsider")
    above = Program(cast, "district_coordinator")
    office.post(f"{number}/parts", CALL)
    path = f"{number}/parts/{Part.objects.exclude(asked='').get().id}/actions"
    assert code_of(unit.post(path, {"deed": "refuse", "text": "不归我们。"})) == "refusal_needs_reason"
    assert unit.post(path, {"deed": "refuse", "reason": "bored", "text": "x"}).status_code == 422
    refusal = {"deed": "refuse", "reason": "not_our_duty", "text": "不归我们。"}
    assert unit.post(path, refusal).status_code == 200
    held = {"deed": "hold", "text": "职责清单第三条。"}
    assert office.post(path, held).status_code == 403, "who called it in does not decide"
    assert above.post(path, held, Idempotency_Key="held").status_code == 200
    assert above.post(path, held, Idempotency_Key="held").status_code == 200
    assert code_of(unit.post(path, refusal)) == "refused_before"
    assert office.post(path, {"deed": "excuse", "text": "不需要了。"}).status_code == 200
    assert code_of(unit.post(path, {"deed": "contribute", "text": "x"})) == "not_found"


def test_help_from_above_is_asked_of_one_unit_and_agreed_to(cast: Any, number: str) -> None:
    office, above = Program(cast, "coordinator"), Program(cast, "district_coordinator")
    asked = {"asked": "borrow", "units": [{"unit": "d-government", "task": "请协调。"}]}
    two = {**asked, "units": asked["units"] * 2}  # type: ignore[operator]
    assert code_of(office.post(f"{number}/parts", two)) == "invalid"
    for _ in range(2):
        assert office.post(f"{number}/parts", asked, Idempotency_Key="borrow").status_code == 200
    path = f"{number}/parts/{Part.objects.get(asked='borrow').id}/actions"
    assert above.post(path, {"deed": "agree"}).status_code == 200
    assert code_of(above.post(path, {"deed": "agree"})) == "part_not_now"


def test_pressing_and_reporting_back(cast: Any, number: str) -> None:
    office, unit = Program(cast, "coordinator"), Program(cast, "handler")
    day = f"{places.today() + timedelta(days=2)}"
    body = {"trigger": "bad_effect", "by": day, "text": "媒体已报道。"}
    assert unit.post(f"{number}/presses", body).status_code == 403
    for _ in range(2):
        assert office.post(f"{number}/presses", body, Idempotency_Key="p").status_code == 200
    assert code_of(office.post(f"{number}/presses", body)) == "pressed_already"
    far = {**body, "trigger": "overdue", "by": f"{places.today() + timedelta(days=99)}"}
    assert code_of(office.post(f"{number}/presses", far)) == "too_late_a_day"
    told = unit.get(f"{number}/parts").json()["presses"][0]
    assert (told["trigger"], told["state"], told["by"], told["late"]) == ("bad_effect", "open", day, False)
    path = f"{number}/presses/{told['id']}/report"
    for _ in range(2):
        assert unit.post(path, {"text": "今晚修好。"}, Idempotency_Key="r").status_code == 200
    assert Press.objects.get().state == "answered"
    assert code_of(unit.post(path, {"text": "又一次。"})) == "not_found"
    version = Case.objects.get(number=number).version
    assert unit.get(f"{number}/parts")["ETag"] == f'"{version}"'
