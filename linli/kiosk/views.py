# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kiosk: begin, use the pages of the square with large targets, end with nothing left behind."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from linli.kernel import clock
from linli.platform.access import PUBLIC, route
from linli.platform.ui.preferences import keep
from linli.platform.ui.slots import entries

MARK = "kiosk"  # of a session that belongs to whoever stands there now
IDLE = 600  # seconds after which such a session is over, also where no script runs


@route(PUBLIC)
def start(request: HttpRequest) -> HttpResponse:
    """The first screen: in which language, and three doors as large as a hand."""
    return render(request, "kiosk/start.html", {"doors": entries("door", request)})


@route(PUBLIC)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Somebody begins: large type and targets, and a session that ends by itself."""
    request.session.flush()
    request.session[MARK] = True
    request.session.set_expiry(IDLE)
    # Only doors of the first screen lead on from here.
    urls = {door.url for door in entries("door", request)}
    wanted = request.POST.get("to", "")
    response = redirect(wanted if wanted in urls else "kiosk")
    keep(response, f"{settings.COOKIE_PREFIX}linli_mode", "elder", secure=settings.HTTPS)
    language = request.POST.get("language", "")
    if check_for_language(language) and language in dict(settings.LANGUAGES):
        keep(response, settings.LANGUAGE_COOKIE_NAME, language, secure=settings.HTTPS)
    return response


@route(PUBLIC)
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Whoever stood there has gone, or says so: session, sign-in and kept pages go."""
    logout(request)
    response = redirect("kiosk")
    response["Clear-Site-Data"] = '"cache"'
    return response


@route(PUBLIC)
def health(request: HttpRequest) -> JsonResponse:
    """Whether this kiosk is served: for whoever watches over it. Tells nothing of anybody."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    response = JsonResponse({"ok": True, "at": clock.now().isoformat(timespec="seconds")})
    response["Cache-Control"] = "no-store"
    return response
