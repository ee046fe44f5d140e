# SPDX-License-Identifier: AGPL-3.0-or-later
"""What surrounds every request: the town's own time, the day on which a session was used last."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from linli.people import public as people
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


class SeenToday:
    """Keeps the day on which a session was used last: once a day, and nothing finer than a day."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        seen = session.get("seen") if session.accessed else None
        today = places.today().isoformat() if seen else None
        if seen != today:
            session["seen"] = today
            people.note_seen(session.session_key or "")
        return response
