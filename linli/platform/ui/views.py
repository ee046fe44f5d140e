# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import sys

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from linli.kernel.problem import NOT_FOUND, REGISTRY, Problem, mark, problem

from ..access import PUBLIC, route, throttle
from ..access.refusals import note
from ..outage import outage
from . import aloud
from .preferences import CHOICES, keep
from .words import explain, language

PAGE_TOO_OLD = problem(
    "page_too_old",
    403,
    mark("This page had been open for too long to be sent."),
    mark("Go back, load the page again and send once more. What you wrote is still there."),
)
BROKEN = problem(
    "broken",
    500,
    mark("Something broke on our side."),
    mark("Nothing that was confirmed to you is lost. Try again in a minute, or telephone us."),
)


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """Where to go on to: only ever a path of this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or default
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if ours and wanted.startswith("/") else default


@route(PUBLIC)
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Set language, elder mode, size, easy words or theme, then go back to where the person was."""
    response = redirect(safe_next(request))
    language = request.POST.get("language", "")
    if check_for_language(language) and language in dict(settings.LANGUAGES):
        keep(response, settings.LANGUAGE_COOKIE_NAME, language, secure=settings.HTTPS)
    for name, allowed in CHOICES.items():
        if request.POST.get(name) in allowed:
            keep(
                response, f"{settings.COOKIE_PREFIX}linli_{name}", request.POST[name], secure=settings.HTTPS
            )
    return response


@route(PUBLIC)
@require_POST
def read_aloud(request: HttpRequest) -> HttpResponse:
    """A piece of a page as speech, where this server has a voice; nothing of it is kept.

    Raises ``no_voice``.
    """
    throttle.allow_here("aloud", throttle.address(request), times=120, seconds=600)
    sound = aloud.speak(request.POST.get("text", ""), language())
    response = HttpResponse(sound, content_type="audio/wav")
    response["Cache-Control"] = "no-store"
    return response


@route(PUBLIC)
def sign_video(request: HttpRequest, page: str) -> HttpResponseBase:
    """The video in sign language that a town put to a page (``LINLI_HOME/videos``)."""
    found = aloud.video_of(page)
    if found is None:
        raise NOT_FOUND()
    return FileResponse(found.open("rb"), content_type="video/mp4")


def problem_page(request: HttpRequest, error: Problem) -> HttpResponse:
    """A problem in the user's language: what happened, what to do, what is safe."""
    note(request, error)
    template = "ui/problem_part.html" if request.headers.get("HX-Request") else "ui/problem.html"
    return render(request, template, {"problem": explain(error)}, status=error.status)


@route(PUBLIC)
def problem_type(request: HttpRequest, code: str) -> HttpResponse:
    """What a problem's code means: where the ``type`` of an API error leads."""
    if code not in REGISTRY:
        raise NOT_FOUND()
    return render(request, "ui/problem.html", {"problem": explain(Problem(REGISTRY[code]))})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem_page(request, NOT_FOUND())


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return problem_page(request, PAGE_TOO_OLD())


def failure() -> Problem:
    """What to tell of the error that is being handled: an outage of the machine, or our own fault."""
    return outage(sys.exc_info()[1]) or BROKEN()


def broken(request: HttpRequest) -> HttpResponse:
    """The page of last resort: needs neither database nor session."""
    told = explain(failure())
    return render(request, "ui/broken.html", {"problem": told}, status=told.status)
