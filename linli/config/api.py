# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API: every storey's router under /api/v1, default deny, problems in one form."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from linli import __version__
from linli.cases.api import router as cases
from linli.kernel.problem import INVALID, NOT_FOUND, Problem
from linli.norms.api import router as norms
from linli.people.api import router as people
from linli.places.api import router as places
from linli.platform.access import PUBLIC, route
from linli.platform.api import API, Key, invalid_response, problem_response, unauthorised
from linli.topics.api import router as topics
from linli.triage.api import router as triage

api = NinjaAPI(
    title="linli",
    version=__version__,
    description="Residents say what they need and get answered. Errors are RFC 9457 problems; "
    "lists page by cursor; changes take If-Match; creation takes Idempotency-Key.",
    docs_url=None,
    openapi_url="/openapi.json",
    auth=Key("nothing"),
    urls_namespace="api",
)
for part in (places, topics, people, norms, triage, cases):
    api.add_router("", part)


@api.exception_handler(Problem)
def on_problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return problem_response(request, error)


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return invalid_response(request, error)


@api.exception_handler(AuthenticationError)
def on_unauthorised(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return unauthorised(request, error)


@api.exception_handler(Http404)
def on_missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_response(request, NOT_FOUND())


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Bodies that are no JSON at all, and the like."""
    return problem_response(request, INVALID(why=str(error)[:200]))


@route(PUBLIC)
def docs(request: HttpRequest) -> HttpResponse:
    """The API described for people, from its own OpenAPI document."""
    schema: dict[str, Any] = api.get_openapi_schema()
    operations = [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return render(request, "config/api.html", {"operations": operations, "info": schema["info"]})


urls = api.urls
for pattern in urls[0]:
    setattr(pattern.callback, "policy", API)  # noqa: B010 (views are plain functions)
