# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from linli.platform.access import roles
from linli.platform.ui.slots import Entry, fill


@fill("field_nav", order=25, policy=roles("grid_worker", "community_worker"))
def waiting_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Waiting"), reverse("field-waiting"), "cloud-upload")
