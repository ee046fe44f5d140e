# SPDX-License-Identifier: AGPL-3.0-or-later
"""What staff fill in to prepare a survey and to draw households for it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.kernel.problem import Problem
from linli.platform.forms.xlsform import LARGEST
from linli.platform.tables import open_table
from linli.platform.ui.forms import Form

from ..vocab.survey import ANSWER_WAY_WORDS, BAD_FRAME, SURVEY_WAY_WORDS, AnswerWay
from .core import AREA, CHINESE, ENGLISH, Choices, day_field, place_choices, unit_choices

LARGEST_FRAME = 20_000_000


def _ways() -> Choices:
    return [(each.value, gettext(words)) for each, words in SURVEY_WAY_WORDS.items()]


def _words(
    label: Any, language: dict[str, str], *, rows: int = 0, required: bool = True
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, **language}) if rows else forms.TextInput(attrs=language)
    return forms.CharField(label=label, required=required, max_length=1000 if rows else 120, widget=widget)


class SurveyForm(Form):
    """A survey: what it is for, who is asked, when, with which form."""

    name_zh = _words(_("Name, in Chinese"), CHINESE)
    name_en = _words(_("Name, in English"), ENGLISH, required=False)
    purpose_zh = _words(_("What it is for and what happens with the answers, in Chinese"), CHINESE, rows=3)
    purpose_en = _words(_("The same in English"), ENGLISH, rows=3, required=False)
    audience_zh = _words(_("Who is asked, in Chinese"), CHINESE)
    audience_en = _words(_("Who is asked, in English"), ENGLISH, required=False)
    code = forms.SlugField(
        label=_("Short name, in the address"), max_length=40, help_text=_("Letters, digits and hyphens.")
    )
    workbook = forms.FileField(
        label=_("Questions, as XLSForm (.xlsx)"), required=False,
        help_text=_(
            "Each fault is told with its row. Photos and exact places are not taken: answers are anonymous."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )  # fmt: skip
    way = forms.ChoiceField(label=_("Who answers"), choices=_ways, widget=forms.RadioSelect)
    place = forms.ChoiceField(label=_("Place"), choices=place_choices)
    unit = forms.ChoiceField(label=_("Who is responsible"), choices=unit_choices)
    begins = day_field(_("First day"))
    ends = day_field(_("Last day"))
    least = forms.IntegerField(
        label=_("Fewest people behind a published figure"), min_value=5, max_value=100, initial=10,
        widget=forms.NumberInput(attrs={"class": "short-input"}),
    )  # fmt: skip
    margins = forms.CharField(
        label=_("Known numbers to weight by"), max_length=4000, required=False, widget=AREA,
        help_text=_("One question a line, each choice with its number of people: age: young=1200, old=800"),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_workbook(self) -> bytes | None:
        sent = self.cleaned_data["workbook"]
        if sent is None:
            return None
        if sent.size > LARGEST:
            raise forms.ValidationError(gettext("This file is larger than 2 MB."))
        content: bytes = sent.read()
        return content

    def clean_margins(self) -> dict[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = {}
        for line in self.cleaned_data["margins"].splitlines():
            name, _sign, rest = line.replace("：", ":").replace("，", ",").partition(":")
            if not line.strip():
                continue
            try:
                pairs = [pair.split("=") for pair in rest.split(",")]
                found[name.strip()] = {choice.strip(): float(count) for choice, count in pairs}
            except ValueError:
                raise forms.ValidationError(
                    gettext("This line cannot be read: %(line)s") % {"line": line[:80]}
                ) from None
        return found


class FrameForm(Form):
    """The draw: a list of households, how many, and the number drawn in public."""

    frame = forms.FileField(
        label=_("List of households, CSV or XLSX"),
        help_text=_("A column address, and perhaps a column stratum. The list is read and not kept."),
    )
    size = forms.IntegerField(label=_("Households to draw"), min_value=1, max_value=100_000)
    seed = forms.CharField(
        label=_("Number drawn in public"), max_length=40,
        help_text=_("Letters, digits and hyphens. With it and the list anybody draws the same households."),
    )  # fmt: skip

    def clean_frame(self) -> list[tuple[str, str]]:
        sent = self.cleaned_data["frame"]
        if sent.size > LARGEST_FRAME:
            raise forms.ValidationError(gettext("This file is too large."))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "frame"
            path.write_bytes(sent.read())
            try:
                rows = [row for _, row in open_table(path).rows]
            except Problem as error:
                raise forms.ValidationError(" ".join(error.words(gettext))) from None
        found = [(_text(row.get("address")), _text(row.get("stratum"))) for row in rows]
        if not found:
            raise forms.ValidationError(" ".join(BAD_FRAME(row=1, fault="address").words(gettext)))
        return found


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()[:300]


class TakenForm(Form):
    """How an answer came that staff take down, and the code of its letter."""

    way = forms.ChoiceField(
        label=_("How it came"), widget=forms.RadioSelect,
        choices=lambda: [
            (each.value, gettext(ANSWER_WAY_WORDS[each])) for each in (AnswerWay.TELEPHONE,
            AnswerWay.COUNTER)
        ],
    )  # fmt: skip
    serial = forms.CharField(label=_("Number on the paper"), max_length=20)
    code = forms.CharField(label=_("Code on the letter"), max_length=30)

    def __init__(self, *args: Any, paper: bool, sampled: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["way" if paper else "serial"]
        if not sampled:
            del self.fields["code"]
