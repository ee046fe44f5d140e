# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.platform.access import STAFF, actor_of, roles, route

from .jobs import train_now
from .queries import reader_card


@route(STAFF)
def reader(request: HttpRequest) -> HttpResponse:
    """What the reader is, from what it learnt, and how often it was right when it was checked."""
    context = {"card": reader_card(), "may_train": actor_of(request).has("administrator")}
    return render(request, "triage/reader.html", context)


@route(roles("administrator"))
@require_POST
def train(request: HttpRequest) -> HttpResponse:
    """Ask for a training now; the worker does it."""
    train_now.defer()
    messages.success(request, gettext("The reader is learning. In a minute its figures stand here."))
    return redirect("desk-reader")
