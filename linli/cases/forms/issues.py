# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of a hot issue: the plan for it, and its result."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.kernel.ids import new_id
from linli.places import public as places
from linli.platform.ui.forms import Form

from .choices import optional, unit_choices
from .joint import day_field


class PlanForm(Form):
    """Goal, who leads, steps, by when. The id is made with the page: sent twice, made once."""

    plan_id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    goal = forms.CharField(label=_("What shall be different afterwards"), max_length=300)
    unit = forms.ChoiceField(label=_("Who leads"), choices=optional(_("choose"), unit_choices))
    steps = forms.CharField(
        label=_("Steps, one a line"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    due_on = day_field(_("Done by"), required=True)

    def clean_due_on(self) -> Any:
        if self.cleaned_data["due_on"] < places.today():
            raise forms.ValidationError(gettext("Choose a day from today on."))
        return self.cleaned_data["due_on"]


class ResultForm(Form):
    """What came of a plan, in words for everybody."""

    plan_id = forms.UUIDField(widget=forms.HiddenInput)
    result = forms.CharField(
        label=_("What came of it: everybody reads it"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
