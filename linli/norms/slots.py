# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from linli.platform.access import STAFF
from linli.platform.ui.slots import Entry, fill


@fill("square_foot", order=20)
def deadlines_line(request: HttpRequest) -> Entry:
    return Entry(gettext("By when you get an answer"), reverse("deadlines"))


@fill("square_foot", order=21)
def courses_line(request: HttpRequest) -> Entry:
    return Entry(gettext("How a matter goes"), reverse("courses"))


@fill("desk_settings", order=30, policy=STAFF)
def deadlines_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Time limits"), reverse("deadlines"), "clock")


@fill("square_nav", order=35)
def ask_line(request: HttpRequest) -> Entry:
    return Entry(gettext("Ask the law"), reverse("ask"))


@fill("square_foot", order=22)
def norms_line(request: HttpRequest) -> Entry:
    return Entry(gettext("Laws and pacts"), reverse("norms"))


@fill("square_foot", order=24)
def pacts_line(request: HttpRequest) -> Entry:
    return Entry(gettext("Pacts of this town"), reverse("pacts"))


@fill("desk_more", order=60, policy=STAFF)
def pacts_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Pacts"), reverse("desk-pacts"), "file-text")
