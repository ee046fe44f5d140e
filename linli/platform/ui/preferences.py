# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a person likes to read: elder mode and theme, kept in a cookie of their own browser."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse

YEAR = 365 * 24 * 3600
MODES = ("normal", "elder")
THEMES = ("auto", "light", "dark")


class Messages(CookieStorage):
    """What a page says once, in a cookie with a name of our own."""

    @property
    def cookie_name(self) -> str:  # type: ignore[override]
        return f"{settings.COOKIE_PREFIX}linli_messages"


@dataclass(frozen=True)
class Preferences:
    mode: str = "normal"
    theme: str = "auto"

    @property
    def elder(self) -> bool:
        return self.mode == "elder"


def preferences_of(request: HttpRequest) -> Preferences:
    """The preferences that came with a request; anything unknown counts as not set."""
    mode = request.COOKIES.get(f"{settings.COOKIE_PREFIX}linli_mode", "")
    theme = request.COOKIES.get(f"{settings.COOKIE_PREFIX}linli_theme", "")
    return Preferences(mode if mode in MODES else "normal", theme if theme in THEMES else "auto")


def keep(response: HttpResponse, name: str, value: str, *, secure: bool) -> None:
    """Keep one preference for a year."""
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
