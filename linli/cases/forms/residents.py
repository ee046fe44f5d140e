# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms that residents fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.people import public as people
from linli.platform.ui.forms import Form
from linli.platform.ui.uploads import files_field

from ..vocab import Solved
from .choices import (
    LONGEST,
    Choices,
    category_choices,
    kind_choices,
    optional,
    place_choices,
    unit_choices,
)
from .questions import AskingForm


class SayForm(Form):
    """The first page of a report: what it is, in one's own words."""

    either = ("text", "attached")
    text = forms.CharField(
        label=_("What is it?"),
        help_text=_(
            "In your own words. Where is it, since when, what do you wish for? "
            "A photo or a voice message is enough, too."
        ),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "autofocus": True}),
    )
    attached = files_field(_("Photos, a voice message or a PDF"), _("Place and camera data are removed."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and len(data.get("text", "").strip()) < 2 and not data.get("attached"):
            self.add_error("text", gettext("Write one sentence, or add a photo or a voice message."))
        return data


class TellForm(AskingForm):
    """The second page: what the machine made of it, for the person to confirm or change."""

    draft = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)  # known matters that were shown
    kind = forms.ChoiceField(
        label=_("What do you want to do?"), choices=kind_choices, widget=forms.RadioSelect
    )
    guess = forms.ChoiceField(
        label=_("What is it about?"), required=False, choices=(), widget=forms.RadioSelect
    )
    category = forms.ChoiceField(
        label=_("What is it about?"),
        required=False,
        choices=optional(_("I do not know: you choose"), category_choices),
    )
    place = forms.ChoiceField(
        label=_("Where is it?"), required=False, choices=optional(_("I do not know"), place_choices)
    )
    address = forms.CharField(
        label=_("Street, number, or how one finds it"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    x = forms.FloatField(required=False, widget=forms.HiddenInput(attrs={"data-point": "x"}))
    y = forms.FloatField(required=False, widget=forms.HiddenInput(attrs={"data-point": "y"}))
    about = forms.ChoiceField(
        label=_("Is it a complaint about an office or its staff? About which one?"),
        help_text=_("That office will not handle it and does not get to see it."),
        required=False,
        choices=optional(_("no office"), unit_choices),
    )
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact = forms.CharField(
        label=_("Mobile number or e-mail address"),
        help_text=_("Only those who handle your matter can see it, and each look is recorded."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "email"}),
    )

    def __init__(self, *args: Any, guesses: Choices = (), **kwargs: Any) -> None:  # type: ignore[assignment]
        super().__init__(*args, **kwargs)
        guess = self.fields["guess"]
        assert isinstance(guess, forms.ChoiceField)
        guess.choices = [*guesses, ("", _("something else, or I do not know"))]
        place = self.fields["place"].widget
        place.attrs["data-point"] = "place"
        chosen = self.data if self.is_bound else self.initial
        self.ask_about(chosen.get("guess") or chosen.get("category") or None)

    def clean_contact(self) -> str:
        typed: str = self.cleaned_data["contact"].strip()
        if typed and people.contact_of(typed) is None:
            raise forms.ValidationError(gettext(people.NO_CONTACT.remedy))
        return typed

    def chosen_category(self) -> str | None:
        """The category that the person confirmed or chose; ``None`` if they left it to us."""
        return self.cleaned_data.get("guess") or self.cleaned_data.get("category") or None

    def point(self) -> tuple[float, float] | None:
        x, y = self.cleaned_data.get("x"), self.cleaned_data.get("y")
        return (x, y) if x is not None and y is not None else None


class TrackForm(Form):
    """Number and code open one's own matter."""

    number = forms.CharField(
        label=_("Number"),
        help_text=_("Eleven digits, such as 2026-000123-4."),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short-input"}),
    )
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Eight letters and digits from your slip."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "class": "short-input"}),
    )


class AddForm(Form):
    """The person adds something to their matter."""

    text = forms.CharField(
        label=_("What do you want to add?"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    attached = files_field(_("Photos, a voice message or a PDF"))
    corrects = forms.BooleanField(
        label=_("This corrects what I said"),
        help_text=_("What you wrote before stays in the record; this stands beside it."),
        required=False,
    )


class ReachForm(Form):
    """How the person of a matter is called and reached."""

    name = forms.CharField(label=_("Name"), required=False, max_length=60)
    contact = forms.CharField(
        label=_("Mobile number or e-mail address"),
        help_text=_("The contact that you gave before is told of the change."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "email"}),
    )

    def clean_contact(self) -> str:
        typed: str = self.cleaned_data["contact"].strip()
        if people.contact_of(typed) is None:
            raise forms.ValidationError(gettext(people.NO_CONTACT.remedy))
        return typed


YES_NO = [("yes", _("yes")), ("no", _("no"))]


class RateForm(Form):
    """Three questions, because they are three rates."""

    contacted = forms.ChoiceField(
        label=_("Did somebody speak with you about it?"), choices=YES_NO, widget=forms.RadioSelect
    )
    solved = forms.ChoiceField(
        label=_("Is it solved?"),
        choices=[
            (Solved.YES.value, _("yes")),
            (Solved.PARTLY.value, _("in part")),
            (Solved.NO.value, _("no")),
        ],
        widget=forms.RadioSelect,
    )
    satisfied = forms.TypedChoiceField(
        label=_("How satisfied are you?"),
        coerce=int,
        choices=[
            (5, _("very")),
            (4, _("rather")),
            (3, _("so-so")),
            (2, _("little")),
            (1, _("not at all")),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("What should we know?"),
        help_text=_("The office that answered does not see who rated how."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReasonForm(Form):
    """A few words why."""

    text = forms.CharField(
        label=_("What is still wrong?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
