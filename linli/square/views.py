# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from linli.platform.access import PUBLIC, route
from linli.platform.ui.slots import entries


@route(PUBLIC)
def front(request: HttpRequest) -> HttpResponse:
    """The front page: three doors, search, what is going on near by."""
    return render(request, "square/front.html", {"front": True, "doors": entries("door", request)})


@route(PUBLIC)
def promise(request: HttpRequest) -> HttpResponse:
    """What linli does with what people say, and what it will never do."""
    return render(request, "square/promise.html")


@route(PUBLIC)
def home_of(request: HttpRequest) -> HttpResponse:
    """Go on to where this person's work is: the first home that admits them."""
    homes = entries("home", request)
    return redirect(homes[0].url if homes else "front")
