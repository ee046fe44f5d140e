# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the drafts of meetings and of votes share: where they begin, and how they are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from linli.kernel.actor import Actor
from linli.kernel.problem import Problem
from linli.platform.ui.forms import Form


def home_of(actor: Actor) -> str:
    """The code of the place where somebody keeps meetings and votes; empty if there is none."""
    home = next((post.place_path for post in actor.at("community_worker", "coordinator")), "")
    return home.strip("/").rpartition("/")[2]


def keep_draft(
    request: HttpRequest, form: Form, keep: Callable[[], str], route: str, template: str,
    context: Mapping[str, Any],
) -> HttpResponse:  # fmt: skip
    """Keep what was sent and go to its page by the number that ``keep`` gives; or show the form."""
    if request.method == "POST" and form.is_valid():
        try:
            number = keep()
        except Problem as error:
            form.refuse(error)
        else:
            messages.success(request, gettext("Kept."))
            return redirect(route, number)
    return render(request, template, {**context, "form": form}, status=422 if form.errors else 200)
