# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import FORBIDDEN, INVALID, Problem
from linli.places import public as places
from linli.platform.access import STAFF, actor_of, roles, route
from linli.platform.ui.words import explain, language

from ..commands import end_duty, end_post, give_post, make_account, set_duty
from ..forms import DutyForm, EndForm, PostForm
from ..policy import may_manage
from ..queries import account_by_login, duties, duty_conflicts, posts_held, unit, who_has_factors
from ..vocab import DutyList, DutyRole, Role

ADMIN = roles("administrator")


@route(STAFF)
def duty_list(request: HttpRequest) -> HttpResponse:
    """Which unit answers for what, where, on what ground; open to all staff, changed by few."""
    form = DutyForm(request.POST or None) if may_manage(actor_of(request)) else None
    if request.method == "POST" and form is None:
        raise FORBIDDEN()
    if request.method == "POST" and form is not None and form.is_valid():
        data = form.cleaned_data
        try:
            set_duty(
                actor=actor_of(request),
                unit=data["unit"],
                category=data["category"] or None,
                place=data["place"],
                role=DutyRole(data["role"]),
                on_list=DutyList(data["on_list"]),
                source=data["source"],
                article=data["article"],
                valid_from=data["valid_from"],
            )
        except Problem as error:
            told = explain(error)
            words = gettext("Another unit leads there on these days; end its duty first.")
            form.add_error(None, words if error.kind is INVALID else f"{told.title} {told.remedy}")
        else:
            messages.success(request, gettext("Kept."))
            return redirect("desk-duties")
    wanted = request.GET.get("unit", "")
    lines = [line for found in duties().values() for line in found if not wanted or line.unit == wanted]
    context = {
        "form": form,
        "lines": sorted(lines, key=lambda line: (line.unit_path, line.category, line.place)),
        "conflicts": duty_conflicts(),
        "end_form": EndForm(),
        "wanted": unit(wanted) if wanted else None,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "people/duties.html", context, status=status)


@route(ADMIN)
@require_POST
def stop_duty(request: HttpRequest, duty: UUID) -> HttpResponse:
    """End a duty on a day."""
    form = EndForm(request.POST)
    if not form.is_valid():
        raise INVALID(field="on")
    end_duty(duty, form.cleaned_data["on"], actor=actor_of(request))
    messages.success(request, gettext("Kept."))
    return redirect("desk-duties")


@route(ADMIN)
def posts(request: HttpRequest) -> HttpResponse:
    """Who holds which post, and giving a new one."""
    form = PostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _give(request, form)
        except Problem as error:
            told = explain(error)
            form.add_error(None, f"{told.title} {told.remedy}")
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
    give_post(account, Role(data["role"]), actor=actor, place=found.code, unit=data["unit"] or None)


@route(ADMIN)
@require_POST
def stop_post(request: HttpRequest, post: UUID) -> HttpResponse:
    """End a post today."""
    end_post(post, actor=actor_of(request))
    messages.success(request, gettext("Kept."))
    return redirect("desk-posts")
