# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.platform.ui.forms import Form


class PasswordForm(Form):
    """Signing in with name and password."""

    login = forms.CharField(
        label=_("Name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ContactForm(Form):
    """Asking for a one-time code."""

    contact = forms.CharField(
        label=_("Mobile number or e-mail address"),
        help_text=_("We send you a code. We use it for nothing else."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "email"}),
    )


class CodeForm(Form):
    """Typing the one-time code."""

    code = forms.CharField(
        label=_("The code from the message"),
        help_text=_("Six digits. It holds for ten minutes."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short-input"}
        ),
    )
