# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linli.platform.access import PUBLIC, route

from .queries import limits


@route(PUBLIC)
def deadlines(request: HttpRequest) -> HttpResponse:
    """Every time limit with its source, for everybody: what may I expect, and why."""
    return render(request, "norms/deadlines.html", {"limits": limits()})
