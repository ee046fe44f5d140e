# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every operation of the API with every kind of key: who gets through stands in matrix.toml."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from stage import GRID, LAMP, TEXT, Matter, Stage, body_of, lasting, photo, routes, spot, undone, writing
from test_matrix import MATRIX, SIX, people

from linli.cases.models import Part, Press
from linli.config.api import api
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.people.models import Account
from linli.people.testing import CAST
from linli.platform.access.keys import revoke_key
from linli.platform.access.models import ApiKey

pytestmark = pytest.mark.django_db
FULL = os.environ.get("LINLI_FULL") == "1"
API: dict[str, dict[str, Any]] = MATRIX["api"]
OPERATIONS: dict[str, tuple[str, str]] = {
    operation["operationId"]: (method, path)
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method, operation in methods.items()
}
CLOSED = [name for name, spec in API.items() if "scope" in spec]
ABOUT_MATTERS = [name for name in CLOSED if "{number}" in OPERATIONS[name][1]]
BODIES: dict[str, dict[str, Any]] = {
    "suggest": {"text": TEXT},
    "receive_case": {"kind": "help", "text": TEXT},
    "move_case": {"action": "start"},
    "note_case": {"text": "已电话联系。"},
    "correct_case": {"category": "cityscape.green.trees"},
    "step_case": {"step": "serve"},
    "call_in": {"units": [{"unit": "d-traffic", "task": "封一条车道。"}]},
    "move_part": {"deed": "contribute", "text": "已办好。"},
    "press": {"trigger": "bad_effect", "by": f"{date.today() + timedelta(days=1)}", "text": "请说明。"},
    "report_back": {"text": "已约定时间。"},
}
ASKED: dict[str, dict[str, Any]] = {
    "find_places": {"text": "滨江路社区"},
    "responsible": {"category": LAMP, "place": GRID},
}


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    with lasting(django_db_blocker):
        yield Stage()


def holes(matter: Matter | None) -> dict[str, str]:
    """What stands in an address: a matter, the part of a unit that was asked, its pressing."""
    asked = Part.objects.filter(case=matter and matter.id, ended_at=None).exclude(asked="")
    pressed = Press.objects.filter(case=matter and matter.id, state="open")
    none = "01939d0c-0000-7000-8000-000000000009"
    return {
        "number": matter.number if matter else "",
        "part": str(asked.order_by("id").values_list("id", flat=True).first() or none),
        "press_id": str(pressed.order_by("id").values_list("id", flat=True).first() or none),
    }


def call(name: str, key: str = "", matter: Matter | None = None) -> HttpResponse:
    """Call an operation with everything that it needs."""
    method, path = OPERATIONS[name]
    send = getattr(Client(), method)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    for hole, value in holes(matter).items():
        path = path.replace(f"{{{hole}}}", value)
    if name == "store_file":
        from django.core.files.uploadedfile import SimpleUploadedFile

        return send(path, {"file": SimpleUploadedFile("lamp.jpg", photo())}, headers=headers)
    if method == "get":
        asked = ASKED.get(name, {})
        if name == "place_at":
            asked = dict(zip(("longitude", "latitude"), spot(GRID), strict=True))
        return send(path, asked, headers=headers)
    return send(path, BODIES[name], content_type="application/json", headers=headers)


def refused(response: HttpResponse, status: int) -> bool:
    return response.status_code == status and response.headers["Content-Type"] == "application/problem+json"


def test_nothing_is_unlisted_and_nothing_listed_is_gone() -> None:
    beside = {"openapi-json", "api-root"}
    assert set(API) == set(OPERATIONS) | beside
    ours = {path.replace("<", "{").replace(">", "}") for path, _ in routes() if path.startswith("api/v1/")}
    told = {path.lstrip("/") for _, path in OPERATIONS.values()}
    assert ours - told == {"api/v1/docs", "api/v1/openapi.json", "api/v1/", "api/v1/{path:rest}"}


def test_the_document_says_which_operations_need_a_key() -> None:
    schema = api.get_openapi_schema()["paths"]
    for name, (method, path) in OPERATIONS.items():
        assert bool(schema[path][method].get("security")) == ("scope" in API[name]), name


@pytest.mark.parametrize("name", [name for name in API if name not in CLOSED])
def test_an_open_operation_answers_everybody(stage: Stage, name: str) -> None:
    if name in ("openapi-json", "api-root"):
        path = "/api/v1/openapi.json" if name == "openapi-json" else "/api/v1/"
        assert Client().get(path).status_code == API[name].get("answer", 200)
        return
    for key in ("", stage.key("handler"), "linli_nonsense"):
        for subject in SIX if "{number}" in OPERATIONS[name][1] else [""]:
            with undone():
                response = call(name, key, stage.matters.get(subject))
            open_to = people(API[name].get("may", "everybody"), subject)
            if "visitor" in open_to:
                assert response.status_code in (200, 201), body_of(response)
            else:
                assert refused(response, API[name]["refusal"]), (name, subject)


@pytest.mark.parametrize("name", CLOSED)
def test_a_closed_operation_wants_a_living_key_with_the_scope(stage: Stage, name: str) -> None:
    near, scope = stage.matters["near"], API[name]["scope"]
    other = "cases:write" if scope == "cases:read" else "cases:read"
    living = stage.key("operator", scope)
    with undone():
        if "state" in API[name]:
            stage.bring(API[name]["state"])
        assert call(name, living, near).status_code in (200, 403)  # 403: not an operator's task
    with writing() as wrote:
        assert refused(call(name, "", near), 401)
        assert refused(call(name, "linli_nonsense", near), 401)
        assert refused(call(name, living[:-1], near), 401)
        assert refused(call(name, stage.cast.operator.id, near), 401)
    assert not wrote
    wrong = stage.key("operator", other)
    with writing() as wrote:
        response = call(name, wrong, near)
    assert refused(response, 403) and response.json()["facts"] == {"scope": scope}
    assert not wrote


@pytest.mark.parametrize("name", CLOSED)
@pytest.mark.parametrize("end", ["revoked", "expired"])
def test_a_key_that_has_ended_opens_nothing(stage: Stage, name: str, end: str) -> None:
    near = stage.matters["near"]
    living = stage.key("operator")
    key = ApiKey.objects.get()
    if end == "revoked":
        revoke_key(key.id, actor=SYSTEM)
    else:
        ApiKey.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    with writing() as wrote:
        response = call(name, living, near)
    assert refused(response, 401) and response.headers["WWW-Authenticate"] == "Bearer"
    assert not wrote


@pytest.mark.parametrize("name", ABOUT_MATTERS)
def test_a_key_is_to_a_matter_what_its_holder_is(stage: Stage, name: str) -> None:
    spec, wrong = API[name], []
    for turn, role in enumerate(CAST):
        key = stage.key(role)
        some = SIX if FULL or name == "case" else ("near", SIX[1 + turn % 3])
        for subject in spec["on"].split() if "on" in spec else some:
            if role in people(spec["may"], subject):
                wanted = 200
            else:
                wanted = 403 if role in people(f"sees {spec.get('also', '')}", subject) else 404
            with undone():
                if "state" in spec:
                    stage.bring(spec["state"])
                with writing() as wrote:
                    response = call(name, key, stage.matters[subject])
            if response.status_code != wanted or (
                wanted != 200 and (wrote or not refused(response, wanted))
            ):
                wrong.append(f"{role} at {name} {subject}: {response.status_code}, not {wanted}; {wrote}")
            if wanted == 200:
                assert bool(wrote) == (OPERATIONS[name][0] != "get"), f"{role} at {name} {subject}"
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", list(CAST))
def test_the_list_holds_just_what_the_holder_sees(stage: Stage, role: str) -> None:
    found = call("cases", stage.key(role)).json()
    sees = {stage.matters[name].number for name in MATRIX["matter"] if role in people("sees", name)}
    assert {line["number"] for line in found["items"]} == sees


def test_a_key_of_a_resident_opens_not_even_their_own_matter(stage: Stage) -> None:
    assert call("case", stage.key("resident"), stage.matters["near"]).status_code == 404


def test_a_session_is_no_key(stage: Stage) -> None:
    """Otherwise a page of another site could use the API in the name of whoever is signed in."""
    assert stage.client("operator").get("/api/v1/cases").status_code == 401


def test_a_key_is_no_session(stage: Stage) -> None:
    headers = {"Authorization": f"Bearer {stage.key('administrator')}"}
    assert Client().get("/desk/keys/", headers=headers).status_code == 302


def test_a_key_dies_with_the_account_that_holds_it(stage: Stage) -> None:
    key = stage.key("operator")
    Account.objects.filter(pk=stage.account("operator")).update(is_active=False)
    near = stage.matters["near"]
    assert call("case", key, near).status_code in (401, 404)
    assert call("cases", key).json().get("items", []) == []
