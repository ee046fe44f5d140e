# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is filled in at the doors: an offer, its answer, a call for services and its result."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.platform.ui.forms import Form
from linli.platform.ui.words import name_of

from ..vocab.doors import GIFT_WORDS, Gift
from .core import AREA, day_field, place_choices, unit_choices


class OfferForm(Form):
    """An offer. With ``paper`` staff take it down for somebody."""

    way = forms.ChoiceField(label=_("Through which door"))
    gift = forms.ChoiceField(label=_("What I can give"))
    place = forms.ChoiceField(label=_("To which community"), choices=place_choices)
    title = forms.CharField(
        label=_("In one line"), max_length=120, help_text=_("For example: a meeting room on Saturdays")
    )
    text = forms.CharField(label=_("Tell more"), max_length=2000, required=False, widget=AREA)
    times = forms.CharField(label=_("When"), max_length=200, help_text=_("For example: weekday evenings"))
    until = day_field(_("Until"), required=False)
    body = forms.CharField(
        label=_("Firm or organisation"), max_length=120, required=False,
        help_text=_("Everybody reads it. Empty if you offer as a person: no name is published then."),
    )  # fmt: skip
    name = forms.CharField(label=_("Name of who can be asked"), max_length=80, required=False)
    contact = forms.CharField(label=_("Telephone or e-mail"), max_length=120, required=False)
    consent = forms.BooleanField(
        label=_("I agree that the community keeps name and contact to answer and arrange this offer"),
        required=False,
    )
    paper = forms.CharField(
        label=_("Name of the paper"), max_length=80, help_text=_("As it stands on the folder.")
    )

    def __init__(
        self, *args: Any, doors: Any, fixed: bool = False, on_paper: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        gifts = [one for one in Gift if any(one in door.gifts for door in doors)]
        way, gift = self.fields["way"], self.fields["gift"]
        assert isinstance(way, forms.ChoiceField) and isinstance(gift, forms.ChoiceField)
        way.choices = [(one.code, name_of(one.names)) for one in doors]
        gift.choices = [(one.value, gettext(GIFT_WORDS[one])) for one in gifts]
        if fixed:
            del self.fields["way"]
        if not on_paper:
            del self.fields["paper"]


class DecideOfferForm(Form):
    """The answer to an offer."""

    accept = forms.ChoiceField(
        label=_("Answer"), widget=forms.RadioSelect,
        choices=[("yes", _("Accept: the community sees it")), ("no", _("Decline"))],
    )  # fmt: skip
    text = forms.CharField(
        label=_("Words to whoever offered"), max_length=1000, required=False, widget=AREA,
        help_text=_("Needed when you decline."),
    )  # fmt: skip


class ResultForm(Form):
    """What came of an offer or of a call."""

    text = forms.CharField(label=_("What came of it, for everybody"), max_length=2000, widget=AREA)


class CallForm(Form):
    """A call for services, things or hands."""

    gift = forms.ChoiceField(
        label=_("What is wanted"), choices=lambda: [(key.value, gettext(said)) for key,
        said in GIFT_WORDS.items()]
    )  # fmt: skip
    title = forms.CharField(label=_("In one line"), max_length=120)
    text = forms.CharField(label=_("What exactly"), max_length=2000, widget=AREA)
    place = forms.ChoiceField(label=_("Place"), choices=place_choices)
    spot = forms.CharField(label=_("Where exactly"), max_length=120, required=False)
    unit = forms.ChoiceField(label=_("Unit that answers"), choices=unit_choices)
    until = day_field(_("Last day for offers"))
    terms = forms.CharField(
        label=_("Terms"), max_length=2000, widget=AREA,
        help_text=_("Risks, training, insurance; whether it is unpaid or by which rules it is bought."),
    )  # fmt: skip
    ways = forms.MultipleChoiceField(
        label=_("Whom it is meant for"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: everybody."),
    )  # fmt: skip

    def __init__(self, *args: Any, doors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ways"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.code, name_of(one.names)) for one in doors]
