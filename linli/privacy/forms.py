# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.platform.ui.forms import Form

from .queries import Source
from .vocab import GROUND_WORDS, INSTRUMENT_WORDS, KIND_WORDS


def _choices(words: Any) -> Any:
    return lambda: [(code.value, gettext(word)) for code, word in words.items()]


def _day(label: Any, hint: Any = "", *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, help_text=hint, required=required, widget=widget)


def _text(label: Any, hint: Any = "", rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, max_length=4000, widget=widget)


class InstrumentForm(Form):
    """What a legal instrument says with which an authority asks for personal data."""

    authority = forms.CharField(label=_("Which authority asks?"), max_length=200)
    instrument = forms.ChoiceField(label=_("Legal instrument"), choices=_choices(INSTRUMENT_WORDS))
    instrument_number = forms.CharField(label=_("Its number"), max_length=120)
    instrument_date = _day(_("Its date"))
    law = forms.CharField(label=_("The law that it names"), max_length=200)
    article = forms.CharField(label=_("Article"), max_length=60)
    scan = forms.FileField(
        label=_("The instrument, scanned"),
        help_text=_("A photo or a PDF. Without it nothing is recorded."),
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )
    reference = forms.CharField(max_length=120)
    parts = forms.MultipleChoiceField(
        label=_("What is asked for?"),
        help_text=_("Only what the instrument names."),
        widget=forms.CheckboxSelectMultiple,
    )
    what_for = _text(_("What for?"), _("As the instrument says it. Kept encrypted."))
    until = _day(_("Until when may it be fetched?"), _("After that day what was put together is erased."))
    silent_until = _day(
        _("From when on may the person be told?"),
        _("Only where the instrument forbids to tell the person until a day. Otherwise leave it empty."),
        required=False,
    )
    silent_ground = forms.CharField(
        label=_("What forbids to tell the person?"),
        help_text=_("Law and article."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference"].label = gettext(source.reference)
        self.fields["reference"].help_text = gettext(source.hint)
        self.fields["parts"].choices = [  # type: ignore[attr-defined]
            (code, gettext(word)) for code, word in source.parts.items()
        ]


class GrantForm(Form):
    """One approver's decision: which parts, and why."""

    either = ("parts",)  # ticked, or the other button

    parts = forms.MultipleChoiceField(
        label=_("What you grant"),
        help_text=_("Take away what the purpose does not need. Given is only what both grant."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = _text(_("Why?"), _("Also when you grant. Write no names of residents."), rows=2)

    def __init__(self, *args: Any, source: Source, asked: tuple[str, ...], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"parts": list(asked)})
        super().__init__(*args, **kwargs)
        self.fields["parts"].choices = [  # type: ignore[attr-defined]
            (code, gettext(source.parts[code])) for code in asked
        ]


class AssessmentForm(Form):
    """An impact assessment as article 56 of the Personal Information Protection Law asks for it."""

    aims = _text(_("What for, in what way, and why it needs these data"))
    kinds = forms.MultipleChoiceField(
        label=_("Which data"), choices=_choices(KIND_WORDS), widget=forms.CheckboxSelectMultiple
    )
    ground = forms.ChoiceField(label=_("Why it is lawful"), choices=_choices(GROUND_WORDS))
    ground_words = _text(_("Law and article, and whether it is proper and necessary"), rows=2)
    harms = _text(_("What it could do to people's rights, and how safe the data are"))
    measures = _text(_("What protects them, and whether that is enough"))
    summary = _text(_("In three sentences for everybody"), _("Stands on the public page."))
    review_on = _day(_("Looked at again by"))

    def __init__(self, *args: Any, last: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if last:
            hint = gettext("At the latest %(day)s, and at once when something changes.")
            self.fields["review_on"].help_text = hint % {"day": last.isoformat()}
