# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in at the provider that the operator named (LINLI_OIDC_ISSUER); without one, no address here
answers. The ways there are links, not forms: they change nothing, and a form may lead nowhere else.
"""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from linli.kernel.problem import NOT_FOUND
from linli.platform import oidc
from linli.platform.access import PUBLIC, SIGNED_IN, STAFF, actor_of, proved_lately, roles, route, throttle
from linli.platform.ui.forms import SecretForm
from linli.platform.ui.views import safe_next

from ..commands import accept_invitation, invitation_holds, invite, join_identity, leave_identity
from ..models import Account
from ..queries import account_of_identity
from ..vocab import NOT_JOINED, OUTSIDE_FAILED
from .anew import first_done
from .sign_in import enter


def provider() -> oidc.Provider:
    """The provider of this installation. Raises ``not_found`` without one."""
    if not settings.OIDC:
        raise NOT_FOUND()
    return oidc.Provider(**settings.OIDC)


def back() -> str:
    return f"{settings.SITE_URL}{reverse('sign-in-outside-back')}"


def away(
    request: HttpRequest, purpose: str, goal: str = "", token: str = "", *, anew: bool = False
) -> HttpResponse:
    """Send the browser to the provider, and remember what for."""
    throttle.allow("outside", throttle.address(request), times=600, seconds=600)
    try:
        where, kept = oidc.begin(provider(), back(), anew=anew)
    except oidc.Refused as error:
        raise OUTSIDE_FAILED(why=str(error)) from error
    request.session["outside"] = {"kept": kept, "purpose": purpose, "goal": goal, "token": token}
    return redirect(where)


@route(PUBLIC)
@require_GET
def go(request: HttpRequest) -> HttpResponse:
    """Sign in at the provider; or follow there the invitation that this browser opened."""
    if "invited" not in request.GET:
        return away(request, "enter", safe_next(request, ""))
    token = request.session.pop("invited", "")
    if not invitation_holds(token):
        raise NOT_FOUND()
    return away(request, "invited", token=token)


@route(PUBLIC)
def invited(request: HttpRequest) -> HttpResponse:
    """Open an administrator's invitation, whose secret comes in the body alone."""
    chosen, posted = provider(), request.method == "POST"
    form = SecretForm(request.POST if posted else None)
    if posted and form.is_valid():
        throttle.allow("outside", throttle.address(request), times=600, seconds=600)
        if not invitation_holds(form.cleaned_data["secret"]):
            raise NOT_FOUND()
        request.session["invited"] = form.cleaned_data["secret"]
    context = {"form": form, "provider": chosen.name, "opened": "invited" in request.session}
    return render(request, "people/invited.html", context, status=422 if form.errors else 200)


@route(SIGNED_IN)
@require_GET
def prove(request: HttpRequest) -> HttpResponse:
    """Prove at the provider that it is still oneself: signing in there anew."""
    return away(request, "anew", safe_next(request, reverse("my-ways")), anew=True)


@route(STAFF, anew="my-ways")
@require_GET
def join(request: HttpRequest) -> HttpResponse:
    """Join an outside identity to one's own account."""
    return away(request, "join")


@route(PUBLIC)
@require_GET
def come_back(request: HttpRequest) -> HttpResponse:
    """The browser comes back with a code; what it proves depends on what it was sent for."""
    chosen, waiting = provider(), request.session.pop("outside", None) or {}
    try:
        subject = oidc.end(chosen, waiting.get("kept", {}), request.GET.dict(), back())
    except oidc.Refused as error:
        raise OUTSIDE_FAILED(why=str(error)) from error
    purpose = waiting["purpose"]
    if purpose == "anew":
        return proved(request, account_of_identity(chosen.issuer, subject), waiting["goal"])
    if purpose == "join":
        join_identity(chosen.issuer, subject, actor=actor_of(request))
        messages.success(request, gettext("Kept."))
        return redirect("my-ways")
    if purpose == "invited":
        account = accept_invitation(waiting["token"], chosen.issuer, subject)
    else:
        found = account_of_identity(chosen.issuer, subject)
        if found is None:
            raise NOT_JOINED()
        account = found
    return enter(request, account, "outside", waiting["goal"] or reverse("home-of"))


def proved(request: HttpRequest, account: Account | None, goal: str) -> HttpResponse:
    """Whoever came back is who is signed in here; then the second factor, or on."""
    if account is None or str(account.pk) != actor_of(request).id:
        raise NOT_JOINED()
    first_done(request, account, "outside")
    second = f"{reverse('prove-anew')}?{urlencode({'next': goal})}"
    return redirect(goal if proved_lately(request) else second)


@route(STAFF, anew="my-ways")
@require_POST
def leave(request: HttpRequest, identity: UUID) -> HttpResponse:
    """Part with an outside identity."""
    leave_identity(identity, actor=actor_of(request))
    messages.success(request, gettext("It opens nothing any more."))
    return redirect("my-ways")


@route(roles("administrator"))
@require_POST
def make_invitation(request: HttpRequest, account: UUID) -> HttpResponse:
    """Make an invitation; its link is shown once."""
    chosen = provider()
    token = invite(account, actor=actor_of(request))
    link = f"{settings.SITE_URL}{reverse('invited')}#{token}"
    return render(request, "people/invitation.html", {"link": link, "provider": chosen.name})
