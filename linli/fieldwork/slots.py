# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where field work stands in navigation, and today's round on the worker's first page."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from linli.platform.access import STAFF, roles
from linli.platform.ui.slots import Entry, fill

from .views.field import day_of_worker

WORKERS = roles("grid_worker", "community_worker")


@fill("square_nav", order=38)
def visits_line(request: HttpRequest) -> Entry:
    return Entry(gettext("Visits"), reverse("visits"))


@fill("desk_more", order=57, policy=STAFF)
def grids_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Grids"), reverse("desk-grids"), "grid")


@fill("desk_more", order=58, policy=roles("grid_worker", "community_worker", "coordinator"))
def rounds_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Rounds"), reverse("desk-rounds"), "footprints")


@fill("field_nav", order=12, policy=WORKERS)
def round_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Round"), reverse("field-round"), "footprints")


@fill("field_today", order=10, policy=WORKERS)
def today_piece(request: HttpRequest) -> Entry:
    """Today's doors on the first page: opening it is enough to have them all without a network."""
    return Entry(template="fieldwork/day.html", context=day_of_worker(request))
