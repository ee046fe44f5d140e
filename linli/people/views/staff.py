# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import INVALID, Problem
from linli.places import public as places
from linli.platform.access import actor_of, roles, route
from linli.platform.ui.words import language

from ..commands import end_everybodys_sessions, end_post, end_sessions_of, give_post, make_account
from ..forms import PostForm
from ..queries import account_by_login, posts_held, who_has_factors
from ..vocab import Role, Station
from .own import key_of

ADMIN = roles("administrator")


@route(ADMIN)
def posts(request: HttpRequest) -> HttpResponse:
    """Who holds which post, and giving a new one."""
    form = PostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _give(request, form)
        except Problem as error:
            form.blame(error)
        else:
            messages.success(request, gettext("Kept."))
            return redirect("desk-posts")
    context = {
        "form": form,
        "posts": posts_held(),
        "with_factor": who_has_factors(),
        "provider": settings.OIDC and settings.OIDC["name"],
    }
    return render(request, "people/posts.html", context, status=422 if form.errors else 200)


def _give(request: HttpRequest, form: PostForm) -> None:
    data, actor = form.cleaned_data, actor_of(request)
    found = places.place(data["place"])
    if found is None:
        named = places.find(data["place"])
        if not named:
            raise places.UNKNOWN_PLACE(place=data["place"])
        found = named[0].place
    account = account_by_login(data["login"])
    if account is None:
        if not data["name"] or not data["password"]:
            raise INVALID(field="name")
        names = {language(): data["name"]}
        account = make_account(data["login"], names, data["password"], actor=actor)
    give_post(
        account,
        Role(data["role"]),
        actor=actor,
        place=found.code,
        unit=data["unit"] or None,
        station=Station(data["station"]) if data["station"] else None,
    )


@route(ADMIN)
@require_POST
def stop_sessions(request: HttpRequest, account: UUID) -> HttpResponse:
    """End every session of somebody."""
    _told(request, end_sessions_of(account, actor=actor_of(request)))
    return redirect("desk-posts")


@route(ADMIN)
@require_POST
def stop_all_sessions(request: HttpRequest) -> HttpResponse:
    """End the sessions of everybody but this one."""
    _told(request, end_everybodys_sessions(key_of(request), actor=actor_of(request)))
    return redirect("desk-posts")


def _told(request: HttpRequest, count: int) -> None:
    words = ngettext("%(n)d session has ended.", "%(n)d sessions have ended.", count) % {"n": count}
    messages.success(request, words)


@route(ADMIN)
@require_POST
def stop_post(request: HttpRequest, post: UUID) -> HttpResponse:
    """End a post today."""
    end_post(post, actor=actor_of(request))
    messages.success(request, gettext("Kept."))
    return redirect("desk-posts")
