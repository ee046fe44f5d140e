# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of a commitment, written by who made it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.platform.ui.forms import Form
from linli.platform.ui.uploads import files_field

from ..vocab.commitments import PROGRESS_WORDS, Progress
from .joint import day_field


class ProgressForm(Form):
    """A step: what it is, words that everybody reads, a later day if it is put off, a photo."""

    do = forms.ChoiceField(label=_("What is the news?"))
    text = forms.CharField(
        label=_("In words that everybody reads"),
        help_text=_("What was done and where one can see it; or why it takes longer or does not go on."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    due_on = day_field(_("New day, only to put it off"), required=False)
    photo = files_field(_("Photo as evidence"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, actions: tuple[Progress, ...] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["do"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(action.value, gettext(PROGRESS_WORDS[action])) for action in actions]
