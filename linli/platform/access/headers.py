# SPDX-License-Identifier: AGPL-3.0-or-later
"""Response headers that close what a browser would leave open."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponsePermanentRedirect
from django.utils.module_loading import import_string

from linli.kernel.problem import mark, problem

CONTENT = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{key} {value}" for key, value in CONTENT.items()),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(self), payment=(), usb=()",
}

UNENCRYPTED = problem(
    "unencrypted",
    403,
    mark("This was sent without encryption, and was not read."),
    mark("Use the address that begins with https. If you sent a key or a password, have it replaced."),
)


def _unencrypted(request: HttpRequest) -> HttpResponse:
    """A page is asked for again, encrypted. Whatever else came in clear is refused and not sent on: a
    program that is led on silently would go on sending its key to whoever listens."""
    if request.method in ("GET", "HEAD") and not request.path.startswith("/api/"):
        return HttpResponsePermanentRedirect(f"https://{request.get_host()}{request.get_full_path()}")
    answer: HttpResponse = import_string(settings.PROBLEM_ANSWER)(request, UNENCRYPTED())
    return answer


NEVER = {"TRACE", "TRACK", "CONNECT"}  # they would echo headers, or are a proxy's


class SecurityHeaders:
    """Sets the headers on every answer; pages of signed-in people are never stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.HTTPS and not request.is_secure() and not request.path.startswith(settings.STATIC_URL):
            return self.dressed(request, _unencrypted(request))
        if request.method in NEVER:
            return self.dressed(request, HttpResponseNotAllowed(["GET", "HEAD", "POST"]))
        return self.dressed(request, self.get_response(request))

    def dressed(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The answer with its headers."""
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        if not request.path.startswith(settings.STATIC_URL):
            response.setdefault("Cache-Control", "no-store, private")
        if settings.SECURE_HSTS_SECONDS:
            response["Strict-Transport-Security"] = (
                f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"
            )
        return response
