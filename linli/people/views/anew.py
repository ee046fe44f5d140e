# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proving once more who one is: the first factor, then the second where there is one, then back.

Whoever finds a desk unlocked can read what its owner reads; what opens the account stays closed to them.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from linli.kernel import clock
from linli.kernel.problem import Problem
from linli.places import public as places
from linli.platform import passkeys
from linli.platform.access import SIGNED_IN, actor_of, keep_proof, route, throttle
from linli.platform.access.refusals import note
from linli.platform.ui.views import safe_next
from linli.platform.ui.words import explain, language, name_of

from ..commands import check_code, check_passkey, note_proof, prove_code, prove_password, send_own_code
from ..forms import CodeForm, ProveForm, SecondForm
from ..models import Account
from ..queries import has_factors, identities_of, own_account, own_contacts, passkeys_of
from ..vocab import WRONG_CODE
from .second import site_of
from .sign_in import HALF_WAY


@route(SIGNED_IN)
def prove(request: HttpRequest) -> HttpResponse:
    """Prove that it is still oneself, and go on to where one was."""
    me = own_account(UUID(actor_of(request).id))
    told, form = None, None
    if request.method == "POST":
        try:
            form = _tried(request, me)
        except Problem as error:
            note(request, error)
            told = explain(error)
        else:
            if form is None:
                here = f"{reverse('prove-anew')}?{request.GET.urlencode()}"
                return redirect(here if _waits(request) else safe_next(request, reverse("my-ways")))
    status = 422 if told or (form is not None and form.errors) else 200
    context = {**_step(request, me, form), "problem": told, "next": safe_next(request, "")}
    return render(request, "people/prove.html", context, status=status)


def _waits(request: HttpRequest) -> bool:
    """Whether a code was sent or the first factor proved, so that something is left to do here."""
    return bool(request.session.get("anew", {}).get("until", 0) > clock.now().timestamp())


def _step(request: HttpRequest, me: Account, form: Any) -> dict[str, Any]:
    """What is asked for now: the password, a code that we send or have sent, the second factor."""
    state = request.session.get("anew", {}) if _waits(request) else {}
    if "way" in state:
        options, site, known = "", site_of(request), passkeys_of(me.pk)
        if known and site.has_passkeys:
            options, request.session["ceremony"] = passkeys.begin_asking(site, known)
        return {"step": "second", "form": form or SecondForm(), "options": options}
    if "code" in state:
        return {"step": "code", "form": form or CodeForm()}
    provider = settings.OIDC if identities_of(me.pk) else None
    if me.has_usable_password():
        step = {"step": "password", "form": form or ProveForm()}
    else:
        step = {"step": "send", "contacts": own_contacts(actor_of(request))}
    return {**step, "provider": provider and provider["name"]}


def _tried(request: HttpRequest, me: Account) -> Any:
    """Take what was sent. The form if it was not filled in; raises the problem of a wrong proof."""
    state = request.session.get("anew", {}) if _waits(request) else {}
    actor, step = actor_of(request), request.POST.get("step", "")
    if step == "password" and me.has_usable_password():
        form: Any = ProveForm(request.POST)
        if form.is_valid():
            prove_password(form.cleaned_data["password"], actor=actor)
            return first_done(request, me, "password")
    elif step == "send":
        code = send_own_code(
            _id(request.POST.get("contact", "")), address=throttle.address(request), language=language(),
            town=name_of(places.town().names), actor=actor,
        )  # fmt: skip
        _keep(request, code=str(code))
        return None
    elif step == "code" and "code" in state:
        form = CodeForm(request.POST)
        if form.is_valid():
            prove_code(UUID(state["code"]), form.cleaned_data["code"], actor=actor)
            return first_done(request, me, "code")
    elif step == "second" and "way" in state:
        answer, form = request.POST.get("answer", ""), SecondForm(request.POST)
        if answer:
            kept = request.session.pop("ceremony", None) or {}
            return _done(request, f"{state['way']}+{check_passkey(me.pk, site_of(request), kept, answer)}")
        if form.is_valid():
            return _done(request, f"{state['way']}+{check_code(me.pk, form.cleaned_data['code'])}")
    else:
        raise WRONG_CODE()
    return form


def first_done(request: HttpRequest, me: Account, way: str) -> None:
    """The first factor is proved: now the second, if there is one."""
    if has_factors(me.pk):
        _keep(request, way=way)
    else:
        _done(request, way)


def _done(request: HttpRequest, way: str) -> None:
    """Every factor is proved. The session goes on under a new key: the old one opens nothing."""
    request.session.pop("anew", None)
    before = request.session.session_key or ""
    request.session.cycle_key()
    request.session["second"] = "+" in way
    keep_proof(request)
    note_proof(way, old=before, new=request.session.session_key or "", actor=actor_of(request))


def _keep(request: HttpRequest, **state: str) -> None:
    request.session["anew"] = {**state, "until": clock.now().timestamp() + HALF_WAY}


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise WRONG_CODE() from error
