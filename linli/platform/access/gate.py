# SPDX-License-Identifier: AGPL-3.0-or-later
"""The gate: default deny for every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.module_loading import import_string

from linli.kernel.problem import FORBIDDEN, SIGN_IN, Problem

from .routes import PUBLIC, Policy, actor_of


class Gate:
    """Lets a request through to a view whose policy admits the actor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        policy: Policy | None = getattr(view, "policy", None)
        if policy is None:
            raise ImproperlyConfigured(f"the route {request.path} names no policy")
        if policy is PUBLIC or policy.admits(actor_of(request)):
            return None
        if actor_of(request).signed_in:
            return _refused(request, FORBIDDEN())
        if request.method != "GET" or request.headers.get("HX-Request"):
            return _refused(request, SIGN_IN())
        return redirect(f"{reverse('sign-in')}?{urlencode({'next': request.get_full_path()})}")


def _refused(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The refusal as a page. It is answered, not raised: before a view Django catches no exception."""
    page: HttpResponse = import_string(settings.PROBLEM_PAGE)(request, problem)
    return page
