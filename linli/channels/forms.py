# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of the telephone desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.people import public as people
from linli.places import public as places
from linli.platform.files.check import LIMITS, MEGABYTE, TOO_LARGE
from linli.platform.ui.forms import Form
from linli.platform.ui.words import name_of

from .vocab import BY_HAND, OUTCOME_WORDS, WHY_WORDS, WRAP_WORDS, Outcome, Why

LOCAL = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class NumberForm(Form):
    """The number that calls, as the telephone shows it."""

    number = forms.CharField(
        label=_("Number that calls"),
        help_text=_("Enter opens the call. Leave it empty where no number is shown."),
        required=False,
        max_length=40,
        widget=forms.TextInput(
            attrs={"autofocus": True, "inputmode": "tel", "autocomplete": "off", "accesskey": "n"}
        ),
    )

    def clean_number(self) -> str:
        typed: str = self.cleaned_data["number"].strip()
        if typed and people.contact_of(typed) is None:
            raise forms.ValidationError(gettext(people.NO_CONTACT.remedy))
        return typed


class EndForm(Form):
    """How a call ends without a matter, or when to ring back."""

    wrap = forms.ChoiceField(
        label=_("Ended without a matter"),
        required=False,
        choices=lambda: [(wrap.value, gettext(WRAP_WORDS[wrap])) for wrap in BY_HAND],
    )
    back_at = forms.DateTimeField(label=_("Ring back at"), required=False, widget=LOCAL)
    why = forms.ChoiceField(
        label=_("Why"),
        required=False,
        choices=lambda: [(why.value, gettext(word)) for why, word in WHY_WORDS.items()],
        initial=Why.ASKED.value,
    )


class SheetForm(Form):
    """A page that was handed in."""

    page = forms.FileField(
        label=_("Photo or scan of one page"),
        help_text=_("JPEG or PNG. Whichever way up; the whole page, in good light."),
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )

    def clean_page(self) -> Any:
        page = self.cleaned_data["page"]
        limit = LIMITS["image"]
        if page.size > limit:  # before anything of it is read
            raise forms.ValidationError("{} {}".format(*TOO_LARGE(limit=limit // MEGABYTE).words(gettext)))
        return page


class TryForm(Form):
    """What came of ringing back."""

    outcome = forms.ChoiceField(
        label=_("What came of it"),
        choices=lambda: [(one.value, gettext(word)) for one, word in OUTCOME_WORDS.items()],
        widget=forms.RadioSelect,
        initial=Outcome.REACHED.value,
    )
    again_at = forms.DateTimeField(label=_("Ring again at"), required=False, widget=LOCAL)
    version = forms.IntegerField(widget=forms.HiddenInput)


class LineForm(Form):
    """A day's calls by hand, or a log of many days as a file."""

    log = forms.FileField(
        label=_("Log of calls (CSV or XLSX)"),
        help_text=_(
            "A column for the time a call came and one for the time it was answered. "
            "Numbers in it are not read."
        ),
        required=False,
    )
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    offered = forms.IntegerField(label=_("Calls that came"), required=False, min_value=0, max_value=10**6)
    answered = forms.IntegerField(label=_("Calls answered"), required=False, min_value=0, max_value=10**6)
    in_time = forms.IntegerField(label=_("Answered in time"), required=False, min_value=0, max_value=10**6)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        by_hand = [data.get(name) for name in ("day", "offered", "answered", "in_time")]
        if not self.errors and not data.get("log") and any(value is None for value in by_hand):
            self.add_error("log", gettext("Choose a file, or fill in a day with its three figures."))
        if data.get("day") and data["day"] > places.today():
            self.add_error("day", gettext("This day has not come yet."))
        return data


class KioskForm(Form):
    """A screen in a hall: what it is called, and where it stands."""

    name = forms.CharField(label=_("Name of the screen"), max_length=60)
    place = forms.ChoiceField(
        label=_("Place"),
        choices=lambda: [
            (place.code, name_of(place.names))
            for place in places.tree()
            if not place.overlay and place.kind != places.PlaceKind.GRID.value
        ],
    )
