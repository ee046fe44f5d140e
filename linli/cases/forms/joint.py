# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of working together: calling in, a unit's part, pressing, several matters at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.people import public as people
from linli.platform.ui.forms import Form
from linli.platform.ui.uploads import files_field
from linli.platform.ui.words import day_words, name_of

from ..queries import PartInfo
from ..rules.joint import REASON_WORDS, TRIGGER_WORDS, Call, Reason, Trigger
from ..vocab import Deed
from .choices import LONGEST, Choices, optional, unit_choices

ROWS = 4  # units that one call-in takes; more can be called in after


def day_field(label: Any, *, required: bool) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date", "class": "short-input"}),
    )


def reason_choices() -> Choices:
    """The reasons of the table by which something may be given back."""
    return [("", gettext("choose")), *((item.value, gettext(REASON_WORDS[item])) for item in Reason)]


def trigger_choices() -> Choices:
    return [(item.value, gettext(TRIGGER_WORDS[item])) for item in Trigger]


class CallForm(Form):
    """Units that are called in: each with what it shall do and, if earlier, by when."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Why several units (the person reads it)"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in range(1, ROWS + 1):
            self.fields[f"unit{row}"] = forms.ChoiceField(
                label=_("Unit"), required=False, choices=optional(_("nobody"), unit_choices)
            )
            self.fields[f"task{row}"] = forms.CharField(
                label=_("What it shall do"), required=False, max_length=2000
            )
            self.fields[f"day{row}"] = day_field(_("By, if earlier than the matter"), required=False)

    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each unit, for the page."""
        return [[self[f"{name}{row}"] for name in ("unit", "task", "day")] for row in range(1, ROWS + 1)]

    def calls(self) -> list[Call]:
        """What was filled in."""
        data = self.cleaned_data
        found = [(data[f"unit{row}"], data[f"task{row}"], data[f"day{row}"]) for row in range(1, ROWS + 1)]
        return [Call(*row) for row in found if row[0] or row[1]]


class BorrowForm(Form):
    """Help that is asked of a unit of a level above."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    unit = forms.ChoiceField(label=_("Unit of a level above"), choices=optional(_("choose"), unit_choices))
    task = forms.CharField(label=_("What it shall help with"), max_length=2000)
    day = day_field(_("By, if earlier than the matter"), required=False)


class PartForm(Form):
    """One deed with one unit's part: words, and what else that deed needs."""

    LABELS = {
        Deed.CONTRIBUTE: _("What your unit did and found"),
        Deed.REFUSE: _("What the reason rests on"),
        Deed.HOLD: _("Why it stays with this unit"),
        Deed.EXCUSE: _("Why this unit is excused"),
    }
    part = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Reason"), choices=reason_choices)
    text = forms.CharField(label="", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
    attached = files_field(_("Evidence: photos or documents"))

    def __init__(self, *args: Any, deed: Deed, **kwargs: Any) -> None:
        part = (kwargs.get("initial") or {}).get("part", "")
        super().__init__(*args, prefix=deed.value, auto_id=f"id_{part}_%s", **kwargs)
        wanted = {
            "reason": deed is Deed.REFUSE,
            "text": deed in self.LABELS,
            "attached": deed is Deed.CONTRIBUTE,
        }
        for name, keep in wanted.items():
            if not keep:
                del self.fields[name]
        if deed in self.LABELS:
            self.fields["text"].label = self.LABELS[deed]


class AssignForm(Form):
    """Who of a unit handles its part; who is away is said so."""

    part = forms.UUIDField(widget=forms.HiddenInput)
    person = forms.ChoiceField(label=_("Who handles it"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, colleagues: Sequence[people.Colleague], **kwargs: Any) -> None:
        super().__init__(*args, prefix="assign", **kwargs)
        named = [(str(item.id), _colleague(item)) for item in colleagues]
        self.fields["person"].choices = [("", gettext("nobody yet")), *named]  # type: ignore[attr-defined]


def _colleague(item: people.Colleague) -> str:
    if item.away_until is None:
        return name_of(item.names)
    facts = {"name": name_of(item.names), "day": day_words(item.away_until)}
    return gettext("%(name)s, away until %(day)s; %(deputy)s stands in") % {
        **facts, "deputy": name_of(item.deputy or {}),
    }  # fmt: skip


class PressForm(Form):
    """Press a unit for completion."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    part = forms.ChoiceField(label=_("Unit"), required=False)
    trigger = forms.ChoiceField(label=_("What for"), choices=trigger_choices)
    by = day_field(_("Report back by"), required=True)
    text = forms.CharField(
        label=_("What is missing"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, parts: Iterable[PartInfo], **kwargs: Any) -> None:
        super().__init__(*args, prefix="press", **kwargs)
        choices = [("" if part.lead else str(part.id), name_of(part.unit.names)) for part in parts]
        self.fields["part"].choices = choices  # type: ignore[attr-defined]


class WordsForm(Form):
    """A few words about one pressing: the report of the unit, or why nobody is pressed."""

    press = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("In a few words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class LinkForm(Form):
    """The matter under which another one is put."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    parent = forms.CharField(label=_("Number of the matter over it"), max_length=40)


class HandOverForm(Form):
    """What one person of a unit handles goes to another; first the unit is chosen."""

    unit = forms.ChoiceField(label=_("Unit"), choices=unit_choices)
    giver = forms.ChoiceField(label=_("From whom"))
    taker = forms.ChoiceField(label=_("To whom"))

    def __init__(self, *args: Any, people_of: Sequence[people.Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(item.id), _colleague(item)) for item in people_of]
        for name in ("giver", "taker"):
            self.fields[name].choices = named  # type: ignore[attr-defined]


class AwayForm(Form):
    """Who of a unit is away, and which colleague stands in."""

    account = forms.TypedChoiceField(label=_("Who is away?"), coerce=UUID)
    deputy = forms.TypedChoiceField(label=_("Who stands in?"), coerce=UUID)
    begins = day_field(_("First day"), required=True)
    ends = day_field(_("Last day"), required=True)

    def __init__(self, *args: Any, people_of: Sequence[people.Colleague], **kwargs: Any) -> None:
        super().__init__(*args, prefix="away", **kwargs)
        for name in ("account", "deputy"):
            named = [(str(item.id), _colleague(item)) for item in people_of]
            self.fields[name].choices = named  # type: ignore[attr-defined]


class ManyForm(Form):
    """One deed with the matters that were chosen in the queue."""

    deed = forms.ChoiceField(choices=[("dispatch", ""), ("note", ""), ("close", "")])
    unit = forms.ChoiceField(label=_("Unit"), required=False, choices=optional(_("choose"), unit_choices))
    text = forms.CharField(label=_("In a few words"), required=False, max_length=LONGEST)
