# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from linli.platform.ui.slots import Entry, fill


@fill("square_foot", order=10)
def promise_line(request: HttpRequest) -> Entry:
    return Entry(gettext("What linli does, and what it will never do"), reverse("promise"))
