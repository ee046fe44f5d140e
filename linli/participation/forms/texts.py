# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts with amendments, hearings, appeals: what staff prepare and answer, what residents write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.norms import public as norms
from linli.platform.ui.forms import Form
from linli.platform.ui.words import name_of

from ..vocab import RUNG_WORDS
from ..vocab.moderation import OUTCOME_WORDS
from ..vocab.texts import CHANGE_WORDS, USE_WORDS
from .core import AREA, _words, day_field, place_choices, rule_choices, unit_choices

SHORT = {"class": "short-input"}


class TextForm(Form):
    """A draft: what it is, where, who answers, from when to when, its clauses one a line."""

    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(label=_("What it is for"), max_length=4000, required=False, widget=AREA)
    place = forms.ChoiceField(label=_("Place"), choices=place_choices)
    unit = forms.ChoiceField(label=_("Who answers the amendments"), choices=unit_choices)
    level = forms.ChoiceField(
        label=_("What it becomes"),
        choices=lambda: [(one.value, gettext(norms.LEVEL_WORDS[one])) for one in norms.SOFT],
    )
    rung = forms.ChoiceField(label=_("Who may amend"), choices=lambda: _words(RUNG_WORDS))
    begins = day_field(_("From"))
    ends = day_field(_("To"))
    pact = forms.ChoiceField(label=_("Draft in the library that it is"), required=False)
    clauses = forms.CharField(
        label=_("Clauses, one a line"), max_length=50_000, required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Left empty, they are taken from the draft in the library."),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["pact"]
        assert isinstance(field, forms.ChoiceField)
        pacts = [(one.code, f"{one.title} ({name_of(one.place_names)})") for one in norms.pact_list()]
        field.choices = [("", gettext("none yet: it is made at the end")), *pacts]


class AmendForm(Form):
    """An amendment of one clause. With ``paper`` staff take it down."""

    draft = forms.UUIDField(widget=forms.HiddenInput)
    clause = forms.ChoiceField(label=_("Clause"))
    kind = forms.ChoiceField(
        label=_("What should be done with it?"),
        choices=lambda: _words(CHANGE_WORDS),
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Your words for the clause"), max_length=600, required=False, widget=AREA,
        help_text=_("As it should read. To strike a clause, leave it empty."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Why?"), max_length=600, widget=AREA)
    paper = forms.CharField(
        label=_("Paper that it is taken down from"), max_length=80,
        help_text=_("As it stands on the folder, for example: counter 2026-11-20, sheet 3"),
    )  # fmt: skip

    def __init__(self, *args: Any, clauses: Iterable[Any], on_paper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["clause"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *((str(one.number), f"{one.number}. {one.words[:60]}") for one in clauses),
            ("0", gettext("before the first clause")),
        ]
        if not on_paper:
            del self.fields["paper"]


class VoicesForm(Form):
    """A sheet of paper with voices for and against an amendment."""

    seq = forms.IntegerField(label=_("Number of the amendment"), min_value=1, max_value=9999)
    sheet = forms.CharField(
        label=_("Name of the sheet"), max_length=80,
        help_text=_("As it stands on the folder. The same sheet again corrects its number."),
    )  # fmt: skip
    for_it = forms.IntegerField(label=_("For it"), min_value=0, max_value=2000)
    against = forms.IntegerField(label=_("Against it"), min_value=0, max_value=2000)


class RuleForm(Form):
    """Taking something out: by which public rule, and why."""

    seq = forms.IntegerField(label=_("Number"), min_value=1, max_value=9999)
    rule = forms.ChoiceField(label=_("Rule"), choices=rule_choices)
    text = forms.CharField(label=_("Reasons that everybody reads"), max_length=2000, widget=AREA)


class UseForm(Form):
    """The answer to an amendment."""

    seq = forms.IntegerField(widget=forms.HiddenInput)
    use = forms.ChoiceField(label=_("Answer"), choices=lambda: _words(USE_WORDS), widget=forms.RadioSelect)
    text = forms.CharField(label=_("Reasons"), max_length=4000, widget=AREA)
    words = forms.CharField(
        label=_("Words of the clause, if it is taken in part"), max_length=600, required=False, widget=AREA
    )


class HearingForm(Form):
    """A hearing: subject, where, who answers, days, where people meet, categories one a line."""

    title = forms.CharField(label=_("Subject"), max_length=120)
    text = forms.CharField(label=_("What is heard about"), max_length=4000, widget=AREA)
    place = forms.ChoiceField(label=_("Place"), choices=place_choices)
    unit = forms.ChoiceField(label=_("Who answers"), choices=unit_choices)
    categories = forms.CharField(
        label=_("Categories, one a line"), max_length=2000, widget=AREA,
        help_text=_("Chinese, and behind a slash English: 停车 / Parking"),
    )  # fmt: skip
    begins = day_field(_("Something can be said from"))
    ends = day_field(_("To"))
    day = day_field(_("People meet on"), required=False)
    at = forms.TimeField(
        label=_("At"), required=False, widget=forms.TimeInput(attrs={"type": "time", **SHORT})
    )
    spot = forms.CharField(label=_("Where they meet"), max_length=120, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def names(self) -> list[dict[str, str]]:
        """The categories by language."""
        found = []
        for line in self.cleaned_data["categories"].splitlines():
            chinese, _, english = line.partition("/")
            if chinese.strip():
                found.append({"zh-Hans": chinese.strip(), "en": english.strip() or chinese.strip()})
        return found


class CommentForm(Form):
    """Something said in a hearing, at a place of the list or at a point of the map."""

    draft = forms.UUIDField(widget=forms.HiddenInput)
    category = forms.ChoiceField(label=_("In which category?"))
    words = forms.CharField(
        label=_("What do you want to say?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Please name no private person."),
    )  # fmt: skip
    place = forms.ChoiceField(
        label=_("Where?"), widget=forms.Select(attrs={"data-point": "place"}),
        help_text=_("The list is enough; the map only makes it finer."),
    )  # fmt: skip
    x = forms.FloatField(
        required=False, min_value=-180, max_value=180, widget=forms.HiddenInput(attrs={"data-point": "x"})
    )
    y = forms.FloatField(
        required=False, min_value=-90, max_value=90, widget=forms.HiddenInput(attrs={"data-point": "y"})
    )
    paper = forms.CharField(
        label=_("Paper that it is taken down from"), max_length=80,
        help_text=_("As it stands on the folder, for example: counter 2026-11-20, sheet 3"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, root: str, categories: Iterable[Any], on_paper: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        place, category = self.fields["place"], self.fields["category"]
        assert isinstance(place, forms.ChoiceField) and isinstance(category, forms.ChoiceField)
        place.choices = place_choices(root)
        category.choices = [(str(number), name_of(names)) for number, names, _ in categories]
        if not on_paper:
            del self.fields["paper"]

    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude, if somebody pointed."""
        x, y = self.cleaned_data["x"], self.cleaned_data["y"]
        return None if x is None or y is None else (x, y)


class AnswerCommentsForm(Form):
    """One answer to one or several comments."""

    comments = forms.MultipleChoiceField(
        label=_("Comments that it answers"), widget=forms.CheckboxSelectMultiple
    )
    use = forms.ChoiceField(label=_("Answer"), choices=lambda: _words(USE_WORDS), widget=forms.RadioSelect)
    text = forms.CharField(label=_("Reasons"), max_length=4000, widget=AREA)

    def __init__(self, *args: Any, comments: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["comments"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(one.seq), f"{one.seq}. {one.words[:120]}") for one in comments]


class PaperForm(Form):
    """A paper that is heard about."""

    title = forms.CharField(label=_("Title"), max_length=120)
    file = forms.FileField(label=_("PDF or picture"))


class ReportForm(Form):
    """The report of a hearing."""

    text = forms.CharField(
        label=_("What was said, and what follows from it"), max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )  # fmt: skip


class AppealForm(Form):
    """An appeal; with ``paper`` staff enter it."""

    text = forms.CharField(label=_("Why should it be shown?"), max_length=2000, widget=AREA)
    paper = forms.CharField(label=_("Paper with the appeal"), max_length=80)

    def __init__(self, *args: Any, on_paper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not on_paper:
            del self.fields["paper"]


class OutcomeForm(Form):
    """The decision on an appeal."""

    outcome = forms.ChoiceField(
        label=_("Decision"), choices=lambda: _words(OUTCOME_WORDS), widget=forms.RadioSelect
    )
    text = forms.CharField(label=_("Reasons that everybody reads"), max_length=2000, widget=AREA)
