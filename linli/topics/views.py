# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from linli.places import public as places
from linli.platform.access import STAFF, actor_of, roles, route

from .commands import edit_category
from .forms import CategoryForm
from .policy import may_edit
from .queries import category_by_id, tree


@route(STAFF)
def categories(request: HttpRequest) -> HttpResponse:
    """The category tree as staff see it; administrators can change it."""
    context = {"tree": tree(), "may_edit": may_edit(actor_of(request))}
    return render(request, "topics/categories.html", context)


@route(roles("administrator"))
def category(request: HttpRequest, category: UUID) -> HttpResponse:
    """Change one category."""
    found = category_by_id(category)
    initial = {
        **{f"name:{language}": name for language, name in found.names.items()},
        **{f"hint:{language}": hint for language, hint in found.hints.items()},
        "active": found.active,
        "radius": found.radius,
    }
    form = CategoryForm(request.POST or None, initial=initial, languages=places.town().languages)
    if request.method == "POST" and form.is_valid():
        edit_category(found.id, form.values(), actor=actor_of(request))
        messages.success(request, gettext("Kept. A later pack keeps off what you changed."))
        return redirect("desk-categories")
    status = 422 if form.errors else 200
    return render(request, "topics/category.html", {"form": form, "category": found}, status=status)
