# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.places import public as places
from linli.platform.ui.forms import Form
from linli.platform.ui.words import name_of

from .rules.meetings import BASIS_WORDS, BODY_WORDS, Basis
from .rules.pacts import BODIES
from .vocab import LEVEL_WORDS, SOFT, Level

SPOTS = ("district", "subdistrict", "town", "township", "community", "village")


class CommentForm(Form):
    """A comment to a clause, or to the whole."""

    clause = forms.IntegerField(
        label=_("Number of the clause"), help_text=_("Empty: the whole pact"), min_value=0, max_value=999,
        required=False,
    )  # fmt: skip
    text = forms.CharField(label=_("What do you say?"), max_length=600, widget=forms.Textarea)


class NewPactForm(Form):
    """A new pact: for which place, of which kind, with a first text."""

    title = forms.CharField(label=_("Title"), max_length=120)
    level = forms.ChoiceField(label=_("Kind of norm"))
    place = forms.ChoiceField(label=_("Place where it holds"))
    clauses = forms.CharField(
        label=_("Clauses"), help_text=_("One a line; numbers are added."), widget=forms.Textarea,
        max_length=40_000,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level, place = self.fields["level"], self.fields["place"]
        assert isinstance(level, forms.ChoiceField) and isinstance(place, forms.ChoiceField)
        level.choices = [(item.value, gettext(LEVEL_WORDS[item])) for item in SOFT]
        place.choices = [
            (spot.code, name_of(spot.names))
            for spot in places.tree().by_code.values()
            if spot.kind in SPOTS and not spot.overlay
        ]


class ClausesForm(Form):
    """Other words for a draft."""

    clauses = forms.CharField(label=_("Clauses"), widget=forms.Textarea, max_length=40_000)
    version = forms.IntegerField(widget=forms.HiddenInput)


class AnswerForm(Form):
    """How a comment was used."""

    use = forms.ChoiceField(
        label=_("Used"), choices=[("taken", _("taken up")), ("partly", _("partly")), ("not", _("not"))]
    )
    answer = forms.CharField(label=_("Why"), max_length=600)


class StepForm(Form):
    """A step of the course; figures only where a meeting voted."""

    on = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    note = forms.CharField(label=_("Note"), max_length=600, required=False)
    body = forms.ChoiceField(label=_("Which meeting"), required=False)
    basis = forms.ChoiceField(label=_("Counted"), required=False)
    eligible = forms.IntegerField(label=_("Entitled"), min_value=0, max_value=9_999_999, required=False)
    present = forms.IntegerField(label=_("Present"), min_value=0, max_value=9_999_999, required=False)
    favour = forms.IntegerField(label=_("In favour"), min_value=0, max_value=9_999_999, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, level: Level | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body, basis = self.fields["body"], self.fields["basis"]
        assert isinstance(body, forms.ChoiceField) and isinstance(basis, forms.ChoiceField)
        allowed = BODIES[level] if level else tuple(BODY_WORDS)
        body.choices = [("", "—"), *((item.value, gettext(BODY_WORDS[item])) for item in allowed)]
        ways = [item for item in Basis if item is not Basis.OWNERS]  # owners adopt no pact of residents
        basis.choices = [("", "—"), *((item.value, gettext(BASIS_WORDS[item])) for item in ways)]
