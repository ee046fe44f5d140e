# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk page of phones with ODK Collect."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from linli.kernel.problem import Problem

from ..access import STAFF, actor_of, route
from ..ui.forms import Form
from .devices import collect_settings, devices, end_device, make_device


class DeviceForm(Form):
    """A key for a phone."""

    name = forms.CharField(
        label=_("Name of the phone"), max_length=80, help_text=_("So that you know which one to end.")
    )


@route(STAFF)
def phones(request: HttpRequest) -> HttpResponse:
    """One's phones; a new key is shown once, as the QR code that Collect scans."""
    actor, fresh = actor_of(request), ""
    form = DeviceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _id, fresh = make_device(form.cleaned_data["name"], actor=actor)
        except Problem as error:
            if error.status == 403:
                raise
            form.blame(error, "name")
    keys = [
        (one, timezone.localtime(one.made_at).date(), timezone.localtime(one.expires_at).date())
        for one in devices(actor)
    ]
    context: dict[str, Any] = {"form": DeviceForm() if fresh else form, "keys": keys}
    if fresh:
        address = f"{settings.SITE_URL}{reverse('openrosa', args=[fresh])}".rstrip("/")
        code = segno.make(collect_settings(address, gettext("linli")), micro=False, error="l")
        picture = code.svg_inline(scale=4, border=4, omitsize=True)
        context |= {"address": address, "picture": mark_safe(picture)}  # noqa: S308 -- drawn by us
    return render(request, "openrosa/phones.html", context, status=422 if form.errors else 200)


@route(STAFF)
@require_POST
def end_phone(request: HttpRequest, phone: UUID) -> HttpResponse:
    """End the key of a phone."""
    end_device(phone, actor=actor_of(request))
    messages.success(request, gettext("Ended. The phone can fetch and send nothing any more."))
    return redirect("desk-phones")
