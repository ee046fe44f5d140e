# SPDX-License-Identifier: AGPL-3.0-or-later
"""What surrounds every request: the town's own time, how long a session lives and when it was used."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from linli.kernel import clock
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


class Sessions:
    """Ends a session by the clock. Keeps which language its owner reads, for messages. Keeps when it
    was used last: in the session itself to ten minutes, for its owner to read the day and nothing finer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        if not session.accessed or "seen" not in session:
            return response
        if people.session_over(request):
            people.end_by_clock(request)
            return response
        spoken = "zh-Hans" if request.LANGUAGE_CODE.startswith("zh") else request.LANGUAGE_CODE
        if session.get("language") != spoken and request.user.is_authenticated:
            session["language"] = spoken
            people.choose_language(request.user.pk, spoken)
        slot, today = int(clock.now().timestamp()) // people.SLOT, places.today().isoformat()
        if session.get("used", slot) != slot:
            session["used"] = slot
        if session["seen"] != today:
            session["seen"] = today
            people.note_seen(session.session_key or "")
        return response
