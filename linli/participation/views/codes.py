# SPDX-License-Identifier: AGPL-3.0-or-later
"""The code of a ballot or of a name, in the browser of whoever holds it and bound to the one page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from linli.kernel.problem import Problem
from linli.platform.ui.words import explain

DAYS = 90


def held(request: HttpRequest, kind: str) -> str:
    """The code that this browser holds for the page, or nothing."""
    return request.COOKIES.get(_cookie(request, kind), "")


def hand(request: HttpRequest, kind: str, route: str, space: str, code: str) -> HttpResponse:
    """Go to the page with the code: it stands neither in the session nor in any address."""
    answer = redirect(route, space)
    answer.set_cookie(
        _cookie(request, kind),
        code,
        max_age=DAYS * 86_400,
        path=reverse(route, args=[space]),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return answer


def say(request: HttpRequest, error: Problem) -> None:
    """Say above the page what is wrong with a code, and what to do."""
    told = explain(error)
    messages.error(request, f"{told.title} {told.remedy}")


def put_away(request: HttpRequest, kind: str, route: str, space: str) -> HttpResponse:
    """Go to the page without the code, on a shared device."""
    answer = redirect(route, space)
    answer.delete_cookie(_cookie(request, kind), path=reverse(route, args=[space]))
    return answer


def _cookie(request: HttpRequest, kind: str) -> str:
    """Bound to the address of its page, a cookie cannot bear ``__Host-``."""
    return f"{'__Secure-' if request.is_secure() else ''}linli_{kind}"
