# SPDX-License-Identifier: AGPL-3.0-or-later
"""The person's own page: what we keep about them, who read it, taking it along, putting an end to it.

Storeys above put what they keep into three slots: ``me`` (a piece of the page), ``me_copy`` (an entry
whose ``label`` names a part of the copy, with ``data``, ``words`` for the names in it and ``files`` in
its ``context``), ``me_subjects`` (``subjects`` in the ``context``: by id, the words for what was read).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from linli.kernel import clock
from linli.kernel.problem import Problem, mark
from linli.places import public as places
from linli.platform.access import PUBLIC, SIGNED_IN, actor_of, proved_lately, route, throttle
from linli.platform.ui.copies import Copy, hand_out
from linli.platform.ui.slots import entries, once
from linli.platform.ui.words import language, name_of

from ..commands import (
    change_contact,
    close_account,
    correct_name,
    erase_contact,
    give_consent,
    send_code,
    withdraw_consent,
)
from ..forms import CloseForm, CodeForm, ContactForm, NameForm
from ..queries import holds_post, own_account, own_consents, own_contacts, own_copy, own_looks
from .own import frame_of


def subjects_of(request: HttpRequest) -> dict[UUID, str]:
    """What else is about this person, by id, with words for it."""
    found: dict[UUID, str] = {}
    for entry in once("me_subjects", request):
        found |= entry.context["subjects"]
    return found


@route(SIGNED_IN)
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """What we keep about this person."""
    return me_page(request)


def me_page(request: HttpRequest, status: int = 200, **forms: Any) -> HttpResponse:
    """The page with what was filled in, if something was wrong with it."""
    actor = actor_of(request)
    account = own_account(UUID(actor.id))
    name = NameForm(initial={"name": account.names.get(language(), "")}, prefix="n")
    context = {
        "frame": frame_of(request),
        "me": account,
        "contacts": own_contacts(actor),
        "consents": own_consents(actor),
        "looks": own_looks(actor, subjects_of(request)),
        "name_form": forms.get("name") or name,
        "contact_form": forms.get("contact") or ContactForm(prefix="c"),
        "fresh": proved_lately(request),
        "close_form": None if holds_post(account.pk) else forms.get("close") or CloseForm(prefix="x"),
    }
    return render(request, "people/me.html", context, status=status)


@route(SIGNED_IN)
@require_POST
def rename(request: HttpRequest) -> HttpResponse:
    """Correct one's name."""
    form = NameForm(request.POST, prefix="n")
    if not form.is_valid():
        return me_page(request, 422, name=form)
    correct_name(form.cleaned_data["name"], language(), actor=actor_of(request))
    messages.success(request, gettext("Kept."))
    return redirect("me")


@route(SIGNED_IN, anew="me")
@require_POST
def new_contact(request: HttpRequest) -> HttpResponse:
    """Send a code to a new contact and go on to where it is typed."""
    form = ContactForm(request.POST, prefix="c")
    if form.is_valid():
        try:
            code = send_code(
                form.cleaned_data["contact"],
                address=throttle.address(request),
                language=language(),
                town=name_of(places.town().names),
            )
        except Problem as error:
            form.blame(error, "contact")
        else:
            request.session["contact"] = str(code)
            return redirect("my-contact-code")
    return me_page(request, 422, contact=form)


@route(SIGNED_IN, anew="my-contact-code")
def contact_code(request: HttpRequest) -> HttpResponse:
    """Type the code that went to the new contact."""
    waiting = request.session.get("contact")
    if not waiting:
        return redirect("me")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_contact(
                UUID(waiting), form.cleaned_data["code"], language=language(), actor=actor_of(request)
            )
        except Problem as error:
            form.blame(error, "code")
        else:
            del request.session["contact"]
            messages.success(request, gettext("Kept."))
            return redirect("me")
    context = {"frame": frame_of(request), "form": form}
    return render(request, "people/contact_code.html", context, status=422 if form.errors else 200)


@route(SIGNED_IN, anew="me")
@require_POST
def drop_contact(request: HttpRequest, contact: UUID) -> HttpResponse:
    """Erase a contact."""
    erase_contact(contact, actor=actor_of(request))
    messages.success(request, gettext("Erased."))
    return redirect("me")


@route(SIGNED_IN)
@require_POST
def consent(request: HttpRequest, purpose: str) -> HttpResponse:
    """Consent, or withdraw a consent: one button either way."""
    if request.POST.get("give"):
        give_consent(purpose, "web", actor=actor_of(request))
    else:
        withdraw_consent(purpose, actor=actor_of(request))
    messages.success(request, gettext("Kept."))
    return redirect("me")


@route(SIGNED_IN)
@require_GET
def copy(request: HttpRequest, form: str) -> HttpResponseBase:
    """Everything about this person to take along: for a program, to read, or with all files in one."""
    made = {"town": dict(places.town().names), "made_at": clock.now().isoformat()}
    made |= own_copy(actor_of(request), subjects_of(request))
    words, files = {name: gettext(word) for name, word in WORDS.items()}, []
    for entry in entries("me_copy", request):
        made[entry.label] = entry.context["data"]
        words |= entry.context.get("words", {})
        files += entry.context.get("files", [])
    page = "people/copy.html", {"frame": frame_of(request)}
    return hand_out(request, Copy(made, words, files), form, "my-data", page)


WORDS = {
    "town": mark("Town"),
    "made_at": mark("Made"),
    "account": mark("Account"),
    "contacts": mark("Contacts"),
    "posts": mark("Posts"),
    "consents": mark("Consents"),
    "sessions": mark("Sessions"),
    "read_by": mark("Who read it"),
    "sign_in_name": mark("Sign-in name"),
    "names": mark("Name"),
    "since": mark("Since"),
    "kind": mark("Kind"),
    "value": mark("Contact"),
    "role": mark("Role"),
    "unit": mark("Unit"),
    "place": mark("Place"),
    "from": mark("From"),
    "to": mark("To"),
    "purpose": mark("Purpose"),
    "version": mark("Wording"),
    "given": mark("Given"),
    "withdrawn": mark("Withdrawn"),
    "browser": mark("Browser"),
    "last_used": mark("Last used"),
    "at": mark("When"),
    "what": mark("Of what"),
    "fields": mark("Fields"),
}


@route(SIGNED_IN, anew="me")
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Erase what we keep about this person and close the account."""
    form = CloseForm(request.POST, prefix="x")
    if not form.is_valid():
        return me_page(request, 422, close=form)
    close_account(actor=actor_of(request))
    logout(request)
    response = redirect("closed")
    response["Clear-Site-Data"] = '"cache"'
    return response


@route(PUBLIC)
def closed(request: HttpRequest) -> HttpResponse:
    """The account is closed."""
    return render(request, "people/closed.html")
