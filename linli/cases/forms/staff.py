# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of lists and of staff."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.people import public as people
from linli.platform.ui.forms import Form, HeldSelect
from linli.platform.ui.uploads import files_field
from linli.platform.ui.words import name_of

from ..queries import Ahead
from ..rules import ROUTES, STEPS
from ..rules.wording import TEMPLATED
from ..vocab import CHANNEL_WORDS, GROUND_WORDS, STATE_WORDS, Action, Channel, Hard, Kind, See
from .choices import (
    LONGEST,
    all_categories,
    all_places,
    category_choices,
    optional,
    place_choices,
    short_kind_choices,
    unit_choices,
)
from .joint import reason_choices
from .questions import AskingForm


class FilterForm(Form):
    """The filters of the public list and of the queue; everything may be left open."""

    q = forms.CharField(label=_("Words or number"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, widget=HeldSelect, choices=optional(_("all"), short_kind_choices)
    )
    category = forms.ChoiceField(
        label=_("Category"),
        required=False,
        widget=HeldSelect,
        choices=lambda: [("", gettext("all")), *all_categories()],
    )
    place = forms.ChoiceField(
        label=_("Place"),
        required=False,
        widget=HeldSelect,
        choices=lambda: [("", gettext("all")), *all_places()],
    )


class PublicFilterForm(FilterForm):
    """Filters of the public list."""

    group = forms.ChoiceField(
        label=_("Where it stands"),
        required=False,
        widget=HeldSelect,
        choices=[
            ("", _("all")),
            ("open", _("open")),
            ("answered", _("answered")),
            ("closed", _("closed")),
        ],
    )


class QueueForm(FilterForm):
    """More filters for staff."""

    group = forms.CharField(required=False, widget=forms.HiddenInput)
    unit = forms.ChoiceField(
        label=_("Unit"), required=False, widget=HeldSelect, choices=optional(_("all"), unit_choices)
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        widget=HeldSelect,
        choices=lambda: [
            ("", gettext("all")),
            *((state.value, gettext(word)) for state, word in STATE_WORDS.items()),
        ],
    )
    begins = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    ends = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        widget=HeldSelect,
        choices=[("received", _("newest first")), ("due", _("most pressing first"))],
    )


class TakeDownForm(AskingForm):
    """Staff take down what somebody says on the telephone, at the counter or in a letter."""

    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=lambda: [
            (channel.value, gettext(CHANNEL_WORDS[channel]))
            for channel in (Channel.PHONE, Channel.COUNTER, Channel.PAPER)
        ],
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=short_kind_choices, initial=Kind.HELP.value)
    text = forms.CharField(
        label=_("What the person says"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True}),
    )
    name = forms.CharField(label=_("Name"), required=False, max_length=60)
    contact = forms.CharField(label=_("Telephone or e-mail"), required=False, max_length=200)
    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=optional(_("not chosen yet"), category_choices)
    )
    place = forms.ChoiceField(
        label=_("Place"), required=False, choices=optional(_("not chosen yet"), place_choices)
    )
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    about = forms.ChoiceField(
        label=_("Unit complained about"), required=False, choices=optional(_("none"), unit_choices)
    )

    def __init__(self, *args: Any, anew: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_about((self.data if self.is_bound else self.initial).get("category") or None, anew=anew)

    def clean_contact(self) -> str:
        typed: str = self.cleaned_data["contact"].strip()
        if typed and people.contact_of(typed) is None:
            raise forms.ValidationError(gettext(people.NO_CONTACT.remedy))
        return typed


class NoteForm(Form):
    """A note of staff, for whom it is said."""

    text = forms.CharField(
        label=_("Note"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    see = forms.ChoiceField(
        label=_("Who may read it"),
        choices=[
            (See.INTERNAL.value, _("staff only")),
            (See.REPORTER.value, _("the person as well")),
            (See.PUBLIC.value, _("everybody")),
        ],
    )
    attached = files_field(_("Photos or documents"))


class ActionForm(Form):
    """One action on a matter: just the fields that the course asks for."""

    TEXT_LABELS = {
        Action.DECLINE: _("Why not, in words the person understands"),
        Action.DISPATCH: _("A word to the unit (the person does not see it)"),
        Action.START: _("What happens now (the person reads it)"),
        Action.RETURN: _("Why this is not yours: duty, place or facts"),
        Action.UPHOLD: _("Why it stays with this unit"),
        Action.RESOLVE: _("The answer, as the person will read it"),
        Action.REWORK: _("What is not done"),
        Action.VERIFY: _("What you saw"),
        Action.REOPEN: _("Why it is taken up again"),
        Action.MERGE: _("A word to the person"),
        Action.WITHDRAW: _("Why"),
        Action.TRANSFER: _("Why, and what happens next"),
        Action.RAISE: _("What you did, and what the level above has to do"),
        Action.LOWER: _("Why, and what the level below has to do"),
    }
    version = forms.IntegerField(widget=forms.HiddenInput)
    named = forms.ChoiceField(label=_("Which step, and which paper"), choices=())
    unit = forms.ChoiceField(label=_("Unit"), choices=optional(_("choose"), unit_choices))
    assist = forms.MultipleChoiceField(
        label=_("Units that help"),
        required=False,
        choices=unit_choices,
        widget=forms.SelectMultiple(attrs={"size": 5}),
    )
    other = forms.CharField(label=_("Number of the other matter"), max_length=40)
    reason = forms.ChoiceField(label=_("Reason"), choices=reason_choices)
    way = forms.CharField(
        label=_("Where to go instead: body, address, telephone"), required=False, max_length=200
    )
    text = forms.CharField(label="", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))
    public = forms.BooleanField(label=_("Everybody may read this text"), required=False)
    template = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, action: Action, steps: Sequence[Ahead] = (), **kwargs: Any) -> None:
        super().__init__(*args, prefix=action.value, **kwargs)
        rule = STEPS[action]
        named = self.fields["named"]
        assert isinstance(named, forms.ChoiceField)
        named.choices = [(item.step.code, name_of(item.step.do)) for item in steps]
        wanted = {
            "version": True,
            "named": len(steps) > 1,
            "unit": rule.unit,
            "assist": action is Action.DISPATCH,
            "other": rule.other or rule.same,
            "way": rule.way,
            "reason": rule.reason,
            "text": bool(rule.text),
            "public": action is Action.RESOLVE,
            "template": action in TEMPLATED,
        }
        for name, keep in wanted.items():
            if not keep:
                del self.fields[name]
        if rule.same:
            self.fields["other"].label = _("The same facts were answered in the matter")
            self.fields["other"].help_text = _("Its number, or leave it out. That answer is told again.")
            self.fields["other"].required = False
        if "text" in self.fields:
            self.fields["text"].label = self.TEXT_LABELS[action]
            self.fields["text"].required = rule.text == "must"


class StepForm(Form):
    """One step of a statutory course that leaves the state as it is."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    until = forms.DateField(label=_("Until which day"), widget=forms.DateInput(attrs={"type": "date"}))
    text = forms.CharField(label="", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, item: Ahead, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"step-{item.step.code}", **kwargs)
        if not item.step.asks_day:
            del self.fields["until"]
        paper = bool(item.step.paper)
        self.fields["text"].label = _("What the person reads") if paper else _("A word on it")
        self.fields["text"].required = paper
        if item.right:
            self.fields["text"].label = _("What you have to say")
            self.fields["version"].required = False


class CorrectForm(Form):
    """Kind, category and place as they really are; the reader learns from it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=short_kind_choices)
    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=optional(_("not chosen yet"), category_choices)
    )
    place = forms.CharField(
        label=_("Place"),
        help_text=_("Name or code of a grid, community or subdistrict"),
        max_length=60,
        widget=forms.TextInput(attrs={"list": "places"}),
    )
    about = forms.ChoiceField(
        label=_("Unit complained about"), required=False, choices=optional(_("none"), unit_choices)
    )
    hard = forms.ChoiceField(
        label=_("Hard route"),
        help_text=_("Decides who may see it at all; it is never listed in public."),
        required=False,
        choices=lambda: [("", gettext("none")), *((key.value, gettext(ROUTES[key].word)) for key in Hard)],
    )


class ExtendForm(Form):
    """Put a time limit off."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    limit = forms.IntegerField(
        label=_("By how many days"), min_value=1, widget=forms.NumberInput(attrs={"class": "short-input"})
    )
    text = forms.CharField(
        label=_("Why: the person reads it"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )


class DeferForm(Form):
    """The unit asks for more time."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    limit = forms.IntegerField(
        label=_("How many days more"), min_value=1, widget=forms.NumberInput(attrs={"class": "short-input"})
    )
    text = forms.CharField(
        label=_("Why it cannot be done in time"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class DenyForm(Form):
    """No more time, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class ParkForm(Form):
    """Park a matter until a day of review."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    review_on = forms.DateField(
        label=_("Look at it again on"),
        widget=forms.DateInput(attrs={"type": "date", "class": "short-input"}),
    )
    text = forms.CharField(
        label=_("What it waits for: the person reads it"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CheckForm(Form):
    """A grid worker looked on the spot."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    found = forms.ChoiceField(
        label=_("What did you see?"),
        choices=[("verify", _("It is done")), ("rework", _("It is not done"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    attached = files_field(_("Photos of how it is now"))
    longitude = forms.FloatField(
        required=False,
        min_value=-180,
        max_value=180,
        widget=forms.HiddenInput({"data-stand": "longitude"}),
    )
    latitude = forms.FloatField(
        required=False,
        min_value=-90,
        max_value=90,
        widget=forms.HiddenInput({"data-stand": "latitude"}),
    )

    @property
    def here(self) -> tuple[float, float] | None:
        """Where the worker stands, if they said so at that moment. It is compared and not kept."""
        longitude, latitude = self.cleaned_data.get("longitude"), self.cleaned_data.get("latitude")
        return None if longitude is None or latitude is None else (longitude, latitude)


class AppealForm(Form):
    """Why a matter should not count in the unit's rates."""

    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=lambda: [(ground.value, gettext(word)) for ground, word in GROUND_WORDS.items()],
    )
    text = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class SettleForm(Form):
    """What the office above decides on an appeal, and why."""

    text = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
