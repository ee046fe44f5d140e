# SPDX-License-Identifier: AGPL-3.0-or-later
"""The register form (登记表) on one page, and what parties and mediators fill in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.people import public as people
from linli.places import public as places
from linli.platform.ui.forms import Form
from linli.platform.ui.words import name_of

from .rules.agreement import CONTENTS, LONGEST
from .rules.papers import LONGEST_WORDING
from .vocab import (
    DECISION_WORDS,
    GUEST_WORDS,
    KIND_WORDS,
    MODE_WORDS,
    ORIGIN_WORDS,
    OUTCOME_WORDS,
    PAPER_WORDS,
    Guesting,
    Kind,
    Mode,
    Origin,
)


def kind_choices() -> list[tuple[str, str]]:
    """Kinds of quarrels in the reader's language."""
    return [(kind.value, gettext(words)) for kind, words in KIND_WORDS.items()]


def place_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Communities and villages under their subdistricts and towns, each of which can be chosen, too."""
    tree = places.tree()
    return [
        (
            name_of(street.names),
            [(one.code, name_of(one.names)) for one in (street, *tree.children(street.code))],
        )
        for street in tree.children(tree.root.code)
    ]


def _contact(value: str) -> str:
    if value and people.contact_of(value) is None:
        raise forms.ValidationError(gettext("This is no telephone number or e-mail address."))
    return value


class RequestForm(Form):
    """Asking for mediation."""

    draft = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What is the quarrel about?"), choices=kind_choices)
    place = forms.ChoiceField(label=_("Where?"), choices=place_choices)
    summary = forms.CharField(
        label=_("What happened, and what do you wish for?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    name = forms.CharField(label=_("Who asks"), max_length=80)
    contact = forms.CharField(label=_("How to reach who asks"), max_length=80)
    other = forms.CharField(label=_("The other side"), max_length=80)
    other_contact = forms.CharField(
        label=_("How to reach the other side, if known"), max_length=80, required=False
    )
    applied_on = forms.DateField(required=False, widget=forms.HiddenInput)
    warned = forms.BooleanField(
        label=_("I read where help is, and still wish for mediation"), required=False
    )

    def clean_contact(self) -> str:
        return _contact(self.cleaned_data["contact"])

    def clean_other_contact(self) -> str:
        return _contact(self.cleaned_data["other_contact"])


class RegisterForm(RequestForm):
    """The same taken down by staff: on the telephone, on paper, or referred."""

    origin = forms.ChoiceField(
        label=_("Who brings it"), choices=lambda: [(o.value, gettext(w)) for o, w in ORIGIN_WORDS.items()]
    )
    case = forms.CharField(label=_("Number of the matter, if referred"), max_length=20, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("origin") == Origin.CASE and not data.get("case"):
            self.add_error("case", gettext("Write the number of the matter."))
        return data


class OpenForm(Form):
    """Number and code from the slip."""

    number = forms.CharField(label=_("Number"), max_length=20)
    code = forms.CharField(label=_("Code"), max_length=20)


class StepForm(Form):
    """What goes with a step."""

    text = forms.CharField(
        label=_("What was said or found"), required=False, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    at = forms.DateTimeField(
        label=_("Session at"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    mode = forms.ChoiceField(
        label=_("How"),
        required=False,
        choices=lambda: [(m.value, gettext(w)) for m, w in MODE_WORDS.items()],
    )

    def clean_mode(self) -> Mode:
        return Mode(self.cleaned_data["mode"] or Mode.CLOSED)


class GuestForm(Form):
    """Somebody who may join when every party consents."""

    kind = forms.ChoiceField(
        label=_("As what"), choices=lambda: [(g.value, gettext(w)) for g, w in GUEST_WORDS.items()]
    )
    mediator = forms.ChoiceField(label=_("Mediator of another community"), required=False)
    name = forms.CharField(label=_("Name, if it is somebody else"), required=False, max_length=80)
    about = forms.CharField(
        label=_("Why they would help; the parties read this"), required=False, max_length=200
    )

    def __init__(self, *args: Any, could_join: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["mediator"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "—"),
            *((str(o.id), f"{name_of(o.names)}, {name_of(o.place)}") for o in could_join),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        joint = data.get("kind") == Guesting.JOINT
        if joint and not data.get("mediator"):
            self.add_error("mediator", gettext("Choose a mediator of another community."))
        elif not joint and not data.get("name"):
            self.add_error("name", gettext("Write who may join."))
        return data


class AgreementForm(Form):
    """The contents of article 29; the parties stand in the register."""

    by = forms.DateField(
        label=_("by when it is performed"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, words in CONTENTS.items():
            if code not in ("parties", "by"):
                self.fields[code] = forms.CharField(
                    label=gettext(words), required=False, max_length=LONGEST,
                    widget=forms.Textarea(attrs={"rows": 3}),
                )  # fmt: skip
        self.fields["steps"] = forms.CharField(
            label=gettext("Step by step, if there is more than one day"),
            help_text=gettext(
                "One thing a line: the day, then who does what. 2026-12-01 A pays B 600 yuan"
            ),
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.order_fields([code for code in CONTENTS if code != "parties"])


class AfterForm(Form):
    """What was found on a return visit, or about one thing of the agreement."""

    text = forms.CharField(
        label=_("In words, for the team alone"), required=False, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    outcome = forms.ChoiceField(
        label=_("What the visit found"),
        required=False,
        choices=lambda: [(o.value, gettext(w)) for o, w in OUTCOME_WORDS.items()],
    )


class DecideSignForm(Form):
    """What to do about a sign, and why."""

    decision = forms.ChoiceField(
        label=_("What do we do?"),
        choices=lambda: [(d.value, gettext(w)) for d, w in DECISION_WORDS.items()],
    )
    reason = forms.CharField(
        label=_("Why; name nobody"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class AnswerSignForm(Form):
    """What was done about a sign."""

    done = forms.CharField(
        label=_("What was done; name nobody"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class SayForm(Form):
    """What a party says after the agreement."""

    text = forms.CharField(
        label=_("How does it go?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )


class ScanForm(Form):
    """A paper that was signed by hand, as photo or PDF."""

    which = forms.ChoiceField(
        label=_("Which paper"), choices=lambda: [(p.value, gettext(w)) for p, w in PAPER_WORDS.items()]
    )
    scan = forms.FileField(
        label=_("Photo or PDF"),
        help_text=_("It is sealed and stays in the file; only the team opens it."),
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )


class WordingForm(Form):
    """The wording of a paper."""

    text = forms.CharField(
        label=_("Wording"),
        help_text=_("The first line is the title. A line that begins with > stands at the right."),
        max_length=LONGEST_WORDING,
        widget=forms.Textarea(attrs={"rows": 22, "lang": "zh-Hans", "spellcheck": "false"}),
    )


class MediatorForm(Form):
    """Somebody for the roster."""

    login = forms.CharField(label=_("Account"), max_length=60)
    place = forms.ChoiceField(label=_("Where"), choices=place_choices)
    kinds = forms.MultipleChoiceField(
        label=_("Mediates"), choices=kind_choices, widget=forms.CheckboxSelectMultiple
    )
    head = forms.BooleanField(label=_("Heads the committee there"), required=False)
    active = forms.BooleanField(label=_("On the roster"), required=False, initial=True)

    def clean_kinds(self) -> list[Kind]:
        return [Kind(kind) for kind in self.cleaned_data["kinds"]]
