# SPDX-License-Identifier: AGPL-3.0-or-later
"""What all of the API shares: keys and scopes, problems (RFC 9457), versions in ETags."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from ninja import Schema
from ninja.security import HttpBearer

from linli.kernel.actor import VISITOR, Actor
from linli.kernel.problem import FORBIDDEN, INVALID, SIGN_IN, Problem, mark, problem

from .access import throttle
from .access.keys import find_key
from .access.refusals import note
from .access.routes import Policy
from .ui.words import explain

API = Policy("api: a key with the scope, or public by operation", lambda actor: True)
PROBLEM_TYPE = "application/problem+json"

NOT_CURRENT = problem(
    "not_current",
    412,
    mark("The version you name is not the current one."),
    mark("Read the matter again and send the new version in If-Match."),
)
BODY_TOO_LARGE = problem(
    "body_too_large",
    413,
    mark("What was sent is larger than %(limit)s MB."),
    mark("Send less at once; files go one by one to POST /files."),
)
METHOD_NOT_TAKEN = problem(
    "method_not_taken",
    405,
    mark("This address does not take this method."),
    mark("The header Allow says which methods it takes."),
)


def header(name: str, says: str) -> dict[str, Any]:
    """A request header as the OpenAPI document tells it, for ``openapi_extra``."""
    told = {"name": name, "in": "header", "required": False, "description": says}
    return {"parameters": [{**told, "schema": {"type": "string", "maxLength": 200}}]}


IF_MATCH = header("If-Match", "The version that is to be changed, as its ETag gave it.")
IF_NONE_MATCH = header("If-None-Match", "The version that is known already: answered by 304.")
IDEMPOTENCY_KEY = header("Idempotency-Key", "A UUID or word of your own: sent again, the same receipt.")


class ProblemOut(Schema):
    """A problem as RFC 9457 describes it; further members carry the facts."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    facts: dict[str, Any] = {}


class Key(HttpBearer):
    """``Authorization: Bearer linli_…``; the key's scopes bound what it may do."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        key = find_key(token)
        if key is None:
            return None
        if self.scope not in key.scopes:
            raise FORBIDDEN(scope=self.scope)
        throttle.allow_here("api:key", str(key.id), times=6000, seconds=60)
        holder: Actor = import_string(settings.ACTOR_OF_ACCOUNT)(key.holder)
        if not holder.signed_in:
            return None
        actor = Actor("key", str(key.id), holder.holdings, frozenset(key.scopes))
        request._linli_actor = actor  # type: ignore[attr-defined]
        return actor


def api_actor(request: HttpRequest) -> Actor:
    """Who calls: the key, or a visitor on public operations."""
    found: Actor = getattr(request, "_linli_actor", VISITOR)
    return found


def count(request: HttpRequest, what: str, times: int = 300) -> None:
    """Bound how often one address may use a public operation in an hour."""
    throttle.allow(f"api:{what}", throttle.address(request), times=times, seconds=3600)


def problem_response(request: HttpRequest, error: Problem) -> HttpResponse:
    """A problem as JSON, in the caller's language."""
    import json

    note(request, error)
    told = explain(error)
    body = {
        "type": f"/problems/{told.code}/",
        "title": told.title,
        "status": told.status,
        "detail": told.remedy,
        "code": told.code,
        "facts": dict(told.facts),
    }
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False, default=str), status=told.status, content_type=PROBLEM_TYPE
    )
    if told.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def invalid_response(request: HttpRequest, error: Any) -> HttpResponse:
    """What the schema refused, field by field."""
    faults = [
        {"where": ".".join(str(part) for part in fault["loc"]), "what": fault["type"]}
        for fault in error.errors
    ]
    return problem_response(request, INVALID(errors=faults[:50]))


def unauthorised(request: HttpRequest, error: Any) -> HttpResponse:
    return problem_response(request, SIGN_IN())


def wanted_version(request: HttpRequest) -> int | None:
    """The version in ``If-Match``; ``None`` if the caller names none or any (``*``)."""
    given = request.headers.get("If-Match", "").strip()
    if given in ("", "*"):
        return None
    try:
        return int(given.removeprefix("W/").strip('"'))
    except ValueError:
        raise NOT_CURRENT(given=given[:40]) from None


def is_current(request: HttpRequest, version: int | str) -> bool:
    """Whether ``If-None-Match`` names this version (RFC 9110, 13.1.2: a list, or ``*``)."""
    given = [tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")]
    return "*" in given or f'"{version}"' in given


def idempotency_id(request: HttpRequest) -> uuid.UUID | None:
    """The id in ``Idempotency-Key``: a UUID as it is, anything else hashed into one."""
    given = request.headers.get("Idempotency-Key", "").strip()
    if not given:
        return None
    try:
        return uuid.UUID(given)
    except ValueError:
        return uuid.uuid5(uuid.NAMESPACE_URL, f"linli:{api_actor(request).ref}:{given[:200]}")
