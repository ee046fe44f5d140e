# SPDX-License-Identifier: AGPL-3.0-or-later
"""The offline shell: manifest and service worker. The pages themselves belong to the capabilities."""

from __future__ import annotations

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext

from linli.kernel.problem import NOT_FOUND
from linli.platform.access import PUBLIC, actor_of, roles, route
from linli.platform.crypto import phone_key


@route(PUBLIC)
def manifest(request: HttpRequest) -> JsonResponse:
    """How the field looks when it is put on a phone's home screen."""
    return JsonResponse(
        {
            "name": gettext("linli in the field"),
            "short_name": "邻里",
            "start_url": reverse("field"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#fbfaf7",
            "theme_color": "#1e6b52",
            "icons": [{"src": static("ui/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
        },
        content_type="application/manifest+json",
    )


@route(roles("grid_worker", "community_worker"))
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits on this phone; the list itself is made on the phone."""
    return render(request, "field/waiting.html")


@route(roles("grid_worker", "community_worker"))
def key(request: HttpRequest) -> JsonResponse:
    """The key that opens what this person's phones keep sealed: it comes with the session, for its memory
    alone; the pages that a phone keeps carry only the key that closes (:mod:`linli.platform.crypto`)."""
    holder = actor_of(request).id
    answer = JsonResponse({"holder": holder, **phone_key(holder)})
    answer["Cache-Control"] = "no-store"
    return answer


@route(PUBLIC)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, served where its scope is the field and the static files."""
    path = finders.find("field/worker.js")
    if not isinstance(path, str):
        raise NOT_FOUND()
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        text = file.read()
    headers = {"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"}
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers=headers)
