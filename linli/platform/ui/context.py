# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every page knows: who looks, how they like to read, what the navigation holds."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ..access import actor_of
from .aloud import has_voice
from .preferences import preferences_of
from .slots import entries


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every template; nothing here touches the database before it is used."""
    return {
        "actor": SimpleLazyObject(lambda: actor_of(request)),
        "prefers": preferences_of(request),
        "has_voice": has_voice(),
        "slot": {
            name: SimpleLazyObject(partial(entries, name, request))
            for name in ("square_nav", "square_foot", "desk_nav", "field_nav")
        },
    }
