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

from linli.kernel.problem import FORBIDDEN, SIGN_IN, Problem, mark, problem

from .routes import PUBLIC, Policy, actor_of, proved_lately

RIGHTS_CLOSED = problem(
    "rights_closed",
    403,
    mark("Your administrator's rights are closed."),
    mark("Open them for a time, with a reason, then do it again."),
)
PROVE_ANEW = problem(
    "prove_anew",
    403,
    mark("What opens an account is changed only by whoever proved lately that it is theirs."),
    mark("Prove that it is you, then do it again."),
)
NOT_BY_MANDATE = problem(
    "not_by_mandate",
    403,
    mark("This was not given to you to do for the person, or it is for them alone."),
    mark(
        "End acting for them to do it as yourself. Votes are cast by the person; only where a law allows a "
        "proxy (城市居民委员会组织法 19, 村民委员会组织法 18) is it given in writing, for that vote."
    ),
)


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
        if policy is PUBLIC:
            return None
        actor = actor_of(request)
        if policy.admits(actor):
            return _anew(request, view.anew) if view.anew and not proved_lately(request) else None
        closed = policy.admits(actor.awake())
        if actor.acts:
            return _refused(request, NOT_BY_MANDATE())
        if actor.signed_in and not closed:
            return _refused(request, FORBIDDEN())
        if request.method != "GET" or request.headers.get("HX-Request"):
            return _refused(request, RIGHTS_CLOSED() if closed else SIGN_IN())
        door = reverse("desk-rights" if closed else "sign-in")
        return redirect(f"{door}?{urlencode({'next': request.get_full_path()})}")


def _anew(request: HttpRequest, page: str) -> HttpResponse:
    """Let the person prove that it is they, and then back to where they were."""
    if request.headers.get("HX-Request"):
        return _refused(request, PROVE_ANEW())
    back = request.get_full_path() if request.method == "GET" else reverse(page)
    if request.method != "GET" and (goal := request.POST.get("next")):
        back += f"?{urlencode({'next': goal})}"
    return redirect(f"{reverse('prove-anew')}?{urlencode({'next': back})}")


def _refused(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The refusal as a page. It is answered, not raised: before a view Django catches no exception."""
    page: HttpResponse = import_string(settings.PROBLEM_PAGE)(request, problem)
    return page
