# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a committee fills in to publish, members to sign, residents to ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.platform.ui.forms import Form
from linli.platform.ui.uploads import files_field
from linli.platform.ui.words import name_of

from ..queries.saying import period_words
from ..vocab import RULE_WORDS
from .core import AREA, day_field, unit_choices

TABLE = forms.Textarea(attrs={"rows": 5, "spellcheck": "false"})


def _fill(form: forms.Form, name: str, choices: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class PostingForm(Form):
    """A posting: for which period, words, a table, amounts, files."""

    first = forms.ChoiceField(label=_("For which period"))
    title = forms.CharField(label=_("Heading"), max_length=120)
    text = forms.CharField(
        label=_("Words"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Please name no private person and no health, poverty or family of anybody."),
    )  # fmt: skip
    table = forms.CharField(
        label=_("Table"), max_length=8000, required=False, widget=TABLE,
        help_text=_("Cells divided by | or pasted from a sheet; the first line is the head."),
    )  # fmt: skip
    amounts = forms.CharField(
        label=_("Amounts"), max_length=8000, required=False, widget=TABLE,
        help_text=_(
            "One line for each: income, expense or opening | what for | yuan. "
            "For example: expense | lamps | 320.00"
        ),
    )  # fmt: skip
    attached = files_field(_("Files"), _("Receipts, photos, PDF. Black out names first."))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, periods: Any = (), occasion: bool = False, drafted: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if drafted:
            del self.fields["first"]
        elif occasion:
            self.fields["first"] = day_field(_("Day of what happened"))
        else:
            _fill(self, "first", ((one.first.isoformat(), period_words(one)) for one in periods))


class CorrectForm(Form):
    """Why a newer version is made."""

    text = forms.CharField(label=_("What was wrong"), max_length=400, widget=AREA)


class SignForm(Form):
    """A member of the supervision committee signs, or refuses."""

    agrees = forms.ChoiceField(
        label=_("What stands here is true and complete"), widget=forms.RadioSelect,
        choices=[("yes", _("Yes, I sign")), ("no", _("No, I refuse, and say why"))],
    )  # fmt: skip
    text = forms.CharField(label=_("Remarks"), max_length=400, required=False, widget=AREA)


class PaperSignForm(SignForm):
    """The same from a paper, entered by staff."""

    seat = forms.ChoiceField(label=_("Who signed"))
    paper = forms.CharField(
        label=_("Name of the paper"), max_length=80, help_text=_("As it stands on the folder.")
    )

    def __init__(self, *args: Any, seats: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _fill(self, "seat", ((str(one.seat), f"{one.seat}. {one.title}") for one in seats))


class QuestionForm(Form):
    """A question about an item."""

    text = forms.CharField(
        label=_("Your question"), max_length=2000, widget=AREA,
        help_text=_(
            "Everybody reads question and answer, nobody reads who asked. Please name no private person."
        ),
    )  # fmt: skip


class PaperQuestionForm(QuestionForm):
    """The same from a slip or at the counter."""

    item = forms.ChoiceField(label=_("About which item"))
    paper = forms.CharField(
        label=_("Name of the paper"), max_length=80, help_text=_("As it stands on the folder.")
    )
    field_order = ("item", "text", "paper")

    def __init__(self, *args: Any, items: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _fill(self, "item", ((one.code, name_of(one.names)) for one in items))


class OpenAnswerForm(Form):
    """The answer to a question, for everybody."""

    text = forms.CharField(label=_("The answer that everybody reads"), max_length=2000, widget=AREA)


class OutForm(Form):
    """By which public rule a question is taken out."""

    rule = forms.ChoiceField(
        label=_("Rule"), choices=lambda: [(key.value, gettext(words)) for key, words in RULE_WORDS.items()]
    )


class BoardForm(Form):
    """A board: since when, where it hangs, who keeps it."""

    unit = forms.ChoiceField(label=_("Committee that publishes"), choices=unit_choices)
    since = day_field(_("Kept here since"))
    spot = forms.CharField(label=_("Where the board hangs"), max_length=120)


class SeatForm(Form):
    """A seat of the supervision committee."""

    seat = forms.IntegerField(label=_("Seat"), min_value=1, max_value=15)
    title = forms.CharField(
        label=_("Elected as"), max_length=60, help_text=_("The office, not a name: chair, member.")
    )
    login = forms.CharField(
        label=_("Sign-in name"), max_length=60, required=False,
        help_text=_("If they sign here themselves; otherwise on paper."),
    )  # fmt: skip
