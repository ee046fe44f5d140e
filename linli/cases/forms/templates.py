# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form in which staff write a template of answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.platform.ui.forms import Form

from ..rules.wording import PLACES, TEMPLATED, unknown_places
from ..vocab import ACTION_WORDS
from .choices import LONGEST, all_categories


class TemplateForm(Form):
    """Name, where it is offered, and its words in every language of the town."""

    name = forms.CharField(label=_("Name"), max_length=60)
    do = forms.ChoiceField(
        label=_("For which step"),
        choices=lambda: [(action.value, gettext(ACTION_WORDS[action])) for action in TEMPLATED],
        initial="resolve",
    )
    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=lambda: [("", gettext("all")), *all_categories()]
    )
    active = forms.BooleanField(label=_("Offer it"), required=False, initial=True)

    def __init__(self, *args: Any, languages: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        for language in languages:
            self.fields[f"text:{language}"] = forms.CharField(
                label=gettext("Words (%(language)s)") % {"language": language},
                max_length=LONGEST,
                required=language == languages[0],
                widget=forms.Textarea(attrs={"rows": 6}),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for language in self.languages:
            if wrong := unknown_places(data.get(f"text:{language}", "")):
                says = gettext("We know no {%(word)s}. There are: %(known)s.")
                known = ", ".join("{" + name + "}" for name in PLACES)
                self.add_error(f"text:{language}", says % {"word": wrong[0], "known": known})
        return data

    def texts(self) -> dict[str, str]:
        """The words by language."""
        return {language: self.cleaned_data[f"text:{language}"] for language in self.languages}
