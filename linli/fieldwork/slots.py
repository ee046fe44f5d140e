# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where field work stands in navigation, and today's round on the worker's first page."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from linli.kernel.problem import mark
from linli.people import public as people
from linli.platform.access import SIGNED_IN, STAFF, actor_of, roles
from linli.platform.ui.slots import Entry, fill

from .forms import worded
from .queries import own_wishes
from .queries.phones import phones_of
from .views.field import day_of_worker
from .vocab import RHYTHM_WORDS, VISITS

WORKERS = roles("grid_worker", "community_worker")


@fill("square_nav", order=38)
def visits_line(request: HttpRequest) -> Entry:
    return Entry(gettext("Visits"), reverse("visits"))


@fill("desk_nav", order=57, policy=STAFF)
def grids_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Grids"), reverse("desk-grids"), "grid")


@fill("desk_nav", order=58, policy=roles("grid_worker", "community_worker", "coordinator"))
def rounds_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Rounds"), reverse("desk-rounds"), "footprints")


@fill("field_nav", order=12, policy=WORKERS)
def round_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Round"), reverse("field-round"), "footprints")


@fill("field_today", order=10, policy=WORKERS)
def today_piece(request: HttpRequest) -> Entry:
    """Today's doors on the first page: opening it is enough to have them all without a network."""
    return Entry(template="fieldwork/day.html", context=day_of_worker(request))


@fill("phones", order=10, policy=STAFF)
def phones_piece(request: HttpRequest) -> Entry:
    """One's phones with the field on them, on the page of phones."""
    lines = [(one, one.noted_on) for one in phones_of(actor_of(request))]
    return Entry(template="fieldwork/phones.html", context={"lines": lines})


@fill("me", order=35, policy=SIGNED_IN)
def own_wishes_piece(request: HttpRequest) -> Entry:
    """What a household signed up for: to see it, to change it, to end it."""
    return Entry(
        template="fieldwork/me.html",
        context={"wishes": own_wishes(actor_of(request)), "choices": worded(RHYTHM_WORDS)},
    )


@fill("me_copy", order=35, policy=SIGNED_IN)
def own_copy(request: HttpRequest) -> Entry:
    words = {
        "visits": gettext("Visits at home"), "home": gettext("Home"), "rhythm": gettext("How often?"),
        "begins": gettext("First day"), "ends": gettext("Last day"),
    }  # fmt: skip
    rows = [
        {"home": one.door.label, "rhythm": one.rhythm.value, "begins": one.begins, "ends": one.ends}
        for one in own_wishes(actor_of(request))
    ]
    return Entry("visits", context={"data": rows, "words": words, "files": []})


people.open_scope(
    people.Scope(
        VISITS,
        mark("sign the home up for visits"),
        {
            "fieldwork.wished": mark("the home was signed up for visits"),
            "fieldwork.unwished": mark("visits were ended"),
        },
        frozenset({"fieldwork.wished"}),
    )
)
