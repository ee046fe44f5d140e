# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.platform.ui.forms import Form


class CategoryForm(Form):
    """Name and hint in every language of the town, and whether residents are offered it."""

    active = forms.BooleanField(label=_("Offer it to residents"), required=False)
    radius = forms.IntegerField(
        label=_("Two are likely one within so many metres"),
        min_value=1,
        max_value=5000,
        widget=forms.NumberInput(attrs={"class": "short-input"}),
    )

    def __init__(self, *args: Any, languages: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        for language in languages:
            words = {"language": language}
            self.fields[f"name:{language}"] = forms.CharField(
                label=gettext("Name (%(language)s)") % words, max_length=60
            )
            self.fields[f"hint:{language}"] = forms.CharField(
                label=gettext("Hint (%(language)s)") % words, max_length=200, required=False
            )

    def values(self) -> dict[str, Any]:
        """What :func:`edit_category` takes."""
        data = self.cleaned_data
        return {
            "names": {language: data[f"name:{language}"] for language in self.languages},
            "hints": {
                language: data[f"hint:{language}"]
                for language in self.languages
                if data[f"hint:{language}"]
            },
            "active": data["active"],
            "radius": data["radius"],
        }
