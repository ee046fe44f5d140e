# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bar of a kiosk, on every page that somebody opens there."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from linli.platform import boxes
from linli.platform.ui.slots import Entry, fill

from .views import MARK


@fill("page_head", order=5)
def bar(request: HttpRequest) -> Entry | None:
    """Only in the session of a kiosk; elsewhere nothing is looked up and nothing shown."""
    session = getattr(request, "session", None)
    return (
        Entry(template="kiosk/bar.html", context={"lock": boxes.lock()})
        if session is not None and session.get(MARK)
        else None
    )


@fill("square_foot", order=60)
def kiosk_line(request: HttpRequest) -> Entry:
    return Entry(gettext("Kiosk"), reverse("kiosk"))


@fill("square_foot", order=61)
def slip_line(request: HttpRequest) -> Entry:
    return Entry(gettext("Slip of a screen"), reverse("kiosk-slip"))
