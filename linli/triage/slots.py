# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from linli.platform.access import STAFF
from linli.platform.ui.slots import Entry, fill


@fill("desk_settings", order=50, policy=STAFF)
def reader_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Reader"), reverse("desk-reader"), "sparkles")
