# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from linli.platform.access import ACTING, SIGNED_IN, STAFF, actor_of, posts, roles
from linli.platform.ui.slots import Entry, fill

from .policy import TAKES_CONSENT
from .queries import (
    copy_of_mandates,
    kept_for,
    mandate_subjects,
    mandates_of,
    open_until,
    posts_rest,
)
from .views.mandates import WORDS, session_words


@fill("square_nav", order=95)
def sign_in_line(request: HttpRequest) -> Entry | None:
    actor = actor_of(request)
    if actor.signed_in or actor.acts:
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


@fill("page_head", order=8, policy=ACTING)
def acting_line(request: HttpRequest) -> Entry | None:
    """While somebody acts for another, every page says for whom, and ends it."""
    actor = actor_of(request)
    if not actor.acts:
        return None
    return Entry(template="people/acting.html", context=session_words(request))


@fill("me", order=20, policy=SIGNED_IN)
def mandates_piece(request: HttpRequest) -> Entry:
    """Who acts for the person, and for whom they act."""
    mine = [one for one in mandates_of(actor_of(request)) if one.state in ("holds", "offered")]
    return Entry(template="people/mandates_piece.html", context={"mandates": mine})


@fill("me_copy", order=20, policy=SIGNED_IN)
def mandates_copy(request: HttpRequest) -> Entry:
    words = {name: gettext(word) for name, word in WORDS.items()}
    return Entry("mandates", context={"data": copy_of_mandates(actor_of(request)), "words": words})


@fill("me_subjects", order=20, policy=SIGNED_IN)
def mandate_looks(request: HttpRequest) -> Entry:
    return Entry(context={"subjects": mandate_subjects(actor_of(request), gettext("Acting for another"))})


@fill("desk_nav", order=23, policy=roles(*TAKES_CONSENT))
def mandates_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Acting for others"), reverse("desk-mandates"), "users")
