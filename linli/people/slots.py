# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from linli.platform.access import SIGNED_IN, STAFF, actor_of, posts, roles
from linli.platform.ui.slots import Entry, fill

from .queries import kept_for, open_until, posts_rest


@fill("square_nav", order=95)
def sign_in_line(request: HttpRequest) -> Entry | None:
    if actor_of(request).signed_in:
        return None
    return Entry(gettext("Sign in"), reverse("sign-in"))


@fill("desk_settings", order=20, policy=STAFF)
def duties_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Duties"), reverse("desk-duties"), "list-checks")


@fill("desk_settings", order=25, policy=roles("administrator", "coordinator", "auditor"))
def cover_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Cover"), reverse("desk-cover"), "anchor")


@fill("desk_settings", order=40, policy=roles("administrator"))
def posts_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Posts"), reverse("desk-posts"), "users")


@fill("desk_settings", order=30, policy=posts("administrator", "auditor"))
def rights_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Administrator's rights"), reverse("desk-rights"), "lock")


@fill("desk_settings", order=88, policy=roles("data_officer", "administrator", "auditor"))
def retention_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("How long things are kept"), reverse("desk-retention"), "clock")


@fill("me", order=80, policy=SIGNED_IN)
def kept_piece(request: HttpRequest) -> Entry:
    """How long each thing is kept and why, on the person's own page."""
    return Entry(template="people/kept_piece.html", context={"lines": kept_for()})


@fill("square_foot", order=45)
def kept_line(request: HttpRequest) -> Entry:
    return Entry(gettext("How long we keep it"), reverse("kept"))


@fill("page_head", order=10, policy=roles("administrator"))
def open_rights_line(request: HttpRequest) -> Entry | None:
    """While the rights are open, every page says so and closes them."""
    ends = open_until(request)
    return Entry(template="people/rights_open.html", context={"ends": ends}) if ends else None


@fill("desk_settings", order=90, policy=STAFF)
def ways_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("How I sign in"), reverse("my-ways"), "key-round")


@fill("page_head", order=20, policy=SIGNED_IN)
def factor_due_line(request: HttpRequest) -> Entry | None:
    """Whoever holds a post and has no second factor is told why nothing opens."""
    return Entry(template="people/factor_due.html") if posts_rest(request) else None


@fill("square_nav", order=92, policy=SIGNED_IN)
def me_line(request: HttpRequest) -> Entry:
    return Entry(gettext("My data"), reverse("me"))


@fill("desk_settings", order=85, policy=STAFF)
def me_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("My data"), reverse("me"), "contact")
