# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from ..access import STAFF
from ..ui.slots import Entry, fill


@fill("desk_settings", order=46, policy=STAFF)
def phones_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Phones with Collect"), reverse("desk-phones"), "key-round")
