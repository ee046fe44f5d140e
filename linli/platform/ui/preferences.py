# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a person likes to read: elder mode and size, easy words, theme; in cookies of their browser."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse

YEAR = 365 * 24 * 3600
MODES = ("normal", "elder")
THEMES = ("auto", "light", "dark", "contrast")
SIZES = ("18", "24", "30")  # points of the words in elder mode
EASY = ("auto", "on", "off")  # easy words above key pages; by themselves in elder mode
CHOICES = {"mode": MODES, "theme": THEMES, "size": SIZES, "easy": EASY}


class Messages(CookieStorage):
    """What a page says once, in a cookie with a name of our own."""

    @property
    def cookie_name(self) -> str:  # type: ignore[override]
        return f"{settings.COOKIE_PREFIX}linli_messages"


@dataclass(frozen=True)
class Preferences:
    mode: str = "normal"
    theme: str = "auto"
    size: str = "18"
    easy: str = "auto"

    @property
    def elder(self) -> bool:
        return self.mode == "elder"

    @property
    def easy_words(self) -> bool:
        """Whether key pages begin with a short version in easy words."""
        return self.easy == "on" or (self.elder and self.easy != "off")

    @property
    def larger(self) -> str:
        """The next size of words; after the largest the first again."""
        return SIZES[(SIZES.index(self.size) + 1) % len(SIZES)]


def preferences_of(request: HttpRequest) -> Preferences:
    """The preferences that came with a request; anything unknown counts as not set."""
    found = {name: request.COOKIES.get(f"{settings.COOKIE_PREFIX}linli_{name}", "") for name in CHOICES}
    return Preferences(**{name: value for name, value in found.items() if value in CHOICES[name]})


def keep(response: HttpResponse, name: str, value: str, *, secure: bool) -> None:
    """Keep one preference for a year."""
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
