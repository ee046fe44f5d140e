# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where mediation stands in navigation, beside the law, and on the page of a matter."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from linli.kernel.problem import mark
from linli.people import public as people
from linli.platform.access import SIGNED_IN, STAFF, actor_of, roles
from linli.platform.ui.slots import Entry, fill

from .queries import copy_of_own, own_mediations
from .queries.own import number_of
from .rules import CONTENTS


@fill("square_nav", order=37)
def mediation_line(request: HttpRequest) -> Entry:
    return Entry(gettext("Mediation"), reverse("mediation"))


@fill("desk_nav", order=55, policy=STAFF)
def mediations_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Mediation"), reverse("desk-mediations"), "users")


@fill("desk_settings", order=40, policy=roles("coordinator"))
def mediators_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Mediators"), reverse("desk-mediators"), "users")


@fill("desk_settings", order=41, policy=roles("coordinator"))
def wordings_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Papers of mediation"), reverse("desk-wordings"), "file-text")


@fill("ask_law", order=20)
def bring_entry(request: HttpRequest, question: str, day: date) -> Entry:
    """The question and the day whose law was read go along, into the request."""
    asked = urlencode({"about": question, "on": day.isoformat()})
    return Entry(gettext("Bring this to mediation"), f"{reverse('mediation')}?{asked}#ask")


@fill("me", order=30, policy=SIGNED_IN)
def own_piece(request: HttpRequest) -> Entry:
    """Mediations in which the person is a party: on their own page, to nobody else."""
    return Entry(template="disputes/me.html", context={"lines": own_mediations(actor_of(request))})


@fill("me_copy", order=30, policy=SIGNED_IN)
def own_copy(request: HttpRequest) -> Entry:
    words = {"mediations": gettext("My mediations"), "agreement": gettext("The agreement")}
    words |= {code: gettext(said) for code, said in CONTENTS.items()}
    return Entry(
        "mediations", context={"data": copy_of_own(actor_of(request)), "words": words, "files": []}
    )


@fill("case_side", order=20, policy=STAFF)
def refer_entry(request: HttpRequest, matter: Any) -> Entry:
    """A way to refer. Whether there is a mediation already is told to nobody outside its team."""
    url = f"{reverse('desk-mediation-new')}?{urlencode({'case': matter.line.number})}"
    return Entry(template="disputes/refer.html", context={"url": url})


people.open_scope(
    people.Scope(
        "mediation",
        mark("ask for mediation and read where it stands"),
        {"disputes.requested": mark("mediation was asked for")},
        frozenset({"disputes.requested"}),
        number_of,
    )
)
