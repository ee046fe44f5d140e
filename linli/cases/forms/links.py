# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms for a question by link, and for its answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.platform.ui.forms import Form
from linli.platform.ui.uploads import files_field

from ..vocab import LinkTo
from .choices import LONGEST


class AskLinkForm(Form):
    """Whom to ask what, and for how long."""

    to = forms.ChoiceField(
        label=_("Whom"),
        choices=[
            (LinkTo.PERSON.value, _("the person")),
            (LinkTo.OUTSIDE.value, _("an outside body")),
        ],
        initial=LinkTo.PERSON.value,
        widget=forms.RadioSelect,
    )
    party = forms.CharField(label=_("Which outside body"), required=False, max_length=100)
    text = forms.CharField(
        label=_("The question, as they will read it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    days = forms.IntegerField(
        label=_("How many days the link holds"),
        min_value=1,
        max_value=30,
        initial=7,
        widget=forms.NumberInput(attrs={"class": "short-input"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("to") == LinkTo.OUTSIDE and not data.get("party", "").strip():
            self.add_error("party", gettext("Say who is asked: the thread keeps it."))
        return data


class ReplyForm(Form):
    """The one answer."""

    either = ("text", "attached")
    text = forms.CharField(
        label=_("Your answer"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6})
    )
    attached = files_field(_("Photos or documents"))
