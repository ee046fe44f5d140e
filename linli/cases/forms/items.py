# SPDX-License-Identifier: AGPL-3.0-or-later
"""Putting a problem on a list, and its next step."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.platform.ui.forms import Form

from ..vocab.items import ITEM_STEP_WORDS, SOURCE_WORDS, ItemStep
from .choices import all_places, optional, unit_choices


class ItemForm(Form):
    """A problem: what, where, from where, whose."""

    title = forms.CharField(label=_("The problem in a few words"), max_length=120)
    text = forms.CharField(
        label=_("What is to be solved?"),
        help_text=_("Nobody's name, number or door: it will be published."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    place = forms.ChoiceField(label=_("Where?"), choices=all_places)
    source = forms.ChoiceField(
        label=_("Where did it come from?"),
        choices=lambda: [(one.value, gettext(words)) for one, words in SOURCE_WORDS.items()],
    )
    unit = forms.ChoiceField(label=_("Which unit owns it?"), choices=unit_choices)


class ItemStepForm(Form):
    """The next step: what it is, words for everybody, and where it goes."""

    do = forms.ChoiceField(label=_("What is the news?"))
    text = forms.CharField(
        label=_("In words that everybody may read"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    unit = forms.ChoiceField(
        label=_("To which unit? Only to pass it up or down"),
        required=False,
        choices=optional(_("none"), unit_choices),
    )
    case = forms.CharField(
        label=_("Number of the matter, only to handle it together"), max_length=20, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, actions: tuple[ItemStep, ...] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["do"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(action.value, gettext(ITEM_STEP_WORDS[action])) for action in actions]
