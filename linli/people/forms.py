# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from linli.places import public as places
from linli.platform.ui.forms import Form
from linli.platform.ui.words import name_of
from linli.topics import public as topics

from .queries import kept_for, units
from .rules import MINUTES
from .vocab import ROLE_WORDS, STATION_WORDS, DutyList, DutyRole


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


def _units() -> list[tuple[str, str]]:
    return [(unit.code, name_of(unit.names)) for unit in units().active()]


def _places() -> list[tuple[str, str]]:
    dash = "\u2003"
    return [
        (place.code, f"{dash * place.depth}{name_of(place.names)}")
        for place in places.tree()
        if not place.overlay and place.kind != places.PlaceKind.GRID.value
    ]


def _categories() -> list[tuple[str, Any]]:
    dash = "\u2003"
    return [
        ("", gettext("everything")),
        *(
            (item.code, f"{dash * item.depth}{name_of(item.names)}")
            for item in topics.tree()
            if item.active
        ),
    ]


class DutyForm(Form):
    """Which unit answers for what, where, on what ground, from when."""

    unit = forms.ChoiceField(label=_("Unit"), choices=_units)
    category = forms.ChoiceField(label=_("Category"), required=False, choices=_categories)
    place = forms.ChoiceField(label=_("Place and everything below it"), choices=_places)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(DutyRole.LEAD.value, _("leads")), (DutyRole.ASSISTING.value, _("helps"))],
    )
    on_list = forms.ChoiceField(
        label=_("List of duties"),
        choices=[
            (DutyList.BASIC.value, _("basic")),
            (DutyList.ASSISTING.value, _("assisting")),
            (DutyList.TAKEN_BACK.value, _("taken back by the level above")),
        ],
    )
    source = forms.CharField(label=_("Legal ground"), max_length=200)
    article = forms.CharField(label=_("Article"), max_length=60, required=False)
    valid_from = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Why the change?"), max_length=400)


class EndForm(Form):
    """The first day on which a duty no longer holds, and why it ends."""

    on = forms.DateField(label=_("Ends on"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Why the change?"), max_length=400)


class PostForm(Form):
    """Who holds which role where; an account that is not there yet is made."""

    login = forms.CharField(label=_("Sign-in name"), max_length=60)
    name = forms.CharField(label=_("Name, for a new account"), max_length=60, required=False)
    password = forms.CharField(
        label=_("First password, for a new account"),
        max_length=200,
        min_length=10,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=lambda: [(role.value, gettext(word)) for role, word in ROLE_WORDS.items()],
    )
    unit = forms.ChoiceField(
        label=_("Unit"), required=False, choices=lambda: [("", gettext("none")), *_units()]
    )
    place = forms.CharField(label=_("Place"), help_text=_("Name or code"), max_length=60)
    station = forms.ChoiceField(
        label=_("In the team of a grid"),
        required=False,
        choices=lambda: [
            ("", gettext("none")),
            *((station.value, gettext(word)) for station, word in STATION_WORDS.items()),
        ],
    )


class OpenForm(Form):
    """Opening an administrator's rights: why, and for how long."""

    reason = forms.CharField(
        label=_("What for?"),
        help_text=_("The auditor reads it. Write no names of residents."),
        max_length=300,
    )
    minutes = forms.TypedChoiceField(
        label=_("For how long?"),
        coerce=int,
        initial=MINUTES[1],
        choices=lambda: [
            (minutes, ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes})
            for minutes in MINUTES
        ],
    )


class NewPasswordForm(Form):
    """Changing one's own password."""

    old = forms.CharField(
        label=_("Password so far"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        help_text=_("At least ten signs. Longer is better than stranger."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ProveForm(Form):
    """Proving once more who one is, by the password."""

    password = forms.CharField(
        label=_("Your password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class SecondForm(Form):
    """The second step of signing in, by a code."""

    code = forms.CharField(
        label=_("Code of your authenticator, or a recovery code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "class": "short-input"}),
    )


class FactorForm(Form):
    """The first code of a new authenticator, and what its owner calls it."""

    code = forms.CharField(
        label=_("The six digits that it shows"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short-input"}
        ),
    )
    name = forms.CharField(label=_("What do you call it?"), max_length=60, required=False)


class HoldForm(Form):
    """Keeping something longer than its time: what, why, until when."""

    purpose = forms.ChoiceField(
        label=_("What is kept"),
        choices=lambda: [(one.purpose, gettext(one.words)) for one in kept_for()],
    )
    called = forms.CharField(
        label=_("Number of one matter, or sign-in name"),
        help_text=_("Empty: everything that is kept for this."),
        required=False,
        max_length=60,
    )
    until = forms.DateField(
        label=_("Until"), widget=forms.DateInput(attrs={"type": "date", "class": "short-input"})
    )
    reason = forms.CharField(
        label=_("Why: file number of the court, the review"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class NameForm(Form):
    """How somebody is called."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class CloseForm(Form):
    """Closing one's account: said twice, because it cannot be undone."""

    sure = forms.BooleanField(label=_("Yes, erase what you keep about me and close my account."))
