# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every request is told in the town's own time."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from linli.places import public as places


class TownTime:
    """Sets Django's current time zone to the town's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        town = places.town_or_none()
        if town is None:
            return self.get_response(request)
        with timezone.override(town.zone):
            return self.get_response(request)
