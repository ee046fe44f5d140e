# SPDX-License-Identifier: AGPL-3.0-or-later
"""Screens in halls, for who keeps the line: how they are, setting one up, taking one down."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import Problem
from linli.platform.access import actor_of, roles, route

from ..commands import end_kiosk, set_up_kiosk
from ..forms import KioskForm
from ..policy import KEEPERS
from ..queries import kiosks

KEEPS = roles(*KEEPERS)


@route(KEEPS)
def screens(request: HttpRequest) -> HttpResponse:
    """Every screen with how it is, and the form for one more; its address is shown once."""
    form, link = KioskForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            key = set_up_kiosk(
                form.cleaned_data["name"], form.cleaned_data["place"], actor=actor_of(request)
            )
        except Problem as error:
            form.blame(error)
        else:
            link = request.build_absolute_uri(f"/kiosk/?{urlencode({'key': key})}")
            form = KioskForm()
    context = {"form": form, "link": link, "kiosks": kiosks()}
    return render(request, "channels/kiosks.html", context, status=422 if form.errors else 200)


@route(KEEPS)
@require_POST
def end(request: HttpRequest, kiosk: UUID) -> HttpResponse:
    """Take a screen down."""
    end_kiosk(kiosk, actor=actor_of(request))
    messages.success(request, gettext("Taken down. Its browser opens nothing more by its key."))
    return redirect("desk-kiosks")
