# SPDX-License-Identifier: AGPL-3.0-or-later
"""Expected failures become pages that say what to do."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from linli.kernel.problem import NOT_FOUND, Problem

from .views import problem_page


class Problems:
    """Turns a :class:`Problem` (and Django's 404) into a problem page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Http404):
            error = NOT_FOUND()
        return problem_page(request, error) if isinstance(error, Problem) else None
