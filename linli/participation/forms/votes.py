# SPDX-License-Identifier: AGPL-3.0-or-later
"""What staff fill in for a general vote, its letters and its paper ballots."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.norms import public as norms
from linli.platform.ui.forms import Form

from ..commands.votes import MOST_LETTERS, VoteData
from ..queries.votes import GeneralVote
from ..vocab.votes import VOTE_KIND_WORDS, VoteKind
from .core import AREA, _words, day_field
from .meetings import BodyForm, instant, number_field, time_field


class VoteForm(BodyForm):
    """A vote: the question, the choices, when, who, what follows."""

    kind = forms.ChoiceField(label=_("What is asked"), choices=lambda: _words(VOTE_KIND_WORDS))
    options = forms.CharField(
        label=_("Choices, one a line"), max_length=4000, required=False, widget=AREA,
        help_text=_("Not for yes or no. Their order is drawn by lot."),
    )  # fmt: skip
    opens_day = day_field(_("First day"))
    opens_time = time_field(_("from"))
    closes_day = day_field(_("Last day"))
    closes_time = time_field(_("until, in the town's own time"))
    weighty = forms.BooleanField(
        label=_("A weighty matter of owners (funds, rebuilding, use of common parts)"), required=False
    )
    named = forms.BooleanField(
        label=_("An open vote: each ballot bears a name that everybody reads"), required=False
    )
    about = forms.ChoiceField(label=_("It decides on"), required=False)
    promise = forms.CharField(
        label=_("What will be done, if it is carried"), max_length=4000, required=False, widget=AREA
    )

    def __init__(self, *args: Any, sources: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("nothing of these")), *sources]
        self.order_fields(
            ["title", "text", "kind", "options", "about", "promise", "body", "basis", "weighty", "named",
             "place", "unit", "eligible", "area", "opens_day", "opens_time", "closes_day", "closes_time",
             "version"]
        )  # fmt: skip

    def data_of(self) -> VoteData:
        """What was filled in, as the command takes it."""
        data = self.cleaned_data
        return VoteData(
            VoteKind(data["kind"]),
            norms.Body(data["body"]),
            norms.Basis(data["basis"]),
            data["title"],
            data["text"],
            data["place"],
            data["unit"],
            data["eligible"],
            instant(data["opens_day"], data["opens_time"]),
            instant(data["closes_day"], data["closes_time"]),
            data["options"].splitlines(),
            data["area"] or Decimal(0),
            data["weighty"],
            not data["named"],
            data["about"],
            data["promise"],
        )


class LettersForm(Form):
    """How many letters to print; for owners the area of each."""

    count = number_field(_("How many letters"), required=False)
    areas = forms.CharField(
        label=_("Areas, one a line, in the order of your list"), required=False, widget=AREA,
        max_length=40_000,
        help_text=_("Letter number 1 is for the first line. Who it is stays on your list alone."),
    )  # fmt: skip

    def __init__(self, *args: Any, owners: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["count" if owners else "areas"]
        self.owners = owners

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.owners:
            data["each"] = [Decimal(0)] * min(data.get("count") or 0, MOST_LETTERS + 1)
            return data
        try:
            data["each"] = [Decimal(one) for one in data.get("areas", "").split()]
            if any(not one.is_finite() or one <= 0 for one in data["each"]):
                raise InvalidOperation
        except InvalidOperation:
            self.add_error("areas", gettext("Each line holds one area in square metres, such as 86.5."))
        return data


class PaperVoteForm(Form):
    """A paper ballot: the code on it and what it says."""

    letter = forms.CharField(label=_("Code on the paper"), max_length=30)
    known_as = forms.CharField(label=_("Name on the paper"), max_length=40)
    choices = forms.MultipleChoiceField(
        label=_("Ticked on it"), required=False, widget=forms.CheckboxSelectMultiple
    )
    order = forms.CharField(
        label=_("Numbers in the order of preference"), required=False, max_length=200,
        help_text=_("The best first, with spaces between, for example: 3 1 2"),
    )  # fmt: skip

    def __init__(self, *args: Any, vote: GeneralVote, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["choices"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(one.seq), f"{one.seq}. {one.title}") for one in vote.options]
        del self.fields["choices" if vote.line.kind is VoteKind.RANKED else "order"]
        if vote.secret:
            del self.fields["known_as"]

    def chosen(self) -> list[int]:
        """The numbers on the paper."""
        data = self.cleaned_data
        given = data.get("choices") or data.get("order", "").replace(",", " ").split()
        return [int(one) if one.isdecimal() and len(one) < 4 else 0 for one in given]


class CountVoteForm(Form):
    """Counting: by which day what was promised is done."""

    due_on = day_field(_("What was promised is done by"), required=False)
