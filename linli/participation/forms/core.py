# SPDX-License-Identifier: AGPL-3.0-or-later
"""What staff fill in to prepare a space, to moderate and to answer, and what residents write."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.people import public as people
from linli.places import public as places
from linli.platform.ui.forms import Form
from linli.platform.ui.words import name_of

from ..queries.moderation import rules_now
from ..rules.phases import Phase
from ..vocab import (
    LEVEL_MEANS,
    LEVEL_WORDS,
    PHASE_WORDS,
    RUNG_WORDS,
    SPACE_KIND_WORDS,
    VERDICT_WORDS,
    Level,
    PhaseKind,
)

Choices = list[tuple[str, Any]]
AREA = forms.Textarea(attrs={"rows": 4})
# What is written in one language says so, for whoever has the page read aloud in the other one.
CHINESE, ENGLISH = {"lang": "zh-Hans"}, {"lang": "en"}


def day_field(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    """A day."""
    widget = forms.DateInput(attrs={"type": "date", "class": "short-input"})
    return forms.DateField(label=label, required=required, help_text=hint, widget=widget)


def place_choices(root: str = "") -> Choices:
    """Places from the town (or ``root``) down to communities and villages, each of which can be chosen."""
    tree = places.tree()
    top = tree.by_code[root] if root else tree.root
    found: Choices = [(top.code, name_of(top.names))]
    for one in tree.children(top.code):
        found.append((one.code, f"\u2003{name_of(one.names)}"))
        if one.depth < 2:
            found += [
                (below.code, f"\u2003\u2003{name_of(below.names)}") for below in tree.children(one.code)
            ]
    return found


def unit_choices() -> Choices:
    """Active units under the units above them."""
    groups: dict[str, Choices] = {}
    known = people.units()
    for unit in known.active():
        parent = known.by_code.get(unit.parent or "")
        group = name_of(parent.names) if parent else ""
        groups.setdefault(group, []).append((unit.code, name_of(unit.names)))
    return [("", gettext("choose")), *groups.items()]


def _words(table: dict[Any, str]) -> Choices:
    return [(key.value, gettext(words)) for key, words in table.items()]


def rule_choices() -> Choices:
    """The rules of moderation in force, by number."""
    return [(one.code, f"{one.number}. {one.words}") for one in rules_now().rules]


class SpaceForm(Form):
    """A space: what, where, for whom, how much it decides, the rules, the phases, the promised day."""

    name_zh = forms.CharField(
        label=_("Name in Chinese"), max_length=60, widget=forms.TextInput(attrs=CHINESE)
    )
    name_en = forms.CharField(
        label=_("Name in English"), max_length=120, required=False, widget=forms.TextInput(attrs=ENGLISH)
    )
    code = forms.CharField(
        label=_("Short name for the address"), max_length=40,
        help_text=_("Small Latin letters, digits and hyphens, for example renmin-2026."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: _words(SPACE_KIND_WORDS))
    level = forms.ChoiceField(
        label=_("How much is decided here"),
        choices=lambda: [
            (one.value, f"{gettext(LEVEL_WORDS[one])}: {gettext(LEVEL_MEANS[one])}") for one in Level
        ],
        widget=forms.RadioSelect,
    )
    about_zh = forms.CharField(
        label=_("What it is about, in Chinese"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, **CHINESE}),
    )
    about_en = forms.CharField(
        label=_("What it is about, in English"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, **ENGLISH}),
    )
    place = forms.ChoiceField(label=_("Place"), choices=place_choices)
    rung = forms.ChoiceField(label=_("Who may take part"), choices=lambda: _words(RUNG_WORDS))
    unit = forms.ChoiceField(label=_("Unit that answers"), choices=unit_choices)
    threshold = forms.IntegerField(
        label=_("Voices that force an answer"), min_value=0, max_value=100_000, initial=0,
        help_text=_("0: none. The day for the answer follows from the time limit for proposals."),
    )  # fmt: skip
    answer_on = day_field(_("Everything is answered by"), hint=_("A promise to everybody who takes part."))
    rules = forms.CharField(
        label=_("Rules"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Other words make a new version; older ones stay readable."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, words in PHASE_WORDS.items():
            first = _("%(phase)s: first day") % {"phase": gettext(words)}
            last = _("%(phase)s: last day") % {"phase": gettext(words)}
            self.fields[f"{kind.value}_begins"] = day_field(first, required=False)
            self.fields[f"{kind.value}_ends"] = day_field(last, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for kind in PhaseKind:
            begins, ends = data.get(f"{kind.value}_begins"), data.get(f"{kind.value}_ends")
            if bool(begins) != bool(ends):
                self.add_error(
                    f"{kind.value}_{'ends' if begins else 'begins'}",
                    gettext("A phase needs its first and its last day, or neither."),
                )
        return data

    def phases(self) -> list[Phase]:
        """The phases that were filled in."""
        data = self.cleaned_data
        return [
            Phase(kind, data[f"{kind.value}_begins"], data[f"{kind.value}_ends"])
            for kind in PhaseKind
            if data.get(f"{kind.value}_begins") and data.get(f"{kind.value}_ends")
        ]


class ProposeForm(Form):
    """A proposal. With ``paper`` it is taken down by staff from a paper."""

    draft = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("What do you propose?"), max_length=80,
        help_text=_("One line, for example: a bench and a lamp at the bus stop"),
    )  # fmt: skip
    text = forms.CharField(
        label=_("Tell more"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What is the trouble, what should be different? Please name no private person."),
    )  # fmt: skip
    place = forms.ChoiceField(label=_("Where?"))
    shown = forms.BooleanField(label=_("Show my name with it"), required=False)
    paper = forms.CharField(
        label=_("Paper that it is taken down from"), max_length=80,
        help_text=_("As it stands on the folder, for example: counter 2026-11-20, sheet 3"),
    )  # fmt: skip

    def __init__(self, *args: Any, root: str, on_paper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = place_choices(root)
        del self.fields["shown" if on_paper else "paper"]


class AgreeForm(Form):
    """What an author said on paper to being joined."""

    merging = forms.UUIDField()
    yes = forms.BooleanField(required=False)
    paper = forms.CharField(label=_("Paper on which it stands"), max_length=80)


class MendForm(Form):
    """Mending a proposal that was given back."""

    title = forms.CharField(label=_("What do you propose?"), max_length=80)
    text = forms.CharField(label=_("Tell more"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))


class SheetForm(Form):
    """Signatures on paper for one proposal."""

    sheet = forms.CharField(
        label=_("Name of the sheet"), max_length=80,
        help_text=_("As it stands on the folder. The same sheet again corrects its number."),
    )  # fmt: skip
    lines = forms.IntegerField(label=_("Valid signatures on it"), min_value=0, max_value=2000)


class HideForm(Form):
    """Taking a proposal out: by which public rule, and why."""

    rule = forms.ChoiceField(label=_("Rule"), choices=lambda: rule_choices())
    text = forms.CharField(label=_("Reasons that everybody reads"), max_length=2000, widget=AREA)


class MergeForm(Form):
    """Joining a proposal to another one, if those who wrote them agree."""

    into = forms.ChoiceField(label=_("It is the same as"))
    text = forms.CharField(label=_("Reasons that everybody reads"), max_length=2000, widget=AREA)
    paper = forms.CharField(
        label=_("Paper on which the author of this one agreed"), max_length=80, required=False,
        help_text=_("Where it came on paper. Who has an account is asked there."),
    )  # fmt: skip
    root_paper = forms.CharField(
        label=_("Paper on which the author of the other one agreed"), max_length=80, required=False
    )

    def __init__(self, *args: Any, others: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.number, f"{one.title} ({one.number})") for one in others]


class AnswerForm(Form):
    """The answer, and what is promised; in a space that votes on a budget what it costs instead."""

    verdict = forms.ChoiceField(
        label=_("Answer"), choices=lambda: _words(VERDICT_WORDS), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Reasons"), max_length=4000, widget=AREA, help_text=_("Everybody who took part reads them.")
    )
    promise = forms.CharField(
        label=_("What will be done, if it is accepted"), max_length=4000, widget=AREA, required=False
    )
    unit = forms.ChoiceField(label=_("Who does it"), choices=unit_choices, required=False)
    due_on = day_field(_("Done by"), required=False)
    cost = forms.DecimalField(
        label=_("What it costs, in yuan, if it is accepted for the vote"), min_value=1,
        max_digits=12, decimal_places=2, required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, votes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("promise", "unit", "due_on") if votes else ("cost",):
            del self.fields[name]


class ResidentForm(Form):
    """Confirming that somebody lives in a place."""

    login = forms.CharField(label=_("Sign-in name of the person"), max_length=60)
    place = forms.ChoiceField(label=_("Lives in"), choices=place_choices)
    way = forms.ChoiceField(
        label=_("Seen how"),
        choices=lambda: [
            ("counter", gettext("a paper with the address, at the counter")),
            ("letter", gettext("the code from a letter to the address")),
        ],
    )


class AmountForm(Form):
    """Opening the vote: what there is to spend."""

    amount = forms.DecimalField(label=_("Budget, in yuan"), min_value=1, max_digits=12, decimal_places=2)


class PaperBallotForm(Form):
    """A paper ballot: its number, and what is ticked on it."""

    serial = forms.CharField(label=_("Number on the paper"), max_length=20)
    choices = forms.MultipleChoiceField(
        label=_("Ticked on it"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, projects: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["choices"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(one.seq), f"{one.seq}. {one.title}") for one in projects]


class CountForm(Form):
    """Counting: by which day what wins is done."""

    due_on = day_field(_("What wins is done by"))
