# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.platform.access import STAFF, actor_of, roles, route

from .commands import choose_reader
from .jobs import train_now
from .queries import ReaderCard, reader_card, reader_versions


@route(STAFF)
def reader(request: HttpRequest) -> HttpResponse:
    """What the reader is, from what it learnt, and how often it was right when it was checked."""
    return _card(request, reader_card())


@route(STAFF)
def reader_version(request: HttpRequest, edition: int) -> HttpResponse:
    """The same of one version, whether it is in use or not."""
    return _card(request, reader_card(edition))


@route(roles("administrator"))
@require_POST
def use(request: HttpRequest, edition: int) -> HttpResponse:
    """Put another version to use."""
    choose_reader(edition, actor=actor_of(request))
    messages.success(request, gettext("Version %(number)s reads from now on.") % {"number": edition})
    return redirect("desk-reader")


def _card(request: HttpRequest, card: ReaderCard) -> HttpResponse:
    context = {
        "card": card,
        "versions": reader_versions(),
        "may_train": actor_of(request).has("administrator"),
    }
    return render(request, "triage/reader.html", context)


@route(roles("administrator"))
@require_POST
def train(request: HttpRequest) -> HttpResponse:
    """Ask for a training now; the worker does it."""
    train_now.defer()
    messages.success(request, gettext("The reader is learning. In a minute its figures stand here."))
    return redirect("desk-reader")
