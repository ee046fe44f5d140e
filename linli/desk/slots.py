# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from linli.platform.access import STAFF, actor_of, roles
from linli.platform.ui.slots import Entry, entries, fill


@fill("desk_nav", order=80, policy=STAFF)
def settings_entry(request: HttpRequest) -> Entry | None:
    """One entry for all settings: it leads to the first page that the person may open."""
    pages = entries("desk_settings", request)
    return Entry(gettext("Settings"), pages[0].url, "settings") if pages else None


@fill("desk_settings", order=60, policy=roles("data_officer", "auditor"))
def looks_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Looks at personal data"), reverse("desk-looks"), "eye")


@fill("desk_settings", order=70, policy=roles("administrator"))
def keys_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Keys of programs"), reverse("desk-keys"), "key-round")


# Who sees no matters begins with what is theirs instead of an empty queue.
HOMES = {"data_officer": "desk-looks", "administrator": "desk-posts"}


@fill("home", order=15, policy=roles(*HOMES))
def settings_home(request: HttpRequest) -> Entry | None:
    """The first page of somebody who holds no other role."""
    held = {holding.role for holding in actor_of(request).holdings}
    return Entry(url=reverse(HOMES[held.pop()])) if len(held) == 1 else None
