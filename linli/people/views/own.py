# SPDX-License-Identifier: AGPL-3.0-or-later
"""How somebody signs in: password, sessions. The same page for residents and for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from linli.kernel.problem import Problem
from linli.platform.access import SIGNED_IN, actor_of, proved_lately, route, throttle

from ..commands import change_password, end_other_sessions, end_session, move_session
from ..forms import NewPasswordForm
from ..queries import factors_of, identities_of, own_account, recovery_left, sign_ins


def frame_of(request: HttpRequest) -> str:
    """Where a page of one's own stands: among the settings of the desk, or on the square."""
    return "people/own_desk.html" if actor_of(request).is_staff else "people/own_square.html"


def key_of(request: HttpRequest) -> str:
    return request.session.session_key or ""


@route(SIGNED_IN)
def ways(request: HttpRequest) -> HttpResponse:
    """How one signs in, and where one is signed in."""
    return ways_page(request)


def ways_page(request: HttpRequest, status: int = 200, **forms: Any) -> HttpResponse:
    """The page with what was filled in, if something was wrong with it."""
    me = own_account(UUID(actor_of(request).id))
    context = {
        "frame": frame_of(request),
        "me": me,
        "password_form": forms.get("password") or NewPasswordForm() if me.has_usable_password() else None,
        "factors": factors_of(me.pk),
        "recovery_left": recovery_left(me.pk),
        "provider": settings.OIDC and settings.OIDC["name"],
        "identities": identities_of(me.pk),
        "sign_ins": sign_ins(me.pk),
        "this": key_of(request),
        "fresh": proved_lately(request),
    }
    return render(request, "people/ways.html", context, status=status)


@route(SIGNED_IN, anew="my-ways")
@require_POST
@sensitive_post_parameters("old", "new")
def new_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; every other session ends."""
    form = NewPasswordForm(request.POST)
    if form.is_valid():
        actor = actor_of(request)
        try:
            throttle.allow("password:change", actor.id, times=10, seconds=600)
            change_password(
                form.cleaned_data["old"], form.cleaned_data["new"], key_of(request), actor=actor
            )
        except Problem as error:
            form.blame(error, "new" if error.code == "weak_password" else "old")
        else:
            before = key_of(request)
            update_session_auth_hash(request, own_account(UUID(actor.id)))
            move_session(before, key_of(request))
            messages.success(request, gettext("Your password is changed; every other session has ended."))
            return redirect("my-ways")
    return ways_page(request, 422, password=form)


@route(SIGNED_IN, anew="my-ways")
@require_POST
def stop_session(request: HttpRequest, sign_in: UUID) -> HttpResponse:
    """End one of one's own sessions."""
    end_session(sign_in, actor=actor_of(request))
    messages.success(request, gettext("The session has ended."))
    return redirect("my-ways")


@route(SIGNED_IN, anew="my-ways")
@require_POST
def stop_others(request: HttpRequest) -> HttpResponse:
    """End all of one's sessions but this one."""
    count = end_other_sessions(key_of(request), actor=actor_of(request))
    words = ngettext("%(n)d session has ended.", "%(n)d sessions have ended.", count) % {"n": count}
    messages.success(request, words)
    return redirect("my-ways")
