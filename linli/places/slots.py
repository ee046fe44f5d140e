# SPDX-License-Identifier: AGPL-3.0-or-later
"""What places put on every page: the town's name, telephone and look."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from linli.platform.ui.words import name_of

from .queries import town_or_none
from .rules import ACCENT, DARK_ACCENT, accent_colours


def town_of_page(request: HttpRequest) -> dict[str, Any]:
    """Template context ``town``: name, hotline, emergency lines, accent, languages."""
    return {"town": SimpleLazyObject(_town)}


def _town() -> dict[str, Any]:
    town = town_or_none()
    settings = town.settings if town else {}
    colours = accent_colours(settings.get("accent"), settings.get("accent_dark"))
    return {
        "name": name_of(town.names) if town else "linli",
        "hotline": settings.get("hotline"),
        "emergency": settings.get("emergency", []),
        "own_colours": colours != (ACCENT, DARK_ACCENT),
        "easy": settings.get("easy"),
        "welcome": name_of(settings.get("welcome")),
        "languages": town.languages if town else (),
    }
