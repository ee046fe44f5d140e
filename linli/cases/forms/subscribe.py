# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms for being told: the contact, and the code that went to it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.platform.ui.forms import Form


class SubscribeForm(Form):
    """Where to write to, and what about."""

    number = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    place = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    contact = forms.CharField(
        label=_("Mobile number or e-mail address"),
        help_text=_("A code goes there. It is kept for these messages alone, and goes when you stop them."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )


class CodeForm(Form):
    """The code that was sent."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits; they hold for ten minutes."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short-input"}
        ),
    )
