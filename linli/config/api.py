# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API: every storey's router under /api/v1, default deny, problems in one form."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from linli import __version__
from linli.cases.api import router as cases
from linli.kernel.problem import INVALID, NOT_FOUND, Problem
from linli.norms.api import router as norms
from linli.people.api import router as people
from linli.places.api import router as places
from linli.platform.access import PUBLIC, route
from linli.platform.api import (
    API,
    BODY_TOO_LARGE,
    METHOD_NOT_TAKEN,
    PROBLEM_TYPE,
    Key,
    invalid_response,
    problem_response,
    unauthorised,
)
from linli.platform.ui import views as pages
from linli.topics.api import router as topics
from linli.triage.api import router as triage


class LinliAPI(NinjaAPI):
    """The API with its refusals told in the document as they come: problems, on every operation."""

    def get_openapi_schema(self, **options: Any) -> Any:
        schema = super().get_openapi_schema(**options)
        problem = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
        for methods in schema["paths"].values():
            for operation in methods.values():
                responses = operation["responses"]
                for status in [status for status in responses if int(status) >= 400]:
                    responses[status]["content"] = problem
                responses["default"] = {"description": "A problem (RFC 9457)", "content": problem}
        return schema


api = LinliAPI(
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


@api.exception_handler(SuspiciousOperation)
@api.exception_handler(MultiPartParserError)
def on_unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    """Bodies that are too large, or forms that cannot be taken apart."""
    if isinstance(error, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
        return problem_response(request, BODY_TOO_LARGE(limit=most))
    return problem_response(request, INVALID(why=str(error)[:200]))


@route(API)
@csrf_exempt
def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """An address below ``/api/v1/`` that is none of ours."""
    return problem_response(request, NOT_FOUND())


def told(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view with its refusal of a method told as a problem, like everything else."""

    @wraps(view)
    def call(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != METHOD_NOT_TAKEN.status:
            return response
        problem = problem_response(request, METHOD_NOT_TAKEN())
        problem["Allow"] = response["Allow"]
        return problem

    return call


def broken(request: HttpRequest) -> HttpResponse:
    """The last resort: a page for people, a problem for programs."""
    if request.path.startswith("/api/"):
        return problem_response(request, pages.failure())
    return pages.broken(request)


@route(PUBLIC)
def docs(request: HttpRequest) -> HttpResponse:
    """The API described for people, from its own OpenAPI document."""
    schema: dict[str, Any] = api.get_openapi_schema()
    operations = [
        {"method": method.upper(), "path": path, "description": "", **operation}
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return render(request, "config/api.html", {"operations": operations, "info": schema["info"]})


urls = api.urls
for pattern in urls[0]:
    assert pattern.callback is not None
    pattern.callback = route(API)(told(pattern.callback))
