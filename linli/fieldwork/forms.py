# SPDX-License-Identifier: AGPL-3.0-or-later
"""What workers, planners and residents fill in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.places import public as places
from linli.platform.forms.xlsform import LARGEST
from linli.platform.ui.forms import Form
from linli.platform.ui.uploads import files_field
from linli.platform.ui.words import name_of
from linli.topics import public as topics

from .queries import Able, DoorInfo, SheetInfo, TaskInfo
from .vocab import (
    BASIS_WORDS,
    HOUSING_WORDS,
    NEED_WORDS,
    OFFER_WORDS,
    OUTCOME_WORDS,
    RHYTHM_WORDS,
    SIGN_WORDS,
    WAY_WORDS,
    Basis,
    Housing,
    Need,
    Offer,
    Outcome,
    Rhythm,
    Share,
    Sign,
    Way,
)


def worded(words: Any) -> list[tuple[str, str]]:
    """Codes with their words in the reader's language."""
    return [(code.value, gettext(word)) for code, word in words.items()]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


def _words(label: Any, **more: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=1000, widget=area, **more)


def _ticks(label: Any, words: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=words if callable(words) else lambda: worded(words),
        widget=forms.CheckboxSelectMultiple,
    )


class VisitForm(Form):
    """At the door: three taps for who was not met; little more for who was."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"), choices=lambda: worded(OUTCOME_WORDS), widget=forms.RadioSelect
    )
    matters = _ticks(
        _("What did they bring up?"),
        lambda: [(one.code, name_of(one.names)) for one in topics.tree().children(None)],
    )
    needs = _ticks(_("What could they use?"), NEED_WORDS)
    signs = _ticks(_("Dangers in the house"), SIGN_WORDS)
    offers = _ticks(_("What would they like to give?"), OFFER_WORDS)
    text = forms.CharField(
        label=_("In their words"),
        help_text=_("Only what they wish to have written down. It is sealed."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    as_matter = forms.BooleanField(
        label=_("They wish that this is taken up as a matter, with a number"), required=False
    )
    photos = files_field(
        _("Photos"),
        _("Only of the house or the thing, where they agree; nobody has to take any."),
        "image/*",
    )
    wish = forms.ChoiceField(
        label=_("Do they wish to be visited again?"),
        required=False,
        choices=lambda: [("", gettext("not asked, or as before")), *worded(RHYTHM_WORDS)],
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("as_matter") and len(str(data.get("text", "")).strip()) < 2:
            self.add_error("text", gettext("Write what is to be taken up."))
        return data

    def codes(self) -> dict[str, Any]:
        """What was ticked, as the command takes it."""
        data = self.cleaned_data
        return {
            "outcome": Outcome(data["outcome"]),
            "matters": tuple(data["matters"]),
            "needs": tuple(Need(code) for code in data["needs"]),
            "signs": tuple(Sign(code) for code in data["signs"]),
            "offers": tuple(Offer(code) for code in data["offers"]),
            "text": data["text"],
            "as_matter": data["as_matter"],
            "wish": Rhythm(data["wish"]) if data["wish"] else None,
        }


class AnswerForm(Form):
    """The grid's answer to what it was asked."""

    state = forms.ChoiceField(
        label=_("How does it stand?"),
        choices=lambda: [
            ("done", gettext("It is done")),
            ("refused", gettext("It is not done, because …")),
        ],
        widget=forms.RadioSelect,
    )
    text = _words(_("In a sentence"))


class AskForm(Form):
    """Asking a grid for one of its tasks."""

    task = forms.ChoiceField(label=_("Task from the list"))
    text = _words(_("What exactly, and where?"), help_text=_("No names of residents."))
    due_on = _day(_("By when?"))

    def __init__(self, *args: Any, tasks: Iterable[TaskInfo] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["task"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.code, name_of(one.names)) for one in tasks if one.share is not Share.BARRED]


class AbsenceForm(Form):
    """Who is away, and who stands in."""

    account = forms.TypedChoiceField(label=_("Who is away?"), coerce=UUID)
    deputy = forms.TypedChoiceField(label=_("Who stands in?"), coerce=UUID)
    begins = _day(_("First day"))
    ends = _day(_("Last day"))

    def __init__(self, *args: Any, team: Sequence[Able] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("account", "deputy"):
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = [(str(one.account), name_of(one.names)) for one in team]


class PlanForm(Form):
    """A round: when, whom, by whom."""

    day = _day(_("Day"))
    basis = forms.ChoiceField(
        label=_("Who is visited?"),
        help_text=_("Nobody is visited for what somebody thinks of them."),
        choices=lambda: worded(BASIS_WORDS),
        widget=forms.RadioSelect,
    )
    housing = forms.ChoiceField(
        label=_("Kind of homes, only for that way"),
        required=False,
        choices=lambda: [("", gettext("none")), *worded(HOUSING_WORDS)],
    )
    count = forms.IntegerField(
        label=_("Doors at most"),
        help_text=_("For all workers together."),
        min_value=1,
        max_value=600,
        initial=30,
    )
    sheet = forms.TypedChoiceField(
        label=_("Further questions"),
        help_text=_("Of your own, from a spreadsheet; asked of whoever is met."),
        required=False,
        coerce=UUID,
        empty_value=None,
    )
    workers = forms.TypedMultipleChoiceField(
        label=_("Who goes?"),
        help_text=_("The doors are shared fairly, and each round is the shortest that was found."),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, team: Sequence[Able] = (), sheets: Sequence[SheetInfo] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field, asked = self.fields["workers"], self.fields["sheet"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(str(one.account), name_of(one.names)) for one in team]
        assert isinstance(asked, forms.TypedChoiceField)
        asked.choices = [("", gettext("none")), *((str(one.id), name_of(one.names)) for one in sheets)]
        if not sheets:
            del self.fields["sheet"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("basis") == Basis.HOUSING and not data.get("housing"):
            self.add_error("housing", gettext("Choose the kind of homes."))
        return data

    def clean_housing(self) -> Housing | None:
        return Housing(self.cleaned_data["housing"]) if self.cleaned_data["housing"] else None


class VisitSheetForm(Form):
    """The next version of questions that visits ask."""

    name_zh = forms.CharField(
        label=_("Name, in Chinese"), max_length=120, widget=forms.TextInput(attrs={"lang": "zh-Hans"})
    )
    name_en = forms.CharField(
        label=_("Name, in English"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"lang": "en"}),
    )
    code = forms.SlugField(
        label=_("Short name"),
        max_length=40,
        help_text=_("Letters, digits and hyphens. The same short name again makes the next version."),
    )
    place = forms.ChoiceField(label=_("Place"))
    workbook = forms.FileField(
        label=_("Questions, as XLSForm (.xlsx)"),
        help_text=_("Each fault is told with its row. No repetitions and no points on a map."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(self, *args: Any, where: Sequence[places.PlaceInfo] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.code, name_of(one.names)) for one in where]

    def clean_workbook(self) -> bytes:
        sent = self.cleaned_data["workbook"]
        if sent.size > LARGEST:
            raise forms.ValidationError(gettext("This file is larger than 2 MB."))
        content: bytes = sent.read()
        return content

    @property
    def names(self) -> dict[str, str]:
        said = {"zh-Hans": self.cleaned_data["name_zh"], "en": self.cleaned_data["name_en"]}
        return {language: name for language, name in said.items() if name}


class HandOverForm(Form):
    """Who takes the rest of a round."""

    worker = forms.TypedChoiceField(label=_("Who takes it over?"), coerce=UUID)

    def __init__(self, *args: Any, team: Sequence[Able] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["worker"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(str(one.account), name_of(one.names)) for one in team]


class WishForm(Form):
    """Signing up a home, whose house was chosen before."""

    door = forms.TypedChoiceField(label=_("Which door?"), coerce=UUID)
    rhythm = forms.ChoiceField(
        label=_("How often?"),
        choices=lambda: worded(RHYTHM_WORDS),
        widget=forms.RadioSelect,
        initial=Rhythm.MONTH.value,
    )
    way = forms.ChoiceField(
        label=_("How did they say it?"),
        choices=lambda: [(way.value, gettext(WAY_WORDS[way])) for way in (Way.PHONE, Way.PAPER, Way.DOOR)],
    )

    def __init__(self, *args: Any, doors: Sequence[DoorInfo] = (), staff: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["door"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(str(one.id), f"{one.entrance} {one.door}".strip()) for one in doors]
        if not staff:
            del self.fields["way"]


def community_choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Places in which doors are known, by the name of their community."""
    return [(code, name_of(places.place_by_code(code).names)) for code in codes]
