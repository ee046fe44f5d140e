# SPDX-License-Identifier: AGPL-3.0-or-later
"""Problem lists: what everybody reads, and the desk of who solves it."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from linli.kernel.actor import Actor
from linli.kernel.problem import FORBIDDEN, Problem
from linli.platform.access import PUBLIC, STAFF, actor_of, roles, route

from ..commands.items import NewItem, list_item, move_item, publish_item
from ..forms.items import ItemForm, ItemStepForm
from ..queries.items import ITEM_GROUPS, item_by_number, item_list
from ..vocab.items import ItemStep, Source

LISTERS = roles("coordinator", "community_worker")


@route(PUBLIC)
def published(request: HttpRequest) -> HttpResponse:
    """Problems that people raised, who solves them by when, and what those who raised them say."""
    return render(request, "cases/items.html", {**_list(request), "base": "ui/square.html", "desk": False})


@route(PUBLIC)
def one(request: HttpRequest, item: str) -> HttpResponse:
    """One published problem with what became of it."""
    return render(request, "cases/item.html", {"item": item_by_number(item), "base": "ui/square.html"})


@route(STAFF)
def own(request: HttpRequest) -> HttpResponse:
    """The problems of one's place and unit, the next to be solved first."""
    context = {**_list(request, viewer=actor_of(request)), "base": "ui/desk.html", "desk": True}
    context["may_list"] = LISTERS.admits(actor_of(request))
    return render(request, "cases/items.html", context)


@route(LISTERS)
def new(request: HttpRequest) -> HttpResponse:
    """Put a problem on the list."""
    given = {name: request.GET[name] for name in ("source", "title", "place") if name in request.GET}
    form = ItemForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        item = NewItem(
            f"desk:{uuid4()}",
            Source(data["source"]),
            data["title"],
            data["text"],
            data["place"],
            data["unit"],
        )
        try:
            list_item(item, actor=actor_of(request))
        except Problem as error:
            if error.kind is FORBIDDEN:
                raise
            form.blame(error)
        else:
            messages.success(request, gettext("It is on the list. Publish it when its words are right."))
            return redirect("desk-items")
    return render(request, "cases/item_new.html", {"form": form}, status=422 if form.errors else 200)


@route(STAFF)
def keep(request: HttpRequest, item: str) -> HttpResponse:
    """One problem at the desk, with the form for its next step."""
    actor = actor_of(request)
    found = item_by_number(item, viewer=actor)
    if request.method == "POST" and request.POST.get("publish"):
        return _publish(request, item)
    if request.method == "POST" and not found.actions:
        raise FORBIDDEN()
    form = ItemStepForm(
        request.POST or None, actions=found.actions, initial={"version": found.line.version}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            move_item(
                found.line.id,
                ItemStep(data["do"]),
                actor=actor,
                text=data["text"],
                unit=data["unit"],
                case=data["case"],
                expected_version=data["version"],
            )
        except Problem as error:
            form.blame(error)
        else:
            messages.success(request, gettext("Kept."))
            return redirect("desk-items")
    context = {"item": found, "form": form if found.actions else None, "base": "ui/desk.html"}
    return render(request, "cases/item.html", context, status=422 if form.errors else 200)


def _publish(request: HttpRequest, item: str) -> HttpResponse:
    actor = actor_of(request)
    publish_item(item_by_number(item, viewer=actor).line.id, actor=actor)
    messages.success(request, gettext("Everybody can read it now."))
    return redirect("desk-item", item)


def _list(request: HttpRequest, viewer: Actor | None = None) -> dict[str, object]:
    group = request.GET.get("group", "open")
    after = request.GET.get("after", "")
    group = group if group in ITEM_GROUPS else "open"
    start = int(after) if after.isdecimal() and len(after) < 7 else 0
    return {"page": item_list(group=group, after=start, viewer=viewer), "group": group}
