# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kiosk: begin, use the pages of the square with large targets, end with nothing left behind."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.staticfiles import finders
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from linli.channels import public as channels
from linli.kernel import clock
from linli.platform import boxes
from linli.platform.access import PUBLIC, route, throttle
from linli.platform.ui.preferences import keep
from linli.platform.ui.slots import entries

MARK = "kiosk"  # of a session that belongs to whoever stands there now
KEY = "linli_kiosk"  # the cookie by which the browser of a screen is known
IDLE = 600  # seconds after which such a session is over, also where no script runs


@route(PUBLIC)
def start(request: HttpRequest) -> HttpResponse:
    """The first screen: in which language, and three doors as large as a hand. With the key of a screen
    that was set up, its browser keeps that key."""
    response = render(
        request, "kiosk/start.html", {"doors": entries("door", request), "lock": boxes.lock()}
    )
    if key := request.GET.get("key", ""):
        response = redirect("kiosk")
        keep(response, f"{settings.COOKIE_PREFIX}{KEY}", key[:80], secure=settings.HTTPS)
    return response


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


def key_of(request: HttpRequest) -> str:
    """The key of the screen whose browser this is; empty elsewhere."""
    return request.COOKIES.get(f"{settings.COOKIE_PREFIX}{KEY}", "")


@route(PUBLIC)
@require_POST
def waiting(request: HttpRequest) -> JsonResponse:
    """What was said while there was no network, in a locked box. Sent again it is the same matter."""
    throttle.allow_here("kiosk:box", throttle.address(request), times=120, seconds=3600)
    secret, key, iv, data = (request.POST.get(name, "") for name in ("secret", "key", "iv", "data"))
    channels.receive_box(secret, key, iv, data, kiosk=key_of(request))
    return JsonResponse({"ok": True})


@route(PUBLIC)
def slip(request: HttpRequest) -> HttpResponse:
    """Number and code for whoever has the slip that a screen without a network gave them."""
    typed = "".join(request.POST.get("secret", "").split()).upper()
    found = None
    if request.method == "POST":
        throttle.allow("kiosk:slip", throttle.address(request), times=30, seconds=900)
        found = channels.came_of_box(typed)
    context = {"typed": typed, "found": found, "asked": request.method == "POST"}
    return render(request, "kiosk/slip.html", context)


@route(PUBLIC)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the kiosk: its first page and files are there without a network."""
    path = finders.find("kiosk/worker.js")
    assert isinstance(path, str)
    response = HttpResponse(Path(path).read_bytes(), content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@route(PUBLIC)
def health(request: HttpRequest) -> JsonResponse:
    """Whether this kiosk is served, for whoever watches over it; and the screen tells how it is (how many
    letters it holds, how long it had no network). Tells nothing of anybody."""
    if request.method == "POST":
        throttle.allow_here("kiosk:health", throttle.address(request), times=600, seconds=3600)
        told = (request.POST.get(name, "") for name in ("waiting", "away"))
        counts = [int(one) if one.isascii() and one.isdigit() and len(one) < 9 else 0 for one in told]
        return JsonResponse({"ok": True, "known": channels.note_kiosk(key_of(request), *counts)})
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    response = JsonResponse({"ok": True, "at": clock.now().isoformat(timespec="seconds")})
    response["Cache-Control"] = "no-store"
    return response
