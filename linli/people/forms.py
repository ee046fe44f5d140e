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
from .rules import MINUTES, contact_of
from .vocab import NO_CONTACT, ROLE_WORDS, STATION_WORDS, DutyList, DutyRole
from .vocab.mandates import CONSENTED_WORDS, ENDED_WORDS, HELPERS, Consented, EndedBy, scopes


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


def _contact(typed: str) -> str:
    if contact_of(typed) is None:
        raise forms.ValidationError(gettext(NO_CONTACT.remedy))
    return typed


class GiveForm(Form):
    """Whom a person lets act for them, what for, until when (民法典 165)."""

    person_name = forms.CharField(label=_("Your name"), help_text=_("Your helper sees it."), max_length=60)
    helper_name = forms.CharField(label=_("Who acts for you"), max_length=60)
    helper = forms.CharField(
        label=_("Their mobile number or e-mail address"),
        help_text=_("We write to them. It begins when they sign in and take it on."),
        max_length=200,
    )
    kind = forms.ChoiceField(
        label=_("What they are to you"),
        choices=lambda: [(kind.value, gettext(rule.words)) for kind, rule in HELPERS.items()],
    )
    scopes = forms.MultipleChoiceField(
        label=_("What for"),
        help_text=_("Only this is opened to them. Votes never are: you cast them yourself."),
        choices=lambda: [(scope.code, gettext(scope.words)) for scope in scopes().values()],
        widget=forms.CheckboxSelectMultiple,
    )
    until = forms.DateField(
        label=_("Until"),
        help_text=_("At most a year; volunteers and grid workers at most three months."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean_helper(self) -> str:
        return _contact(self.cleaned_data["helper"])


class TakeForm(GiveForm):
    """The same taken down by staff, with how the person's consent is proved."""

    field_order = ("person", "person_name")
    person = forms.CharField(
        label=_("Mobile number or e-mail address of the person"),
        help_text=_("The number by which they are known here, if they are."),
        max_length=200,
    )
    way = forms.ChoiceField(
        label=_("How the person consented"),
        choices=lambda: [
            (way.value, gettext(words))
            for way, words in CONSENTED_WORDS.items()
            if way is not Consented.OWN
        ],
        widget=forms.RadioSelect,
    )
    drawn = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)
    paper = forms.FileField(
        label=_("The signed paper, scanned or photographed"),
        help_text=_("With signature or thumbprint."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person_name"].label = _("Name of the person")
        self.fields["person_name"].help_text = ""
        self.fields["helper_name"].label = _("Who acts for them")
        self.fields["kind"].label = _("What they are to the person")

    def clean_person(self) -> str:
        return _contact(self.cleaned_data["person"])


class KnownForm(Form):
    """By which number or address a person is known."""

    contact = forms.CharField(
        label=_("Mobile number or e-mail address of the person"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )

    def clean_contact(self) -> str:
        return _contact(self.cleaned_data["contact"])


SAID_TO_STAFF = (EndedBy.PHONE, EndedBy.COUNTER)


class EndMandateForm(Form):
    """How the person said that nobody is to act for them any more."""

    how = forms.ChoiceField(
        label=_("How they said so"),
        choices=lambda: [
            (how.value, gettext(ENDED_WORDS[how])) for how in (EndedBy.PHONE, EndedBy.COUNTER)
        ],
    )
