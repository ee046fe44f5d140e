# SPDX-License-Identifier: AGPL-3.0-or-later
"""The second factor: asked for when signing in, set up and taken away on one's own pages."""

from __future__ import annotations

from urllib.parse import quote, urlsplit
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel import clock
from linli.kernel.problem import NOT_FOUND, Problem
from linli.places import public as places
from linli.platform import passkeys
from linli.platform.access import PUBLIC, SIGNED_IN, actor_of, roles, route
from linli.platform.access.refusals import note
from linli.platform.ui.words import explain, name_of

from ..commands import (
    add_passkey,
    begin_totp,
    check_code,
    check_passkey,
    confirm_totp,
    remove_factor,
    renew_recovery,
    take_factors,
)
from ..commands.factors import Made
from ..forms import FactorForm, SecondForm
from ..models import Account
from ..queries import own_account, passkeys_of, waiting_secret
from ..vocab import WRONG_FACTOR
from .own import frame_of, key_of
from .sign_in import begin


def site_of(request: HttpRequest) -> passkeys.Site:
    """Where the browser is; host names are bounded by LINLI_HOSTS."""
    origin = f"{request.scheme}://{request.get_host()}"
    host = urlsplit(origin).hostname or ""
    return passkeys.Site(origin, host, name_of(places.town().names))


# --- signing in ----------------------------------------------------------------------------------


@route(PUBLIC)
def step(request: HttpRequest) -> HttpResponse:
    """Prove the second factor: a code of the authenticator, a recovery code, or a passkey."""
    account = half_way(request)
    if account is None:
        return redirect("sign-in")
    answer = request.POST.get("answer", "")
    form = SecondForm(None if answer else request.POST or None)
    told = None
    if answer or form.is_valid():
        try:
            if answer:
                state = request.session.pop("ceremony", None) or {}
                way = check_passkey(account.pk, site_of(request), state, answer)
            else:
                way = check_code(account.pk, form.cleaned_data["code"])
        except Problem as error:
            note(request, error)
            told = explain(error)
        else:
            half = request.session.pop("half")
            return begin(request, account, f"{half['way']}+{way}", half["goal"])
    options, site, known = "", site_of(request), passkeys_of(account.pk)
    if known and site.has_passkeys:
        options, request.session["ceremony"] = passkeys.begin_asking(site, known)
    context = {"form": form, "options": options, "problem": told}
    return render(request, "people/second_step.html", context, status=422 if told or form.errors else 200)


def half_way(request: HttpRequest) -> Account | None:
    """Whose second factor this browser is asked for; ``None`` after five minutes."""
    half = request.session.get("half")
    if not half or half["until"] < clock.now().timestamp():
        return None
    account = own_account(UUID(half["account"]))
    return account if account.is_active else None


# --- one's own factors ---------------------------------------------------------------------------


@route(SIGNED_IN, anew="my-ways")
@require_POST
def begin_authenticator(request: HttpRequest) -> HttpResponse:
    """Make a secret and go on to where it is shown."""
    begin_totp(actor=actor_of(request))
    return redirect("my-authenticator")


@route(SIGNED_IN, anew="my-authenticator")
def authenticator(request: HttpRequest) -> HttpResponse:
    """Show the secret as a picture and as text; take the first code."""
    actor = actor_of(request)
    secret = waiting_secret(UUID(actor.id))
    if secret is None:
        return redirect("my-ways")
    form = FactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            return added(request, confirm_totp(data["code"], data["name"], key_of(request), actor=actor))
        except Problem as error:
            form.blame(error, "code")
    me = own_account(UUID(actor.id))
    issuer = quote(name_of(places.town().names))
    uri = f"otpauth://totp/{issuer}:{quote(me.login)}?secret={secret}&issuer={issuer}"
    context = {
        "frame": frame_of(request),
        "form": form,
        "picture": segno.make(uri, error="m").svg_data_uri(scale=5),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    }
    return render(request, "people/authenticator.html", context, status=422 if form.errors else 200)


@route(SIGNED_IN, anew="my-passkey")
def passkey(request: HttpRequest) -> HttpResponse:
    """Make a passkey in this browser or on a key that is plugged in."""
    actor, site = actor_of(request), site_of(request)
    if not site.has_passkeys:
        raise NOT_FOUND()
    told = None
    if request.method == "POST":
        try:
            state = request.session.pop("ceremony", None) or {}
            made = passkeys.end_making(site, state, request.POST.get("answer", ""))
            name = request.POST.get("name", "")
            return added(request, add_passkey(made, name, key_of(request), actor=actor))
        except passkeys.Refused:
            told = explain(WRONG_FACTOR())
        except Problem as error:
            told = explain(error)
    me = own_account(UUID(actor.id))
    options, state = passkeys.begin_making(site, me.pk.bytes, me.login, passkeys_of(me.pk))
    request.session["ceremony"] = state
    context = {"frame": frame_of(request), "options": options, "problem": told}
    return render(request, "people/passkey.html", context, status=422 if told else 200)


def added(request: HttpRequest, made: Made) -> HttpResponse:
    """Say so; with the first factor show the recovery codes, this once."""
    request.session["second"] = True
    if made.recovery:
        return recovery_page(request, made.recovery)
    messages.success(request, gettext("Kept."))
    return redirect("my-ways")


@route(SIGNED_IN, anew="my-ways")
@require_POST
def remove(request: HttpRequest, factor: UUID) -> HttpResponse:
    """Remove a factor of one's own."""
    remove_factor(factor, actor=actor_of(request))
    messages.success(request, gettext("It opens nothing any more."))
    return redirect("my-ways")


@route(SIGNED_IN, anew="my-ways")
@require_POST
def recovery(request: HttpRequest) -> HttpResponse:
    """New recovery codes instead of the old ones."""
    return recovery_page(request, renew_recovery(actor=actor_of(request)))


def recovery_page(request: HttpRequest, codes: list[str]) -> HttpResponse:
    shown = [f"{code[:5]} {code[5:]}" for code in codes]
    return render(request, "people/recovery.html", {"frame": frame_of(request), "codes": shown})


# --- somebody who lost theirs --------------------------------------------------------------------


@route(roles("administrator"))
@require_POST
def take(request: HttpRequest, account: UUID) -> HttpResponse:
    """Take every factor of somebody who lost them; they sign in and set up new ones."""
    take_factors(account, actor=actor_of(request))
    messages.success(request, gettext("Their second factor is gone and their sessions have ended."))
    return redirect("desk-posts")
