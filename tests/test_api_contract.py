# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API against its own document, by generated requests; and the promises about sending again,
about versions and about pages."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis.configuration import set_hypothesis_home_dir
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks
from stage import GRID, LAMP, TEXT, Stage, lasting, photo, undone

from linli.cases.models import Case
from linli.cases.testing import a_case
from linli.config.api import api
from linli.platform.home import home

pytestmark = pytest.mark.django_db
FULL = os.environ.get("LINLI_FULL") == "1"
EXAMPLES = 100 if FULL else 3
PROMISES = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
SCOPES = ("cases:read", "cases:write")
KEYS = ("no key", "a key of staff", "a key without the scope")

set_hypothesis_home_dir(home() / "hypothesis")
contract = schemathesis.openapi.from_dict(api.get_openapi_schema())
contract.app, contract.location = get_wsgi_application(), "/api/v1/openapi.json"
contract.config.phases.coverage.enabled = FULL  # some hundreds of requests for each operation


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    # As Django's own test client does: a request's end would close the connection of our transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with lasting(django_db_blocker):
        yield Stage(("near",))
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("key", KEYS)
@contract.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_keeps_to_its_document(case: Any, key: str, stage: Stage) -> None:
    reads = case.operation.method.upper() == "GET"
    scopes = {"a key of staff": SCOPES, "a key without the scope": SCOPES[reads:][:1]}.get(key)
    if case.path_parameters and len(case.path_parameters["number"]) % 2:
        case.path_parameters["number"] = stage.matters["near"].number  # by chance nobody would hit it
    with undone():
        headers = {"Authorization": f"Bearer {stage.key('operator', *scopes)}"} if scopes else {}
        generated = case.headers or {}  # which may hold a key of its own making beside ours
        case.headers = {name: generated[name] for name in generated if name.lower() != "authorization"}
        response = case.call(headers=headers)
        case.validate_response(response, checks=PROMISES)
    if response.status_code == 405:  # the coverage phase also tries methods that the operation has not
        assert case.method.upper() != case.operation.method.upper()
    elif case.operation.definition.raw.get("security") and key != "a key of staff":
        sent = "Authorization" in response.request.headers  # the coverage phase leaves it out now and then
        assert response.status_code == (403 if sent else 401)
    if response.status_code >= 400:
        assert response.json()["status"] == response.status_code


# --- sending again ---------------------------------------------------------------------------------


def bring(client: Client, key: str = "", **changes: Any) -> Any:
    body = {"kind": "help", "text": TEXT, "place": GRID, "category": LAMP, **changes}
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/api/v1/cases", body, content_type="application/json", headers=headers)


@pytest.mark.parametrize("key", [str(uuid.UUID(int=7)), "order 7 of the community", "钥匙"])
def test_sent_again_with_its_key_it_is_one_matter(client: Client, db: None, key: str) -> None:
    first, again = bring(client, key), bring(client, key)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert [case.number for case in Case.objects.filter(text=TEXT, channel="api")] == [
        first.json()["number"]
    ]


def test_the_same_key_with_other_content_reveals_nothing(client: Client, db: None) -> None:
    key = str(uuid.uuid4())
    receipt = bring(client, key).json()
    response = bring(client, key, text="别的事情。")
    assert response.status_code == 409 and response.json()["code"] == "already_used"
    said = response.content.decode()
    assert response.json()["facts"] == {}
    assert not any(receipt[name] in said for name in ("number", "code", "unit"))
    assert not Case.objects.filter(text="别的事情。").exists()


def test_the_id_of_a_matter_is_no_way_to_its_receipt(client: Client, stage: Stage) -> None:
    """Who knows an id (from the API, say) and guesses the text still gets no code."""
    response = bring(client, str(stage.matters["near"].id))
    assert response.status_code == 409 and response.json()["facts"] == {}


def test_another_key_is_another_matter(client: Client, db: None) -> None:
    assert bring(client, "1").json()["number"] != bring(client, "2").json()["number"]


# --- versions --------------------------------------------------------------------------------------


def asked(
    stage: Stage, method: str, path: str, body: Any = None, role: str = "operator", **headers: str
) -> Any:
    key = stage.key(role)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    send = getattr(Client(), method)
    more = {} if body is None else {"data": body, "content_type": "application/json"}
    return send(path, headers={"Authorization": f"Bearer {key}", **sent}, **more)


def test_what_has_not_changed_is_not_sent_again(stage: Stage) -> None:
    path = f"/api/v1/cases/{stage.matters['near'].number}"
    tag = asked(stage, "get", path).headers["ETag"]
    assert tag == f'"{stage.matters["near"].version}"'
    for given in (tag, f"W/{tag}", f'"0", {tag}', "*"):
        known = asked(stage, "get", path, If_None_Match=given)
        assert known.status_code == 304 and known.content == b"" and known.headers["ETag"] == tag
    assert asked(stage, "get", path, If_None_Match='"0"').status_code == 200


CHANGES = [
    ("handler", "post", "/actions", {"action": "start"}),
    ("operator", "post", "/notes", {"text": "已电话联系。"}),
    ("operator", "patch", "", {"category": "cityscape.green.trees"}),
]


@pytest.mark.parametrize(("role", "method", "end", "body"), CHANGES)
def test_a_change_of_an_old_version_is_refused_and_changes_nothing(
    stage: Stage, role: str, method: str, end: str, body: dict[str, str]
) -> None:
    near = stage.matters["near"]
    path, version = f"/api/v1/cases/{near.number}", near.version
    for given in (f'"{version - 1}"', f'"{version + 1}"', "nonsense", '"-1"', '"99999999999999999999"'):
        response = asked(stage, method, path + end, body, role, If_Match=given)
        assert response.status_code == 412 and response.json()["code"] == "not_current", given
        assert near.version == version
    response = asked(stage, method, path + end, body, role, If_Match=f'"{version}"')
    assert response.status_code == 200 and response.json()["version"] == version + 1
    assert response.headers["ETag"] == f'"{version + 1}"'


def test_two_changes_of_one_version_one_wins(stage: Stage) -> None:
    near = stage.matters["near"]
    path, tag = f"/api/v1/cases/{near.number}/notes", f'"{near.version}"'
    answers = [asked(stage, "post", path, {"text": f"第{n}条"}, If_Match=tag) for n in range(2)]
    assert [answer.status_code for answer in answers] == [200, 412]


# --- pages -----------------------------------------------------------------------------------------


def pages(stage: Stage, path: str, between: Any = lambda: None) -> list[str]:
    """Numbers of all pages; ``between`` is called after each."""
    found, after = [], ""
    for _ in range(20):
        page = asked(stage, "get", f"{path}limit=3&after={after}").json()
        found += [line["number"] for line in page["items"]]
        after = page["after"]
        if not after:
            return found
        between()
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize("path", ["/api/v1/cases?", "/api/v1/cases?order=due&", "/api/v1/public/cases?"])
def test_pages_stay_as_they_are_while_matters_come_in(stage: Stage, path: str) -> None:
    for _ in range(7):
        a_case()
    Case.objects.update(received_at=Case.objects.earliest("received_at").received_at)  # all of one moment
    before = pages(stage, path)
    assert len(before) == len(set(before)) == 8
    during = pages(stage, path, between=a_case)
    assert [number for number in during if number in before] == before, "none is left out, none comes twice"
    assert len(during) == len(set(during))


@pytest.mark.parametrize(
    "cursor",
    ["x", "bm90IGpzb24", "W10", "WzEsMl0", "WyIyMDI2LTAxLTAxIiwieCJd", "%00", "A" * 5000, "====", "é"],
)
def test_a_cursor_that_is_none_of_ours(stage: Stage, cursor: str) -> None:
    response = asked(stage, "get", f"/api/v1/cases?after={cursor}")
    assert response.status_code == 422 and response.json()["facts"]["field"] == "after"


def test_a_page_is_never_larger_than_allowed(stage: Stage) -> None:
    assert [asked(stage, "get", f"/api/v1/cases?limit={n}").status_code for n in (0, 201, -1)] == [422] * 3


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b'{"kind": "help"}', b"{}" * 9]
)
def test_a_body_that_is_none_is_a_problem(client: Client, db: None, body: bytes) -> None:
    response = client.post("/api/v1/cases", body, content_type="application/json")
    assert response.status_code in (400, 422)
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_file_belongs_to_one_matter(client: Client, db: None) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    before = Case.objects.count()
    file = client.post("/api/v1/files", {"file": SimpleUploadedFile("a.jpg", photo())}).json()["id"]
    assert bring(client, files=[file]).status_code == 201
    assert bring(client, files=[file]).status_code in (404, 409, 422)
    assert bring(client, files=[str(uuid.uuid4())]).status_code in (404, 422)
    assert Case.objects.count() == before + 1


def test_a_day_is_the_towns_day(stage: Stage) -> None:
    """A matter of one in the morning in Shanghai is found on its own day, not on that of Greenwich."""
    from linli.places import public as places

    near = Case.objects.get(pk=stage.matters["near"].id)
    day = places.day_of(near.received_at)
    path = "/api/v1/cases?begins={0}&ends={0}"
    assert len(asked(stage, "get", path.format(day)).json()["items"]) == 1
    assert not asked(stage, "get", path.format(day - timedelta(days=1))).json()["items"]
