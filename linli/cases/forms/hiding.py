# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hiding something from the public, objecting to it, deciding on the objection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.platform.access.purposes import JUDGE, PURPOSES, UNVEIL
from linli.platform.ui.forms import Form

from ..vocab import GROUNDS


def ground_choices() -> list[tuple[str, str]]:
    """The reasons of the table, each with its norm and article."""
    return [
        (reason.value, f"{gettext(ground.words)} ({ground.source} {ground.article})")
        for reason, ground in GROUNDS.items()
    ]


class HideForm(Form):
    """What is hidden, for which reason of the table, and what the person reads about it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    what = forms.ChoiceField(label=_("What is hidden"))
    words = forms.CharField(
        label=_("The words, copied from the public page"),
        help_text=_("They are hidden wherever they stand in this matter, in answers too."),
        required=False,
        max_length=1000,
        strip=False,
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=ground_choices)
    text = forms.CharField(
        label=_("Why: the person reads it"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, files: Sequence[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        photos = [
            (str(file), gettext("Photo %(n)s") % {"n": number}) for number, file in enumerate(files, 1)
        ]
        shown = [("words", gettext("some words")), ("report", gettext("the whole report")), *photos]
        self.fields["what"].choices = shown  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("what") == "words" and not str(data.get("words", "")).strip():
            self.add_error("words", gettext("Copy the words that are to be hidden."))
        return data


def need_choices() -> list[tuple[str, str]]:
    """What hidden words may be read for."""
    return [(code, gettext(PURPOSES[code].words)) for code in (UNVEIL, JUDGE)]


class UnveilForm(Form):
    """What somebody needs hidden words for."""

    purpose = forms.ChoiceField(
        label=_("What for: the person reads it"), choices=need_choices, widget=forms.RadioSelect
    )


class ObjectForm(Form):
    """Why something should not be hidden."""

    redaction = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Why it should be shown"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class JudgeForm(Form):
    """What the level above decides, and why."""

    redaction = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


def object_form(redaction: UUID) -> ObjectForm:
    """The form for one hidden thing; several stand on a page."""
    return ObjectForm(prefix="object", auto_id=f"id_{redaction}_%s", initial={"redaction": redaction})
