# SPDX-License-Identifier: AGPL-3.0-or-later
"""The phone of a worker: known by a cookie of its own, wiped at its next contact when it was lost."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from linli.people import public as people
from linli.platform.access import PUBLIC, STAFF, actor_of, roles, route

from ..commands import lose_phone, note_phone
from ..commands.phones import LIFETIME
from ..queries.phones import phone_state

COOKIE = f"{settings.COOKIE_PREFIX}linli_phone"
GONE = 410


@route(PUBLIC)
@require_GET
def phone(request: HttpRequest) -> HttpResponse:
    """Whether this phone is known. A lost one is told to forget everything, signed in or not."""
    state = phone_state(request.COOKIES.get(COOKIE, ""))
    if state != "lost":
        return JsonResponse({"known": bool(state) or not actor_of(request).signed_in})
    logout(request)
    response = JsonResponse({"known": False}, status=GONE)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    response.delete_cookie(COOKIE, path="/")
    return response


@route(roles("grid_worker", "community_worker"))
@require_POST
def note(request: HttpRequest) -> HttpResponse:
    """Give this phone a key of its own."""
    key = note_phone(people.browser_of(request.headers.get("User-Agent", "")), actor=actor_of(request))
    response = HttpResponse(status=204)
    response.set_cookie(
        COOKIE, key, max_age=LIFETIME, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
    )
    return response


@route(STAFF)
@require_POST
def lost(request: HttpRequest, phone: UUID) -> HttpResponse:
    """A phone is lost."""
    lose_phone(phone, actor=actor_of(request))
    messages.success(
        request, gettext("Noted. Everything on that phone goes at its next contact. End its sign-in, too.")
    )
    return redirect("desk-phones")
