# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where mediation stands in navigation, beside the law, and on the page of a matter."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from linli.platform.access import STAFF, roles
from linli.platform.ui.slots import Entry, fill


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
def bring_entry(request: HttpRequest, question: str) -> Entry:
    return Entry(gettext("Bring this to mediation"), reverse("mediation"))


@fill("case_side", order=20, policy=STAFF)
def refer_entry(request: HttpRequest, matter: Any) -> Entry:
    """A way to refer. Whether there is a mediation already is told to nobody outside its team."""
    url = f"{reverse('desk-mediation-new')}?{urlencode({'case': matter.line.number})}"
    return Entry(template="disputes/refer.html", context={"url": url})
