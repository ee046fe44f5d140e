# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the registers stand in navigation, and what a person reads of requests about them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from linli.kernel.problem import mark
from linli.places import public as places
from linli.platform import stamps
from linli.platform.access import PUBLIC, SIGNED_IN, actor_of, roles
from linli.platform.ui.slots import Entry, fill, once

from .policy import LOOKS, READS, SECOND
from .queries import reviews_due, told_about
from .vocab import INSTRUMENT_WORDS

MINUTE = 60.0  # seconds
WORDS = {
    "official_requests": mark("What authorities were given"),
    "authority": mark("Authority"),
    "instrument": mark("Legal instrument"),
    "law": mark("Law"),
    "parts": mark("What"),
    "given": mark("Given"),
}


@fill("square_foot", order=30)
def figures_line(request: HttpRequest) -> Entry:
    return Entry(gettext("When authorities ask for personal data"), reverse("official-requests"))


@fill("square_foot", order=32)
def summaries_line(request: HttpRequest) -> Entry:
    return Entry(gettext("What we use personal data for"), reverse("assessments"))


@fill("desk_settings", order=32, policy=roles(*READS))
def requests_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Official requests"), reverse("desk-requests"), "landmark")


@fill("desk_settings", order=34, policy=roles(*LOOKS))
def assessments_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Impact assessments"), reverse("desk-assessments"), "shield-check")


@fill("desk_settings_head", order=10, policy=roles(*SECOND))
def reviews_line(request: HttpRequest) -> Entry | None:
    """Whoever can review is told among the settings that a review is due."""
    due = stamps.held("privacy:due", MINUTE, lambda: reviews_due(places.today()))
    return Entry(template="privacy/reviews_due.html", context={"due": due}) if due else None


@fill("me", order=40, policy=SIGNED_IN)
def told_holder(request: HttpRequest) -> Entry | None:
    """On the person's own page: what authorities were given about them and their matters."""
    return _told(_subjects(request))


@fill("me_copy", order=40, policy=SIGNED_IN)
def told_copy(request: HttpRequest) -> Entry:
    """The same, to take along."""
    data = [
        {
            "authority": one.authority,
            "instrument": f"{gettext(INSTRUMENT_WORDS[one.instrument])} {one.instrument_number}",
            "law": f"{one.law} {one.article}",
            "parts": [gettext(one.source.parts.get(part, part)) for part in one.parts],
            "given": one.day.isoformat(),
        }
        for one in told_about(_subjects(request))
    ]
    words = {name: gettext(word) for name, word in WORDS.items()}
    return Entry("official_requests", context={"data": data, "words": words})


@fill("own_data", order=10, policy=PUBLIC)
def told_reporter(request: HttpRequest, subjects: Iterable[UUID]) -> Entry | None:
    """The same of one matter, for whoever opened it as its reporter."""
    return _told(subjects)


def _subjects(request: HttpRequest) -> set[UUID]:
    """The person's account and what else is about them."""
    found: set[UUID] = {UUID(actor_of(request).id)}
    for entry in once("me_subjects", request):
        found |= set(entry.context["subjects"])
    return found


def _told(subjects: Iterable[UUID]) -> Entry | None:
    told = told_about(subjects)
    return Entry(template="privacy/told.html", context={"told": told}) if told else None
