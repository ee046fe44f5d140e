# SPDX-License-Identifier: AGPL-3.0-or-later
"""What staff fill in for a meeting: when, where and who, the agenda, who came, minutes and decisions."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.norms import public as norms
from linli.places import public as places
from linli.platform.ui.forms import Form

from ..commands.answer import NewPromise
from ..commands.meetings import NewItem
from ..commands.minutes import Said
from ..rules.meetings import Count
from ..vocab.meetings import MATTER_WORDS, Came, Matter
from .core import AREA, Choices, _words, day_field, place_choices, unit_choices

ITEMS = 4  # lines for items on the page; kept once, more come
SHORT = {"class": "short-input"}


def time_field(label: Any) -> forms.TimeField:
    """A time of day in the town's own time."""
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time", **SHORT}))


def area_field(label: Any) -> forms.DecimalField:
    """Square metres."""
    return forms.DecimalField(
        label=label, min_value=0, max_digits=12, decimal_places=2, required=False,
        help_text=_("Only where owners decide; else leave it empty."),
        widget=forms.NumberInput(attrs=SHORT),
    )  # fmt: skip


def number_field(label: Any, **more: Any) -> forms.IntegerField:
    """A number of heads."""
    return forms.IntegerField(
        label=label, min_value=0, max_value=999_999, widget=forms.NumberInput(attrs=SHORT), **more
    )


def instant(day: date, at: time) -> datetime:
    """A day and a time of the town as an instant, whatever zone this machine or the reader is in."""
    return datetime.combine(day, at, places.town().zone)


class BodyForm(Form):
    """Who decides and how they are counted: shared by meetings and votes."""

    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(label=_("Tell more"), max_length=4000, required=False, widget=AREA)
    place = forms.ChoiceField(label=_("Place"), choices=place_choices)
    unit = forms.ChoiceField(label=_("Unit that answers"), choices=unit_choices)
    body = forms.ChoiceField(label=_("Who decides"), choices=lambda: _words(norms.BODY_WORDS))
    basis = forms.ChoiceField(label=_("Counted are"), choices=lambda: _words(norms.BASIS_WORDS))
    eligible = number_field(_("How many are entitled"))
    area = area_field(_("Area of all owners, square metres"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class MeetingForm(BodyForm):
    """A meeting with its agenda; an item without a title is none."""

    day = day_field(_("Day"))
    begins = time_field(_("Begins"))
    ends = time_field(_("Ends at"))
    spot = forms.CharField(
        label=_("Where people meet"), max_length=120, required=False,
        help_text=_("For example: the community's hall, second floor"),
    )  # fmt: skip
    link = forms.URLField(
        label=_("Link for taking part on the web"), max_length=300, required=False, assume_scheme="https"
    )

    def __init__(
        self, *args: Any, items: int = ITEMS, sources: Choices | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(
            ["title", "text", "body", "basis", "place", "unit", "day", "begins", "ends", "spot", "link",
             "eligible", "area", "version"]
        )  # fmt: skip
        self.items = items
        for n in range(1, items + 1):
            told = {"n": n}
            self.fields[f"item{n}_title"] = forms.CharField(
                label=gettext("Item %(n)s of the agenda") % told, max_length=120, required=False
            )
            self.fields[f"item{n}_matter"] = forms.ChoiceField(
                label=gettext("Item %(n)s: what is asked") % told, choices=_words(MATTER_WORDS),
                initial=Matter.DECIDE.value, required=False,
            )  # fmt: skip
            self.fields[f"item{n}_about"] = forms.ChoiceField(
                label=gettext("Item %(n)s comes from") % told, required=False,
                choices=[("", gettext("nothing of these")), *(sources or ())],
            )  # fmt: skip

    def agenda(self) -> list[NewItem]:
        """The items that were filled in."""
        data = self.cleaned_data
        return [
            NewItem(
                data[f"item{n}_title"], "", Matter(data[f"item{n}_matter"] or Matter.DECIDE),
                data[f"item{n}_about"],
            )
            for n in range(1, self.items + 1)
            if data.get(f"item{n}_title")
        ]  # fmt: skip


class CallForm(Form):
    """Giving notice."""

    urgent = forms.CharField(
        label=_("Why it cannot wait, if notice comes late"), max_length=400, required=False,
        help_text=_("Only a residents' meeting may be called at any time, with a reason that all read."),
    )  # fmt: skip


class CancelForm(Form):
    """Calling a meeting off."""

    text = forms.CharField(label=_("Reasons that everybody reads"), max_length=2000, widget=AREA)


class SeatForm(Form):
    """Taking somebody down by telephone or at the door."""

    way = forms.ChoiceField(
        label=_("How"),
        choices=lambda: [
            (Came.DOOR.value, gettext("has come to the door")),
            (Came.PHONE.value, gettext("registers by telephone")),
        ],
    )
    area = area_field(_("Area of the owner, square metres"))


class ArriveForm(Form):
    """Somebody with a number has come."""

    seq = number_field(_("Number of who has come"))
    area = area_field(_("Area of the owner, square metres"))


class AttendanceForm(Form):
    """A sheet of signatures at the door."""

    sheet = forms.CharField(
        label=_("Name of the sheet"), max_length=80,
        help_text=_("As it stands on the folder. The same sheet again corrects its number."),
    )  # fmt: skip
    lines = number_field(_("Valid signatures of those without a number"))
    area = area_field(_("Area of these owners, square metres"))


class ItemForm(Form):
    """Minutes of one item."""

    minutes = forms.CharField(label=_("What was said, without names"), max_length=4000, widget=AREA)
    favour = number_field(_("In favour"), required=False)
    against = number_field(_("Against"), required=False)
    abstain = number_field(_("Abstaining"), required=False)
    favour_area = area_field(_("Area in favour, square metres"))
    put_off = forms.BooleanField(label=_("It is put off to another meeting"), required=False)
    promise = forms.CharField(
        label=_("What will be done, if it is carried"), max_length=4000, required=False, widget=AREA
    )
    unit = forms.ChoiceField(label=_("Who does it"), choices=unit_choices, required=False)
    due_on = day_field(_("Done by"), required=False)

    def __init__(self, *args: Any, step: str, voted: bool, owners: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step  # the deed that sending it is
        gone = [] if owners else ["favour_area"]
        if not voted:
            gone = ["favour", "against", "abstain", "favour_area", "promise", "unit", "due_on"]
        for name in gone:
            del self.fields[name]

    def said(self) -> Said:
        """What was filled in, as the command takes it."""
        data = self.cleaned_data
        count = Count(
            data.get("favour") or 0,
            data.get("against") or 0,
            data.get("abstain") or 0,
            data.get("favour_area") or Decimal(0),
        )
        promise = NewPromise(data.get("promise", ""), data.get("unit", ""), data.get("due_on"))
        return Said(data["minutes"], count, data["put_off"], promise if promise.text else None)


class MinutesForm(Form):
    """Publishing the minutes."""

    text = forms.CharField(
        label=_("Remarks on the meeting as a whole"), max_length=4000, required=False, widget=AREA
    )


class FindMeetingsForm(Form):
    """Which meetings to show, or to put into a calendar."""

    place = forms.ChoiceField(label=_("Place"), required=False)
    kind = forms.ChoiceField(label=_("Who meets"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place, kind = self.fields["place"], self.fields["kind"]
        assert isinstance(place, forms.ChoiceField) and isinstance(kind, forms.ChoiceField)
        place.choices = [("", gettext("everywhere")), *place_choices()[1:]]
        kind.choices = [("", gettext("all")), *_words(norms.BODY_WORDS)]
