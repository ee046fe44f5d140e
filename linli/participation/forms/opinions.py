# SPDX-License-Identifier: AGPL-3.0-or-later
"""What staff and residents fill in for an opinion map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.platform.ui.forms import Form

from ..vocab import STANCE_WORDS, Stance
from .core import AREA, CHINESE, ENGLISH, rule_choices

LONGEST = 140


class MapForm(Form):
    """Opening an opinion map: the question, the first statements, the smallest group that is shown."""

    question_zh = forms.CharField(
        label=_("Question in Chinese"), max_length=200, widget=forms.TextInput(attrs=CHINESE),
        help_text=_("What is it about? For example: how should the square be used in the evening?"),
    )  # fmt: skip
    question_en = forms.CharField(
        label=_("Question in English"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=ENGLISH),
    )
    seeds = forms.CharField(
        label=_("First statements, one in a line"), max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "At most 140 characters each, one thought each, from all sides. Eight to twenty are good."
        ),
    )  # fmt: skip
    least = forms.IntegerField(
        label=_("People from whom on a group is shown"), min_value=5, max_value=200, initial=10
    )

    def lines(self) -> list[str]:
        """The statements, one in each line that holds something."""
        return [line.strip() for line in self.cleaned_data["seeds"].splitlines() if line.strip()]

    def clean_seeds(self) -> str:
        """Too long a line is named."""
        text: str = self.cleaned_data["seeds"]
        for line in text.splitlines():
            if len(line.strip()) > LONGEST:
                said = gettext("Longer than 140 characters: %(line)s")
                raise forms.ValidationError(said % {"line": line.strip()[:40] + "…"})
        return text


class StatementForm(Form):
    """One statement."""

    text = forms.CharField(
        label=_("Your statement"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One thought in one sentence, at most 140 characters. Please name no private person."),
    )  # fmt: skip


class TakeOutForm(Form):
    """Taking a statement out: which one, by which public rule, and why."""

    seq = forms.IntegerField(label=_("Number of the statement"), min_value=1, max_value=9999)
    rule = forms.ChoiceField(label=_("Rule"), choices=rule_choices)
    text = forms.CharField(label=_("Reasons that everybody reads"), max_length=2000, widget=AREA)


class SheetOfStancesForm(Form):
    """A sheet from counter or telephone: its number, and what was said to each statement."""

    serial = forms.CharField(label=_("Number on the sheet"), max_length=20)

    def __init__(self, *args: Any, statements: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [*((one.value, gettext(words)) for one, words in STANCE_WORDS.items())]
        for one in statements:
            self.fields[f"s{one.seq}"] = forms.ChoiceField(
                label=f"{one.seq}. {one.text}", choices=[*choices, ("", gettext("not said"))],
                required=False, widget=forms.RadioSelect,
            )  # fmt: skip

    def said(self) -> dict[int, Stance]:
        """What was said, by the number of the statement."""
        return {
            int(name[1:]): Stance(value)
            for name, value in self.cleaned_data.items()
            if name != "serial" and value
        }
