# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of the platform itself: looks at personal data, keys of programs."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.cases import public as cases
from linli.kernel.problem import Problem, mark
from linli.people import public as people
from linli.platform.access import actor_of, keys, roles, route
from linli.platform.access.looks import newest_looks
from linli.platform.access.purposes import words_for, words_for_field
from linli.platform.ui.words import explain

SUBJECTS = {  # what was looked at, where it has no number that people know
    "account": mark("an account"),
    "case": mark("a matter"),
    "proposal": mark("a proposal"),
    "disputes.mediation": mark("a mediation"),
    "visit": mark("a visit"),
    "call": mark("a call"),
    "callback": mark("somebody to be rung back"),
    "sheet": mark("a page on paper"),
    "official_request": mark("a request of an authority"),
}


@route(roles("data_officer", "auditor"))
def looks(request: HttpRequest) -> HttpResponse:
    """Who read personal data, of which matter, when, for what purpose."""
    looks = newest_looks()
    accounts = {look.id: _account(look.actor) for look in looks}
    names = people.account_names(account for account in accounts.values() if account)
    numbers = cases.numbers_of(look.subject for look in looks if look.subject_type == "case")
    lines = [
        {
            "at": look.at,
            "who": names.get(account, {}) if (account := accounts[look.id]) else {},
            "actor": look.actor,
            "number": numbers.get(look.subject, ""),
            "what": gettext(SUBJECTS.get(look.subject_type, look.subject_type)),
            "id": look.subject,
            "fields": [gettext(words_for_field(field)) for field in look.fields],
            "purpose": gettext(words_for(look.purpose)),
        }
        for look in looks
    ]
    return render(request, "desk/looks.html", {"looks": lines})


def _account(actor: str) -> UUID | None:
    kind, _, identity = actor.partition(":")
    return UUID(identity) if kind == "account" else None


@route(roles("administrator"))
def key_list(request: HttpRequest) -> HttpResponse:
    """Keys of programs: make one (its text is shown once), end one."""
    fresh, told = "", None
    if request.method == "POST":
        try:
            _, fresh = keys.make_key(
                request.POST.get("name", ""),
                request.POST.getlist("scopes"),
                UUID(actor_of(request).id),
                actor=actor_of(request),
            )
        except Problem as error:
            told = explain(error)
    context = {"keys": keys.keys(), "scopes": keys.SCOPES, "fresh": fresh, "problem": told}
    return render(request, "desk/keys.html", context, status=422 if told else 200)


@route(roles("administrator"))
@require_POST
def stop_key(request: HttpRequest, key: UUID) -> HttpResponse:
    """End a key."""
    keys.revoke_key(key, actor=actor_of(request))
    messages.success(request, gettext("The key no longer opens anything."))
    return redirect("desk-keys")
