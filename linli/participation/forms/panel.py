# SPDX-License-Identifier: AGPL-3.0-or-later
"""What staff and residents fill in for a panel by lot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.platform.ui.forms import Form

from .core import day_field


class PanelForm(Form):
    """A panel: seats, quotas, households, until when one can enter the pool."""

    seats = forms.IntegerField(label=_("People on the panel"), min_value=2, max_value=300)
    quotas = forms.CharField(
        label=_("Quotas, one option in a line"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Feature, option, least, most. For example: sex, woman, 5, 7. Ask for no more than is needed."
        ),
    )  # fmt: skip
    until = day_field(_("One can enter the pool until"))
    households = forms.BooleanField(
        label=_("At most one person of a household"), required=False, initial=True
    )


class EnterPoolForm(Form):
    """Volunteering: the features that the quotas ask for, and the address for the rule on households."""

    address = forms.CharField(
        label=_("Your address, down to the door"), max_length=200, required=False,
        help_text=_("Only a fingerprint is kept, so that no two people of one household are drawn."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, options: Mapping[str, Sequence[str]], households: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = list(options)
        for at, (name, values) in enumerate(options.items()):
            self.fields[f"f{at}"] = forms.ChoiceField(
                label=name, choices=[(value, value) for value in values], widget=forms.RadioSelect
            )
        address = self.fields.pop("address")
        if households:
            self.fields["address"] = address

    def features(self) -> dict[str, str]:
        """What was said of oneself, by the name of the feature."""
        return {name: self.cleaned_data[f"f{at}"] for at, name in enumerate(self.names)}


class PoolListForm(Form):
    """A list for the pool, as it was exported elsewhere."""

    text = forms.CharField(
        label=_("List, with the names of its columns in the first line"), max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Comma-separated: the features of the quotas, and name, address, contact. The same list again "
            "adds nobody. Everything is sealed, and erased some time after the draw."
        ),
    )  # fmt: skip


class ClosePoolForm(Form):
    """Closing the pool: when and where the number is drawn in public."""

    draw_on = day_field(_("The number is drawn on"))
    where = forms.CharField(
        label=_("Where, and who watches"), max_length=200,
        help_text=_("For example: hall of the community, 10 o'clock; everybody may watch."),
    )  # fmt: skip


class DrawForm(Form):
    """The number that was drawn."""

    number = forms.IntegerField(label=_("Number that was drawn"), min_value=1, max_value=1000)
    how = forms.CharField(
        label=_("How it was drawn, and who watched"), max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
